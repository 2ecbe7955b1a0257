// Walks a handler's statements from the top and takes off what is a route, a
// piece of middleware or a declaration that every handler can repeat. At the
// first statement that is none of these the rest stays as it is: the tail.
import type { Node } from "./ast.ts";
import { assigns, transparent } from "./carry.ts";
import { conditionOf, conditionText, testOf } from "./conditions.ts";
import { declare } from "./declare.ts";
import { lateReturns, terminates } from "./flow.ts";
import type { Chain, Inside, Item, Stop, Walk } from "./items.ts";
import { markPresent, merged, withCarriers } from "./merge.ts";
import { isChain, routingIn } from "./routing.ts";
import { cases } from "./switches.ts";
import { always, both } from "./tests.ts";
import type { Test } from "./tests.ts";

/** Takes apart the body of fn. */
export function chainOf(w: Walk): Chain {
  const chain = walkBody(w);
  chain.items = merged(withCarriers(w));
  markPresent(w, chain.items);
  return chain;
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
  lates: number;
}

export const mark = (w: Walk): Mark => ({
  items: w.items.length,
  declarations: w.declarations.length,
  lates: w.lates.length,
});

/** Forgets what was taken since. */
export function back(w: Walk, to: Mark): void {
  w.items.length = to.items;
  w.declarations.length = to.declarations;
  w.lates.length = to.lates;
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
  const item = w.items.at(-1);
  if (why === undefined && item) item.unopened = result;
  return why;
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
  // Requests that go on behind it would still be in its next().
  if (!last && !terminates(block)) return "the function goes on after a try";
  if (here.conditions.length > 0)
    if (!terminates(s) || !testOf(here.conditions).pure)
      return "a try stands in a branch";
  if (handler && !terminates(handler["body"])) return "a catch goes on";
  // It would run later than it did, after what the handler left to do.
  if (finalizer || !handler) return "a finally stands around the routes";
  if (!routingIn(w, block["body"], true)) return "a try without routes";
  if (clashes(w, block, here)) return "a name is declared twice";
  // What the catch assigns to, the routes would not see.
  if (assigns(w, handler)) return "a catch assigns to a variable";
  for (const late of lateReturns(w, block)) {
    const value = late["argument"] as Node;
    if (value.type === "SequenceExpression")
      return `line ${late.loc.start.line} returns from a try without await: what that rejects with is not caught there`;
    const { start, end } = value;
    w.lates.push({ start, end: start, text: `${w.late}(` });
    w.lates.push({ start: end, end, text: ")" });
  }
  w.items.push({
    kind: "middleware",
    conditions: here.conditions,
    test: testOf(here.conditions),
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

/** Names that the block declares and the function around it has too. */
export function clashes(w: Walk, block: Node, here: Inside): boolean {
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
