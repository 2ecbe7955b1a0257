// Where the Worker's fetch handler stands in a file, and what its parameters are.
import { bare, isFunction, isIdentifier, keyName, walk } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import type { Binding, Scopes } from "./scope.ts";
import { patternNames } from "./scope.ts";

/** How the app takes the handler's place. */
export type Place =
  /** The default export is an object; `only`: with nothing but fetch in it. */
  | { is: "object"; statement: Node; property: Node; only: boolean }
  | { is: "class"; statement: Node; method: Node; only: boolean }
  /** addEventListener("fetch", …). */
  | { is: "listener"; statement: Node; event: Node };

export interface Handler {
  fn: Node;
  place: Place;
  /** A module function that is the handler: taken out of the file. */
  named: Node | undefined;
}

export function findHandler(source: Source, scopes: Scopes): Handler | string {
  const body = source.program["body"] as Node[];
  for (const s of body) {
    if (s.type === "ExportDefaultDeclaration")
      return fromExport(s, s["declaration"] as Node, body, scopes);
    if (s.type !== "ExportNamedDeclaration" || s["source"]) continue;
    for (const e of s["specifiers"] as Node[]) {
      const name = e["exported"]?.name ?? e["exported"]?.value;
      if (name === "default")
        return fromExport(s, e["local"] as Node, body, scopes);
    }
  }
  return fromListener(body, scopes) ?? "the file has no default export";
}

function fromExport(
  statement: Node,
  declaration: Node,
  body: Node[],
  scopes: Scopes,
): Handler | string {
  const direct = statement.type === "ExportDefaultDeclaration";
  const d = bare(declaration);
  if (d.type === "Identifier") {
    const b = scopes.of.get(d)?.binding ?? scopes.module.find(d["name"]);
    if (!b) return "the default export is not declared in the file";
    const home = body.find(
      (s) => s.start <= b.node.start && s.end >= b.node.end,
    );
    if (!home) return "the default export is not declared in the file";
    // Whoever else has the object may call its fetch or put another in its place.
    if (b.refs.some((r) => !r.type && r.node !== d && r.node !== declaration))
      return `${b.name} is used elsewhere too`;
    if (b.node.type === "ClassDeclaration")
      return fromClass(home, b.node, scopes, false);
    if (b.node.type !== "VariableDeclarator" || b.kind !== "const")
      return "the default export is not an object that is written out";
    const init = b.node["init"] ? bare(b.node["init"]) : undefined;
    if (init?.type !== "ObjectExpression")
      return "the default export is not an object that is written out";
    return fromObject(home, init, scopes, false);
  }
  if (d.type === "ObjectExpression")
    return fromObject(statement, d, scopes, direct);
  if (d.type === "ClassDeclaration" || d.type === "ClassExpression")
    return fromClass(statement, d, scopes, direct);
  return "the default export is not an object that is written out";
}

function fromObject(
  statement: Node,
  object: Node,
  scopes: Scopes,
  direct: boolean,
): Handler | string {
  const properties = object["properties"] as Node[];
  if (properties.some((p) => p.type === "SpreadElement"))
    return "the default export takes over members of another object";
  const named = properties.filter((p) => keyName(p) === "fetch");
  const [property] = named;
  if (named.length !== 1 || !property)
    return "the default export has no fetch handler";
  const only = direct && properties.length === 1;
  const place: Place = { is: "object", statement, property, only };
  if (property.type === "ObjectMethod")
    return property["kind"] === "method" && !property["generator"]
      ? { fn: property, place, named: undefined }
      : "fetch is a getter or a generator";
  return fromValue(property["value"] as Node, place, scopes);
}

function fromValue(
  value: Node,
  place: Place,
  scopes: Scopes,
): Handler | string {
  const v = bare(value);
  if (isFunction(v))
    return v["generator"]
      ? "fetch is a generator"
      : { fn: v, place, named: undefined };
  if (v.type !== "Identifier")
    return "fetch is not a function that is written out";
  const b = scopes.of.get(v)?.binding;
  const found = b && moduleFunction(b, scopes);
  if (!found) return "fetch is not a function of this file";
  // With other uses the function itself must stay.
  const uses = b.refs.filter((r) => !r.type);
  return uses.length === 1
    ? { fn: found.fn, place, named: found.statement }
    : `${b.name} is used elsewhere too`;
}

/** A function that the module declares once and for all. */
export function moduleFunction(
  b: Binding,
  scopes: Scopes,
): { fn: Node; statement: Node } | undefined {
  if (b.scope !== scopes.module || b.repeated) return undefined;
  if (b.refs.some((r) => r.write)) return undefined;
  const parent = scopes.parents.get(b.node);
  if (b.kind === "function")
    return b.node["generator"] || parent?.type !== "Program" || !b.node["body"]
      ? undefined
      : { fn: b.node, statement: b.node };
  if (b.kind !== "const" || b.node.type !== "VariableDeclarator")
    return undefined;
  if (b.node["id"].type !== "Identifier" || !b.node["init"]) return undefined;
  const fn = bare(b.node["init"]);
  if (!isFunction(fn) || fn["generator"]) return undefined;
  if (!parent || parent["declarations"].length !== 1) return undefined;
  if (scopes.parents.get(parent)?.type !== "Program") return undefined;
  return { fn, statement: parent };
}

