// Rewrites HTML while it streams by, with the meaning and the bytes of lol-html,
// which is what HTMLRewriter is on Cloudflare. What no handler wants passes
// through untouched, and what no handler can want is not even looked at.
import { Charset } from "./html-rewriter-charset.ts";
import { Lexer, latin1, lower, type Found } from "./html-rewriter-lexer.ts";
import { Budget, Matcher } from "./html-rewriter-match.ts";
import { parserError, type ComplexSelector } from "./html-rewriter-selector.ts";
import { next } from "./html-rewriter-states.ts";
import { NodeDecoder, Sink, type Content } from "./html-rewriter-text.ts";
import {
  Comment,
  Doctype,
  Element,
  EndTag,
  Text,
  type EndHandler,
  type Token,
} from "./html-rewriter-tokens.ts";
import type { Tag } from "./html-rewriter-tree.ts";

type Handler<T> = ((token: T) => Promise<void>) | undefined;

export interface ElementHandlers {
  selector: ComplexSelector[];
  element: Handler<Element>;
  comments: Handler<Comment>;
  text: Handler<Text>;
}

export interface DocumentHandlers {
  doctype: Handler<Doctype>;
  comments: Handler<Comment>;
  text: Handler<Text>;
  end: Handler<{ append(content: Content): void }>;
}

// A handler, and how many open matches want it.
interface Wanted<T> {
  call: (token: T) => Promise<void>;
  users: number;
}

class HandlerList<T> {
  items: Wanted<T>[] = [];
  users = 0;

  add(call: Handler<T>, users: number): Wanted<T> | null {
    if (call === undefined) return null;
    const item = { call, users };
    this.items.push(item);
    this.users += users;
    return item;
  }

  use(item: Wanted<T> | null, n: number): void {
    if (item === null) return;
    item.users += n;
    this.users += n;
  }

  /** Calls those that are wanted; once: and then nobody wants them any more. */
  async each(token: T, once: boolean): Promise<void> {
    for (const item of this.items) {
      if (item.users === 0) continue;
      await item.call(token);
      if (once) this.use(item, -item.users);
    }
  }

  /**
   * Calls those that are wanted, the last first, and forgets them and all that
   * were added since the first of them.
   */
  async drain(token: T): Promise<void> {
    const first = this.items.findIndex((item) => item.users > 0);
    if (first < 0) return;
    for (const item of this.items.splice(first).reverse()) {
      if (item.users === 0) continue;
      this.users -= item.users;
      await item.call(token);
    }
  }
}

// Of one selector.
interface Owner {
  element: Wanted<Element> | null;
  comments: Wanted<Comment> | null;
  text: Wanted<Text> | null;
}

// What is charged for the buffer before there is one.
const initialBuffer = 1024;

export class Rewriter {
  readonly #charset: Charset;
  readonly #out: (bytes: Uint8Array) => void;
  readonly #lexer: Lexer;
  readonly #matcher: Matcher<Wanted<EndTag>> | null;
  readonly #decoder: NodeDecoder;
  readonly #budget: Budget;
  // Input that is not consumed, and what of it the budget was charged for.
  #buffer: Buffer = Buffer.alloc(0);
  #held = 0;
  #room = initialBuffer;
  #input: Uint8Array = this.#buffer;

