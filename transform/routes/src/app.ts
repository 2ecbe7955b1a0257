// One file's handler as an app: the walk over its statements, the names that the
// app's handlers go by, and the app in the words of the framework.
import { bare, walk } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import { chainOf } from "./chain.ts";
import type { Chain, Walk } from "./items.ts";
import { follow, startOf } from "./params.ts";
import type { Given } from "./params.ts";
import type { Dialect } from "./paths.ts";
import { carriedTypes } from "./carried.ts";
import { expressReach, writeExpress } from "./express.ts";
import type { File } from "./files.ts";
import { immovable } from "./handler.ts";
import type { Handler } from "./handler.ts";
import { honoReach, writeHono } from "./hono.ts";
import { kept } from "./main.ts";
import type { Output } from "./main.ts";
import type { Block, Plan } from "./output.ts";
import { paramNames } from "./param-names.ts";
import { patternNames } from "./scope.ts";
import type { Binding, Scopes } from "./scope.ts";
import { Text } from "./splice.ts";
import { Tests } from "./tests.ts";
import type { Job, Root } from "./unit.ts";
import { Values } from "./values.ts";

/** A file's handler as an app, not yet in its place. */
export interface App {
  plan: Plan;
  block: Block;
  /** Statements that went into the app. */
  gone: readonly Node[];
  why: string;
}

/** Where the handler is when it is a function of another file. */
export interface Elsewhere {
  binding: Binding;
  given: readonly Root[];
  gone: readonly Node[];
}

/** Makes an app of a file's handler, or says why not. */
export function appOf(
  target: Dialect,
  { source, scopes }: File,
  handler: Handler,
  platform: (file: string) => string,
): App | Elsewhere | Output {
  const isClass = handler.place.is === "class";
  const text = new Text(source);
  const values = new Values(scopes);
  values.entrypoint = isClass;
  const given = startOf(source, scopes, values, handler);
  if (typeof given === "string") return kept(given);
  const followed = follow(scopes, values, handler, given);
  if (followed.imported) return { ...followed.imported, gone: followed.gone };
  const why =
    immovable(followed.fn, scopes, isClass) ??
    (isClass ? otherThis(values, followed.fn) : undefined) ??
    minified(source, followed.fn);
  if (why !== undefined) return kept(why);
  values.envChanges = changesEnv(
    source,
    new Set(
      [...given.roots].flatMap(([b, r]) => (r === "env" ? [b.name] : [])),
    ),
  );
  const w: Walk = {
    text: source.text,
    scopes,
    values,
    tests: new Tests(values, (n) => paramNames(scopes, values, n)),
    fn: followed.fn,
    roots: given.roots,
    comments: (start, end) => text.commentsIn(start, end),
    items: [],
    declarations: [...followed.declarations],
    lates: [],
    late: ["late", "lateAnswer"].find((n) => !scopes.words.has(n)) ?? "late_",
  };
  const chain = chainOf(w);
  const words = namesIn(scopes, [handler.fn, followed.fn]);
  const fresh = (list: string[]) =>
    list.find((n) => !words.has(n)) ?? list[0] + "_";
  const c = fresh(["c", "context", "honoContext"]);
  const locals = fresh(["locals", "handedOn", "carriedOn"]);
  missingParams(given, followed.fn, chain, fresh);
  const next = fresh(["next", "nextRoute", "goOn"]);
  let plan: Plan;
  const job: Job = {
    lates: w.lates,
    json: target === "hono" ? c : undefined,
    goOn: target === "hono" ? `await ${next}()` : `return await ${next}()`,
    carry:
      target === "hono"
        ? {
            get: (name) => `${c}.get(${text.string(name)})`,
            set: (name, value) => `${c}.set(${text.string(name)}, ${value})`,
          }
        : {
            get: (name) => `${locals}.${name}`,
            set: (name, value) => `${locals}.${name} = ${value}`,
          },
    text,
    scopes,
    values,
    declarations: [...w.declarations].sort(
      (a, b) => (a.node?.start ?? 0) - (b.node?.start ?? 0),
    ),
    roots: given.roots,
    members: given.members,
    reach:
      target === "hono" ? honoReach(() => plan, c) : expressReach(() => plan),
    indent: target === "hono" ? text.step : text.step + text.step,
    region: { fn: followed.fn["body"] as Node },
    names: {
      next,
      own:
        target === "hono"
          ? [c]
          : (["request", "env", "ctx"] as const).map(
              (r) => given.params.get(r)?.name ?? r,
            ),
    },
  };
  plan = {
    job,
    text,
    scopes,
    chain,
    handler,
    envType: given.envType,
    locals,
    late: w.lates.length > 0 ? w.late : undefined,
    carried: carriedTypes(
      source,
      scopes,
      values,
      given.envType,
      w.declarations,
    ),
    params: given.params,
    roots: given.roots,
    exported: exportsOf(source),
    fresh(...names) {
      const free = names.find((n) => !scopes.words.has(n));
      if (free !== undefined) return free;
      let out = `worker_${names[0] ?? ""}`;
      while (scopes.words.has(out)) out += "_";
      return out;
    },
    platform,
  };
  const block: Block =
    target === "hono" ? writeHono(plan, c) : writeExpress(plan);
  const routed = block.routes.some((r) => r.state === "lifted");
  const whole = chain.items.find((i) => i.unopened !== undefined)?.unopened;
  if (!routed)
    return kept(chain.why ?? whole ?? "there are no routes", block.routes);
  return { plan, block, gone: followed.gone, why: chain.why ?? "" };
}

