// What statements leave behind for those after them, and how it reaches these:
// declarations whose values are computed once and handed on.
import { eachChild, isFunction, walk } from "./ast.ts";
import type { Node } from "./ast.ts";
import { changed } from "./changes.ts";
import { bindingsIn } from "./declare.ts";
import type { Declaration, Walk } from "./items.ts";
import type { Binding } from "./scope.ts";
import { isPrimitive } from "./value.ts";

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
    const why = carryWritten(w, s, within) ?? carry(w, changed(w.values, s));
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
