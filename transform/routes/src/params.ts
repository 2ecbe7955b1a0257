// What the handler's parameters are, also where it hands them to one other
// function of the file: then that function is the handler.
import { bare, isIdentifier, keyName } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import type { Declaration } from "./items.ts";
import { moduleFunction } from "./handler.ts";
import type { Handler } from "./handler.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { Member, Root } from "./unit.ts";
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
  /** Names that parameters are taken apart into, and what each is of which root. */
  members: Map<Binding, Member>;
}

export interface Followed {
  fn: Node;
  declarations: Declaration[];
  /** Statements of the module that are the handler now. */
  gone: Node[];
  /** The handler is a function of another file, which is given these. */
  imported?: { binding: Binding; given: readonly Root[] };
}

const order: readonly Root[] = ["request", "env", "ctx"];

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
    members: new Map(),
  };
  const list = handler.given ?? order;
  const params = handler.imported ? [] : (handler.fn["params"] as Node[]);
  for (const [i, p] of params.entries()) {
    const root = list[i];
    if (root === undefined)
      return "the handler has a parameter that no Worker is given";
    const why = param(scopes, values, given, p, root);
    if (why !== undefined) return why;
  }
  given.envType ??= contextEnv(source, handler);
  return given;
}

function param(
  scopes: Scopes,
  values: Values,
  given: Given,
  p: Node,
  root: Root,
): string | undefined {
  // Handlers are given everything: no default is ever used.
  const inner = p.type === "AssignmentPattern" ? (p["left"] as Node) : p;
  if (inner.type === "Identifier") {
    const b = scopes.all.find((x) => x.node === p);
    if (!b) return "a parameter cannot be told";
    bindRoot(values, given, b, root, inner);
    return undefined;
  }
  if (inner.type !== "ObjectPattern") return "a parameter takes the rest";
  const bindings = scopes.all.filter((x) => x.node === p);
  return takenApart(values, given, inner, bindings, root);
}

// ({ url, method }, { DB }): each name is a member, read anew where it is used.
function takenApart(
  values: Values,
  given: Given,
  p: Node,
  bindings: readonly Binding[],
  root: Root,
): string | undefined {
  for (const q of p["properties"] as Node[]) {
    const key = q.type === "ObjectProperty" ? keyName(q) : undefined;
    const target = q["value"] as Node | undefined;
    if (key === undefined || target?.type !== "Identifier")
      return "a parameter is taken apart in a way that is not known";
    const value = values.memberOf({ is: root }, key, false);
    const b = bindings.find((x) => x.name === target["name"]);
    if (!b || value === undefined) return `${key} is taken out of a parameter`;
    if (value.is === "request") {
      bindRoot(values, given, b, "request", target);
      continue;
    }
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${key} is no plain name`;
    for (const r of b.refs) {
      if (r.write) return `${b.name} is assigned anew`;
      if (r.type) return `the type of ${b.name} is asked for`;
      // As a member it would be called as a method.
      if (r.parent["callee"] === r.node || r.parent["tag"] === r.node)
        return `${b.name} is called without what it is a member of`;
    }
    given.members.set(b, { root, key });
    values.known.set(b, value);
  }
  given.params.delete(root);
  const annotation = annotationOf(given, p);
  if (root === "env" && annotation !== "") given.envType = annotation;
  return undefined;
}

function annotationOf(given: Given, p: Node): string {
  const type = (p["typeAnnotation"] as Node | undefined)?.["typeAnnotation"] as
    Node | undefined;
  return type ? given.text.slice(type.start, type.end) : "";
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
  const annotation = annotationOf(given, p);
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
 * nowhere else, or to an import.
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
    gone: [...handler.gone],
  };
  if (handler.imported) {
    const { imported: binding } = handler;
    out.imported = { binding, given: handler.given ?? order };
    return out;
  }
  for (let depth = 0; depth < 4; depth++) {
    const target = handedTo(out.fn, scopes);
    if (!target) return out;
    const args = target.args.map((a) => values.of(a)?.is);
    // What is handed over for nothing must do nothing.
    if (!args.every((is) => is !== undefined)) return out;
    if ("imported" in target) {
      if (!args.every(isRoot)) return out;
      out.imported = { binding: target.imported, given: args };
      return out;
    }
    const params = target.fn["params"] as Node[];
    const roots = args.slice(0, params.length);
    if (roots.length < params.length || !roots.every(isRoot)) return out;
    const before = new Map(given.params);
    for (const [i, p] of params.entries()) {
      const root = roots[i] as Root;
      const known = before.get(root);
      if (param(scopes, values, given, p, root) !== undefined) {
        given.params = before;
        return out;
      }
      const now = given.params.get(root);
      if (now && now.annotation === "" && known)
        now.annotation = known.annotation;
    }
    out.fn = target.fn;
    out.gone.push(target.statement);
  }
  return out;
}

const isRoot = (is: string | undefined): is is Root =>
  is === "request" || is === "env" || is === "ctx" || is === "event";

type Target = { args: Node[] } & (
  { fn: Node; statement: Node } | { imported: Binding }
);

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
  const args = call["arguments"] as Node[];
  if (args.some((a) => a.type === "SpreadElement")) return undefined;
  const b = scopes.of.get(call["callee"])?.binding;
  if (b?.kind === "import")
    return b.refs.length === 1 ? { imported: b, args } : undefined;
  const found = b && moduleFunction(b, scopes);
  if (!b || !found) return undefined;
  if (b.refs.filter((r) => !r.type).length !== 1) return undefined;
  return { ...found, args };
}
