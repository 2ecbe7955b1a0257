// Workers that have a router already: its routes are listed, its source is kept.
// The routers are known by their imports, their routes by the calls that add them.
import { bare, isIdentifier, parseSource, stringOf } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import { find } from "./files.ts";
import type { Output, Read, Route } from "./main.ts";
import { resolve } from "./scope.ts";
import type { Binding, Scopes } from "./scope.ts";

// Package → what makes a router of it.
const packages: [from: RegExp, maker: RegExp][] = [
  [/^hono(\/(tiny|quick))?$/, /^Hono$/],
  [/^@hono\/zod-openapi$/, /^OpenAPIHono$/],
  [/^chanfana$/, /^(fromHono|fromIttyRouter)$/],
  [/^itty-router(\/\w+)?$/, /^(Router|AutoRouter|IttyRouter|OpenAPIRouter)$/],
  [/^worktop(\/\w+)?$/, /^Router$/],
  [/^sunder$/, /^(Sunder|Router)$/],
  [/^(@cloudflare\/itty-router-openapi|itty-router-extras)$/, /Router$/],
];

const verbs = new Set(
  "get post put delete patch options head all on use add".split(" "),
);
const nesting = new Set(["route", "mount", "basePath"]);

/**
 * The Worker's routes when it is a router's app; undefined otherwise. What answers
 * is the default export or the listener, unless it is given.
 */
export function mounted(
  source: Source,
  scopes: Scopes,
  read: Read,
  answers?: Node,
): Output | undefined {
  const routers = routersOf(source, scopes);
  if (routers.size === 0) return undefined;
  const main = source.nodes.find((n) => n.type === "ExportDefaultDeclaration");
  const listener = source.nodes.find((n) => isListener(n));
  const home = answers ?? main ?? listener;
  if (!home || !reaches(scopes, home, routers)) return undefined;
  const routes: Route[] = [];
  collect(source, scopes, routers, "", read, routes, new Set([source.path]));
  return routes.length === 0
    ? undefined
    : { files: {}, form: "mounted", why: "", routes };
}

function isListener(n: Node): boolean {
  return (
    n.type === "CallExpression" &&
    isIdentifier(n["callee"], "addEventListener") &&
    n["arguments"][0]?.value === "fetch"
  );
}

function routersOf(source: Source, scopes: Scopes): Set<Binding> {
  const makers = new Set<Binding>();
  for (const s of source.program["body"] as Node[]) {
    if (s.type !== "ImportDeclaration") continue;
    const from = s["source"].value as string;
    for (const spec of s["specifiers"] as Node[]) {
      const name = (spec["imported"]?.name ?? "default") as string;
      if (packages.some(([p, maker]) => p.test(from) && maker.test(name))) {
        const b = scopes.module.find(spec["local"].name as string);
        if (b) makers.add(b);
      }
    }
  }
  const routers = new Set<Binding>();
  for (const b of scopes.all) {
    const init = b.node["init"] as Node | undefined;
    if (b.node.type === "VariableDeclarator" && init && b.kind !== "param")
      if (madeBy(scopes, makers, init) || madeBy(scopes, routers, init))
        routers.add(b);
  }
  return routers;
}

// new Hono(), Router(), new Hono().basePath("/api").get(…)
function madeBy(
  scopes: Scopes,
  makers: ReadonlySet<Binding>,
  expression: Node,
): boolean {
  let n = bare(expression);
  for (let i = 0; i < 1000; i++) {
    if (n.type === "NewExpression" || n.type === "CallExpression") {
      const callee = bare(n["callee"] as Node);
      if (callee.type === "Identifier") {
        const b = scopes.of.get(callee)?.binding;
        return b !== undefined && makers.has(b);
      }
      if (callee.type !== "MemberExpression") return false;
      n = bare(callee["object"] as Node);
      if (n.type === "Identifier") {
        const b = scopes.of.get(n)?.binding;
        return b !== undefined && makers.has(b);
      }
      continue;
    }
    return false;
  }
  return false;
}

