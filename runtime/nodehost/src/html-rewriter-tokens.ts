// The tokens of a document as handlers may change them: what they are, what is
// put around them and instead of them, and how they are written.
import type { Charset } from "./html-rewriter-charset.ts";
import { isAlpha, lower, type Span } from "./html-rewriter-lexer.ts";
import { parserError } from "./html-rewriter-selector.ts";
import type { Content } from "./html-rewriter-text.ts";
import type { Namespace, Tag } from "./html-rewriter-tree.ts";

type Out = (bytes: Uint8Array) => void;

const part = (input: Uint8Array, [start, end]: Span): Uint8Array =>
  input.subarray(start, end);

const ascii = (text: string): Buffer => Buffer.from(text, "latin1");

export abstract class Token {
  before: Content[] = [];
  instead: Content[] = [];
  after: Content[] = [];
  removed = false;
  protected modified = false;

  readonly charset: Charset;
  protected readonly raw: Uint8Array;

  constructor(charset: Charset, raw: Uint8Array) {
    this.charset = charset;
    this.raw = raw;
  }

  putBefore(content: Content): void {
    this.before.push(content);
  }

  putAfter(content: Content): void {
    this.after.unshift(content);
  }

  replace(content: Content): void {
    this.removed = true;
    this.instead = [content];
  }

  remove(): void {
    this.removed = true;
  }

  /** Writes the token itself. */
  write(out: Out): void {
    if (!this.modified) out(this.raw);
    else out(Buffer.concat(this.changed()));
  }

  protected abstract changed(): Uint8Array[];
}

interface Attribute {
  name: Uint8Array;
  value: Uint8Array;
  /** As it was written; null for one that a handler set. */
  raw: Uint8Array | null;
}

/** What is to happen at the end tag. */
export type EndHandler = (tag: EndTag) => Promise<void>;

/** An element at its start tag. */
export class Element extends Token {
  /** It can have content. */
  readonly hasContent: boolean;
  readonly ns: Namespace;
  /** Its content is removed. */
  drop = false;
  onEnd: EndHandler | null = null;
  #name: Uint8Array;
  #newName: Uint8Array | null = null;
  #attributes: Attribute[];
  #selfClosing: boolean;
  #atEnd: Pick<EndTag, "before" | "after" | "removed"> | null = null;

