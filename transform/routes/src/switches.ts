// A switch on the path or the method: each group of labels is a route.
import type { Node } from "./ast.ts";
import { changed } from "./changes.ts";
import { bare } from "./ast.ts";
import { carry, transparent } from "./carry.ts";
import { back, clashes, mark, nested, walkStatements } from "./chain.ts";
import { testOf } from "./conditions.ts";
import type { Code, Condition, Inside, Item, Stop, Walk } from "./items.ts";
import { breaks, terminates } from "./flow.ts";
import { always, either } from "./tests.ts";
import type { Test } from "./tests.ts";

interface Group {
  labels: Node[];
  /** Statements without the break at their end. */
  statements: Node[];
  isDefault: boolean;
  /** After the statements: out of the switch, into the next group, or nowhere. */
  then: "out" | "next" | "ends";
  node: Node;
}

/** Takes a switch apart, or says why not. */
export function cases(
  w: Walk,
  s: Node,
  here: Inside,
  from: number,
  last: boolean,
): Stop | string | undefined {
  const discriminant = s["discriminant"] as Node;
  const onTrue =
    bare(discriminant).type === "BooleanLiteral" &&
    bare(discriminant)["value"] === true;
  if (!onTrue && w.values.of(discriminant) === undefined)
    return "what the switch is about has effects";
  if (!onTrue && !w.tests.routes(discriminant))
    return "the switch is about something else than path and method";
  const groups = groupsOf(s);
  if (typeof groups === "string") return groups;
  const bad = check(w, s, groups, onTrue);
  if (bad !== undefined) return bad;
  let start = from;
  let carried: Node[] = [];
  // Who leaves the switch must not come to its default.
  const left: Node[] = [];
  for (const [i, g] of groups.entries()) {
    const labels = [...carried, ...g.labels];
    carried = [];
    if (g.then === "out" && !g.isDefault) left.push(...labels);
    const isLast = i === groups.length - 1;
    const inside: Inside = { ...here };
    if (!g.isDefault) {
      const condition = labelCondition(w, discriminant, labels, onTrue);
      if (condition === undefined) return "a label is not a literal text";
      inside.conditions = [...here.conditions, condition];
    } else if (left.length > 0) {
      const condition = otherwise(w, s, left);
      if (typeof condition === "string") return condition;
      inside.conditions = [...here.conditions, condition];
    }
    if (g.then === "next") {
      if (g.statements.length > 0) {
        const why = transparent(w, g.statements);
        if (why !== undefined) return why;
        const at = g.node;
        w.items.push({
          kind: "middleware",
          conditions: inside.conditions,
          test: testOf(inside.conditions),
          declarations: here.declarations,
          statements: g.statements,
          ends: false,
          at,
          source: labelText(w, labels),
          from: start,
          to: g.statements.at(-1)?.end ?? at.end,
        });
      }
      carried = labels;
      start = g.node.end;
      continue;
    }
    const why = body(w, g, inside, start, isLast && last && left.length === 0);
    const rest = w.items.at(-1);
    // What stays in one piece answers its own requests; the others go on.
    if (typeof why === "object" && left.length > 0 && rest) rest.kind = "route";
    else if (why !== undefined) return why;
    start = g.node.end;
    const added = w.items.at(-1);
    if (added && added.source === "") added.source = labelText(w, labels);
  }
  return undefined;
}

function body(
  w: Walk,
  g: Group,
  inside: Inside,
  start: number,
  last: boolean,
): Stop | string | undefined {
  const [only] = g.statements;
  // `case "/x": { … }`: the braces are the route's own.
  const statements: Node[] =
    g.statements.length === 1 && only?.type === "BlockStatement"
      ? only["body"]
      : g.statements;
  if (statements.length === 0) return undefined;
  const twice =
    only !== undefined &&
    statements !== g.statements &&
    clashes(w, only, inside);
  if (g.isDefault)
    return twice
      ? "a name is declared twice"
      : nested(w, statements, inside, start, last);
  const before = mark(w);
  const hasTests =
    !twice &&
    statements.some(
      (s) => s.type === "IfStatement" || s.type === "SwitchStatement",
    );
  if (hasTests) {
    const stop = walkStatements(w, statements, inside, start, false);
    if (!stop) return undefined;
    const left = w.items.at(-1);
    if (left?.ends) {
      left.kind = "route";
      // One test less than the source, and nothing gained: keep it whole.
      if (w.items.length > before.items + 1) return undefined;
    }
    back(w, before);
  }
  if (g.then === "out") {
    const why = transparent(w, g.statements);
    if (why !== undefined) return why;
  }
  const item: Item = {
    kind: g.then === "out" ? "middleware" : "route",
    conditions: inside.conditions,
    test: testOf(inside.conditions),
    declarations: inside.declarations,
    statements,
    ends: g.then !== "out",
    at: g.node,
    source: "",
    from: start,
    to: g.node.end,
  };
  if (g.statements[0]?.type === "BlockStatement" && statements !== g.statements)
    item.block = g.statements[0];
  w.items.push(item);
  return undefined;
}

