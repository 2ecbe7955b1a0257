// Declarations that a handler can repeat: what they compute is known, can throw
// nothing and gives every handler the same.
import { isFunction, keyName, walk } from "./ast.ts";
import type { Node } from "./ast.ts";
import { changed } from "./changes.ts";
import { assigns, capturedIn, carry } from "./carry.ts";
import type { Condition, Declaration, Walk } from "./items.ts";
import type { Binding, Scopes } from "./scope.ts";
import { isPrimitive } from "./value.ts";
import type { Root } from "./unit.ts";
import type { Value } from "./value.ts";

/** Bindings that the statement makes for code outside of it. */
export function bindingsIn(scopes: Scopes, s: Node): Binding[] {
  const all = byPosition(scopes);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((all[mid]?.node.start ?? 0) < s.start) low = mid + 1;
    else high = mid;
  }
  const out: Binding[] = [];
  for (; low < all.length; low++) {
    const b = all[low];
    if (!b || b.node.start >= s.end) break;
    const { start, end } = b.scope.node;
    if (b.node.end <= s.end && !(start >= s.start && end <= s.end)) out.push(b);
  }
  return out;
}

const sorted = new WeakMap<Scopes, Binding[]>();

function byPosition(scopes: Scopes): Binding[] {
  let list = sorted.get(scopes);
  if (list === undefined) {
    list = [...scopes.all].sort((a, b) => a.node.start - b.node.start);
    sorted.set(scopes, list);
  }
  return list;
}

export interface Spot {
  conditions: Condition[];
  from: number;
  list: readonly Node[];
}

/** Takes a declaration, or says why not. */
export function declare(w: Walk, s: Node, spot?: Spot): Declaration | string {
  const declaration: Declaration = {
    node: s,
    bindings: bindingsIn(w.scopes, s),
    index: w.items.length,
    ...spot,
  };
  if (s.type === "VariableDeclaration") {
    const why = misplaced(s, declaration.bindings);
    if (why !== undefined) return why;
    if (!repeatable(w, s)) {
      const why = spot ? computed(w, s, declaration) : "it has effects";
      if (why !== undefined) return why;
      declaration.carried = true;
    }
    // Another name for env is env itself, not a declaration to repeat.
    if (isAlias(w, declaration.bindings)) return { bindings: [] };
  } else {
    const why = functionOf(w, s);
    if (why !== undefined) return why;
  }
  w.declarations.push(declaration);
  return declaration;
}

// What cannot be computed again is computed where it stood.
function computed(w: Walk, s: Node, d: Declaration): string | undefined {
  const within = (n: Node) => n.start >= s.start && n.end <= s.end;
  if (assigns(w, s, within)) return "a declaration assigns to another variable";
  let why: string | undefined;
  walk(s, (n) => {
    if (isFunction(n)) why ??= closure(w, n);
  });
  if (why !== undefined) return why;
  for (const b of d.bindings) {
    if (b.refs.some((r) => r.write && capturedIn(w, r.node)))
      return `${b.name} is assigned in a function`;
    w.values.known.set(b, { is: "opaque" });
  }
  return carry(w, changed(w.values, s));
}

function isAlias(w: Walk, bindings: readonly Binding[]): boolean {
  const roots = bindings.map((b) => w.values.known.get(b)?.is);
  if (roots.length === 0) return false;
  for (const b of bindings)
    if (b.refs.some((r) => r.write || r.type)) return false;
  if (!roots.every((r) => r !== undefined && isRoot(r))) return false;
  for (const [i, b] of bindings.entries()) w.roots.set(b, roots[i] as Root);
  return true;
}

const isRoot = (is: string): is is Root =>
  is === "request" || is === "env" || is === "ctx" || is === "event";

function functionOf(w: Walk, s: Node): string | undefined {
  if (s.type !== "FunctionDeclaration") return undefined; // types
  const why = closure(w, s);
  if (why !== undefined) return why;
  const [b] = bindingsIn(w.scopes, s);
  if (!b || b.repeated || b.refs.some((r) => r.write))
    return `the function on line ${s.loc.start.line} is assigned again`;
  w.values.known.set(b, { is: "function" });
  return undefined;
}