  constructor(
    charset: Charset,
    input: Uint8Array,
    raw: Span,
    tag: Tag,
    hasContent: boolean,
  ) {
    super(charset, part(input, raw));
    this.hasContent = hasContent;
    this.ns = tag.ns;
    this.#name = part(input, tag.name);
    this.#selfClosing = tag.selfClosing;
    this.#attributes = tag.attributes.map((a) => ({
      name: part(input, a.name),
      value: part(input, a.value),
      raw: part(input, a.raw),
    }));
  }

  get tagName(): string {
    return lower(this.charset.decode(this.#name));
  }

  set tagName(name: string) {
    if (name === "") throw parserError("Tag name can't be empty.");
    if (!isAlpha(name.charCodeAt(0)))
      throw parserError(
        "The first character of the tag name should be an ASCII alphabetical character.",
      );
    const bytes = this.#encodeName(name, /[ \n\r\t\f/>]/, "tag name");
    if (this.hasContent) this.#newName = bytes;
    this.#name = bytes;
    this.modified = true;
  }

  #encodeName(name: string, forbidden: RegExp, what: string): Uint8Array {
    const bad = forbidden.exec(name)?.[0];
    if (bad !== undefined)
      throw parserError(`\`${bad}\` character is forbidden in the ${what}`);
    const bytes = this.charset.encodeExact(name);
    if (bytes === null)
      throw parserError(
        `The ${what} contains a character that can't be represented in the document's character encoding.`,
      );
    return bytes;
  }

  /** Names, in lower case, and values. */
  get attributes(): [string, string][] {
    return this.#attributes.map(({ name, value }) => [
      lower(this.charset.decode(name)),
      this.charset.decode(value),
    ]);
  }

  #attributeName(name: string): Uint8Array {
    if (name === "") throw parserError("Attribute name can't be empty.");
    return this.#encodeName(lower(name), /[ \n\r\t\f/>=]/, "attribute name");
  }

  #find(name: string): Attribute | undefined {
    let bytes: Uint8Array;
    try {
      bytes = this.#attributeName(name);
    } catch {
      return undefined;
    }
    return this.#attributes.find((a) => sameName(a.name, bytes));
  }

  getAttribute(name: string): string | null {
    const found = this.#find(name);
    return found === undefined ? null : this.charset.decode(found.value);
  }

  setAttribute(name: string, text: string): void {
    const bytes = this.#attributeName(name);
    const value = this.charset.encode(text);
    const found = this.#find(name);
    this.modified = true;
    if (found === undefined)
      this.#attributes.push({ name: bytes, value, raw: null });
    else Object.assign(found, { value, raw: null });
  }

  removeAttribute(name: string): void {
    const found = this.#find(name);
    if (found === undefined) return;
    this.#attributes = this.#attributes.filter(
      (a) => !sameName(a.name, lowered(found.name)),
    );
    this.modified = true;
  }

  get #end(): Pick<EndTag, "before" | "after" | "removed"> {
    return (this.#atEnd ??= { before: [], after: [], removed: false });
  }

  override putAfter(content: Content): void {
    (this.hasContent ? this.#end : this).after.unshift(content);
  }

  prepend(content: Content): void {
    if (!this.hasContent) return;
    this.#selfClosing = false;
    this.after.unshift(content);
  }

  append(content: Content): void {
    if (!this.hasContent) return;
    this.#selfClosing = false;
    this.#end.before.push(content);
  }

  setInnerContent(content: Content): void {
    if (!this.hasContent) return;
    this.#selfClosing = false;
    this.#dropContent();
    this.after.unshift(content);
  }

  #dropContent(): void {
    this.after = [];
    if (this.#atEnd !== null) this.#atEnd.before = [];
    this.drop = true;
  }

  override replace(content: Content): void {
    super.replace(content);
    this.#removeRest();
  }

  override remove(): void {
    this.removed = true;
    this.#removeRest();
  }

  #removeRest(): void {
    if (!this.hasContent) return;
    this.#dropContent();
    this.#end.removed = true;
  }

  removeAndKeepContent(): void {
    this.removed = true;
    if (this.hasContent) this.#end.removed = true;
  }

  /** What is to be done at the end tag, or null. */
  endHandler(): EndHandler | null {
    const atEnd = this.#atEnd;
    const name = this.#newName;
    const { onEnd } = this;
    if (atEnd === null && name === null && onEnd === null) return null;
    return async (tag) => {
      if (name !== null) tag.rename(name);
      if (atEnd !== null) {
        tag.instead = [];
        Object.assign(tag, atEnd);
      }
      await onEnd?.(tag);
    };
  }

  protected changed(): Uint8Array[] {
    const out = [ascii("<"), this.#name];
    for (const { name, value, raw } of this.#attributes) {
      out.push(ascii(" "));
      if (raw !== null) out.push(raw);
      else out.push(name, ascii('="'), quoted(value), ascii('"'));
    }
    // Without a space the slash would be part of an unquoted value.
    const space = this.#selfClosing && this.#attributes.length > 0 ? " " : "";
    out.push(ascii(this.#selfClosing ? `${space}/>` : ">"));
    return out;
  }
}

const lowered = (name: Uint8Array): Uint8Array =>
  name.map((c) => (c >= 0x41 && c <= 0x5a ? c | 0x20 : c));

const sameName = (name: Uint8Array, lowerName: Uint8Array): boolean =>
  name.length === lowerName.length &&
  Buffer.compare(lowered(name), lowerName) === 0;

const quoted = (value: Uint8Array): Uint8Array =>
  value.includes(0x22)
    ? ascii(Buffer.from(value).toString("latin1").replaceAll('"', "&quot;"))
    : value;

export class EndTag extends Token {
  #name: Uint8Array;

  constructor(charset: Charset, input: Uint8Array, raw: Span, name: Span) {
    super(charset, part(input, raw));
    this.#name = part(input, name);
  }

  get name(): string {
    return lower(this.charset.decode(this.#name));
  }

  set name(name: string) {
    this.rename(this.charset.encode(name));
  }

  rename(name: Uint8Array): void {
    this.#name = name;
    this.modified = true;
  }

  protected changed(): Uint8Array[] {
    return [ascii("</"), this.#name, ascii(">")];
  }
}

/** A piece of a text node; the last one is often empty. */
export class Text extends Token {
  readonly text: string;
  readonly last: boolean;

  constructor(charset: Charset, text: string, last: boolean) {
    super(charset, new Uint8Array(0));
    this.text = text;
    this.last = last;
    this.modified = true; // it was decoded, and is encoded again
  }

  protected changed(): Uint8Array[] {
    return [this.charset.encode(this.text)];
  }
}

export class Comment extends Token {
  #text: Uint8Array;

  constructor(charset: Charset, input: Uint8Array, raw: Span, text: Span) {
    super(charset, part(input, raw));
    this.#text = part(input, text);
  }

  get text(): string {
    return this.charset.decode(this.#text);
  }

  set text(text: string) {
    if (/--!?>|^-?>/.test(text))
      throw parserError(
        "Comment text shouldn't contain a comment-closing sequence.",
      );
    const bytes = this.charset.encodeExact(text);
    if (bytes === null)
      throw parserError(
        "Comment text contains a character that can't be represented in the document's character encoding.",
      );
    this.#text = bytes;
    this.modified = true;
  }

  protected changed(): Uint8Array[] {
    return [ascii("<!--"), this.#text, ascii("-->")];
  }
}

/** A document type declaration. Its parts are null where it has none. */
export class Doctype extends Token {
  readonly name: string | null;
  readonly publicId: string | null;
  readonly systemId: string | null;

  constructor(
    charset: Charset,
    input: Uint8Array,
    raw: Span,
    parts: { name: Span | null; publicId: Span | null; systemId: Span | null },
  ) {
    super(charset, part(input, raw));
    const text = (s: Span | null) => s && charset.decode(part(input, s));
    const name = text(parts.name);
    this.name = name && lower(name);
    this.publicId = text(parts.publicId);
    this.systemId = text(parts.systemId);
  }

  protected changed(): Uint8Array[] {
    return [this.raw];
  }
}
