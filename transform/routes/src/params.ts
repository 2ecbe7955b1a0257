// What the handler's parameters are, also where it hands them to one other
// function of the file: then that function is the handler.
import { bare, isIdentifier, keyName } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import type { Declaration } from "./items.ts";
import { moduleFunction } from "./handler.ts";
import type { Handler } from "./handler.ts";
import type { Binding, Scopes } from "./scope.ts";
import { patternNames } from "./scope.ts";
import type { Root } from "./unit.ts";
import type { Values } from "./values.ts";

export interface Given {
  /** The source's text. */
  text: string;
  roots: Map<Binding, Root>;
  params: Map<
    Root,
    { name: string; annotation: string; node: Node | undefined }
  >;
  envType: string | undefined;
  declarations: Declaration[];
}

export interface Followed {
  fn: Node;
  declarations: Declaration[];
  /** Statements of the module that are the handler now. */
  gone: Node[];
}

const order: Root[] = ["request", "env", "ctx"];

export function startOf(
  source: Source,
  scopes: Scopes,
  values: Values,
  handler: Handler,
): Given | string {
  const given: Given = {
    text: source.text,
    roots: new Map(),
    params: new Map(),
    envType: undefined,
    declarations: [],
  };
  const { fn, place } = handler;
  const list = place.is === "listener" ? listenerRoots(handler, scopes) : order;
  for (const [i, p] of (fn["params"] as Node[]).entries()) {
    const root = list[i];
    if (root === undefined)
      return "the handler has a parameter that no Worker is given";
    const why = param(scopes, values, given, p, root);
    if (why !== undefined) return why;
  }
  given.envType ??= contextEnv(source, handler);
  return given;
}

function listenerRoots(handler: Handler, scopes: Scopes): Root[] {
  const { place } = handler;
  if (place.is !== "listener") return order;
  // The call in respondWith says which parameter is what.
  const b = [...scopes.module.names.values()].find(
    (x) => moduleFunction(x, scopes)?.fn === handler.fn,
  );
  const call = b?.refs[0] && scopes.parents.get(b.refs[0].node);
  return ((call?.["arguments"] ?? []) as Node[]).map((a) =>
    bare(a).type === "Identifier" ? "event" : "request",
  );
}

function param(
  scopes: Scopes,
  values: Values,
  given: Given,
  p: Node,
  root: Root,
): string | undefined {
  if (p.type === "Identifier") {
    const b = scopes.all.find((x) => x.node === p);
    if (!b) return "a parameter cannot be told";
    bindRoot(values, given, b, root, p);
    return undefined;
  }
  if (p.type !== "ObjectPattern")
    return "a parameter has a default or takes the rest";
  // ({ url }, { DB }) is const { DB } = env in each handler.
  const names = patternNames(p);
  const bindings = scopes.all.filter((x) => x.node === p);
  for (const q of p["properties"] as Node[]) {
    const key = q.type === "ObjectProperty" ? keyName(q) : undefined;
    if (key === undefined || q["value"].type !== "Identifier")
      return "a parameter is taken apart in a way that is not known";
    const value = values.memberOf({ is: root }, key, false);
    const b = bindings.find((x) => x.name === q["value"].name);
    if (!b || value === undefined) return `${key} is taken out of a parameter`;
    values.known.set(b, value);
  }
  if (names.length === 0) return undefined;
  return "a parameter is taken apart";
}

function bindRoot(
  values: Values,
  given: Given,
  b: Binding,
  root: Root,
  p: Node,
): void {
  given.roots.set(b, root);
  // No route is taken off behind an assignment to it, so this holds for tests.
  values.known.set(b, { is: root });
  const type = (p["typeAnnotation"] as Node | undefined)?.["typeAnnotation"] as
    Node | undefined;
  const annotation = type ? given.text.slice(type.start, type.end) : "";
  given.params.set(root, { name: b.name, annotation, node: p });
  if (root === "env" && annotation !== "") given.envType = annotation;
}

/** ExportedHandler<Env>, WorkerEntrypoint<Env>: the type that env has by context. */
function contextEnv(source: Source, handler: Handler): string | undefined {
  const { statement } = handler.place;
  const text = source.text.slice(statement.start, statement.end);
  const m = /\b(?:ExportedHandler|WorkerEntrypoint)<\s*([\w.]+)\s*[,>]/.exec(
    text,
  );
  return m?.[1];
}

/**
 * Follows `return handle(request, env)` to a function of this file that is used
 * nowhere else.
 */
export function follow(
  scopes: Scopes,
  values: Values,
  handler: Handler,
  given: Given,
): Followed {
  const out: Followed = {
    fn: handler.fn,
    declarations: given.declarations,
    gone: handler.named ? [handler.named] : [],
  };
  for (let depth = 0; depth < 4; depth++) {
    const target = handedTo(out.fn, scopes);
    if (!target) return out;
    const params = target.fn["params"] as Node[];
    const args = target.args;
    const roots: [Binding, Root, Node][] = [];
    let ok = params.length <= args.length;
    for (const [i, p] of params.entries()) {
      const value = args[i] ? values.of(args[i]) : undefined;
      const b = scopes.all.find((x) => x.node === p);
      const is = value?.is;
      if (p.type !== "Identifier" || !b) ok = false;
      else if (
        is === "request" ||
        is === "env" ||
        is === "ctx" ||
        is === "event"
      )
        roots.push([b, is, p]);
      else ok = false;
    }
    // What is handed over for nothing must do nothing.
    if (!args.every((a) => values.of(a) !== undefined)) ok = false;
    if (!ok) return out;
    for (const [b, root, p] of roots) {
      const known = given.params.get(root);
      bindRoot(values, given, b, root, p);
      const now = given.params.get(root);
      if (now && now.annotation === "" && known)
        now.annotation = known.annotation;
    }
    out.fn = target.fn;
    out.gone.push(target.statement);
  }
  return out;
}

interface Target {
  fn: Node;
  statement: Node;
  args: Node[];
}

function handedTo(fn: Node, scopes: Scopes): Target | undefined {
  const body = fn["body"] as Node;
  let value: Node | undefined;
  if (body.type !== "BlockStatement") value = body;
  else {
    const [only] = body["body"] as Node[];
    if (body["body"].length !== 1 || only?.type !== "ReturnStatement")
      return undefined;
    value = (only["argument"] as Node | null) ?? undefined;
  }
  if (!value) return undefined;
  let call = bare(value);
  if (call.type === "AwaitExpression") call = bare(call["argument"] as Node);
  if (call.type !== "CallExpression" || !isIdentifier(call["callee"]))
    return undefined;
  const b = scopes.of.get(call["callee"])?.binding;
  const found = b && moduleFunction(b, scopes);
  if (!b || !found) return undefined;
  if (b.refs.filter((r) => !r.type).length !== 1) return undefined;
  const args = call["arguments"] as Node[];
  return args.some((a) => a.type === "SpreadElement")
    ? undefined
    : { ...found, args };
}
