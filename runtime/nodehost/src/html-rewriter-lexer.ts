// Finds the tokens of HTML in bytes that arrive in pieces. It keeps nothing but
// positions: a token is a range of the input, and what was not touched leaves
// as it came.
//
// It works in two ways. Lexing, it reports every token. Scanning, which is all
// that is needed while no handler waits, it looks at tag names only and holds
// back far less input; it goes back to the start of a tag when its caller wants
// the whole of it.
//
// Spec: https://html.spec.whatwg.org/multipage/parsing.html#tokenization, with
// the liberties lol-html takes: tokens it cannot finish are no tokens, and a
// tag whose last attribute lacks its value is followed by ordinary text.
import {
  isAlpha,
  TreeBuilder,
  type Feedback,
  type Tag,
} from "./html-rewriter-tree.ts";

export type Span = [start: number, end: number];

/** What was found. "more": the input is used up; "hint": a tag's name. */
export type Found =
  "more" | "text" | "comment" | "doctype" | "tag" | "raw" | "end" | "hint";

export type State =
  | TextState
  | "cdata ]"
  | "text <"
  | "text </"
  | "text name"
  | "script <"
  | "script </"
  | "script name"
  | "script <!"
  | "escaped"
  | "escaped --"
  | "escaped <"
  | "escaped </"
  | "escaped name"
  | "double start"
  | "double"
  | "double --"
  | "double <"
  | "double </"
  | "double end"
  | "<"
  | "</"
  | "<!"
  | "tag name"
  | "tag /"
  | "before attribute"
  | "attribute"
  | "after attribute"
  | "before value"
  | "value '"
  | 'value "'
  | "value"
  | "bogus comment"
  | "comment start"
  | "comment"
  | "comment start -"
  | "comment -"
  | "comment --"
  | "comment <"
  | "comment <!"
  | "comment <!-"
  | "comment <!--"
  | "comment --!"
  | "doctype"
  | "before doctype name"
  | "doctype name"
  | "after doctype name"
  | "after PUBLIC"
  | "after SYSTEM"
  | "before public"
  | "before system"
  | "public"
  | "system"
  | "after public"
  | "after system"
  | "between ids"
  | "bogus doctype";

/** The kinds of text; the state that reads one has its name. */
export type TextState =
  "data" | "plaintext" | "rcdata" | "rawtext" | "script" | "cdata";

export interface Doctype {
  name: Span | null;
  publicId: Span | null;
  systemId: Span | null;
}

const ascii = new TextDecoder("latin1");

/** Bytes as characters: enough for names, which are compared in ASCII. */
export const latin1 = (bytes: Uint8Array): string =>
  bytes.length < 24 ? String.fromCharCode(...bytes) : ascii.decode(bytes);

/** Lower case in ASCII, as HTML compares names. */
export const lower = (s: string): string =>
  s.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const back = (p: number, n: number): number => (p >= n ? p - n : p);
const shift = (s: Span, n: number): void => {
  s[0] = back(s[0], n);
  s[1] = back(s[1], n);
};

export class Lexer {
  input: Uint8Array = new Uint8Array(0);
  last = false;
  pos = 0;
  at: State = "data";
  scanning: boolean;
  done = false;

  /** Of the token, and of the part of it that is being read. */
  start = 0;
  part = 0;
  raw: Span = [0, 0];
  tag: Tag = {
    end: false,
    name: [0, 0],
    attributes: [],
    selfClosing: false,
    ns: "html",
  };
  comment: Span = [0, 0];
  isDoctype = false;
  doctype: Doctype = { name: null, publicId: null, systemId: null };
  quote = 0x22;
  #attribute: { name: Span; value: Span; raw: Span } | null = null;

  /** Scanning: where the tag begins that must not be let go, or -1. */
  tagStart = -1;
  /** The same for a word under comparison. */
  sequence = -1;
  #nameStart = 0;
  #endTag = false;
  #pending: TextState | null = null;

  text: TextState = "data";
  cdata = false;
  #lastStart = "";
  readonly #tree = new TreeBuilder();
  /** Worked out while scanning; null when there is none. */
  #feedback: Feedback | null = null;

  constructor(scanning: boolean) {
    this.scanning = scanning;
  }

  feed(input: Uint8Array, last: boolean): void {
    this.input = input;
    this.last = last;
  }

  byte(i: number): number {
    return this.input[i] ?? -1;
  }

  /** Ends the input at hand and tells how much of it is consumed. */
  stop(): number {
    let consumed = this.start;
    if (this.scanning) {
      consumed = this.input.length;
      if (this.tagStart >= 0) consumed = this.tagStart;
      if (this.sequence >= 0) consumed = Math.min(consumed, this.sequence);
    }
    if (!this.last) {
      if (!this.scanning) this.#align(this.start);
      else if (this.tagStart >= 0) {
        this.#nameStart = back(this.#nameStart, this.tagStart);
        this.tagStart = 0;
      }
    }
    this.pos -= consumed;
    return consumed;
  }

  #align(n: number): void {
    this.part = back(this.part, n);
    shift(this.tag.name, n);
    const attributes = [...this.tag.attributes];
    if (this.#attribute !== null) attributes.push(this.#attribute);
    for (const { name, value, raw } of attributes) {
      shift(name, n);
      shift(value, n);
      shift(raw, n);
    }
    shift(this.comment, n);
    const { name, publicId, systemId } = this.doctype;
    for (const part of [name, publicId, systemId]) if (part) shift(part, n);
    this.start = 0;
  }

  /** Reads a byte; -1 at the end of the input. */
  take(): number {
    if (this.pos >= this.input.length) {
      this.pos = this.input.length;
      return -1;
    }
    return this.byte(this.pos++);
  }

