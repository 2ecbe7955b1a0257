// Walks a handler's statements from the top and takes off what is a route, a
// piece of middleware or a declaration that every handler can repeat. At the
// first statement that is none of these the rest stays as it is: the tail.
import { bare, eachChild, isFunction, walk } from "./ast.ts";
import type { Comment, Node } from "./ast.ts";
import { bindingsIn, declare } from "./declare.ts";
import { cases } from "./switches.ts";
import { lateReturn, terminates } from "./flow.ts";
import type { Scopes, Binding } from "./scope.ts";
import { always, both } from "./tests.ts";
import type { Test, Tests } from "./tests.ts";
import type { Root } from "./unit.ts";
import { isPrimitive } from "./values.ts";
import type { Values } from "./values.ts";

/** Text of the output: nodes stand for their source, strings for themselves. */
export type Code = (Node | string)[];

/** One of the tests that must hold; all of an item's together are its test. */
export interface Condition {
  code: Code;
  /** The same, turned round. */
  not: Code;
  test: Test;
  node: Node;
  /** The source's own words, when they are not those of the node. */
  source?: string;
}

/** A declaration that handlers repeat where they need it. */
export interface Declaration {
  /** The statement of the source; or code that stands for one; or neither. */
  node?: Node;
  code?: Code;
  /** Another expression that it is a name for, which must be there. */
  alias?: Node;
  bindings: Binding[];
  /** Comments above it. */
  comments?: Comment[];
  /**
   * It is computed once, in a piece of middleware, and handed on: computing it
   * again would have effects, or would not give what has been changed since.
   */
  carried?: boolean;
  /** Conditions that hold where it stands, and the items before it. */
  conditions?: Condition[];
  index?: number;
  /** Where the comments above it may begin. */
  from?: number;
  /** The statements that it is one of. */
  list?: readonly Node[];
}

export interface Item {
  kind: "route" | "middleware" | "tail";
  conditions: Condition[];
  /** What routes the item: the conditions', or that of the statement itself. */
  test: Test;
  declarations: Declaration[];
  statements: Node[];
  /** The braces that hold just the statements. */
  block?: Node;
  /** The declarations whose values it computes for the items after it. */
  carriers?: Declaration[];
  /** A try around all that follows: its catch and finally are the item's. */
  around?: Node;
  /** The statement that it is, and the list in which that stands. */
  whole?: Node;
  list?: readonly Node[];
  /** The body of an arrow function without braces. */
  expression?: Node;
  /** Every way through the statements returns or throws. */
  ends: boolean;
  /** Where it stands in the source, for the map of routes. */
  at: Node;
  source: string;
  /** The range in which comments belong to this item. */
  from: number;
  to: number;
  /** Why it is kept, when it is. */
  why?: string;
}

export interface Chain {
  items: Item[];
  /** Declarations that are repeated, in the order of the source. */
  declarations: Declaration[];
  /** Why the walk ended before the function did. */
  why: string | undefined;
  stoppedAt: Node | undefined;
}

export interface Walk {
  text: string;
  scopes: Scopes;
  values: Values;
  tests: Tests;
  fn: Node;
  /** Names of what the handler was given. */
  roots: Map<Binding, Root>;
  comments: (start: number, end: number) => Comment[];
  items: Item[];
  declarations: Declaration[];
}

/** What holds inside of nested statements. */
export interface Inside {
  conditions: Condition[];
  declarations: Declaration[];
}

export type Stop = { why: string; at: Node };

/** Takes apart the body of fn. */
export function chainOf(w: Walk): Chain {
  const chain = walkBody(w);
  chain.items = merged(withCarriers(w));
  return chain;
}

// Neighbours that every request of their conditions passes are one handler.
function merged(items: Item[]): Item[] {
  const out: Item[] = [];
  for (const item of items) {
    const last = out.at(-1);
    if (last && canJoin(last, item)) out[out.length - 1] = join(last, item);
    else out.push(item);
  }
  return out;
}