  // What is wanted of the document; a tag is wanted only as the next one.
  #wants = {
    text: false,
    comments: false,
    doctype: false,
    start: false,
    end: false,
  };
  /** The coming tag has been judged by its name. */
  #hinted = false;
  /** It has been counted, and its attributes are to be looked at. */
  #half = false;
  /** Input from here on has not been written. */
  #remaining = 0;
  /** No element that is removed is open. */
  #emitting = true;

  readonly #elements = new HandlerList<Element>();
  readonly #comments = new HandlerList<Comment>();
  readonly #texts = new HandlerList<Text>();
  readonly #endTags = new HandlerList<EndTag>();
  readonly #doctypes = new HandlerList<Doctype>();
  readonly #ends: NonNullable<DocumentHandlers["end"]>[] = [];
  readonly #owners: Owner[] = [];
  /** The element that was matched last has content. */
  #content = false;
  /** Open elements whose content is removed. */
  #removing = 0;

  /** Throws for a charset that is unknown or not a superset of ASCII. */
  constructor(settings: {
    charset: string;
    elements: ElementHandlers[];
    documents: DocumentHandlers[];
    memory: number;
    output: (bytes: Uint8Array) => void;
  }) {
    this.#charset = new Charset(settings.charset);
    this.#out = settings.output;
    this.#decoder = new NodeDecoder(this.#charset);
    this.#budget = new Budget(settings.memory - initialBuffer);
    for (const { element, comments, text } of settings.elements)
      this.#owners.push({
        element: this.#elements.add(element, 0),
        comments: this.#comments.add(comments, 0),
        text: this.#texts.add(text, 0),
      });
    for (const { doctype, comments, text, end } of settings.documents) {
      this.#doctypes.add(doctype, 1);
      this.#comments.add(comments, 1);
      this.#texts.add(text, 1);
      if (end !== undefined) this.#ends.push(end);
    }
    const selectors = settings.elements.map((e) => e.selector);
    this.#matcher =
      selectors.length > 0
        ? new Matcher(selectors, this.#charset, this.#budget)
        : null;
    this.#look();
    this.#lexer = new Lexer(!this.#wanting());
  }

  /** Takes the next piece of the document, and keeps none of it. */
  async write(bytes: Uint8Array): Promise<void> {
    const buffered = this.#held > 0;
    if (buffered) this.#hold(bytes);
    this.#input = buffered ? this.#buffer.subarray(0, this.#held) : bytes;
    const consumed = await this.#parse(false);
    this.#flush(consumed);
    if (!buffered) this.#hold(bytes.subarray(consumed));
    else if (consumed > 0) {
      this.#buffer.copyWithin(0, consumed, this.#held);
      this.#held -= consumed;
    }
  }

  // Keeps bytes for later.
  #hold(bytes: Uint8Array): void {
    const need = this.#held + bytes.length;
    if (need > this.#room) {
      this.#budget.take(need - this.#room);
      this.#room = need;
    }
    if (need > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(need, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#held));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#held);
    this.#held = need;
  }

  /** Ends the document. */
  async end(): Promise<void> {
    this.#input = this.#buffer.subarray(0, this.#held);
    await this.#parse(true);
    this.#flush(this.#input.length);
    const sink = new Sink(this.#charset, this.#out);
    const end = {
      append: ({ text, html }: Content) => sink.text(text, html),
    };
    // The last first, as lol-html does.
    for (const call of this.#ends.reverse()) await call(end);
  }

  // Writes what no handler wanted.
  #flush(consumed: number): void {
    if (this.#emitting && this.#remaining < consumed)
      this.#out(this.#input.subarray(this.#remaining, consumed));
    this.#remaining = 0;
  }

  async #parse(last: boolean): Promise<number> {
    this.#lexer.feed(this.#input, last);
    for (;;) {
      const { found, consumed } = next(this.#lexer);
      switch (found) {
        case "more":
          return consumed;
        case "end":
          if (this.#decoder.begun) await this.#flushText();
          return consumed;
        case "hint":
          if (this.#lexer.tag.end && this.#decoder.begun)
            await this.#flushText();
          this.#hint();
          break;
        case "tag":
          await this.#tag();
          break;
        case "text":
          if (this.#wants.text) await this.#text();
          break;
        default:
          if (this.#decoder.begun) await this.#flushText();
          await this.#token(found);
      }
    }
  }

  #name(): string {
    return lower(latin1(this.#input.subarray(...this.#lexer.tag.name)));
  }

  // Judges a tag of which only the name was read.
  #hint(): void {
    const { tag } = this.#lexer;
    const name = this.#name();
    if (tag.end) {
      this.#close(name);
      this.#look();
      if (this.#resuming()) this.#wants.end = true; // to know where it is
    } else {
      this.#matcher?.begin(name);
      if (this.#matcher?.needsTag(name, tag.ns)) {
        this.#hinted = false;
        this.#half = true;
        this.#lexer.wantTag();
        return;
      }
      this.#open(name, tag, false);
      this.#look();
    }
    this.#hinted = this.#wanting();
    if (this.#hinted) this.#lexer.wantTag();
  }

  #open(name: string, tag: Tag, whole: boolean): void {
    if (this.#matcher === null) return;
    const { matched, content } = this.#matcher.element(
      name,
      tag.ns,
      this.#input,
      whole ? tag : null,
    );
    for (const i of matched) {
      const owner = this.#owners[i] as Owner;
      if (content) {
        this.#comments.use(owner.comments, 1);
        this.#texts.use(owner.text, 1);
      }
      this.#elements.use(owner.element, 1);
      this.#content = content;
    }
  }

  #close(name: string): void {
    for (const open of this.#matcher?.end(name) ?? []) {
      for (const i of open.matched) {
        const owner = this.#owners[i] as Owner;
        this.#comments.use(owner.comments, -1);
        this.#texts.use(owner.text, -1);
      }
      this.#endTags.use(open.endHandler, 1);
      if (open.dropped) this.#removing--;
    }
  }

  #look(): void {
    this.#wants = {
      text: this.#texts.users > 0,
      comments: this.#comments.users > 0,
      doctype: this.#doctypes.users > 0,
      start: this.#elements.users > 0,
      end: this.#endTags.users > 0,
    };
  }

  #wanting(): boolean {
    const { text, comments, doctype, start, end } = this.#wants;
    return text || comments || doctype || start || end;
  }

  // The last element that was being removed has ended.
  #resuming(): boolean {
    return !this.#emitting && this.#removing === 0;
  }

  async #tag(): Promise<void> {
    // The text before belongs to what was matched before.
    if (this.#decoder.begun) await this.#flushText();
    const { tag, raw } = this.#lexer;
    if (this.#hinted) this.#hinted = false;
    else this.#judge(tag);
    if (tag.end && this.#resuming()) {
      this.#emitting = true;
      this.#remaining = raw[0];
    }
    if (tag.end && this.#wants.end) {
      this.#wants.end = false;
      this.#until();
      const end = new EndTag(this.#charset, this.#input, raw, tag.name);
      await this.#endTags.drain(end);
      await this.#put(end);
    } else if (!tag.end && this.#wants.start) {
      this.#wants.start = false;
      this.#until();
      await this.#startTag(tag);
    }
    this.#emitting = this.#removing === 0;
    if (!this.#wanting()) this.#lexer.scan();
  }

  #judge(tag: Tag): void {
    const name = this.#name();
    if (tag.end) {
      // lol-html loses its way behind a <script x=>, which it takes for
      // ordinary markup when it scans and for a script when it lexes.
      if (this.#half)
        throw parserError("Tag should be a start tag at this point");
      this.#close(name);
    } else {
      if (!this.#half) this.#matcher?.begin(name);
      this.#open(name, tag, true);
    }
    this.#half = false;
    this.#look();
  }

  // Writes what lies before the token.
  #until(): void {
    const [start] = this.#lexer.raw;
    if (this.#emitting && this.#remaining < start)
      this.#out(this.#input.subarray(this.#remaining, start));
    this.#remaining = start;
  }

  async #startTag(tag: Tag): Promise<void> {
    const element = new Element(
      this.#charset,
      this.#input,
      this.#lexer.raw,
      tag,
      this.#content,
    );
    if (this.#removing > 0) element.removed = true;
    await this.#elements.each(element, true);
    const open = this.#content ? this.#matcher?.current : undefined;
    if (open !== undefined) {
      if (element.drop) {
        open.dropped = true;
        this.#removing++;
      }
      const call: EndHandler | null = element.endHandler();
      if (call !== null) open.endHandler = this.#endTags.add(call, 0);
    }
    await this.#put(element);
  }

  // Writes a token and goes on behind it.
  async #put(token: Token): Promise<void> {
    await this.#serialize(token);
    this.#remaining = this.#lexer.raw[1];
  }

  async #serialize(token: Token): Promise<void> {
    if (!this.#emitting) return;
    const { before, instead, after, removed } = token;
    const sink = new Sink(this.#charset, this.#out);
    if (before.length > 0) await sink.put(before);
    if (!removed) token.write(this.#out);
    else if (instead.length > 0) await sink.put(instead);
    if (after.length > 0) await sink.put(after);
  }

  // Comments, doctypes, and markup that is neither.
  async #token(found: Found): Promise<void> {
    const { raw } = this.#lexer;
    if (found === "comment" && this.#wants.comments) {
      this.#until();
      const text = this.#lexer.comment;
      const comment = new Comment(this.#charset, this.#input, raw, text);
      await this.#comments.each(comment, false);
      await this.#put(comment);
    } else if (found === "doctype" && this.#wants.doctype) {
      this.#until();
      const parts = this.#lexer.doctype;
      const doctype = new Doctype(this.#charset, this.#input, raw, parts);
      await this.#doctypes.each(doctype, false);
      await this.#put(doctype);
    }
  }

  async #text(): Promise<void> {
    this.#until();
    const { raw } = this.#lexer;
    await this.#chunks(this.#input.subarray(...raw), false);
    this.#remaining = raw[1];
  }

  // Ends the text node that is under way.
  #flushText(): Promise<void> {
    return this.#chunks(new Uint8Array(0), true);
  }

  async #chunks(bytes: Uint8Array, end: boolean): Promise<void> {
    for (const { text, last } of this.#decoder.feed(bytes, end)) {
      const token = new Text(this.#charset, text, last);
      await this.#texts.each(token, false);
      await this.#serialize(token);
    }
  }
}
