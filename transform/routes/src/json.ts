// `Response.json({ … })` as Hono's `c.json({ … })`, where that writes the same bytes
// and headers: JSON.stringify's text of a value that is no undefined, the content
// type application/json, a status that has a body, and nothing else.
import { bare, isFunction, keyName, stringOf, walk } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Edit, Text } from "./splice.ts";
import type { Values } from "./values.ts";

// What Hono's types take for a status with a body.
const statuses = new Set([
  200, 201, 202, 203, 206, 400, 401, 402, 403, 404, 405, 406, 409, 410, 411,
  412, 413, 414, 415, 422, 423, 424, 428, 429, 431, 451, 500, 501, 502, 503,
  504,
]);

/** The edits that have handlers answer by `c`, in code outside of nested functions. */
export function jsonEdits(
  text: Text,
  values: Values,
  c: string,
  code: readonly Node[],
): Edit[] {
  const out: Edit[] = [];
  let is = patched.get(values);
  if (is === undefined) patched.set(values, (is = isPatched(values)));
  if (is) return out;
  for (const n of code)
    walk(n, (x) => {
      if (isFunction(x)) return false;
      out.push(
        ...(ofJson(text, values, c, x) ?? ofText(text, values, c, x) ?? []),
      );
      return true;
    });
  return out;
}

const patched = new WeakMap<Values, boolean>();

// Somebody may have put another json or another class in its place.
function isPatched(values: Values): boolean {
  const { words, refs, parents } = values.scopes;
  if (words.has("globalThis") || words.has("self")) return true;
  return refs.some((r) => {
    if (r.binding || r.type || r.node["name"] !== "Response") return false;
    if (r.write) return true;
    const p = r.parent;
    if (p.type === "NewExpression") return p["callee"] !== r.node;
    if (p.type === "BinaryExpression") return p["operator"] !== "instanceof";
    if (p.type !== "MemberExpression" || p["computed"]) return true;
    const up = parents.get(p);
    return up?.type !== "CallExpression" || up["callee"] !== p;
  });
}

const isLiteral = (n: Node | undefined): n is Node =>
  n?.type === "ObjectExpression" || n?.type === "ArrayExpression";

const oneLine = (text: Text, n: Node): boolean =>
  !text.slice(n.start, n.end).includes("\n");

// Response.json({ … }), Response.json({ … }, { status: 404 })
function ofJson(
  text: Text,
  values: Values,
  c: string,
  n: Node,
): Edit[] | undefined {
  if (n.type !== "CallExpression") return undefined;
  const callee = n["callee"] as Node;
  if (callee.type !== "MemberExpression" || callee["computed"])
    return undefined;
  if (callee["property"].name !== "json") return undefined;
  if (!values.isGlobal(callee["object"], "Response")) return undefined;
  const [value, init, ...more] = n["arguments"] as Node[];
  if (!isLiteral(value) || more.length > 0) return undefined;
  const edits = [{ start: callee.start, end: callee.end, text: `${c}.json` }];
  if (!init) return edits;
  const status = statusOf(init, 1);
  if (status === undefined || !oneLine(text, n)) return undefined;
  return [...edits, { start: init.start, end: init.end, text: status }];
}

// new Response(JSON.stringify({ … }), { headers: { "content-type": "application/json" } })
function ofText(
  text: Text,
  values: Values,
  c: string,
  n: Node,
): Edit[] | undefined {
  if (n.type !== "NewExpression") return undefined;
  if (!values.isGlobal(n["callee"], "Response")) return undefined;
  const [body, init, ...more] = n["arguments"] as Node[];
  if (body?.type !== "CallExpression" || !init || more.length > 0)
    return undefined;
  const callee = body["callee"] as Node;
  if (callee.type !== "MemberExpression" || callee["computed"])
    return undefined;
  if (!values.isGlobal(callee["object"], "JSON")) return undefined;
  if (callee["property"].name !== "stringify") return undefined;
  const [value, ...others] = body["arguments"] as Node[];
  if (!isLiteral(value) || others.length > 0 || !oneLine(text, value))
    return undefined;
  if (text.commentsIn(n.start, n.end).length > 0) return undefined;
  const headers = propertyOf(init, "headers");
  if (headers?.type !== "ObjectExpression") return undefined;
  const [type] = headers["properties"] as Node[];
  if (headers["properties"].length !== 1 || type?.type !== "ObjectProperty")
    return undefined;
  if (keyName(type)?.toLowerCase() !== "content-type") return undefined;
  if (stringOf(type["value"]) !== "application/json") return undefined;
  const only = (init["properties"] as Node[]).length === 1;
  const status = only ? "" : statusOf(init, 2);
  if (status === undefined) return undefined;
  return [
    { start: n.start, end: value.start, text: `${c}.json(` },
    {
      start: value.end,
      end: n.end,
      text: status === "" ? ")" : `, ${status})`,
    },
  ];
}

function propertyOf(init: Node, name: string): Node | undefined {
  if (init.type !== "ObjectExpression") return undefined;
  const p = (init["properties"] as Node[]).find((x) => keyName(x) === name);
  return p?.type === "ObjectProperty" ? bare(p["value"] as Node) : undefined;
}

// The status of an init that has as many members.
function statusOf(init: Node, members: number): string | undefined {
  const status = propertyOf(init, "status");
  if ((init["properties"] as Node[] | undefined)?.length !== members)
    return undefined;
  return status?.type === "NumericLiteral" &&
    statuses.has(status["value"] as number)
    ? String(status["value"])
    : undefined;
}