const passing = (item: Item): boolean =>
  item.kind === "middleware" &&
  !item.ends &&
  item.test.paths === undefined &&
  item.test.methods === undefined;

function canJoin(a: Item, b: Item): boolean {
  if (!a.list || a.list !== b.list || !a.whole || !b.whole) return false;
  if (!passing(a) && !(a.carriers && a.kind === "middleware")) return false;
  if (a.conditions.length > 0 || b.why !== undefined) return false;
  // A test that says nothing to a router runs where it stands.
  const everywhere = b.test.paths === undefined && b.test.methods === undefined;
  // One that looks like a route stays by itself.
  if (b.kind === "route" && /["'`]\//.test(b.source)) return false;
  return everywhere && (b.kind !== "tail" || b.whole.type !== "ThrowStatement");
}

function join(a: Item, b: Item): Item {
  const list = a.list ?? [];
  const first = a.statements[0] ?? a.at;
  const whole = b.whole ?? b.at;
  const statements = list.filter(
    (s) => s.start >= first.start && s.end <= whole.end,
  );
  const isTail = b.kind === "tail";
  // What the tail computes nobody else reads.
  if (isTail) for (const d of a.carriers ?? []) d.carried = false;
  const item: Item = {
    ...a,
    kind: isTail ? "tail" : "middleware",
    conditions: [],
    test: always,
    declarations: [...a.declarations, ...b.declarations],
    statements,
    ends: isTail && b.ends,
    source: isTail
      ? ""
      : [a.source, b.source].filter((s) => s !== "").join("; "),
    whole,
    to: b.to,
  };
  const carriers = [...(a.carriers ?? []), ...(b.carriers ?? [])];
  if (isTail || carriers.length === 0) delete item.carriers;
  else item.carriers = carriers;
  return item;
}

// Puts the middleware that computes carried values where they were declared.
function withCarriers(w: Walk): Item[] {
  const carried = w.declarations.filter((d) => d.carried && d.node);
  const out: Item[] = [];
  const here = (i: number) => {
    for (const d of carried)
      if (d.index === i && d.node) out.push(carrier(d, d.node));
  };
  for (const [i, item] of w.items.entries()) {
    here(i);
    out.push(item);
  }
  return out;
}

function carrier(d: Declaration, node: Node): Item {
  const conditions = d.conditions ?? [];
  return {
    kind: "middleware",
    conditions,
    test: testOf(conditions),
    declarations: [],
    statements: [node],
    carriers: [d],
    whole: node,
    ...(d.list && { list: d.list }),
    ends: false,
    at: node,
    source: "",
    from: d.from ?? node.start,
    to: node.end,
  };
}

function walkBody(w: Walk): Chain {
  const body = w.fn["body"] as Node;
  const chain: Chain = {
    items: w.items,
    declarations: w.declarations,
    why: undefined,
    stoppedAt: undefined,
  };
  if (body.type !== "BlockStatement") {
    w.items.push({
      kind: "tail",
      conditions: [],
      test: always,
      declarations: [],
      statements: [],
      expression: body,
      ends: true,
      at: body,
      source: "",
      from: body.start,
      to: body.end,
    });
    return chain;
  }
  const statements = body["body"] as Node[];
  const inside: Inside = { conditions: [], declarations: [] };
  for (const s of statements) {
    if (s.type !== "FunctionDeclaration") continue;
    const d = declare(w, s);
    if (typeof d === "string") {
      chain.why = d;
      chain.stoppedAt = s;
      w.items.push(tail(statements, inside, body, d));
      return chain;
    }
  }
  const stop = walkStatements(w, statements, inside, body.start + 1, true);
  if (stop) {
    chain.why = stop.why;
    chain.stoppedAt = stop.at;
  }
  return chain;
}

function tail(
  statements: Node[],
  inside: Inside,
  at: Node,
  why?: string,
): Item {
  const first = statements[0] ?? at;
  const last = statements.at(-1) ?? at;
  const item: Item = {
    kind: "tail",
    conditions: inside.conditions,
    test: testOf(inside.conditions),
    declarations: inside.declarations,
    statements,
    ends: statements.some(terminates),
    at: first,
    source: "",
    from: first.start,
    to: last.end,
  };
  if (why !== undefined) item.why = why;
  return item;
}

export function testOf(conditions: readonly Condition[]): Test {
  let test: Test = { ...always, exact: true };
  for (const c of conditions) test = both(test, c.test);
  return test;
}

/**
 * Takes routes off statements. Where it stops, the rest becomes one item under
 * the same conditions; what that is for is said in the Stop it returns, which
 * ends the walk of the outer statements too when the rest may go on there.
 */
export function walkStatements(
  w: Walk,
  statements: readonly Node[],
  inside: Inside,
  start: number,
  last: boolean,
): Stop | undefined {
  const here: Inside = {
    conditions: inside.conditions,
    declarations: [...inside.declarations],
  };
  for (const s of statements)
    if (s.type === "FunctionDeclaration") {
      const known = w.declarations.find((d) => d.node === s);
      const d = known ?? declare(w, s);
      if (typeof d === "string")
        return rest(w, statements, here, d, statements[0] ?? s);
      here.declarations.push(d);
    }
  let from = start;
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i] as Node;
    const remaining = statements.slice(i);
    if (s.type === "FunctionDeclaration" || s.type === "EmptyStatement") {
      const d = here.declarations.find((x) => x.node === s);
      if (d) d.comments = w.comments(from, s.start);
      from = s.end;
      continue;
    }
    if (isTypeOnly(s) || s.type === "VariableDeclaration") {
      const d = declare(w, s, {
        conditions: here.conditions,
        from,
        list: statements,
      });
      const alone =
        typeof d !== "string" && d.carried && !routingIn(w, remaining);
      if (typeof d === "string" || alone) {
        if (alone) w.declarations.pop();
        const why = typeof d === "string" ? d : "";
        const stop = rest(w, remaining, here, why, s);
        const left = w.items.at(-1);
        if (left) left.from = from;
        return stop;
      }
      d.comments = w.comments(from, s.start);
      here.declarations.push(d);
      from = s.end;
      continue;
    }
    if (terminates(s) && isPlainEnd(s)) {
      const item = tail([s], here, s);
      item.from = from;
      item.kind = last ? "tail" : "route";
      item.source = conditionText(w, here.conditions);
      item.at = here.conditions.at(-1)?.node ?? s;
      item.list = statements;
      item.whole = s;
      w.items.push(item);
      return undefined;
    }
    const count = w.items.length;
    const taken = take(w, s, here, from, last && i === statements.length - 1);
    if (typeof taken === "string") {
      const stop = rest(w, remaining, here, taken, s);
      const left = w.items.at(-1);
      if (left) left.from = from;
      return stop;
    }
    if (taken !== undefined && "why" in taken) return taken;
    const only = w.items[count];
    if (only && w.items.length === count + 1 && !only.list) {
      only.list = statements;
      only.whole = s;
    }
    from = s.end;
    if (terminates(s)) return undefined;
  }
  return undefined;
}

