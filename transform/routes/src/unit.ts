// One handler of the output: which declarations it repeats, how it reaches the
// request, env and ctx, and its text.
import { awaits } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Code, Condition, Declaration, Item } from "./items.ts";
import { bindingsIn } from "./declare.ts";
import type { Binding, Reference, Scopes } from "./scope.ts";
import { jsonEdits } from "./json.ts";
import { reachPlan } from "./reach.ts";
import type { Edit, Range, Text } from "./splice.ts";
import type { Values } from "./values.ts";

export type Root = "request" | "env" | "ctx" | "event";

/** A name for a member of what the handler was given. */
export interface Member {
  root: Root;
  key: string;
}

/** How a dialect's handlers reach what the Worker's handler was given. */
export interface Reach {
  /** The expression that a name is replaced by; undefined: the name stays. */
  inline(root: Root, ref: Reference, node: Node): string | undefined;
  /** Says that a root is better declared once, and how. */
  declared(root: Root, refs: readonly Reference[]): string | undefined;
}

/** Something that cannot be written out rightly: the file is kept. */
export class Keep extends Error {}

export interface Unit {
  /** The lines of the body, without the braces; empty with `expression`. */
  lines: string[];
  expression: string | undefined;
  /** The expression is of a kind that formatters let begin on the arrow's line. */
  hugs: boolean;
  async: boolean;
  /** Roots that are used. */
  roots: Set<Root>;
  /** The guard or the end calls next. */
  next: boolean;
  /** Values are taken from, or left for, other handlers; or Hono's c answers. */
  carries: boolean;
}

export interface Job {
  text: Text;
  scopes: Scopes;
  values: Values;
  declarations: readonly Declaration[];
  roots: ReadonlyMap<Binding, Root>;
  members: ReadonlyMap<Binding, Member>;
  reach: Reach;
  /** The indentation of a handler's lines. */
  indent: string;
  /** Where the handler stands: the comments in it are the routes'. */
  region: { fn: Range };
  /** What the dialect calls its next function and its own parameter. */
  names: { next: string; own: readonly string[] };
  /** The edits of the walk. */
  lates: readonly Edit[];
  /** The name of Hono's context, by which JSON is answered. */
  json: string | undefined;
  /** What runs the handlers after this one, inside of a try. */
  goOn: string;
  /** How a value that is handed on is read and written. */
  carry: {
    get(name: string): string;
    set(name: string, value: string): string;
  };
}

/** References in the order of the source, found by position. */
export class References {
  readonly #refs: Reference[];

  constructor(scopes: Scopes) {
    this.#refs = [...scopes.refs].sort((a, b) => a.node.start - b.node.start);
  }

  in(range: Range): Reference[] {
    let low = 0;
    let high = this.#refs.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((this.#refs[mid]?.node.start ?? 0) < range.start) low = mid + 1;
      else high = mid;
    }
    const out: Reference[] = [];
    for (; low < this.#refs.length; low++) {
      const r = this.#refs[low];
      if (!r || r.node.start >= range.end) break;
      out.push(r);
    }
    return out;
  }
}

/** The nodes of a piece of code. */
export const nodesOf = (code: Code): Node[] =>
  code.filter((c): c is Node => typeof c !== "string");

export interface Written {
  /** Comments of declarations that were written with them. */
  comments: Set<Declaration>;
}

