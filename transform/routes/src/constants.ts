// What a constant of the module stands for: texts, and tables, lists and patterns
// that the whole file only reads.
import { bare, keyName, stringOf } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Binding } from "./scope.ts";
import { isPrimitive } from "./value.ts";
import type { Value } from "./value.ts";
import type { Values } from "./values.ts";

// A const of the module whose value cannot change.
export function constantOf(values: Values, b: Binding): Value | undefined {
  if (b.kind === "function") return { is: "opaque" };
  if (b.kind !== "const" || b.node.type !== "VariableDeclarator")
    return undefined;
  const { id, init } = b.node as unknown as { id: Node; init: Node | null };
  if (id.type !== "Identifier" || !init || values.busy.has(b)) return undefined;
  const n = bare(init);
  if (n.type === "ObjectExpression" || n.type === "ArrayExpression")
    return table(values, b, n);
  if (n.type === "ArrowFunctionExpression" || n.type === "FunctionExpression")
    return { is: "opaque" };
  if (n.type === "NewExpression") return constantObject(values, b, n);
  if (n.type === "RegExpLiteral")
    return /[gy]/.test(n["flags"] as string)
      ? undefined
      : { is: "regexp", node: n };
  values.busy.add(b);
  const value = values.of(n);
  values.busy.delete(b);
  return isPrimitive(value) ? value : undefined;
}

// The names below say nothing but where a table is read: nobody can change it.
function onlyRead(values: Values, b: Binding): boolean {
  return b.refs.every((r) => {
    if (r.type) return true;
    if (r.write) return false;
    const p = r.parent;
    if (p.type === "SpreadElement") return true;
    if (!/MemberExpression$/.test(p.type) || p["object"] !== r.node)
      return false;
    const up = values.scopes.parents.get(p);
    if (up?.type === "AssignmentExpression" && up["left"] === p) return false;
    if (up?.type === "UpdateExpression") return false;
    if (up?.type === "UnaryExpression" && up["operator"] === "delete")
      return false;
    const name = p["computed"] ? undefined : (p["property"].name as string);
    return (
      name === undefined ||
      !/^(push|pop|shift|unshift|splice|sort|reverse|fill|set|add|delete|clear|copyWithin)$/.test(
        name,
      )
    );
  });
}

function table(values: Values, b: Binding, n: Node): Value | undefined {
  if (!onlyRead(values, b)) return undefined;
  if (n.type === "ArrayExpression") {
    const texts = (n["elements"] as (Node | null)[]).map(stringOf);
    return texts.every((v) => v !== undefined)
      ? { is: "list", values: texts }
      : undefined;
  }
  const keys: string[] = [];
  for (const p of n["properties"] as Node[]) {
    const key = keyName(p);
    if (key === undefined || p["kind"] === "get" || p["kind"] === "set")
      return undefined;
    if (key === "__proto__") return undefined;
    keys.push(key);
  }
  return { is: "table", keys, map: false };
}

function constantObject(
  values: Values,
  b: Binding,
  n: Node,
): Value | undefined {
  const callee = n["callee"] as Node;
  const [first] = n["arguments"] as Node[];
  if (values.isGlobal(callee, "URLPattern") && first) {
    const init = bare(first);
    if (init.type !== "ObjectExpression" || init["properties"].length !== 1)
      return undefined;
    const p = init["properties"][0] as Node;
    const pathname =
      keyName(p) === "pathname" ? stringOf(p["value"] as Node) : undefined;
    return pathname === undefined || n["arguments"].length !== 1
      ? undefined
      : { is: "pattern", pathname };
  }
  if (!first || !onlyRead(values, b)) return undefined;
  const list = bare(first);
  if (list.type !== "ArrayExpression") return undefined;
  if (values.isGlobal(callee, "Set")) {
    const texts = (list["elements"] as (Node | null)[]).map(stringOf);
    return texts.every((v) => v !== undefined)
      ? { is: "list", values: texts }
      : undefined;
  }
  if (values.isGlobal(callee, "Map")) {
    const keys = (list["elements"] as (Node | null)[]).map((e) =>
      e?.type === "ArrayExpression" ? stringOf(e["elements"][0]) : undefined,
    );
    return keys.every((k) => k !== undefined)
      ? { is: "table", keys, map: true }
      : undefined;
  }
  return undefined;
}