function isTypeOnly(s: Node): boolean {
  return (
    s.type === "TSTypeAliasDeclaration" || s.type === "TSInterfaceDeclaration"
  );
}

function isPlainEnd(s: Node): boolean {
  return s.type === "ReturnStatement" || s.type === "ThrowStatement";
}

export function conditionText(
  w: Walk,
  conditions: readonly Condition[],
): string {
  return conditions
    .map((c) => c.source ?? w.text.slice(c.node.start, c.node.end))
    .join(" && ");
}

// The rest of a block as one item. After it the requests it did not answer would
// go on behind the block, so the outer walk can only go on if it always answers.
function rest(
  w: Walk,
  remaining: readonly Node[],
  here: Inside,
  why: string,
  at: Node,
): Stop {
  // Without any routes in it, it is just what answers here.
  const nothing = !routingIn(w, remaining);
  const item = tail([...remaining], here, at, nothing ? undefined : why);
  item.source = conditionText(w, here.conditions);
  w.items.push(item);
  return { why, at };
}

/** undefined: taken; a text: why not; a Stop: taken in part, and no further. */
function take(
  w: Walk,
  s: Node,
  here: Inside,
  from: number,
  last: boolean,
): Stop | string | undefined {
  switch (s.type) {
    case "IfStatement":
      return attempt(w, s, here, from, () => takeIf(w, s, here, from, last));
    case "SwitchStatement":
      return attempt(w, s, here, from, () => cases(w, s, here, from, last));
    case "TryStatement":
      return attempt(w, s, here, from, () => takeTry(w, s, here, from, last));
    case "BlockStatement":
      return attempt(w, s, here, from, () =>
        clashes(w, s, here)
          ? "a name is declared twice"
          : nested(w, s["body"], here, s.start + 1, last),
      );
  }
  return verbatim(w, s, here, from);
}