// Names for what the handler was given and did not name.
function missingParams(
  given: Given,
  fn: Node,
  chain: Chain,
  fresh: (list: string[]) => string,
): void {
  // A name that a handler declares itself is none for a parameter of it.
  const isDeclared = (n: Node) =>
    chain.items.some((i) =>
      i.statements.some((s) => s.start <= n.start && s.end >= n.end),
    );
  const words: Record<string, string[]> = {
    request: ["request", "incoming", "workerRequest"],
    env: ["env", "bindings", "workerEnv"],
    ctx: ["ctx", "executionContext", "workerContext"],
  };
  for (const root of ["request", "env", "ctx"] as const) {
    if (given.params.has(root)) continue;
    if (root === "ctx" && given.params.has("event")) continue;
    const alias = [...given.roots].find(
      ([b, r]) =>
        r === root &&
        b.node.start >= fn.start &&
        b.node.end <= fn.end &&
        !isDeclared(b.node),
    )?.[0];
    const name = alias?.name ?? fresh(words[root] ?? [root]);
    given.params.set(root, { name, annotation: "", node: undefined });
  }
}

function exportsOf(source: Source): Set<string> {
  const names = new Set<string>();
  for (const s of source.program["body"] as Node[]) {
    if (s.type !== "ExportNamedDeclaration") continue;
    for (const e of s["specifiers"] as Node[])
      names.add((e["exported"]?.name ?? e["exported"]?.value) as string);
    const d = s["declaration"] as Node | null;
    if (d?.type === "VariableDeclaration")
      for (const v of d["declarations"] as Node[])
        for (const id of patternNames(v["id"] as Node)) names.add(id["name"]);
    else if (d?.["id"]) names.add(d["id"].name as string);
  }
  return names;
}

// The names that code in nodes declares or uses; those of properties are no names.
function namesIn(scopes: Scopes, nodes: Node[]): Set<string> {
  const out = new Set<string>();
  const within = (n: Node) =>
    nodes.some((x) => x.start <= n.start && x.end >= n.end);
  for (const r of scopes.refs)
    if (within(r.node)) out.add(r.node["name"] as string);
  for (const b of scopes.all) if (within(b.node)) out.add(b.name);
  return out;
}

// In an entrypoint class this.env and this.ctx are known; nothing else of this is.
function otherThis(values: Values, fn: Node): string | undefined {
  let why: string | undefined;
  walk(fn, (n) => {
    if (
      n.type === "MemberExpression" &&
      n["object"].type === "ThisExpression"
    ) {
      if (values.of(n) !== undefined) return false;
      why = `this.${(n["property"].name as string | undefined) ?? "…"} is used, which is the class's`;
      return false;
    }
    if (n.type === "ThisExpression") why = "this is handed on";
    return true;
  });
  return why;
}

// Code that no person wrote reads no better as routes.
function minified(source: Source, fn: Node): string | undefined {
  const lines = source.text.slice(fn.start, fn.end).split("\n");
  return lines.some((l) => l.length > 1000)
    ? "the code is minified or generated"
    : undefined;
}

// env.NAME is read again in each route: somebody who writes to env would see it.
function changesEnv(source: Source, env: ReadonlySet<string>): boolean {
  if (env.size === 0) return false;
  let found = false;
  const isEnv = (n: Node): boolean => {
    const x = bare(n);
    return x.type === "Identifier" && env.has(x["name"] as string);
  };
  for (const n of source.nodes) {
    const target =
      n.type === "AssignmentExpression"
        ? (n["left"] as Node)
        : n.type === "UpdateExpression" ||
            (n.type === "UnaryExpression" && n["operator"] === "delete")
          ? (n["argument"] as Node)
          : undefined;
    if (target && /MemberExpression$/.test(bare(target).type))
      if (isEnv(bare(target)["object"] as Node)) found = true;
    if (
      n.type === "CallExpression" &&
      n["arguments"][0] &&
      isEnv(n["arguments"][0])
    )
      if (
        n["callee"].type === "MemberExpression" &&
        n["callee"].object.name === "Object"
      )
        if (/^(assign|define|set)/.test(n["callee"].property.name as string))
          found = true;
  }
  return found;
}
