// CSS selectors of the kinds that can be told while a document streams by:
// types, ids, classes, attributes, :nth-child, :first-child, :nth-of-type,
// :first-of-type, :not, descendants and children. Errors are lol-html's.
import { cssTokens, Tokenizer, type Token } from "./html-rewriter-css.ts";
import { lower } from "./html-rewriter-lexer.ts";

export interface NameTest {
  kind: "any" | "impossible" | "name" | "nth-child" | "nth-of-type";
  not: boolean;
  name: string;
  step: number;
  offset: number;
}

export type AttributeOperator =
  "exists" | "=" | "~=" | "|=" | "^=" | "$=" | "*=";

export interface AttributeTest {
  operator: AttributeOperator;
  not: boolean;
  name: string;
  value: string;
  /** Whether letters of either case are the same; "html": in HTML elements. */
  fold: boolean | "html";
}

/** What one element must be. */
export interface Compound {
  names: NameTest[];
  attributes: AttributeTest[];
  /** What in it is CSS but not for us. */
  bad: Error | null;
}

/**
 * Compounds from the outermost element to the one that is meant; child says for
 * each whether it must be a child of the one before.
 */
export interface ComplexSelector {
  compounds: Compound[];
  child: boolean[];
}

export const parserError = (text: string): TypeError =>
  new TypeError(`Parser error: ${text}`);

const unexpected = () => parserError("Unexpected token in selector.");
const ended = () => parserError("Unexpected end of selector.");
const inAttribute = () =>
  parserError("Unexpected token in the attribute selector.");
const pseudo = () =>
  parserError("Unsupported pseudo-class or pseudo-element in selector.");
const namespaced = () =>
  parserError("Selectors with explicit namespaces are not supported.");

/** Reads a list of selectors. */
export function parseSelector(text: string): ComplexSelector[] {
  const { list, bad } = parseList(cssTokens(text), false);
  if (bad !== null) throw bad;
  return list;
}

interface List {
  list: ComplexSelector[];
  /** What could be read but not be matched counts when all could be read. */
  bad: Error | null;
}

function parseList(tokens: Token[], inNot: boolean): List {
  const list: ComplexSelector[] = [];
  let bad: Error | null = null;
  let rest: Token[] | null = tokens;
  while (rest !== null) {
    const comma: number = rest.findIndex((t) => t.kind === "comma");
    const parser = new Parser(comma < 0 ? rest : rest.slice(0, comma), inNot);
    const parsed = parser.complex();
    if (!parser.done) throw unexpected();
    bad ??= parsed.bad;
    list.push(parsed.selector);
    rest = comma < 0 ? null : rest.slice(comma + 1);
  }
  return { list, bad };
}

const isDelim = (t: Token | undefined, c: string): boolean =>
  t?.kind === "delim" && t.text === c;

const nameTest = (
  kind: NameTest["kind"],
  name = "",
  step = 0,
  offset = 0,
): NameTest => ({ kind, not: false, name, step, offset });

const attributeTest = (
  operator: AttributeOperator,
  name: string,
  value = "",
): AttributeTest => ({ operator, not: false, name, value, fold: false });

// Attributes whose values HTML compares without case.
// Spec: https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
const folding = new Set(
  "accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare defer dir direction disabled enctype face frame hreflang http-equiv lang language link media method multiple nohref noresize noshade nowrap readonly rel rev rules scope scrolling selected shape target text type valign valuetype vlink".split(
    " ",
  ),
);

const known = new Set(
  "last-child only-child root empty scope last-of-type only-of-type".split(" "),
);

class Parser {
  readonly #tokens: Token[];
  readonly #inNot: boolean;
  #pos = 0;

  constructor(tokens: Token[], inNot: boolean) {
    this.#tokens = tokens;
    this.#inNot = inNot;
  }

  get done(): boolean {
    return this.#pos >= this.#tokens.length;
  }

