// Cuts pieces out of the source and changes words in them, byte for byte the
// same otherwise. Lines are moved to a new indentation, but for those that begin
// inside of a template literal or an unstarred comment, where blanks mean something.
import type { Comment, Source } from "./ast.ts";

export interface Edit {
  start: number;
  end: number;
  text: string;
}

export interface Range {
  start: number;
  end: number;
}

export class Text {
  readonly source: Source;
  /** One step of indentation as the file has it. */
  readonly step: string;
  readonly quote: '"' | "'";
  readonly semicolon: ";" | "";
  /** Comments that stand in a piece that was taken. */
  readonly taken = new Set<Comment>();
  readonly #fixed: Range[] = [];

  constructor(source: Source) {
    this.source = source;
    this.step = stepOf(source.text);
    this.quote = quoteOf(source.text);
    this.semicolon = semicolonOf(source);
    for (const n of source.nodes) {
      if (n.type === "TemplateElement" || n.type === "JSXText")
        this.#fixed.push({ start: n.start, end: n.end });
      if (
        n.type === "StringLiteral" &&
        source.text.slice(n.start, n.end).includes("\n")
      )
        this.#fixed.push({ start: n.start, end: n.end });
    }
    for (const c of source.comments)
      if (c.type === "CommentBlock" && !isStarred(c))
        this.#fixed.push({ start: c.start, end: c.end });
    this.#fixed.sort((a, b) => a.start - b.start);
  }

  slice(start: number, end: number): string {
    return this.source.text.slice(start, end);
  }

  /** Text in the file's quotes. */
  string(value: string): string {
    const q = this.quote;
    return q + value.replaceAll("\\", "\\\\").replaceAll(q, `\\${q}`) + q;
  }

  #isFixed(offset: number): boolean {
    let low = 0;
    let high = this.#fixed.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((this.#fixed[mid]?.start ?? 0) < offset) low = mid + 1;
      else high = mid;
    }
    // Fixed ranges do not hold one another, but templates hold expressions.
    const r = this.#fixed[low - 1];
    return r !== undefined && r.end >= offset;
  }

  /** The blanks that the line of offset begins with. */
  indentAt(offset: number): string {
    const line = this.source.text.lastIndexOf("\n", offset - 1) + 1;
    return /^[ \t]*/.exec(this.source.text.slice(line, offset))?.[0] ?? "";
  }

  /** A piece with edits; its lines go from the indentation `base` to `indent`. */
  piece(
    range: Range,
    edits: readonly Edit[],
    base: string,
    indent: string,
  ): string {
    const { text } = this.source;
    for (const c of this.source.comments)
      if (c.start >= range.start && c.end <= range.end) this.taken.add(c);
    const inside = edits.filter(
      (e) => e.start >= range.start && e.end <= range.end,
    );
    const all = [...inside];
    for (
      let at = text.indexOf("\n", range.start);
      at >= 0 && at < range.end;
      at = text.indexOf("\n", at + 1)
    ) {
      const line = at + 1;
      if (base === indent || this.#isFixed(line)) continue;
      if (text.startsWith(base, line) && text[line] !== "\n")
        all.push({ start: line, end: line + base.length, text: indent });
    }
    all.sort((a, b) => a.start - b.start || a.end - b.end);
    let out = "";
    let from = range.start;
    for (const e of all) {
      if (e.start < from) continue;
      out += text.slice(from, e.start) + e.text;
      from = e.end;
    }
    return out + text.slice(from, range.end);
  }

  /** A comment as it stands above something at the left margin. */
  comment(c: Comment, indent: string): string {
    this.taken.add(c);
    return this.piece(c, [], this.indentAt(c.start), indent);
  }

  /** The comments that lie between two places. */
  commentsIn(start: number, end: number): Comment[] {
    return this.source.comments.filter((c) => c.start >= start && c.end <= end);
  }
}

// Every line begins with a star: formatters move such comments as a whole.
function isStarred(c: Comment): boolean {
  return c.value
    .split("\n")
    .slice(1)
    .every((l) => /^\s*\*/.test(l) || /^\s*$/.test(l));
}

function stepOf(text: string): string {
  const m = /\n(\t| {2,8})(?=[^\s*])/.exec(text);
  return m?.[1] ?? "  ";
}

function quoteOf(text: string): '"' | "'" {
  const single = text.match(/'[^'"\n]*'/g)?.length ?? 0;
  const double = text.match(/"[^'"\n]*"/g)?.length ?? 0;
  return single > double ? "'" : '"';
}

const simpleStatements = new Set([
  "ExpressionStatement",
  "VariableDeclaration",
  "ReturnStatement",
  "ImportDeclaration",
]);

function semicolonOf(source: Source): ";" | "" {
  let yes = 0;
  let no = 0;
  for (const n of source.nodes) {
    if (!simpleStatements.has(n.type)) continue;
    if (source.text[n.end - 1] === ";") yes++;
    else no++;
  }
  return no > yes ? "" : ";";
}