export interface Mark {
  items: number;
  declarations: number;
}

export const mark = (w: Walk): Mark => ({
  items: w.items.length,
  declarations: w.declarations.length,
});

/** Forgets what was taken since. */
export function back(w: Walk, to: Mark): void {
  w.items.length = to.items;
  w.declarations.length = to.declarations;
}

// What could not be taken apart runs in one piece, if it can.
function attempt(
  w: Walk,
  s: Node,
  here: Inside,
  from: number,
  run: () => Stop | string | undefined,
): Stop | string | undefined {
  const before = mark(w);
  const result = run();
  if (typeof result !== "string") return result;
  back(w, before);
  const why = verbatim(w, s, here, from);
  return why === undefined ? undefined : why;
}

/**
 * Walks a nested block. When it stops in there, what is left of the block is one
 * item; that is good enough when it always answers, and ends the walk outside
 * too. Otherwise the block cannot be taken apart.
 */
export function nested(
  w: Walk,
  statements: readonly Node[],
  inside: Inside,
  start: number,
  last: boolean,
): Stop | string | undefined {
  const stop = walkStatements(w, statements, inside, start, last);
  if (stop === undefined) return undefined;
  return w.items.at(-1)?.ends ? stop : stop.why;
}

function takeIf(
  w: Walk,
  s: Node,
  here: Inside,
  from: number,
  last: boolean,
): Stop | string | undefined {
  const condition = conditionOf(w, s["test"]);
  if (typeof condition === "string") return condition;
  const consequent = s["consequent"] as Node;
  const alternate = s["alternate"] as Node | null;
  const ends = terminates(consequent);
  const inside: Inside = {
    conditions: [...here.conditions, ...condition],
    declarations: here.declarations,
  };
  const chain =
    testOf(inside.conditions).pure &&
    isChain(w, consequent) &&
    !clashes(w, consequent, here);
  if (!ends && (alternate || !chain)) return "it may go on to what follows";
  if (!chain || !takeNested(w, consequent, inside, from)) {
    if (!ends) return "it may go on to what follows";
    pushRoute(w, s, inside, consequent, from);
  }
  if (!alternate) return undefined;
  if (alternate.type === "IfStatement")
    return takeIf(w, alternate, here, consequent.end, last);
  if (alternate.type === "BlockStatement" && clashes(w, alternate, here))
    return "a name is declared twice";
  const body: Node[] =
    alternate.type === "BlockStatement" ? alternate["body"] : [alternate];
  return nested(w, body, here, consequent.end, last);
}

// Takes the routes out of a block. A rest of it is a route of its own when it
// always answers, and middleware when the requests it does not answer may go on.
function takeNested(
  w: Walk,
  block: Node,
  inside: Inside,
  from: number,
): boolean {
  const before = mark(w);
  const stop = walkStatements(w, block["body"], inside, from, false);
  if (!stop) return true;
  const left = w.items.at(-1);
  if (left && stepsAside(w, left)) {
    left.kind = left.ends ? "route" : "middleware";
    return true;
  }
  back(w, before);
  return false;
}

// A rest that leaves nothing behind it but answers: what follows it may go on.
function stepsAside(w: Walk, item: Item): boolean {
  return item.ends || transparent(w, item.statements) === undefined;
}