  // Peeks at the next token, spaces included.
  #peek(): Token | undefined {
    return this.#tokens[this.#pos];
  }

  #next(): Token | undefined {
    return this.#tokens[this.#pos++];
  }

  #skipSpace(): void {
    while (this.#peek()?.kind === "space") this.#pos++;
  }

  #nextSolid(): Token | undefined {
    this.#skipSpace();
    return this.#next();
  }

  complex(): { selector: ComplexSelector; bad: Error | null } {
    const compounds: Compound[] = [];
    const combinators: string[] = [];
    for (;;) {
      this.#skipSpace();
      const compound = this.#compound();
      if (compound === null)
        throw parserError(
          combinators.length > 0
            ? "Dangling combinator in selector."
            : "The selector is empty.",
        );
      compounds.push(compound);
      const combinator = this.#combinator();
      if (combinator === "") break;
      combinators.push(combinator);
    }
    // The element that is meant is looked at first.
    let bad: Error | null = null;
    for (let i = compounds.length - 1; i >= 0; i--) {
      bad ??= compounds[i]?.bad ?? null;
      if (i > 0) bad ??= this.#unsupported(combinators[i - 1] ?? "");
    }
    const child = [false, ...combinators.map((c) => c === ">")];
    return { selector: { compounds, child }, bad };
  }

  #unsupported(combinator: string): Error | null {
    if (this.#inNot) return pseudo();
    if (combinator !== "+" && combinator !== "~") return null;
    return parserError(`Unsupported combinator \`${combinator}\` in selector.`);
  }

  // A combinator, or nothing.
  #combinator(): string {
    const start = this.#pos;
    this.#skipSpace();
    const spaced = this.#pos > start;
    const t = this.#peek();
    if (t === undefined) return "";
    for (const c of [">", "+", "~"])
      if (isDelim(t, c)) {
        this.#pos++;
        return c;
      }
    return spaced ? " " : "";
  }

  #compound(): Compound | null {
    const c: Compound = { names: [], attributes: [], bad: null };
    let empty = !this.#typeSelector(c);
    while (this.#simple(c)) empty = false;
    return empty ? null : c;
  }

  #typeSelector(c: Compound): boolean {
    const t = this.#peek();
    if (t?.kind === "ident") {
      this.#pos++;
      if (isDelim(this.#peek(), "|")) throw namespaced();
      c.names.push(nameTest("name", t.text));
      return true;
    }
    if (isDelim(t, "*")) {
      this.#pos++;
      if (!isDelim(this.#peek(), "|")) {
        c.names.push(nameTest("any"));
        return true;
      }
    } else if (isDelim(t, "|")) {
      c.names.push(nameTest("impossible"));
    } else {
      return false;
    }
    this.#pos++;
    const name = this.#next();
    if (name === undefined) throw ended();
    if (isDelim(name, "*")) c.names.push(nameTest("any"));
    else if (name.kind === "ident") c.names.push(nameTest("name", name.text));
    else throw unexpected();
    return true;
  }

  // Reads one more condition; false says there is none.
  #simple(c: Compound): boolean {
    const t = this.#peek();
    if (t?.kind === "id") {
      this.#pos++;
      c.attributes.push(attributeTest("=", "id", t.text));
    } else if (isDelim(t, ".")) {
      this.#pos++;
      const name = this.#next();
      if (name === undefined) throw ended();
      if (name.kind !== "ident")
        throw parserError("Invalid or unescaped class name in selector.");
      c.attributes.push(attributeTest("~=", "class", name.text));
    } else if (t?.kind === "brackets") {
      this.#pos++;
      const inner = new Parser(t.children, false);
      c.attributes.push(inner.#attribute(c));
      inner.#skipSpace();
      if (!inner.done) throw unexpected();
    } else if (t?.kind === "colon") {
      this.#pos++;
      this.#pseudo(c);
    } else {
      return false;
    }
    return true;
  }

  #attribute(c: Compound): AttributeTest {
    let t = this.#nextSolid();
    if (t === undefined) throw ended();
    if (t.kind === "ident") {
      if (isDelim(this.#peek(), "|")) throw namespaced();
    } else if (isDelim(t, "*") || isDelim(t, "|")) {
      if (t.text === "*") {
        const bar = this.#next();
        if (bar === undefined) throw ended();
        if (!isDelim(bar, "|")) throw inAttribute();
        c.bad ??= namespaced();
      }
      t = this.#next();
      if (t === undefined) throw ended();
      if (t.kind !== "ident") throw inAttribute();
    } else {
      throw parserError("Missing attribute name in attribute selector.");
    }
    const test = attributeTest("exists", lower(t.text));
    const operator = this.#nextSolid();
    if (operator === undefined) return test;
    if (operator.kind !== "match" && !isDelim(operator, "="))
      throw inAttribute();
    test.operator = operator.text as AttributeOperator;
    const value = this.#nextSolid();
    if (value === undefined) throw ended();
    if (value.kind !== "ident" && value.kind !== "string") throw inAttribute();
    test.value = value.text;
    const flag = this.#nextSolid();
    if (flag === undefined) {
      if (folding.has(test.name)) test.fold = "html";
    } else if (flag.kind !== "ident" || !/^[is]$/i.test(flag.text)) {
      throw unexpected();
    } else {
      test.fold = lower(flag.text) === "i";
    }
    return test;
  }

  #pseudo(c: Compound): void {
    let t = this.#next();
    const element = t?.kind === "colon";
    if (element) t = this.#next();
    if (t === undefined) throw ended();
    if (t.kind !== "ident" && t.kind !== "function") throw pseudo();
    const name = lower(t.text);
    if (element || /^(before|after|first-line|first-letter)$/.test(name)) {
      if (this.#inNot) throw parserError("Unsupported syntax in selector.");
      throw pseudo();
    }
    if (t.kind === "function") this.#function(c, name, t.children);
    else if (name === "first-child")
      c.names.push(nameTest("nth-child", "", 0, 1));
    else if (name === "first-of-type")
      c.names.push(nameTest("nth-of-type", "", 0, 1));
    else if (known.has(name)) c.bad ??= pseudo();
    else throw pseudo();
  }

  #function(c: Compound, name: string, args: Token[]): void {
    const inner = new Parser(args, true);
    switch (name) {
      case "nth-child":
      case "nth-of-type":
      case "nth-last-child":
      case "nth-last-of-type": {
        const [step, offset] = inner.#nth();
        if (name === "nth-child" || name === "nth-of-type")
          c.names.push(nameTest(name, "", step, offset));
        else c.bad ??= pseudo();
        break;
      }
      case "host":
        inner.complex();
        c.bad ??= pseudo();
        break;
      case "not": {
        const { list, bad } = parseList(args, true);
        c.bad ??= bad;
        // lol-html takes :not(a.b) for what is neither an a nor a .b.
        for (const { compounds } of list)
          for (const { names, attributes } of compounds) {
            c.names.push(...names.map((t) => ({ ...t, not: !t.not })));
            c.attributes.push(
              ...attributes.map((t) => ({ ...t, not: !t.not })),
            );
          }
        return;
      }
      default:
        throw pseudo();
    }
    inner.#skipSpace();
    if (!inner.done) throw unexpected();
  }

  // An+B
  #nth(): [step: number, offset: number] {
    let t = this.#nextSolid();
    if (t === undefined) throw ended();
    if (t.kind === "number" && t.integer !== null) return [0, t.integer];
    if (t.kind === "dimension" && t.integer !== null)
      return this.#nthUnit(t.integer, t.text);
    if (isDelim(t, "+")) {
      t = this.#next();
      if (t === undefined) throw ended();
      if (t.kind !== "ident") throw unexpected();
      return this.#nthUnit(1, t.text);
    }
    if (t.kind !== "ident") throw unexpected();
    const word = lower(t.text);
    if (word === "even") return [2, 0];
    if (word === "odd") return [2, 1];
    return word.startsWith("-")
      ? this.#nthUnit(-1, word.slice(1))
      : this.#nthUnit(1, word);
  }

  // What follows A: n, n-, or n-B.
  #nthUnit(step: number, text: string): [number, number] {
    const unit = lower(text);
    if (unit === "n") return this.#nthOffset(step);
    if (unit === "n-") return this.#nthDigits(step, -1);
    if (!/^n-\d+$/.test(unit)) throw unexpected();
    return [step, new Tokenizer(unit.slice(1)).number().integer ?? 0];
  }

  #nthOffset(step: number): [number, number] {
    const start = this.#pos;
    const t = this.#nextSolid();
    if (isDelim(t, "+")) return this.#nthDigits(step, 1);
    if (isDelim(t, "-")) return this.#nthDigits(step, -1);
    if (t?.kind === "number" && t.signed && t.integer !== null)
      return [step, t.integer];
    this.#pos = start;
    return [step, 0];
  }

  #nthDigits(step: number, sign: number): [number, number] {
    const t = this.#nextSolid();
    if (t === undefined) throw ended();
    if (t.kind !== "number" || t.signed || t.integer === null)
      throw unexpected();
    return [step, sign * t.integer];
  }
}