export function unitOf(
  job: Job,
  refs: References,
  item: Item,
  guards: readonly Condition[],
  written: Written,
): Unit {
  const body = bodyRange(job.text, item);
  const caught = item.around ? [item.around["handler"] as Node] : [];
  const first = needed(
    job,
    refs,
    guards.flatMap((g) => nodesOf(g.code)),
  );
  const all = needed(job, refs, [
    ...guards.flatMap((g) => nodesOf(g.code)),
    ...item.statements,
    ...caught,
    ...(item.expression ? [item.expression] : []),
  ]);
  for (const d of all)
    if (d.node && d.node.type !== "FunctionDeclaration")
      if (d.node.start > (item.statements[0] ?? item.at).start)
        throw new Keep("a name is used before it is declared");
  const later = all.filter((d) => !first.includes(d));
  const ranges: Range[] = [
    ...all.flatMap((d) =>
      d.carried ? [] : d.node ? [d.node] : nodesOf(d.code ?? []),
    ),
    ...guards.flatMap((g) => nodesOf(g.code)),
    ...item.statements,
    ...caught,
    ...(item.expression ? [item.expression] : []),
  ];
  visible(job, refs, ranges, all);
  const plan = reachPlan(job, refs, ranges);
  const unit: Unit = {
    lines: [],
    expression: undefined,
    hugs: hugs(item.expression ?? soleReturn(item)),
    async:
      item.statements.some(awaits) ||
      (item.expression ? awaits(item.expression) : false) ||
      guards.some((g) => nodesOf(g.code).some(awaits)),
    roots: plan.roots,
    next: guards.length > 0 || !item.ends,
    carries: false,
  };
  plan.edits.push(...job.lates);
  const answers = answersOf(job, item, unit);
  if (answers.length > 0) {
    plan.edits.push(...answers);
    unit.carries = true;
  }
  const step = job.indent;
  for (const line of plan.lines) unit.lines.push(step + line);
  const left = leftBehind(refs, item, all);
  const declare = (d: Declaration) => {
    if (d.carried) {
      unit.carries = true;
      for (const line of taken(job, refs, item, d, ranges, left))
        unit.lines.push(line);
      return;
    }
    const edits = [...plan.edits, ...present(job, item, d)];
    for (const line of declarationLines(job, d, edits, written))
      unit.lines.push(line);
  };
  for (const d of first) declare(d);
  for (const g of guards) unit.lines.push(guardLine(job, g, plan.edits, step));
  for (const d of later) declare(d);
  if (item.around) {
    const { around } = item;
    const base = job.text.indentAt(around.start);
    const range = { start: around["handler"].start as number, end: around.end };
    const text = job.text.piece(range, plan.edits, base, step);
    unit.lines.push(`${step}try {`);
    unit.lines.push(`${step}${job.text.step}${job.goOn}${job.text.semicolon}`);
    unit.lines.push(`${step}} ${text}`);
    return unit;
  }
  if (item.expression) {
    const e = item.expression;
    const text = job.text.piece(e, plan.edits, job.text.indentAt(e.start), "");
    if (unit.lines.length === 0) unit.expression = text;
    else
      unit.lines.push(
        `${step}return ${job.text.piece(e, plan.edits, job.text.indentAt(e.start), step)}${job.text.semicolon}`,
      );
    return unit;
  }
  const only = soleReturn(item);
  const comments = job.text.commentsIn(body.start, body.end);
  if (
    only &&
    unit.lines.length === 0 &&
    left.length === 0 &&
    comments.length === 0
  ) {
    const text = job.text.piece(
      only,
      plan.edits,
      job.text.indentAt(only.start),
      "",
    );
    // A brace would begin a block.
    if (!text.includes("\n") && !text.startsWith("{")) unit.expression = text;
  }
  if (unit.expression !== undefined) return unit;
  const base = job.text.indentAt(body.start);
  const wrap = clash(job, item, all, plan.names);
  const indent = wrap ? step + job.text.step : step;
  const text = job.text.piece(body, plan.edits, base, indent);
  if (wrap) unit.lines.push(`${step}{`);
  if (text !== "") unit.lines.push(indent + text);
  for (const b of left) {
    unit.carries = true;
    unit.lines.push(
      indent + job.carry.set(b.name, b.name) + job.text.semicolon,
    );
  }
  if (wrap) unit.lines.push(`${step}}`);
  return unit;
}

// Answers of JSON in Hono's words.
function answersOf(job: Job, item: Item, unit: Unit): Edit[] {
  if (job.json === undefined) return [];
  const code = item.expression
    ? [item.expression]
    : item.around
      ? [item.around["handler"] as Node]
      : item.statements;
  const edits = jsonEdits(job.text, job.values, job.json, code);
  const whole = item.expression ?? soleReturn(item);
  // A call begins on the arrow's line where a new object does not.
  if (whole && edits.some((e) => e.start === whole.start)) unit.hugs = true;
  return edits;
}

