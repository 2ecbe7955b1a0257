// Lifts the routes of one file: finds the handler, walks it, writes the app in
// its place and leaves every other byte alone.
import { bare, parseSource, walk } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import { chainOf } from "./chain.ts";
import type { Chain, Walk } from "./items.ts";
import { follow, startOf } from "./params.ts";
import type { Given } from "./params.ts";
import { carriedTypes } from "./carried.ts";
import { expressReach, writeExpress } from "./express.ts";
import { findHandler, immovable } from "./handler.ts";
import type { Handler } from "./handler.ts";
import { honoReach, writeHono } from "./hono.ts";
import { kept } from "./main.ts";
import { mounted } from "./mounted.ts";
import type { Input, Output, Read } from "./main.ts";
import type { Block, Plan } from "./output.ts";
import { placed } from "./place.ts";
import { paramNames } from "./param-names.ts";
import { patternNames, resolve } from "./scope.ts";
import type { Scopes } from "./scope.ts";
import { Text } from "./splice.ts";
import { Tests } from "./tests.ts";
import type { Job } from "./unit.ts";
import { Values } from "./values.ts";

export function liftFile(input: Input, read: Read): Output {
  const raw = read(input.entry);
  if (raw === undefined) return kept(`${input.entry} cannot be read`);
  const plain = normal(raw);
  if (typeof plain === "string") return kept(plain);
  const source = parseSource(input.entry, plain.text);
  const scopes = resolve(source.program, source.text);
  const router = mounted(source, scopes, read);
  if (router) return router;
  const handler = findHandler(source, scopes);
  if (typeof handler === "string") return kept(handler);
  const output = liftHandler(input, source, scopes, handler);
  for (const [path, text] of Object.entries(output.files))
    output.files[path] = plain.mark + text.replaceAll("\n", plain.newline);
  return output;
}

interface Plain {
  text: string;
  mark: string;
  newline: string;
}

// The text with LF ends and without a mark, and what gives both back.
function normal(raw: string): Plain | string {
  const mark = raw.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = raw.slice(mark.length);
  if (/\uFFFD/.test(text)) return "the file is not valid UTF-8";
  if (!text.includes("\r")) return { text, mark, newline: "\n" };
  if (/\r(?!\n)|(?<!\r)\n/.test(text))
    return "the file mixes line ends of different systems";
  return { text: text.replaceAll("\r\n", "\n"), mark, newline: "\r\n" };
}

function liftHandler(
  input: Input,
  source: Source,
  scopes: Scopes,
  handler: Handler,
): Output {
  const isClass = handler.place.is === "class";
  const text = new Text(source);
  const values = new Values(scopes);
  values.entrypoint = isClass;
  const given = startOf(source, scopes, values, handler);
  if (typeof given === "string") return kept(given);
  const followed = follow(scopes, values, handler, given);
  const why =
    immovable(followed.fn, scopes, isClass) ??
    (isClass ? otherThis(values, followed.fn) : undefined) ??
    minified(source, followed.fn);
  if (why !== undefined) return kept(why);
  values.envChanges = changesEnv(source, given.params.get("env")?.name);
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
  };
  const chain = chainOf(w);
  const words = namesIn(scopes, [handler.fn, followed.fn]);
  const fresh = (list: string[]) =>
    list.find((n) => !words.has(n)) ?? list[0] + "_";
  const c = fresh(["c", "context", "honoContext"]);
  const locals = fresh(["locals", "handedOn", "carriedOn"]);
  missingParams(given, chain, fresh);
  const next = fresh(["next", "nextRoute", "goOn"]);
  let plan: Plan;
  const job: Job = {
    goOn:
      input.target === "hono" ? `await ${next}()` : `return await ${next}()`,
    carry:
      input.target === "hono"
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
    reach:
      input.target === "hono"
        ? honoReach(() => plan, c)
        : expressReach(() => plan),
    indent: input.target === "hono" ? text.step : text.step + text.step,
    region: { fn: followed.fn["body"] as Node },
    names: {
      next,
      own:
        input.target === "hono"
          ? [c]
          : (["request", "env", "ctx"] as const).map(
              (r) => given.params.get(r)?.name ?? r,
            ),
    },
  };
  plan = {
    job,
    text,
    chain,
    handler,
    envType: given.envType,
    locals,
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
    platform: (file) => specifier(input, file),
  };
  const block: Block =
    input.target === "hono" ? writeHono(plan, c) : writeExpress(plan);
  const routed = block.routes.some((r) => r.state === "lifted");
  if (!routed) return kept(chain.why ?? "there are no routes", block.routes);
  return {
    files: { [input.entry]: placed(plan, block, input.target, followed.gone) },
    form: "lifted",
    why: chain.why ?? "",
    routes: block.routes,
  };
}

// Names for what the handler was given and did not name.
function missingParams(
  given: Given,
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
      ([b, r]) => r === root && !isDeclared(b.node),
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

function specifier(input: Input, file: string): string {
  const from = input.entry.split("/").slice(0, -1);
  const to = input.platform.split("/").filter((p) => p !== "" && p !== ".");
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same])
    same++;
  const up = from.length - same;
  const start = up === 0 ? "./" : "../".repeat(up);
  return start + [...to.slice(same), file].join("/");
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
function changesEnv(source: Source, env: string | undefined): boolean {
  if (env === undefined) return false;
  let found = false;
  const isEnv = (n: Node): boolean => {
    const x = bare(n);
    return x.type === "Identifier" && x["name"] === env;
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