// The default export, or a function that it calls, has a router in it.
function reaches(
  scopes: Scopes,
  home: Node,
  routers: ReadonlySet<Binding>,
): boolean {
  const seen = new Set<Binding>();
  const within = (n: Node): boolean =>
    scopes.refs.some((r) => {
      const b = r.binding;
      if (!b || r.node.start < n.start || r.node.end > n.end) return false;
      if (routers.has(b)) return true;
      if (seen.has(b) || b.scope !== scopes.module) return false;
      seen.add(b);
      return within(b.node);
    });
  return within(home);
}

function collect(
  source: Source,
  scopes: Scopes,
  routers: ReadonlySet<Binding>,
  prefix: string,
  read: Read,
  out: Route[],
  seen: Set<string>,
): void {
  const calls = source.nodes.filter(
    (n) =>
      n.type === "CallExpression" &&
      n["callee"].type === "MemberExpression" &&
      rootOf(scopes, n["callee"].object as Node, routers),
  );
  // A chain of calls is nested inside out.
  calls.sort((a, b) => a["callee"].property.start - b["callee"].property.start);
  for (const call of calls) {
    const name = call["callee"].property.name as string;
    const args = call["arguments"] as Node[];
    if (nesting.has(name))
      subRouter(source, scopes, call, prefix, read, out, seen);
    if (verbs.has(name)) out.push(...entry(source, call, name, args, prefix));
  }
}

function rootOf(
  scopes: Scopes,
  node: Node,
  routers: ReadonlySet<Binding>,
): boolean {
  let n = bare(node);
  while (n.type === "CallExpression" && n["callee"].type === "MemberExpression")
    n = bare(n["callee"].object as Node);
  if (n.type === "NewExpression") {
    // const app = new Hono().get(…): the chain is in the declaration of a router.
    return [...routers].some(
      (b) => b.node.start <= n.start && b.node.end >= n.end,
    );
  }
  const b = n.type === "Identifier" ? scopes.of.get(n)?.binding : undefined;
  if (b !== undefined) return routers.has(b);
  return false;
}

function entry(
  source: Source,
  call: Node,
  name: string,
  args: readonly Node[],
  prefix: string,
): Route[] {
  let methods = /^(all|use)$/.test(name) ? [] : [name.toUpperCase()];
  let [first] = args;
  if (name === "on" || name === "add") {
    methods = texts(first);
    first = args[1];
  }
  let paths = texts(first);
  if (paths.length === 0) {
    if (name !== "use" && !(name === "all" && first)) return [];
    paths = ["*"];
  }
  const at = call["callee"].property as Node;
  return paths.map((path) => ({
    methods,
    path: joinPath(prefix, path),
    test: source.text.slice(at.start, (first ?? call).end),
    file: source.path,
    line: at.loc.start.line,
    column: at.loc.start.column + 1,
    endLine: call.loc.end.line,
    state: "mounted" as const,
    why: "",
  }));
}

function texts(n: Node | undefined): string[] {
  if (!n) return [];
  const text = stringOf(n);
  if (text !== undefined) return [text];
  const list = bare(n);
  return list.type === "ArrayExpression"
    ? (list["elements"] as (Node | null)[]).flatMap((e) => stringOf(e) ?? [])
    : [];
}

const joinPath = (prefix: string, path: string) =>
  prefix === ""
    ? path
    : `${prefix.replace(/\/$/, "")}/${path.replace(/^\//, "")}`.replace(
        /(.)\/$/,
        "$1",
      );

// app.route("/users", users) with users from another file.
function subRouter(
  source: Source,
  scopes: Scopes,
  call: Node,
  prefix: string,
  read: Read,
  out: Route[],
  seen: Set<string>,
): void {
  const [path, sub] = call["arguments"] as Node[];
  const at = path && stringOf(path);
  if (at === undefined || !sub || sub.type !== "Identifier") return;
  const b = scopes.of.get(sub)?.binding;
  const statement = b && scopes.parents.get(b.node);
  if (b?.kind !== "import" || statement?.type !== "ImportDeclaration") return;
  const file = find(source.path, statement["source"].value as string, read);
  if (!file || seen.has(file.path)) return;
  seen.add(file.path);
  const other = parseSource(file.path, file.text);
  const inner = resolve(other.program, other.text);
  collect(
    other,
    inner,
    routersOf(other, inner),
    joinPath(prefix, at),
    read,
    out,
    seen,
  );
}
