// The tree builder of a browser tells its tokenizer how to read on: a <title>
// holds text, <svg> allows CDATA. TreeBuilder knows as much of it as can be
// known without a tree, as lol-html does; where that is not enough it refuses
// to guess, because what it takes for text a browser might run.
import type { Span, TextState } from "./html-rewriter-lexer.ts";

export type Namespace = "html" | "svg" | "mathml";

export const uris: Record<Namespace, string> = {
  html: "http://www.w3.org/1999/xhtml",
  svg: "http://www.w3.org/2000/svg",
  mathml: "http://www.w3.org/1998/Math/MathML",
};

export interface Tag {
  end: boolean;
  name: Span;
  attributes: { name: Span; value: Span; raw: Span }[];
  selfClosing: boolean;
  ns: Namespace;
}

/** How to read on behind a tag. */
export interface Feedback {
  text?: TextState;
  cdata?: boolean;
  /** The tag's own namespace, when it is not that of what follows. */
  own?: Namespace;
  /** Ask decide, with the whole tag. */
  wholeTag?: "svg" | "math" | "integration point" | "font" | "annotation-xml";
}

// A stretch of one namespace. HTML within foreign content lies in an element,
// and its end tag counts only when nothing within is open any more.
interface Level {
  ns: Namespace;
  inside: string;
  open: string[];
}

const words = (list: string): Set<string> => new Set(list.split(" "));

const texts = new Map<string, TextState>([
  ["textarea", "rcdata"],
  ["title", "rcdata"],
  ["plaintext", "plaintext"],
  ["script", "script"],
  ...["style", "iframe", "xmp", "noembed", "noframes", "noscript"].map(
    (name): [string, TextState] => [name, "rawtext"],
  ),
]);
const voids = words(
  "area base basefont bgsound br col embed hr img input keygen link meta param source track wbr",
);
const breakouts = words(
  "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
);
const integrationPoints: Record<Namespace, Set<string>> = {
  html: words(""),
  svg: words("desc title foreignobject"),
  mathml: words("mi mo mn ms mtext"),
};

export const isAlpha = (c: number): boolean =>
  (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;

export const isVoid = (name: string): boolean => voids.has(name);

const latin1 = new TextDecoder("latin1");

export class TreeBuilder {
  #level: Level = { ns: "html", inside: "", open: [] };
  readonly #outer: Level[] = [];
  #guard: "" | "select" | "template" | "frameset" = "";
  #templates = 0;

  get ns(): Namespace {
    return this.#level.ns;
  }

  /** name is in lower case. */
  feedback(name: string, end: boolean): Feedback {
    if (end) return this.#endTag(name);
    this.#guardStart(name);
    const f = this.#startTag(name);
    if (!f.wholeTag) this.#opened(name);
    return f;
  }

  #startTag(name: string): Feedback {
    if (name === "svg" || name === "math") return { wholeTag: name };
    if (this.ns === "html") {
      const text = texts.get(name);
      return text ? { text } : {};
    }
    if (breakouts.has(name)) return this.#breakOut();
    if (integrationPoints[this.ns].has(name))
      return { wholeTag: "integration point" };
    if (name === "font") return { wholeTag: "font" };
    if (name === "annotation-xml" && this.ns === "mathml")
      return { wholeTag: "annotation-xml" };
    return {};
  }

  // Notes an element within HTML in foreign content.
  #opened(name: string): void {
    if (this.ns === "html" && this.#outer.length > 0 && !isVoid(name))
      this.#level.open.push(name);
  }

  // Ends the innermost element of a name, and all within it.
  #closed(name: string): boolean {
    const i = this.#level.open.lastIndexOf(name);
    if (i >= 0) this.#level.open.length = i;
    return i >= 0;
  }

  #endTag(name: string): Feedback {
    this.#guardEnd(name);
    if (this.ns !== "html") {
      if (name === "p" || name === "br") {
        const f = this.#breakOut();
        this.#closed(name);
        return f;
      }
      return name === (this.ns === "svg" ? "svg" : "math") ? this.#leave() : {};
    }
    if (this.#outer.length === 0 || this.#closed(name)) return {};
    const { open, inside } = this.#level;
    return open.length === 0 && name === inside ? this.#leave() : {};
  }

  #enter(ns: Namespace, inside: string, own: Namespace): Feedback {
    this.#outer.push(this.#level);
    this.#level = { ns, inside, open: [] };
    return { cdata: ns !== "html", own };
  }

  #leave(): Feedback {
    this.#level = this.#outer.pop() ?? this.#level;
    return { cdata: this.ns !== "html" };
  }

  // A tag that foreign content cannot hold.
  #breakOut(): Feedback {
    let f = this.#leave();
    while (this.ns !== "html") f = this.#leave();
    return f;
  }

  decide(
    question: NonNullable<Feedback["wholeTag"]>,
    name: string,
    input: Uint8Array,
    tag: Tag,
  ): Feedback {
    const text = (s: Span) => latin1.decode(input.subarray(...s)).toLowerCase();
    switch (question) {
      case "svg":
      case "math": {
        const ns = question === "svg" ? "svg" : "mathml";
        return tag.selfClosing ? { own: ns } : this.#enter(ns, name, ns);
      }
      case "integration point":
        return tag.selfClosing ? {} : this.#enter("html", name, this.ns);
      case "font": {
        const leaves = ["color", "size", "face"];
        if (!tag.attributes.some((a) => leaves.includes(text(a.name))))
          return {};
        const f = this.#breakOut();
        this.#opened(name);
        return f;
      }
      case "annotation-xml": {
        const html = ["text/html", "application/xhtml+xml"];
        const enters = tag.attributes.some(
          (a) => text(a.name) === "encoding" && html.includes(text(a.value)),
        );
        return enters && !tag.selfClosing
          ? this.#enter("html", name, this.ns)
          : {};
      }
    }
  }

  // Follows the few elements within which a browser ignores some tags.
  #guardStart(name: string): void {
    switch (this.#guard) {
      case "":
        if (name === "select" || name === "frameset") this.#guard = name;
        return;
      case "select":
        if (["select", "textarea", "input", "keygen"].includes(name)) {
          this.#guard = "";
          return;
        }
        if (name === "template") {
          this.#guard = "template";
          this.#templates = 1;
          return;
        }
        if (name === "script") return;
        break;
      case "template":
        if (name === "template") {
          this.#templates++;
          return;
        }
        break;
      case "frameset":
        if (name === "noframes") return;
    }
    if (texts.has(name)) throw ambiguous(name);
  }

  #guardEnd(name: string): void {
    if (this.#guard === "select" && name === "select") this.#guard = "";
    else if (this.#guard === "template" && name === "template")
      if (--this.#templates === 0) this.#guard = "select";
  }
}

function ambiguous(name: string): Error {
  return new TypeError(
    `Parser error: The parser has encountered a text content tag (\`<${name}>\`) in the context where it is ambiguous whether this tag should be ignored or not. And, thus, it is unclear whether consequent content should be parsed as raw text or HTML markup.\n\n` +
      "This error occurs due to the limited capabilities of the streaming parsing. However, almost all of the cases of this error are caused by a non-conforming markup (e.g. a `<script>` element in `<select>` element).",
  );
}