function groupsOf(s: Node): Group[] | string {
  const groups: Group[] = [];
  let labels: Node[] = [];
  let isDefault = false;
  const all = s["cases"] as Node[];
  for (const [i, c] of all.entries()) {
    if (c["test"] === null) isDefault = true;
    else labels.push(c["test"]);
    const statements = [...(c["consequent"] as Node[])];
    const isLast = i === all.length - 1;
    if (statements.length === 0 && !isLast) continue;
    let then: Group["then"] = isLast ? "out" : "next";
    const end = statements.at(-1);
    if (end?.type === "BreakStatement" && !end["label"]) {
      statements.pop();
      then = "out";
    } else if (
      end?.type === "BlockStatement" &&
      end["body"].at(-1)?.type === "BreakStatement" &&
      statements.length === 1
    ) {
      const inner = (end["body"] as Node[]).slice(0, -1);
      statements.splice(0, 1, ...inner);
      then = "out";
    }
    if (statements.some(breaks)) return "a break in a branch leaves the switch";
    if (statements.some(terminates)) then = "ends";
    groups.push({ labels, statements, isDefault, then, node: c });
    labels = [];
    isDefault = false;
  }
  return groups;
}

function check(
  w: Walk,
  s: Node,
  groups: Group[],
  onTrue: boolean,
): string | undefined {
  const texts = groups.flatMap((g) =>
    g.labels.map((l) => {
      const value = w.values.of(l);
      return value?.is === "string" && value.value !== undefined
        ? JSON.stringify(value.value)
        : labelText(w, [l]);
    }),
  );
  if (new Set(texts).size !== texts.length) return "a label occurs twice";
  const at = groups.findIndex((g) => g.isDefault);
  if (at >= 0 && at !== groups.length - 1)
    return "default is not the last case";
  if (onTrue && groups.some((g) => g.then !== "ends" && !g.isDefault))
    return "a branch of switch (true) goes on";
  // A label that is computed may be equal to another one.
  const computed = groups.some((g) =>
    g.labels.some((l) => {
      const value = w.values.of(l);
      return value?.is !== "string" || value.value === undefined;
    }),
  );
  if (
    computed &&
    !onTrue &&
    groups.some((g, i) => g.then !== "ends" && i < groups.length - 1)
  )
    return "a label is computed, and a branch goes on";
  // Declarations of one branch are seen by the others.
  const scope = w.scopes.scopeOf.get(s);
  for (const b of scope?.names.values() ?? []) {
    const home = groups.find(
      (g) => b.node.start >= g.node.start && b.node.end <= g.node.end,
    );
    if (
      !home ||
      b.refs.some(
        (r) => r.node.start < home.node.start || r.node.end > home.node.end,
      )
    )
      return `${b.name} is used by several branches`;
    if (scope?.parent?.find(b.name)) return `${b.name} hides another`;
  }
  return undefined;
}

function labelText(w: Walk, labels: readonly Node[]): string {
  return labels.map((l) => `case ${w.text.slice(l.start, l.end)}:`).join(" ");
}

// Requests that no branch took which left the switch: those of its default.
function otherwise(
  w: Walk,
  s: Node,
  labels: readonly Node[],
): Condition | string {
  const discriminant = s["discriminant"] as Node;
  const taken = labelCondition(w, discriminant, labels, false);
  // What the switch is about is asked once more.
  if (!taken?.test.pure || !w.tests.routes(discriminant))
    return "a branch leaves the switch that has a default";
  return {
    code: taken.not,
    not: taken.code,
    test: always,
    node: labels[0] ?? s,
    source: "",
  };
}

// The labels of a group as one condition.
function labelCondition(
  w: Walk,
  discriminant: Node,
  labels: readonly Node[],
  onTrue: boolean,
): Condition | undefined {
  const [first] = labels;
  if (!first) return undefined;
  let test: Test | undefined;
  const code: Code = [];
  const not: Code = [];
  for (const label of labels) {
    if (onTrue && w.values.of(label)?.is !== "boolean") return undefined;
    const one = onTrue
      ? w.tests.of(label)
      : w.tests.equals(discriminant, label);
    if (
      !one.pure &&
      (onTrue || carry(w, changed(w.values, label)) !== undefined)
    )
      return undefined;
    test = test ? either(test, one) : one;
    if (code.length > 0) {
      code.push(" || ");
      not.push(" && ");
    }
    if (onTrue) {
      code.push("(", label, ")");
      not.push("!(", label, ")");
      continue;
    }
    code.push(...atom(discriminant), " === ", label);
    not.push(...atom(discriminant), " !== ", label);
  }
  const source = labelText(w, labels);
  return { code, not, test: test ?? always, node: first, source };
}

function atom(n: Node): Code {
  return /^(Identifier|(Optional)?(Member|Call)Expression|TemplateLiteral|Parenthesized)/.test(
    n.type,
  )
    ? [n]
    : ["(", n, ")"];
}