// The values that the items after this one read: those that it computes, and
// those that it assigns to.
function leftBehind(
  refs: References,
  item: Item,
  declarations: readonly Declaration[],
): Binding[] {
  if (item.ends || item.kind === "tail") return [];
  const out = new Set<Binding>();
  // A variable without a value is undefined to those who ask for it anyway.
  for (const d of item.carriers ?? [])
    for (const b of d.bindings)
      if (b.node["init"] || item.statements.length > 1) out.add(b);
  for (const s of item.statements)
    for (const { write, binding } of refs.in(s))
      if (write && binding)
        if (declarations.some((d) => d.carried && d.bindings.includes(binding)))
          out.add(binding);
  return [...out];
}

// Says in TypeScript that a value is there which a test before has shown to be.
function present(job: Job, item: Item, d: Declaration): Edit[] {
  if (!job.text.source.typescript || d.node?.type !== "VariableDeclaration")
    return [];
  const edits: Edit[] = [];
  for (const b of d.bindings) {
    const init = b.node["init"] as Node | undefined;
    if (!item.present?.has(b) || !init || b.node["id"].type !== "Identifier")
      continue;
    const simple = /^(Call|Member|OptionalCall|OptionalMember)Expression$/;
    if (simple.test(init.type))
      edits.push({ start: init.end, end: init.end, text: "!" });
    else {
      edits.push({ start: init.start, end: init.start, text: "(" });
      edits.push({ start: init.end, end: init.end, text: ")!" });
    }
  }
  return edits;
}

// The lines that take values which were computed before.
function taken(
  job: Job,
  refs: References,
  item: Item,
  d: Declaration,
  ranges: readonly Range[],
  left: readonly Binding[],
): string[] {
  const used = new Set(ranges.flatMap((r) => refs.in(r)).map((r) => r.binding));
  const assigned = new Set(
    ranges
      .flatMap((r) => refs.in(r))
      .flatMap((r) => (r.write ? [r.binding] : [])),
  );
  return d.bindings
    .filter((b) => used.has(b))
    .map((b) => {
      const written = assigned.has(b) || left.includes(b);
      // Assigning to a const throws, and must go on doing so.
      const word = written && b.kind !== "const" ? "let" : "const";
      const sure =
        job.text.source.typescript && item.present?.has(b) ? "!" : "";
      return `${job.indent}${word} ${b.name} = ${job.carry.get(b.name)}${sure}${job.text.semicolon}`;
    });
}

// Every name of the handler that the item uses is declared in it: a var may be
// used before and after its block.
function visible(
  job: Job,
  refs: References,
  ranges: readonly Range[],
  declarations: readonly Declaration[],
): void {
  const { fn } = job.region;
  for (const range of ranges)
    for (const { binding } of refs.in(range)) {
      if (!binding || binding.kind === "param" || job.roots.has(binding))
        continue;
      if (
        !holds(fn, binding.node) ||
        ranges.some((r) => holds(r, binding.node))
      )
        continue;
      if (declarations.some((d) => d.bindings.includes(binding))) continue;
      throw new Keep(`${binding.name} is used where it is not declared`);
    }
}

const hugging = new Set([
  "CallExpression",
  "OptionalCallExpression",
  "ConditionalExpression",
]);

const hugs = (n: Node | undefined) => n !== undefined && hugging.has(n.type);

function soleReturn(item: Item): Node | undefined {
  const [only] = item.statements;
  if (item.statements.length !== 1 || only?.type !== "ReturnStatement")
    return undefined;
  const value = (only["argument"] as Node | null) ?? undefined;
  return value?.type === "SequenceExpression" ? undefined : value;
}

