// Which paths a regular expression can match at most: read from its start as
// long as it is literal text and groups that cannot leave their segment.
import type { Node } from "./ast.ts";
import type { Path, Segment } from "./paths.ts";

type Piece =
  | { text: string }
  /** Text without a slash, at least one character. */
  | { some: true; name: string | undefined }
  /** Text without a slash, perhaps none. */
  | { any: true };

/** The paths that the expression may match; undefined when it may be any. */
export function pathsOf(
  regexp: Node,
  names: readonly string[],
): Path | undefined {
  const flags = regexp["flags"] as string;
  if (/[imvgy]/.test(flags)) return undefined;
  const reader = new Reader(regexp["pattern"] as string);
  if (!reader.take("^")) return undefined;
  const pieces = reader.pieces();
  return pieces && assemble(pieces, reader.atEnd, names);
}

class Reader {
  readonly #text: string;
  #at = 0;
  /** The expression was read to its `$`. */
  atEnd = false;

  constructor(text: string) {
    this.#text = text;
  }

  take(s: string): boolean {
    if (!this.#text.startsWith(s, this.#at)) return false;
    this.#at += s.length;
    return true;
  }

  done(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What was understood of the expression; undefined when nothing can be said. */
  pieces(): Piece[] | undefined {
    // A choice at the top makes the anchor that of its first part alone.
    if (hasTopChoice(this.#text)) return undefined;
    const out: Piece[] = [];
    while (this.#at < this.#text.length) {
      if (this.#text.slice(this.#at) === "$") {
        this.atEnd = true;
        return out;
      }
      if (/^\\?\/[?*]\$$/.test(this.#text.slice(this.#at))) {
        this.atEnd = true;
        out.push({ text: "/" });
        return out;
      }
      const before = this.#at;
      let piece = this.#group();
      if (piece === undefined) {
        this.#at = before;
        piece = this.#atom();
      }
      if (piece === undefined) {
        this.#at = before;
        return out;
      }
      out.push(piece);
    }
    return out;
  }

  #group(): Piece | undefined {
    const rest = this.#text.slice(this.#at);
    const open = /^\((\?:|\?<([A-Za-z_]\w*)>)?(?!\?)/.exec(rest);
    if (!open) return undefined;
    const close = closing(this.#text, this.#at);
    if (close < 0) return undefined;
    const inner = this.#text.slice(this.#at + open[0].length, close);
    this.#at = close + 1;
    const [least] = this.#quantifier();
    const width = choices(inner).map((c) => widthOf(c));
    if (width.some((w) => w === undefined)) return undefined;
    const some = width.every((w) => w === "some") && least > 0;
    return some ? { some: true, name: open[2] } : { any: true };
  }

  /** One character, class or escape with its quantifier. */
  #atom(): Piece | undefined {
    const rest = this.#text.slice(this.#at);
    const m = /^(?:\\(.)|(\[\^?(?:\\.|[^\]\\])*\])|([^\\^$.*+?()[\]{}|]))/.exec(
      rest,
    );
    if (!m) return undefined;
    this.#at += m[0].length;
    const [least, most] = this.#quantifier();
    const literal =
      m[3] ?? (m[1] !== undefined && /^[^\w]$/.test(m[1]) ? m[1] : undefined);
    if (literal !== undefined) {
      if (least === 1 && most === 1) return { text: literal };
      if (literal === "/") return undefined;
      return least > 0 ? { some: true, name: undefined } : { any: true };
    }
    if (!withoutSlash(m[0])) return undefined;
    return least > 0 ? { some: true, name: undefined } : { any: true };
  }

  #quantifier(): [least: number, most: number] {
    const m = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(
      this.#text.slice(this.#at),
    );
    if (!m) return [1, 1];
    this.#at += m[0].length;
    if (m[1] === "*") return [0, Infinity];
    if (m[1] === "+") return [1, Infinity];
    if (m[1] === "?") return [0, 1];
    const least = Number(m[2]);
    const most = m[3] === undefined ? least : m[4] ? Number(m[4]) : Infinity;
    return [least, most];
  }
}

/** An escape or class that matches no slash; lower-case escapes of word characters only. */
function withoutSlash(atom: string): boolean {
  if (atom === "\\w" || atom === "\\d") return true;
  if (!atom.startsWith("[")) return false;
  if (atom.startsWith("[^")) return /\\?\//.test(atom.slice(2, -1));
  // Listed characters: none may be a slash, and no range or escape may hold one.
  const inner = atom.slice(1, -1).replace(/\\[wd]/g, "");
  if (/\\[^-.$+*?()[\]{}|^]/.test(inner) || inner.includes("/")) return false;
  for (const [, from = "", to = ""] of inner.matchAll(/(.)-(.)/g))
    if (from <= "/" && to >= "/") return false;
  return true;
}

/** "some": at least one character; "any": perhaps none; undefined: may hold a slash. */
function widthOf(text: string): "some" | "any" | undefined {
  const reader = new Reader(text);
  const pieces = reader.pieces();
  if (pieces === undefined || !reader.done()) return undefined;
  if (pieces.some((p) => "text" in p && p.text === "/")) return undefined;
  return pieces.some((p) => !("any" in p)) ? "some" : "any";
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const ch = text[i];
    if (ch === "\\") i++;
    else if (ch === "[") {
      while (i < text.length && text[i] !== "]") i += text[i] === "\\" ? 2 : 1;
    } else if (ch === "(") depth++;
    else if (ch === ")" && --depth === 0) return i;
  }
  return -1;
}

/** The parts of a choice, split at the bars that are in no group. */
function choices(text: string): string[] {
  const out: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i];
    if (ch === "\\") i++;
    else if (ch === "[") {
      while (i < text.length && text[i] !== "]") i += text[i] === "\\" ? 2 : 1;
    } else if (ch === "(") {
      const end = closing(text, i);
      if (end < 0) return [text];
      i = end;
    } else if (ch === "|") {
      out.push(text.slice(from, i));
      from = i + 1;
    }
  }
  out.push(text.slice(from));
  return out;
}