function pushRoute(
  w: Walk,
  s: Node,
  inside: Inside,
  consequent: Node,
  from: number,
): void {
  const statements: Node[] =
    consequent.type === "BlockStatement" ? consequent["body"] : [consequent];
  const item: Item = {
    kind: "route",
    conditions: inside.conditions,
    test: testOf(inside.conditions),
    declarations: inside.declarations,
    statements,
    ends: true,
    at: s,
    source: conditionText(w, inside.conditions),
    from,
    to: consequent.end,
  };
  if (consequent.type === "BlockStatement") item.block = consequent;
  w.items.push(item);
}

// A try around the rest of the chain becomes middleware that catches what the
// handlers after it throw.
function takeTry(
  w: Walk,
  s: Node,
  here: Inside,
  from: number,
  last: boolean,
): Stop | string | undefined {
  const block = s["block"] as Node;
  const handler = s["handler"] as Node | null;
  const finalizer = s["finalizer"] as Node | null;
  if (here.conditions.length > 0) return "a try stands in a branch";
  if (!last && !terminates(block)) return "the function goes on after a try";
  if (handler && !terminates(handler["body"])) return "a catch goes on";
  if (finalizer && terminates(finalizer)) return "a finally returns";
  if (!routingIn(w, block["body"], true)) return "a try without routes";
  if (clashes(w, block, here)) return "a name is declared twice";
  const late = lateReturn(w, block);
  if (late !== undefined)
    return `line ${late.loc.start.line} returns from a try without await: what that rejects with is not caught there`;
  // What the catch assigns to, the routes would not see.
  for (const part of [handler, finalizer])
    if (part && assigns(w, part)) return "a catch assigns to a variable";
  w.items.push({
    kind: "middleware",
    conditions: [],
    test: always,
    declarations: here.declarations,
    statements: [],
    around: s,
    ends: false,
    at: s,
    source: "",
    from,
    to: block.start + 1,
  });
  return nested(w, block["body"], here, block.start + 1, last);
}