/** The text of an item's statements, with the comments around them that are theirs. */
export function bodyRange(text: Text, item: Item): Range {
  const first = item.statements[0];
  const last = item.statements.at(-1);
  const { text: all } = text.source;
  if (item.block) {
    // From the first comment or statement to the last.
    let { start, end } = item.block;
    start++;
    end--;
    while (start < end && /\s/.test(all[start] ?? "")) start++;
    while (end > start && /\s/.test(all[end - 1] ?? "")) end--;
    return { start, end };
  }
  if (!first || !last) {
    const e = item.expression;
    return e ? { start: e.start, end: e.end } : { start: 0, end: 0 };
  }
  let { end } = last;
  // A comment that follows on the same line goes along.
  const line = all.indexOf("\n", end);
  for (const c of text.commentsIn(end, line < 0 ? all.length : line))
    if (/^[ \t;]*$/.test(all.slice(end, c.start))) end = c.end;
  return { start: first.start, end };
}

/** The declarations that nodes need, and those that these need. */
export function needed(
  job: Job,
  refs: References,
  nodes: readonly Range[],
): Declaration[] {
  const found = new Set<Declaration>();
  const go = (ranges: readonly Range[]): void => {
    for (const range of ranges)
      for (const ref of refs.in(range)) {
        if (!ref.binding) continue;
        const d = job.declarations.find((x) =>
          x.bindings.includes(ref.binding as Binding),
        );
        // What the nodes declare themselves is there already.
        if (!d || found.has(d)) continue;
        if (d.node && nodes.some((n) => holds(n, d.node as Node))) continue;
        found.add(d);
        if (!d.carried) go(d.node ? [d.node] : nodesOf(d.code ?? []));
        if (d.alias) go([d.alias]);
      }
  };
  go(nodes);
  return job.declarations.filter((d) => found.has(d));
}

const holds = (outer: Range, inner: Range) =>
  outer.start <= inner.start && outer.end >= inner.end;

function declarationLines(
  job: Job,
  d: Declaration,
  edits: readonly Edit[],
  written: Written,
): string[] {
  const { semicolon } = job.text;
  const step = job.indent;
  if (!d.node) {
    if (!d.code) return [];
    return [step + codeText(job, d.code, edits, step) + semicolon];
  }
  const lines: string[] = [];
  let end = d.node.end;
  if (!written.comments.has(d)) {
    written.comments.add(d);
    for (const c of d.comments ?? [])
      lines.push(step + job.text.comment(c, step));
    const { text } = job.text.source;
    const line = text.indexOf("\n", end);
    for (const c of job.text.commentsIn(end, line < 0 ? text.length : line))
      if (/^[ \t]*$/.test(text.slice(end, c.start))) end = c.end;
  }
  const base = job.text.indentAt(d.node.start);
  lines.push(
    step + job.text.piece({ start: d.node.start, end }, edits, base, step),
  );
  return lines;
}

export function codeText(
  job: Job,
  code: Code,
  edits: readonly Edit[],
  indent: string,
): string {
  return code
    .map((c) =>
      typeof c === "string"
        ? c
        : job.text.piece(c, edits, job.text.indentAt(c.start), indent),
    )
    .join("");
}

function guardLine(
  job: Job,
  g: Condition,
  edits: readonly Edit[],
  step: string,
): string {
  const more = step + job.text.step;
  const test = codeText(job, g.not, edits, more);
  const end = `return ${job.names.next}()${job.text.semicolon}`;
  const line = `${step}if (${test}) ${end}`;
  if (line.length <= 80 && !test.includes("\n")) return line;
  const short = `${step}if (${test})`;
  if (short.length <= 80 && !test.includes("\n"))
    return `${short}\n${more}${end}`;
  return `${step}if (\n${more}${test}\n${step})\n${more}${end}`;
}

/** Says whether the body declares a name that the handler has for something else. */
function clash(
  job: Job,
  item: Item,
  declarations: readonly Declaration[],
  rootNames: readonly string[],
): boolean {
  const names = new Set([
    ...declarations.flatMap((d) => d.bindings.map((b) => b.name)),
    ...rootNames,
    ...job.names.own,
  ]);
  let found = false;
  for (const s of item.statements)
    for (const b of bindingsIn(job.scopes, s)) {
      if (!names.has(b.name)) continue;
      if (declarations.some((d) => d.bindings.includes(b))) continue;
      if (b.kind === "var" || b.kind === "function")
        throw new Keep(`${b.name} is declared twice`);
      found = true;
    }
  return found;
}
