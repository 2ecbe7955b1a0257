// Where the Worker's fetch handler stands in a file, and what its parameters are.
import { bare, isFunction, isIdentifier, keyName, walk } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import type { Binding, Scopes } from "./scope.ts";
import { patternNames } from "./scope.ts";
import type { Root } from "./unit.ts";

/** How the app takes the handler's place. */
export type Place =
  /** The default export is an object; `only`: with nothing but fetch in it. */
  | { is: "object"; statement: Node; property: Node; only: boolean }
  | { is: "class"; statement: Node; method: Node; only: boolean }
  /** addEventListener("fetch", …); `passes`: it begins with passThroughOnException. */
  | { is: "listener"; statement: Node; event: Node; passes: boolean }
  /** A function that the file exports to the one with the default export. */
  | { is: "function"; statement: Node; by: Node | undefined };

export interface Handler {
  fn: Node;
  place: Place;
  /** Module functions that are the handler: taken out of the file. */
  gone: Node[];
  /** What fn is given, where that is not the usual. */
  given?: readonly Root[];
  /** fn only stands for a function that another file has. */
  imported?: Binding;
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
      ? { fn: property, place, gone: [] }
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
    return v["generator"] ? "fetch is a generator" : { fn: v, place, gone: [] };
  if (v.type !== "Identifier")
    return "fetch is not a function that is written out";
  const b = scopes.of.get(v)?.binding;
  if (b?.kind === "import")
    return b.refs.length === 1
      ? { fn: v, place, gone: [], imported: b }
      : `${b.name} is used elsewhere too`;
  const found = b && moduleFunction(b, scopes);
  if (!found) return "fetch is not a function of this file";
  // With other uses the function itself must stay.
  const uses = b.refs.filter((r) => !r.type);
  return uses.length === 1
    ? { fn: found.fn, place, gone: [found.statement] }
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
    gone: [],
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
  const steps = stepsOf(listener, event["name"] as string);
  if (!steps) return "the listener does more than respondWith";
  const answer = bare(steps.answer);
  if (answer.type !== "CallExpression" || !isIdentifier(answer["callee"]))
    return "the answer does not come from a function of this file";
  const b = scopes.of.get(answer["callee"])?.binding;
  if (!b) return "the answer does not come from a function of this file";
  if (b.refs.filter((r) => !r.type).length !== 1)
    return `${b.name} is used elsewhere too`;
  // What is handed over: the event itself, or its request.
  const given: Root[] = [];
  for (const a of answer["arguments"] as Node[]) {
    const arg = bare(a);
    if (isRequestOf(arg, event["name"] as string)) given.push("request");
    else if (isIdentifier(arg, event["name"] as string)) given.push("event");
    else if (isIdentifier(arg) && steps.requests.has(arg["name"] as string))
      given.push("request");
    else return "the listener hands over more than the event and its request";
  }
  const place: Place = {
    is: "listener",
    statement,
    event,
    passes: steps.passes,
  };
  if (b.kind === "import")
    return { fn: answer, place, gone: [], given, imported: b };
  const target = moduleFunction(b, scopes);
  return target
    ? { fn: target.fn, place, gone: [target.statement], given }
    : "the answer does not come from a function of this file";
}

const isRequestOf = (n: Node, event: string): boolean =>
  n.type === "MemberExpression" &&
  isIdentifier(n["object"], event) &&
  isIdentifier(n["property"], "request") &&
  !n["computed"];

// What a listener does: perhaps passThroughOnException, perhaps a name for the
// request, then respondWith.
function stepsOf(
  listener: Node,
  event: string,
): { answer: Node; passes: boolean; requests: Set<string> } | undefined {
  const requests = new Set<string>();
  let passes = false;
  const body = listener["body"] as Node;
  const list =
    body.type === "BlockStatement"
      ? (body["body"] as Node[]).filter((s) => s.type !== "EmptyStatement")
      : [body];
  const last = list.pop();
  for (const s of list) {
    if (s.type === "VariableDeclaration") {
      const names = requestNames(s, event);
      if (!names) return undefined;
      for (const n of names) requests.add(n);
      continue;
    }
    const call = methodOf(s["expression"] as Node | undefined, event);
    if (call?.name !== "passThroughOnException" || call.args.length > 0)
      return undefined;
    passes = true;
  }
  const end =
    last && /^(Expression|Return)Statement$/.test(last.type)
      ? ((last["expression"] ?? last["argument"]) as Node | null)
      : last;
  const respond = methodOf(end ?? undefined, event);
  const [answer] = respond?.args ?? [];
  if (respond?.name !== "respondWith" || respond.args.length !== 1 || !answer)
    return undefined;
  return { answer, passes, requests };
}

// event.name(args)
function methodOf(
  n: Node | undefined,
  event: string,
): { name: string; args: Node[] } | undefined {
  const call = n && bare(n);
  if (call?.type !== "CallExpression") return undefined;
  const callee = bare(call["callee"] as Node);
  if (callee.type !== "MemberExpression" || callee["computed"])
    return undefined;
  return isIdentifier(callee["object"], event)
    ? { name: callee["property"].name as string, args: call["arguments"] }
    : undefined;
}

// const request = event.request; const { request } = event;
function requestNames(s: Node, event: string): string[] | undefined {
  const out: string[] = [];
  for (const d of s["declarations"] as Node[]) {
    const id = d["id"] as Node;
    const init = d["init"] ? bare(d["init"] as Node) : undefined;
    if (s["kind"] !== "const" || !init) return undefined;
    if (id.type === "Identifier" && isRequestOf(init, event)) {
      out.push(id["name"] as string);
      continue;
    }
    const [p] = (id["properties"] ?? []) as Node[];
    if (id.type !== "ObjectPattern" || id["properties"].length !== 1)
      return undefined;
    if (!isIdentifier(init, event) || !p || keyName(p) !== "request")
      return undefined;
    if (p["value"].type !== "Identifier") return undefined;
    out.push(p["value"].name as string);
  }
  return out;
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
