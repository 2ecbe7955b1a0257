// An if's test as conditions: one for each part of its &&, with the text that
// turns it round.
import { bare } from "./ast.ts";
import type { Node } from "./ast.ts";
import { changed } from "./changes.ts";
import { assigns, carry } from "./carry.ts";
import type { Code, Condition, Walk } from "./items.ts";
import { always, both } from "./tests.ts";
import type { Test } from "./tests.ts";

/** The conditions of a test, one for each part of its &&. */
export function conditionOf(w: Walk, test: Node): Condition[] | string {
  if (assigns(w, test)) return "the test assigns to a variable";
  const whole = w.tests.of(test);
  if (!whole.pure) {
    const why = carry(w, changed(w.values, test));
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

/** What all conditions together say. */
export function testOf(conditions: readonly Condition[]): Test {
  let test: Test = { ...always, exact: true };
  for (const c of conditions) test = both(test, c.test);
  return test;
}

/** The conditions in the source's words. */
export function conditionText(
  w: Walk,
  conditions: readonly Condition[],
): string {
  return conditions
    .map((c) => c.source ?? w.text.slice(c.node.start, c.node.end))
    .filter((text) => text !== "")
    .join(" && ");
}