/** Says whether statements have tests of path or method. */
function routingIn(
  w: Walk,
  statements: readonly Node[],
  loose = false,
): boolean {
  return statements.some((s) => {
    if (s.type === "SwitchStatement") return true;
    if (s.type === "TryStatement") return routingIn(w, s["block"].body, loose);
    if (s.type !== "IfStatement") return false;
    if (loose) return true;
    const text = w.text.slice(s["test"].start, s["test"].end);
    if (/["'`]\/|\bmethod\b|\bpath/i.test(text)) return true;
    return (
      routingIn(w, listOf(s["consequent"])) ||
      (s["alternate"] ? routingIn(w, listOf(s["alternate"])) : false)
    );
  });
}

const listOf = (s: Node): readonly Node[] =>
  s.type === "BlockStatement" ? (s["body"] as Node[]) : [s];

/** The conditions of a test, one for each part of its &&. */
export function conditionOf(w: Walk, test: Node): Condition[] | string {
  if (assigns(w, test)) return "the test assigns to a variable";
  const whole = w.tests.of(test);
  if (!whole.pure) {
    const why = carry(w, w.values.changed(test));
    if (why !== undefined) return why;
  }
  const out: Condition[] = [];
  const split = (n: Node): void => {
    const inner = n.type === "ParenthesizedExpression" ? bare(n) : n;
    if (inner.type === "LogicalExpression" && inner["operator"] === "&&") {
      split(inner["left"]);
      split(inner["right"]);
    } else
      out.push({ code: [n], not: negation(n), test: w.tests.of(n), node: n });
  };
  split(test);
  return out;
}

const simple = new Set([
  "Identifier",
  "MemberExpression",
  "OptionalMemberExpression",
  "CallExpression",
  "OptionalCallExpression",
  "ParenthesizedExpression",
]);

export function negation(n: Node): Code {
  const inner = n.type === "ParenthesizedExpression" ? bare(n) : n;
  if (inner.type === "BinaryExpression") {
    const opposite: Record<string, string> = {
      "===": "!==",
      "!==": "===",
      "==": "!=",
      "!=": "==",
    };
    const operator = opposite[inner["operator"] as string];
    if (operator !== undefined)
      return [inner["left"], ` ${operator} `, inner["right"]];
  }
  if (inner.type === "UnaryExpression" && inner["operator"] === "!") {
    const argument = inner["argument"] as Node;
    const open = bare(argument);
    // Without its parentheses it stands alone in the `if`.
    return [argument.type === "ParenthesizedExpression" ? open : argument];
  }
  if (simple.has(n.type)) return ["!", n];
  return ["!(", n, ")"];
}

// Blocks with tests in them: worth taking apart.
function isChain(w: Walk, block: Node): boolean {
  if (block.type !== "BlockStatement") return false;
  return (block["body"] as Node[]).some((s) => {
    if (s.type === "IfStatement") {
      const t = w.tests.of(s["test"]);
      return (
        t.methods !== undefined ||
        t.paths !== undefined ||
        mentionsRouting(w, s["test"])
      );
    }
    return s.type === "SwitchStatement" && w.tests.routes(s["discriminant"]);
  });
}

// Names that are declared further up in the block are not known yet.
function mentionsRouting(w: Walk, test: Node): boolean {
  let found = false;
  walk(test, (n) => {
    const v = n.type === "MemberExpression" ? w.values.of(n) : undefined;
    if (v?.is === "path" || v?.is === "method") found = true;
    if (n.type === "Identifier") {
      const b = w.values.binding(n);
      const known = b && w.values.known.get(b);
      if (known?.is === "path" || known?.is === "method") found = true;
    }
  });
  return found;
}

/** Names that the block declares and the function around it has too. */
function clashes(w: Walk, block: Node, here: Inside): boolean {
  const scope = w.scopes.scopeOf.get(block);
  if (!scope) return false;
  const taken = new Set(
    here.declarations.flatMap((d) => d.bindings.map((b) => b.name)),
  );
  for (const name of scope.names.keys())
    if (taken.has(name) || scope.parent?.find(name)) return true;
  return false;
}

/** A statement that runs as it is, in its place, and then goes on. */
function verbatim(
  w: Walk,
  s: Node,
  here: Inside,
  from: number,
): string | undefined {
  const why = transparent(w, [s]);
  if (why !== undefined) return why;
  const test = s.type === "IfStatement" ? guardOf(w, s) : always;
  const whole = both(testOf(here.conditions), test);
  const isRoute = whole.paths !== undefined || whole.methods !== undefined;
  w.items.push({
    kind: isRoute && s.type !== "ExpressionStatement" ? "route" : "middleware",
    conditions: here.conditions,
    test: whole,
    declarations: here.declarations,
    statements: [s],
    ends: terminates(s),
    at: s,
    source:
      s.type === "IfStatement"
        ? w.text.slice(s["test"].start, s["test"].end)
        : "",
    from,
    to: s.end,
  });
  return undefined;
}

// An if without else does nothing where its test cannot hold.
function guardOf(w: Walk, s: Node): Test {
  if (s["alternate"]) return always;
  return { ...w.tests.of(s["test"]), exact: false };
}

/**
 * Why statements cannot run in a handler of their own before the others: they
 * leave something behind that later ones see. undefined when they can.
 */
export function transparent(
  w: Walk,
  statements: readonly Node[],
): string | undefined {
  const first = statements[0];
  const last = statements.at(-1);
  if (!first || !last) return undefined;
  const within = (n: Node) => n.start >= first.start && n.end <= last.end;
  for (const s of statements) {
    if (leaves(s)) return "a jump leaves the statement";
    const why = carryWritten(w, s, within) ?? carry(w, w.values.changed(s));
    if (why !== undefined) return why;
    for (const b of bindingsIn(w.scopes, s))
      if (b.refs.some((r) => !within(r.node)))
        return `${b.name} is used later and cannot be declared again`;
  }
  return undefined;
}

/**
 * Has the declarations of bindings computed once and handed on, with all that was
 * made of them before: they may be changed now.
 */
export function carry(
  w: Walk,
  bindings: Iterable<Binding>,
): string | undefined {
  for (const b of bindings) {
    const d = w.declarations.find((x) => x.bindings.includes(b));
    if (!d?.node || d.node.type !== "VariableDeclaration")
      return `${b.name} may be changed`;
    if (d.carried) continue;
    d.carried = true;
    for (const x of d.bindings) {
      const value = w.values.known.get(x);
      if (value) w.values.before.set(x, value);
      // What is known of an object is no longer true of it; of a text it is.
      if (!isPrimitive(w.values.known.get(x)))
        w.values.known.set(x, { is: "opaque" });
    }
    const why = carry(w, dependents(w, d));
    if (why !== undefined) return why;
  }
  return undefined;
}

// Bindings whose declarations read those of d.
function dependents(w: Walk, d: Declaration): Binding[] {
  const out: Binding[] = [];
  for (const other of w.declarations) {
    const { node } = other;
    if (other === d || !node || node.type !== "VariableDeclaration") continue;
    const reads = d.bindings.some((b) =>
      b.refs.some((r) => r.node.start >= node.start && r.node.end <= node.end),
    );
    if (reads) out.push(...other.bindings);
  }
  return out;
}

// Variables of the handler that a statement assigns to are handed on as it left
// them. A function that has them too would not see that.
function carryWritten(
  w: Walk,
  s: Node,
  within: (n: Node) => boolean,
): string | undefined {
  const written = new Set<Binding>();
  walk(s, (n) => {
    const ref = w.scopes.of.get(n);
    const b = ref?.binding;
    if (!ref?.write || !b || within(b.node)) return;
    if (b.scope === w.scopes.module || !inFunction(w, b)) return;
    written.add(b);
  });
  for (const b of written) {
    if (w.roots.has(b)) return `${b.name} is assigned anew`;
    if (b.refs.some((r) => capturedIn(w, r.node)))
      return `${b.name} is assigned, and a function has it too`;
    if (!w.declarations.some((d) => d.bindings.includes(b)))
      return `${b.name} is assigned where it is not declared`;
    const why = carry(w, [b]);
    if (why !== undefined) return why;
    w.values.known.set(b, { is: "opaque" });
  }
  return undefined;
}

// A name stands in a function inside of the handler.
export function capturedIn(w: Walk, n: Node): boolean {
  let up = w.scopes.parents.get(n);
  while (up && up !== w.fn) {
    if (isFunction(up)) return true;
    up = w.scopes.parents.get(up);
  }
  return false;
}

/** Assigns to a variable of the handler from outside of it. */
export function assigns(
  w: Walk,
  node: Node,
  within: (n: Node) => boolean = () => false,
): boolean {
  let found = false;
  walk(node, (n) => {
    if (found) return false;
    const ref = w.scopes.of.get(n);
    if (ref?.write && ref.binding && !within(ref.binding.node)) {
      // A variable of the module is the module's: it is assigned once either way.
      if (ref.binding.scope !== w.scopes.module && inFunction(w, ref.binding))
        if (!(
          ref.binding.node.start >= node.start &&
          ref.binding.node.end <= node.end
        ))
          found = true;
    }
    return true;
  });
  return found;
}

function inFunction(w: Walk, b: Binding): boolean {
  return b.node.start >= w.fn.start && b.node.end <= w.fn.end;
}

// break and continue whose loop is not part of the statement.
export function leaves(node: Node): boolean {
  let found = false;
  const go = (n: Node, loop: boolean, breakable: boolean): void => {
    if (found || isFunction(n)) return;
    if (n.type === "BreakStatement") {
      if (n["label"] || !breakable) found = true;
      return;
    }
    if (n.type === "ContinueStatement") {
      if (n["label"] || !loop) found = true;
      return;
    }
    const isLoop = /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(n.type);
    const next = isLoop || n.type === "SwitchStatement";
    eachChild(n, (child) => go(child, loop || isLoop, breakable || next));
  };
  go(node, false, false);
  return found;
}