  /** Moves behind the next c and tells where it is; -1 when there is none. */
  skipTo(c: number): number {
    const i = this.input.indexOf(c, this.pos);
    this.pos = i < 0 ? this.input.length : i + 1;
    return i;
  }

  /** Goes back to i, to be read as at. */
  again(i: number, at: State): null {
    this.at = at;
    this.pos = i;
    return null;
  }

  /** Makes the text before i a token, when there is any. */
  textUntil(i: number): Found | null {
    return i > this.start ? this.#emit("text", i) : null;
  }

  token(i: number): Found | null {
    return this.#emit(this.isDoctype ? "doctype" : "comment", i);
  }

  markup(i: number): Found | null {
    return this.#emit("raw", i);
  }

  #emit(found: Found, end: number): Found | null {
    if (this.scanning) return null;
    this.raw = [this.start, end];
    this.start = end;
    return found;
  }

  newTag(i: number, end: boolean): void {
    this.part = i;
    if (this.scanning) {
      this.#nameStart = i;
      this.#endTag ||= end;
      return;
    }
    this.tag = {
      end,
      name: [0, 0],
      attributes: [],
      selfClosing: false,
      ns: "html",
    };
    this.#attribute = null;
  }

  newComment(part: number): void {
    this.isDoctype = false;
    this.comment = [0, 0];
    this.part = part;
  }

  newDoctype(): void {
    this.isDoctype = true;
    this.doctype = { name: null, publicId: null, systemId: null };
  }

  startAttribute(i: number): void {
    if (this.scanning || this.tag.end) return;
    this.#attribute = { name: [0, 0], value: [0, 0], raw: [0, 0] };
    this.part = i;
  }

  nameAttribute(i: number): void {
    if (this.#attribute === null) return;
    this.#attribute.name = [this.part, i];
    this.#attribute.raw = [this.part, i];
  }

  valueAttribute(i: number): void {
    if (this.#attribute === null) return;
    this.#attribute.value = [this.part, i];
    this.#attribute.raw[1] = this.byte(i) === this.quote ? i + 1 : i;
  }

  finishAttribute(): void {
    if (this.#attribute === null) return;
    this.tag.attributes.push(this.#attribute);
    this.#attribute = null;
  }

  /** Tells whether the end tag whose name ends before i closes the text. */
  isAppropriate(i: number): boolean {
    const name = this.#nameTo(this.scanning ? this.#nameStart : this.part, i);
    return name === this.#lastStart;
  }

  #nameTo(start: number, end: number): string {
    return lower(latin1(this.input.subarray(start, end)));
  }

  /**
   * Ends the name of a tag. Scanning, that is a hint or, when only the whole
   * tag can tell how to go on, the start of lexing.
   */
  finishName(i: number): Found | null {
    this.again(i, "before attribute");
    if (!this.scanning) {
      this.tag.name = [this.part, i];
      return null;
    }
    const start = this.tagStart;
    const end = this.#endTag;
    this.tagStart = -1;
    this.#endTag = false;
    const name = this.#nameTo(this.#nameStart, i);
    const f = this.#tree.feedback(name, end);
    if (f.wholeTag) {
      this.#lexFrom(start);
      this.#feedback = f;
      return null;
    }
    if (f.text) this.#pending = f.text;
    if (f.cdata !== undefined) this.cdata = f.cdata;
    if (!end) this.#lastStart = name;
    this.tag = {
      end,
      name: [this.#nameStart, i],
      attributes: [],
      selfClosing: false,
      ns: this.#tree.ns,
    };
    this.raw = [start, i];
    return "hint";
  }

  #lexFrom(start: number): void {
    this.scanning = false;
    this.pos = this.start = start;
    this.at = this.text;
  }

  /** Answers a hint: the whole tag is wanted. */
  wantTag(): void {
    this.#feedback = this.#pending === null ? {} : { text: this.#pending };
    this.#pending = null;
    this.#lexFrom(this.raw[0]);
  }

  /** Answers a tag: nothing is wanted for now. */
  scan(): void {
    this.scanning = true;
    this.tagStart = this.sequence = -1;
    this.pos = this.start;
    this.at = this.text;
  }

  /** Ends a tag at i. */
  emitTag(i: number): Found | null {
    if (this.scanning) {
      this.at = this.text = this.#pending ?? "data";
      this.#pending = null;
      return null;
    }
    const { tag } = this;
    const name = this.#nameTo(...tag.name);
    let f = this.#feedback ?? this.#tree.feedback(name, tag.end);
    this.#feedback = null;
    if (f.wholeTag) f = this.#tree.decide(f.wholeTag, name, this.input, tag);
    this.text = f.text ?? "data";
    if (f.cdata !== undefined) this.cdata = f.cdata;
    if (!tag.end) {
      this.#lastStart = name;
      tag.ns = f.own ?? this.#tree.ns;
    }
    this.raw = [this.start, i + 1];
    this.start = i + 1;
    this.at = this.text;
    return "tag";
  }

  /**
   * Looks for a word in upper case at i, in either case when fold is set. null
   * says that the input ends too early to tell; the state begins again then.
   */
  compare(i: number, word: string, fold: boolean): boolean | null {
    this.sequence = -1;
    for (let j = 0; j < word.length; j++) {
      const c = this.byte(i + j);
      if (c < 0 && !this.last) {
        this.sequence = this.pos = i;
        return null;
      }
      const want = word.charCodeAt(j);
      if (c !== want && (!fold || c !== (want ^ 0x20))) return false;
    }
    this.pos = i + word.length;
    return true;
  }
}

export const isSpace = (c: number): boolean =>
  c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09 || c === 0x0c;

export { isAlpha };
