// Follows the open elements and tells which selectors an element meets. Nothing
// of the document is kept but the names of what is open.
import type { Charset } from "./html-rewriter-charset.ts";
import { latin1, lower } from "./html-rewriter-lexer.ts";
import type {
  AttributeTest,
  ComplexSelector,
  Compound,
  NameTest,
} from "./html-rewriter-selector.ts";
import { isVoid, type Namespace, type Tag } from "./html-rewriter-tree.ts";

/** The memory a rewriter may hold. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new TypeError("Parser error: The memory limit has been exceeded.");
  }
}

// A compound that the next element, or one below, may meet.
interface Step {
  program: Program;
  compound: number;
}

interface Program extends ComplexSelector {
  owner: number;
  steps: Step[];
}

class Siblings {
  children = 0;
  readonly #named = new Map<string, number>();

  add(name: string, typed: boolean): void {
    this.children++;
    if (typed) this.#named.set(name, this.named(name) + 1);
  }

  named(name: string): number {
    return this.#named.get(name) ?? 0;
  }
}

/** An element that has begun and not ended. */
export class OpenElement<EndHandler> {
  readonly name: string;
  readonly armed: Step[];
  /** Selectors whose text and comments are those of this element. */
  readonly matched: number[];
  readonly siblings = new Siblings();
  endHandler: EndHandler | null = null;
  /** Its content is removed. */
  dropped = false;

  constructor(name: string, armed: Step[], matched: number[]) {
    this.name = name;
    this.armed = armed;
    this.matched = matched;
  }
}

// What lol-html charges for an open element.
const stackItem = 104;

export class Matcher<EndHandler> {
  readonly #programs: Program[] = [];
  readonly #budget: Budget;
  #typed = false;
  #room = 0;
  readonly #root = new Siblings();
  readonly #open: OpenElement<EndHandler>[] = [];
  /** Descendant steps that open elements have armed, with their depth. */
  #active = new Map<Step, number>();

  constructor(
    selectors: ComplexSelector[][],
    charset: Charset,
    budget: Budget,
  ) {
    this.#budget = budget;
    selectors.forEach((list, owner) => {
      for (const { compounds, child } of list) {
        const encoded = compounds.map((c) => this.#encode(c, charset));
        const program: Program = {
          compounds: encoded,
          child,
          owner,
          steps: [],
        };
        program.steps = encoded.map((_, compound) => ({ program, compound }));
        this.#programs.push(program);
      }
    });
  }

  // Brings a compound into the bytes of the document, one character each. What
  // cannot be written in its charset is never met.
  #encode(c: Compound, charset: Charset): Compound {
    const names = c.names.map((t): NameTest => {
      if (t.kind === "nth-of-type") this.#typed = true;
      if (t.kind !== "name") return t;
      const bytes = charset.encodeExact(t.name);
      return bytes === null
        ? { ...t, kind: "impossible" }
        : { ...t, name: lower(latin1(bytes)) };
    });
    const attributes: AttributeTest[] = [];
    for (const t of c.attributes) {
      const name = charset.encodeExact(t.name);
      const value = charset.encodeExact(t.value);
      if (name !== null && value !== null)
        attributes.push({ ...t, name: latin1(name), value: latin1(value) });
      else
        names.push({
          kind: "impossible",
          not: t.not,
          name: "",
          step: 0,
          offset: 0,
        });
    }
    return { names, attributes, bad: null };
  }

