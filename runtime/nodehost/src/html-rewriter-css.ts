// CSS tokens, as far as selectors need them.
// Spec: https://www.w3.org/TR/css-syntax-3/#tokenization

export type TokenKind =
  | "delim"
  | "space"
  | "ident"
  | "function"
  | "id"
  | "hash"
  | "string"
  | "number"
  | "dimension"
  | "comma"
  | "colon"
  | "match"
  | "brackets"
  | "parens"
  | "braces"
  | "other";

export interface Token {
  kind: TokenKind;
  text: string;
  /** What is in a block or between the parentheses of a function. */
  children: Token[];
  /** Of a number without fraction and exponent. */
  integer: number | null;
  signed: boolean;
}

const closers: Partial<Record<TokenKind, string>> = {
  function: ")",
  parens: ")",
  brackets: "]",
  braces: "}",
};

// How many blocks may lie in one another.
const deepest = 200;

const isNameStart = (c: string): boolean => /^[A-Za-z_\u0080-\uffff]/.test(c);
const isName = (c: string): boolean => /^[-A-Za-z0-9_\u0080-\uffff]/.test(c);
const isDigit = (c: string): boolean => c >= "0" && c <= "9" && c.length === 1;

/**
 * Splits a text into tokens; blocks are one token each, and those that are not
 * closed end with the text.
 */
export function cssTokens(text: string): Token[] {
  return new Tokenizer(
    text.replace(/\r\n|[\r\f]/g, "\n").replace(/\0/g, "\ufffd"),
  ).block("", 0);
}

export class Tokenizer {
  readonly #in: string;
  #pos = 0;

  constructor(text: string) {
    this.#in = text;
  }

  block(closer: string, depth: number): Token[] {
    const tokens: Token[] = [];
    while (this.#pos < this.#in.length) {
      if (closer !== "" && this.#at(0) === closer) {
        this.#pos++;
        return tokens;
      }
      if (this.#in.startsWith("/*", this.#pos)) {
        const end = this.#in.indexOf("*/", this.#pos + 2);
        this.#pos = end < 0 ? this.#in.length : end + 2;
        continue;
      }
      const token = this.#token();
      const inner = closers[token.kind];
      if (inner !== undefined && depth < deepest)
        token.children = this.block(inner, depth + 1);
      tokens.push(token);
    }
    return tokens;
  }

  #at(i: number): string {
    return this.#in.charAt(this.#pos + i);
  }

  #make(kind: TokenKind, text = ""): Token {
    return { kind, text, children: [], integer: null, signed: false };
  }

  #one(kind: TokenKind): Token {
    return this.#make(kind, this.#in.charAt(this.#pos++));
  }

  #escapeAt(i: number): boolean {
    return this.#at(i) === "\\" && this.#at(i + 1) !== "\n";
  }

  #identAt(i: number): boolean {
    const c = this.#at(i);
    if (c === "-") {
      const next = this.#at(i + 1);
      return isNameStart(next) || next === "-" || this.#escapeAt(i + 1);
    }
    return c === "\\" ? this.#escapeAt(i) : isNameStart(c);
  }

  #numberAt(): boolean {
    const i = this.#at(0) === "+" || this.#at(0) === "-" ? 1 : 0;
    return (
      isDigit(this.#at(i)) || (this.#at(i) === "." && isDigit(this.#at(i + 1)))
    );
  }

  #token(): Token {
    const c = this.#at(0);
    switch (c) {
      case " ":
      case "\t":
      case "\n":
        while (/^[ \t\n]/.test(this.#at(0))) this.#pos++;
        return this.#make("space");
      case '"':
      case "'":
        return this.#quoted(c);
      case "#":
        this.#pos++;
        if (isName(this.#at(0)) || this.#escapeAt(0)) {
          const kind = this.#identAt(0) ? "id" : "hash";
          return this.#make(kind, this.#name());
        }
        return this.#make("delim", "#");
      case "(":
        return this.#one("parens");
      case "[":
        return this.#one("brackets");
      case "{":
        return this.#one("braces");
      case ")":
      case "]":
      case "}":
      case ";":
        return this.#one("other");
      case ",":
        return this.#one("comma");
      case ":":
        return this.#one("colon");
      case "~":
      case "|":
      case "^":
      case "$":
      case "*":
        if (this.#at(1) !== "=") return this.#one("delim");
        this.#pos += 2;
        return this.#make("match", c + "=");
      case "@":
        this.#pos++;
        if (this.#identAt(0)) return this.#make("other", this.#name());
        return this.#make("delim", "@");
      case "<":
        if (!this.#in.startsWith("<!--", this.#pos)) return this.#one("delim");
        this.#pos += 4;
        return this.#make("other");
    }
    if (this.#numberAt()) return this.number();
    if (this.#in.startsWith("-->", this.#pos)) {
      this.#pos += 3;
      return this.#make("other");
    }
    return this.#identAt(0) ? this.#word() : this.#one("delim");
  }

  #word(): Token {
    const name = this.#name();
    if (this.#at(0) !== "(") return this.#make("ident", name);
    this.#pos++;
    if (name.toLowerCase() !== "url") return this.#make("function", name);
    // An address holds no selector: all up to its end is one token.
    const end = this.#in.indexOf(")", this.#pos);
    this.#pos = end < 0 ? this.#in.length : end + 1;
    return this.#make("other");
  }

  #name(): string {
    let name = "";
    while (this.#pos < this.#in.length) {
      if (isName(this.#at(0))) name += this.#in.charAt(this.#pos++);
      else if (this.#escapeAt(0)) {
        this.#pos++;
        name += this.#escape();
      } else break;
    }
    return name;
  }

  // What follows a backslash.
  #escape(): string {
    if (this.#pos >= this.#in.length) return "\ufffd";
    const rest = this.#in.slice(this.#pos, this.#pos + 6);
    const hex = /^[0-9a-f]+/i.exec(rest)?.[0];
    if (hex === undefined) {
      const c = String.fromCodePoint(this.#in.codePointAt(this.#pos) ?? 0xfffd);
      this.#pos += c.length;
      return c;
    }
    this.#pos += hex.length;
    if (/^[ \t\n]/.test(this.#at(0))) this.#pos++;
    const v = parseInt(hex, 16);
    const isCharacter = v !== 0 && v <= 0x10ffff && (v < 0xd800 || v > 0xdfff);
    return isCharacter ? String.fromCodePoint(v) : "\ufffd";
  }

  #quoted(quote: string): Token {
    this.#pos++;
    let text = "";
    while (this.#pos < this.#in.length) {
      const c = this.#at(0);
      if (c === "\n") return this.#make("other"); // a bad string
      this.#pos++;
      if (c === quote) break;
      if (c !== "\\") text += c;
      else if (this.#at(0) === "\n") this.#pos++;
      else if (this.#pos < this.#in.length) text += this.#escape();
    }
    return this.#make("string", text);
  }

  number(): Token {
    const rest = this.#in.slice(this.#pos);
    const digits =
      /^[+-]?(?:\d*\.\d+|\d+)(?:e[+-]?\d+)?/i.exec(rest)?.[0] ?? "";
    this.#pos += digits.length;
    const token = this.#make("number");
    token.signed = /^[+-]/.test(digits);
    if (/^[+-]?\d+$/.test(digits))
      token.integer = Math.max(
        -2147483648,
        Math.min(2147483647, Number(digits)),
      );
    if (this.#at(0) === "%") {
      this.#pos++;
      token.kind = "other";
    } else if (this.#identAt(0)) {
      token.kind = "dimension";
      token.text = this.#name();
    }
    return token;
  }
}
