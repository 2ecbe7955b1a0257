// Whether statements tell requests apart by path or method: only then is it worth
// taking them apart.
import { walk } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Walk } from "./items.ts";

/** Says whether statements have tests of path or method. */
export function routingIn(
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

// Blocks with tests in them: worth taking apart.
export function isChain(w: Walk, block: Node): boolean {
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