  get #siblings(): Siblings {
    return this.current?.siblings ?? this.#root;
  }

  get current(): OpenElement<EndHandler> | undefined {
    return this.#open.at(-1);
  }

  /** Counts an element among its siblings. name is in lower case. */
  begin(name: string): void {
    this.#siblings.add(name, this.#typed);
  }

  *#candidates(): Iterable<Step> {
    for (const { steps } of this.#programs) yield steps[0] as Step;
    yield* this.current?.armed ?? [];
    yield* this.#active.keys();
  }

  /** Tells whether more than the name is needed to judge an element. */
  needsTag(name: string, ns: Namespace): boolean {
    if (ns !== "html") return true; // only the tag says whether it is closed
    for (const { program, compound } of this.#candidates()) {
      const c = program.compounds[compound] as Compound;
      if (c.attributes.length > 0 && this.#meetsName(c, name)) return true;
    }
    return false;
  }

  /**
   * Judges an element and opens it. tag is null when its name is enough.
   * matched are the owners of the selectors it meets, in order.
   */
  element(
    name: string,
    ns: Namespace,
    input: Uint8Array,
    tag: Tag | null,
  ): { matched: number[]; content: boolean } {
    const content =
      ns === "html" ? !isVoid(name) : !(tag?.selfClosing ?? false);
    const matched = new Set<number>();
    const armed = new Set<Step>();
    const below: Step[] = [];
    for (const { program, compound } of this.#candidates()) {
      const c = program.compounds[compound] as Compound;
      if (!this.#meetsName(c, name)) continue;
      if (!c.attributes.every((t) => meetsAttribute(t, ns, input, tag)))
        continue;
      const next = program.steps[compound + 1];
      if (next === undefined) matched.add(program.owner);
      else if (program.child[compound + 1]) armed.add(next);
      else below.push(next);
    }
    const sorted = [...matched].sort((a, b) => a - b);
    if (!content) return { matched: sorted, content };
    if (this.#open.length === this.#room) {
      const more = Math.max(this.#room, 8);
      this.#budget.take(more * stackItem);
      this.#room += more;
    }
    for (const step of below)
      if (!this.#active.has(step)) this.#active.set(step, this.#open.length);
    this.#open.push(new OpenElement(name, [...armed], sorted));
    return { matched: sorted, content };
  }

  /** Closes the elements an end tag closes and gives them, outermost first. */
  end(name: string): OpenElement<EndHandler>[] {
    const at = this.#open.findLastIndex((e) => e.name === name);
    if (at < 0) return [];
    for (const [step, depth] of this.#active)
      if (depth >= at) this.#active.delete(step);
    return this.#open.splice(at);
  }

  #meetsName(c: Compound, name: string): boolean {
    return c.names.every((t) => this.#isNamed(t, name) !== t.not);
  }

  #isNamed(t: NameTest, name: string): boolean {
    switch (t.kind) {
      case "any":
        return true;
      case "impossible":
        return false;
      case "name":
        return t.name === name;
      case "nth-child":
        return isNth(this.#siblings.children, t);
      case "nth-of-type":
        return isNth(this.#siblings.named(name), t);
    }
  }
}

// Whether index is step*n + offset for some n of 0 and above.
function isNth(index: number, { step, offset }: NameTest): boolean {
  const d = index - offset;
  if (step === 0) return d === 0;
  return d * step >= 0 && d % step === 0;
}

function meetsAttribute(
  t: AttributeTest,
  ns: Namespace,
  input: Uint8Array,
  tag: Tag | null,
): boolean {
  const found = tag?.attributes.find(
    ({ name }) => lower(latin1(input.subarray(...name))) === t.name,
  );
  if (found === undefined) return t.not;
  let value = latin1(input.subarray(...found.value));
  let want = t.value;
  if (t.fold === true || (t.fold === "html" && ns === "html")) {
    value = lower(value);
    want = lower(want);
  }
  return compares(t.operator, value, want) !== t.not;
}

function compares(
  operator: AttributeTest["operator"],
  value: string,
  want: string,
): boolean {
  switch (operator) {
    case "exists":
      return true;
    case "=":
      return value === want;
    case "~=":
      return want !== "" && value.split(/[ \n\r\t\f]/).includes(want);
    case "|=":
      return value === want || value.startsWith(want + "-");
    case "^=":
      return want !== "" && value.startsWith(want);
    case "$=":
      return want !== "" && value.endsWith(want);
    case "*=":
      return want !== "" && value.includes(want);
  }
}