function fromClass(
  statement: Node,
  c: Node,
  scopes: Scopes,
  direct: boolean,
): Handler | string {
  if (!c["superClass"]) return "the class is no WorkerEntrypoint";
  const members = c["body"].body as Node[];
  const named = members.filter((m) => keyName(m) === "fetch");
  const [method] = named;
  if (named.length !== 1 || method?.type !== "ClassMethod")
    return "the class has no fetch method";
  if (method["static"] || method["generator"] || method["kind"] !== "method")
    return "fetch is not a plain method";
  if (members.some((m) => keyName(m) === "constructor"))
    return "the class has a constructor of its own";
  const used = c["id"]
    ? (scopes.module.find(c["id"].name)?.refs.length ?? 0) > 0
    : false;
  const only = direct && members.length === 1 && !used;
  return {
    fn: method,
    place: { is: "class", statement, method, only },
    named: undefined,
  };
}

// addEventListener("fetch", (event) => { event.respondWith(handle(event.request)) })
function fromListener(
  body: Node[],
  scopes: Scopes,
): Handler | string | undefined {
  const found = body.filter((s) => {
    if (s.type !== "ExpressionStatement") return false;
    const call = bare(s["expression"]);
    return (
      call.type === "CallExpression" &&
      isIdentifier(call["callee"], "addEventListener") &&
      call["arguments"][0]?.value === "fetch"
    );
  });
  const [statement] = found;
  if (!statement) return undefined;
  if (found.length > 1) return "several listeners answer requests";
  const call = bare(statement["expression"]);
  const listener = bare(call["arguments"][1] ?? call);
  if (!isFunction(listener) || listener["params"].length !== 1)
    return "the listener is not a function with one parameter";
  const event = listener["params"][0] as Node;
  if (event.type !== "Identifier") return "the event is taken apart";
  const inner = bodyOf(listener);
  const respond = inner && bare(inner);
  if (
    respond?.type !== "CallExpression" ||
    respond["callee"].type !== "MemberExpression" ||
    !isIdentifier(respond["callee"].object, event["name"] as string) ||
    respond["callee"].property.name !== "respondWith" ||
    respond["arguments"].length !== 1
  )
    return "the listener does more than respondWith";
  const answer = bare(respond["arguments"][0]);
  if (answer.type !== "CallExpression" || !isIdentifier(answer["callee"]))
    return "the answer does not come from a function of this file";
  const b = scopes.of.get(answer["callee"])?.binding;
  const target = b && moduleFunction(b, scopes);
  if (!target || !b)
    return "the answer does not come from a function of this file";
  if (b.refs.filter((r) => !r.type).length !== 1)
    return `${b.name} is used elsewhere too`;
  // What is handed over: the event itself, or its request.
  for (const a of answer["arguments"] as Node[]) {
    const arg = bare(a);
    const isRequest =
      arg.type === "MemberExpression" &&
      isIdentifier(arg["object"], event["name"] as string) &&
      isIdentifier(arg["property"], "request");
    if (!isRequest && !isIdentifier(arg, event["name"] as string))
      return "the listener hands over more than the event and its request";
  }
  return {
    fn: target.fn,
    place: { is: "listener", statement, event },
    named: target.statement,
  };
}

/** The one expression that a function is, if it is one. */
export function bodyOf(fn: Node): Node | undefined {
  const body = fn["body"] as Node;
  if (body.type !== "BlockStatement") return body;
  const [only] = body["body"] as Node[];
  if (body["body"].length !== 1 || !only) return undefined;
  if (only.type === "ExpressionStatement") return only["expression"] as Node;
  if (only.type === "ReturnStatement")
    return (only["argument"] as Node | null) ?? undefined;
  return undefined;
}

/** What in a function cannot be moved out of it. */
export function immovable(
  fn: Node,
  scopes: Scopes,
  isClass: boolean,
): string | undefined {
  if (scopes.opaque) return `the file has ${scopes.opaque}`;
  let why: string | undefined;
  walk(fn, (x) => {
    if (why !== undefined) return false;
    if (x !== fn && isFunction(x) && x.type !== "ArrowFunctionExpression") {
      // A function's own this and arguments are its own.
      return false;
    }
    if (/^Class/.test(x.type) && x !== fn) return false;
    if (x.type === "ThisExpression" && !isClass) why = "this is used";
    if (x.type === "Super") why = "super is used";
    if (x.type === "MetaProperty" && x["meta"].name === "new")
      why = "new.target is used";
    if (
      x.type === "Identifier" &&
      x["name"] === "arguments" &&
      scopes.of.get(x)
    )
      why = "arguments is used";
    if (x.type === "LabeledStatement") why = "a label is used";
    if (x.type === "YieldExpression") why = "yield is used";
    return true;
  });
  for (const p of fn["params"] as Node[])
    if (patternNames(p).some((n) => n["name"] === "arguments"))
      why = "a parameter is called arguments";
  return why;
}
