// Which objects evaluating a piece of code may change.
import { walk } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Binding } from "./scope.ts";
import { isChangeable, isPrimitive } from "./value.ts";
import type { Values } from "./values.ts";

/**
 * The bindings whose objects evaluating node may change: they are handed to
 * code that is not known, or assigned to.
 */
export function changed(values: Values, node: Node): Set<Binding> {
  const found = new Set<Binding>();
  walk(node, (n) => {
    const target =
      n.type === "AssignmentExpression"
        ? (n["left"] as Node)
        : n.type === "UpdateExpression" || n["operator"] === "delete"
          ? (n["argument"] as Node)
          : undefined;
    if (target) reachedIn(values, target, found);
    if (isPrimitive(values.of(n)) && n.type !== "Identifier") return false;
    const b = n.type === "Identifier" ? values.binding(n) : undefined;
    if (b) reach(values, b, found, new Set());
    return true;
  });
  return found;
}

// Objects that are made again, below the target of an assignment.
function reachedIn(values: Values, target: Node, found: Set<Binding>): void {
  walk(target, (n) => {
    const b = n.type === "Identifier" ? values.binding(n) : undefined;
    if (b) reach(values, b, found, new Set());
  });
}

function reach(
  values: Values,
  b: Binding,
  found: Set<Binding>,
  seen: Set<Binding>,
): void {
  const value = values.known.get(b);
  if (value === undefined || seen.has(b)) return;
  seen.add(b);
  if (isChangeable(value)) found.add(b);
  if (value.is === "list" && b.scope !== values.scopes.module) found.add(b);
  if (value.is !== "function") return;
  // A function changes what it has of its surroundings.
  walk(b.node, (n) => {
    const inner = n.type === "Identifier" ? values.binding(n) : undefined;
    if (inner && inner !== b) reach(values, inner, found, seen);
  });
}
