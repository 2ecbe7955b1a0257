// After the walk: the middleware that computes values to hand on, neighbours that
// become one handler, and what TypeScript has to be told again.
import { bare } from "./ast.ts";
import type { Node } from "./ast.ts";
import { testOf } from "./conditions.ts";
import { terminates } from "./flow.ts";
import type { Declaration, Item, Walk } from "./items.ts";
import type { Binding } from "./scope.ts";
import { always } from "./tests.ts";

// After `if (!user) return …` TypeScript knows that user is there; so must the
// handlers that are given it anew.
export function markPresent(w: Walk, items: readonly Item[]): void {
  const present = new Set<Binding>();
  for (const item of items) {
    item.present = new Set(present);
    const tests =
      item.kind === "route" && item.ends && item.conditions.length === 1
        ? item.conditions.map((c) => c.node)
        : item.statements
            .filter((s) => s.type === "IfStatement")
            .filter((s) => !s["alternate"] && terminates(s["consequent"]))
            .filter(() => item.kind === "middleware")
            .map((s) => s["test"] as Node);
    for (const test of tests)
      for (const n of absent(test)) {
        const b = w.values.binding(n);
        if (b) present.add(b);
      }
  }
}

// The names of which a test says, alone or with ||, that they are not there.
function absent(test: Node): Node[] {
  const n = bare(test);
  if (n.type === "LogicalExpression" && n["operator"] === "||")
    return [...absent(n["left"]), ...absent(n["right"])];
  if (n.type === "UnaryExpression" && n["operator"] === "!") {
    const name = bare(n["argument"] as Node);
    return name.type === "Identifier" ? [name] : [];
  }
  if (n.type === "BinaryExpression" && /^===?$/.test(n["operator"] as string)) {
    const [left, right] = [bare(n["left"]), bare(n["right"])];
    const nothing =
      right.type === "NullLiteral" ||
      (right.type === "Identifier" && right["name"] === "undefined");
    if (nothing && left.type === "Identifier") return [left];
  }
  return [];
}

// Neighbours that every request of their conditions passes are one handler.
export function merged(items: Item[]): Item[] {
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
  const unopened = a.unopened ?? b.unopened;
  if (unopened !== undefined) item.unopened = unopened;
  if (isTail || carriers.length === 0) delete item.carriers;
  else item.carriers = carriers;
  return item;
}

// Puts the middleware that computes carried values where they were declared.
export function withCarriers(w: Walk): Item[] {
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