const hasTopChoice = (text: string) => choices(text).length > 1;

// Joins pieces to segments: a segment that is not one literal becomes a parameter.
function assemble(
  pieces: Piece[],
  whole: boolean,
  names: readonly string[],
): Path | undefined {
  const first = pieces[0];
  if (!first || !("text" in first) || first.text !== "/") return undefined;
  const segments: Segment[] = [];
  let text = "";
  let width: "none" | "some" | "any" = "none";
  let literal = true;
  let name: string | undefined;
  let params = 0;
  const used = new Set<string>();
  const flush = (): boolean => {
    if (literal) {
      if (text === "") return false;
      segments.push({ text });
    } else {
      if (width !== "some") return false;
      let param =
        name ?? names[params] ?? (params === 0 ? "id" : `id${params + 1}`);
      while (used.has(param)) param += "_";
      used.add(param);
      segments.push({ param });
      params++;
    }
    text = "";
    width = "none";
    literal = true;
    name = undefined;
    return true;
  };
  for (const p of pieces.slice(1)) {
    if ("text" in p && p.text === "/") {
      if (!flush()) return { segments, rest: true };
    } else if ("text" in p) {
      text += p.text;
      width = "some";
    } else {
      literal = false;
      if ("some" in p) {
        width = "some";
        name ??= p.name;
      } else if (width === "none") width = "any";
    }
  }
  // What was not read to its end may go on with anything.
  if (!whole) return { segments, rest: true };
  if (literal && text === "") {
    // Ends with a slash: say no more than what comes before it.
    return segments.length === 0 ? { literal: "/" } : { segments, rest: true };
  }
  if (!flush()) return { segments, rest: true };
  return segments.every((s) => "text" in s)
    ? {
        literal: `/${segments.map((s) => ("text" in s ? s.text : "")).join("/")}`,
      }
    : { segments, rest: false };
}