function misplaced(s: Node, bindings: readonly Binding[]): string | undefined {
  if (s["declare"] || !/^(const|let|var)$/.test(s["kind"] as string))
    return `the declaration on line ${s.loc.start.line} is disposed of at the end`;
  for (const b of bindings) {
    if (b.repeated) return `${b.name} is declared twice`;
    if (b.refs.some((r) => r.node.start < s.start && b.kind === "var"))
      return `${b.name} is used before it is declared`;
  }
  return undefined;
}

// Learns what the names stand for; false when that cannot be computed again.
function repeatable(w: Walk, s: Node): boolean {
  const found = new Map<Binding, Value>();
  for (const d of s["declarations"] as Node[]) {
    if (!declarator(w, d, found)) return false;
    // The declarators behind it may use it.
    for (const [b, v] of found) w.values.known.set(b, v);
  }
  return true;
}

function declarator(w: Walk, d: Node, found: Map<Binding, Value>): boolean {
  const id = d["id"] as Node;
  const init = d["init"] as Node | null;
  const bind = (name: Node, value: Value): void => {
    const b = w.scopes.all.find((x) => x.node === d && x.name === name["name"]);
    if (b) found.set(b, value);
  };
  if (!init) {
    bind(id, { is: "nullish" });
    return id.type === "Identifier";
  }
  if (holdsClosures(init)) {
    let bad = false;
    walk(init, (n) => {
      if (!isFunction(n)) return;
      if (closure(w, n) !== undefined) bad = true;
    });
    if (bad) return false;
  }
  const value = w.values.of(init);
  if (value === undefined) return false;
  if (id.type === "Identifier") {
    bind(id, value);
    return true;
  }
  if (id.type === "ObjectPattern") return members(w, id, value, bind);
  if (id.type === "ArrayPattern") return elements(w, id, value, bind);
  return false;
}

function holdsClosures(n: Node): boolean {
  let found = false;
  walk(n, (x) => {
    if (isFunction(x)) found = true;
  });
  return found;
}

type Bind = (name: Node, value: Value) => void;

function members(w: Walk, id: Node, value: Value, bind: Bind): boolean {
  for (const p of id["properties"] as Node[]) {
    if (p.type !== "ObjectProperty") return false;
    const name = keyName(p);
    if (name === undefined) return false;
    const member = w.values.memberOf(value, name, false);
    if (member === undefined) return false;
    const target = p["value"] as Node;
    if (!bindTarget(w, target, member, bind)) return false;
  }
  return true;
}

function bindTarget(w: Walk, target: Node, value: Value, bind: Bind): boolean {
  if (target.type === "Identifier") {
    bind(target, value);
    return true;
  }
  if (target.type !== "AssignmentPattern") return false;
  if (target["left"].type !== "Identifier") return false;
  const other = w.values.of(target["right"] as Node);
  if (other === undefined) return false;
  // A part that is missing is "", and no test asks for "".
  if (value.is === "segment" && other.is === "string" && other.value === "") {
    bind(target["left"], value);
    return true;
  }
  bind(
    target["left"],
    isPrimitive(value) && isPrimitive(other)
      ? { is: "primitive" }
      : { is: "fresh" },
  );
  return true;
}

function elements(w: Walk, id: Node, value: Value, bind: Bind): boolean {
  if (value.is !== "segments" && value.is !== "strings") return false;
  const list = id["elements"] as (Node | null)[];
  for (const [i, e] of list.entries()) {
    if (!e) continue;
    if (e.type === "RestElement") {
      if (e["argument"].type !== "Identifier") return false;
      bind(e["argument"], { is: "strings" });
      continue;
    }
    const element: Value =
      value.is === "segments"
        ? { is: "segment", index: i + value.from, whole: value.whole }
        : { is: "maybe" };
    if (!bindTarget(w, e, element, bind)) return false;
  }
  return true;
}

/** Why a function cannot be made again: it changes variables around it. */
function closure(w: Walk, fn: Node): string | undefined {
  let why: string | undefined;
  walk(fn, (n) => {
    const ref = w.scopes.of.get(n);
    if (!ref?.write || !ref.binding) return;
    const at = ref.binding.node;
    if (at.start >= fn.start && at.end <= fn.end) return;
    if (ref.binding.scope === w.scopes.module) return;
    why = `the function on line ${fn.loc.start.line} assigns to ${ref.binding.name}, which is outside of it`;
  });
  return why;
}
