// What the two dialects have in common: the order of the output, comments above
// routes, and calls that fit the line.
import { isFunction, walk } from "./ast.ts";
import type { Comment, Node } from "./ast.ts";
import type { Binding, Scopes } from "./scope.ts";
import type { Chain, Item } from "./items.ts";
import type { Handler } from "./handler.ts";
import type { Route } from "./main.ts";
import type { Routing } from "./router.ts";
import type { Text } from "./splice.ts";
import type { Job, Root, Unit } from "./unit.ts";

/** A file's handler, ready to be written out. */
export interface Plan {
  job: Job;
  text: Text;
  scopes: Scopes;
  chain: Chain;
  handler: Handler;
  /** The type of env as the source says it. */
  envType: string | undefined;
  /** What Express's handlers call the values that are handed on. */
  locals: string;
  /** What the platform's late is called, when it is used. */
  late: string | undefined;
  /** The values that are handed on, with their types. */
  carried: Map<string, string>;
  /** What each root is called in the source, with its type. */
  params: Map<
    Root,
    { name: string; annotation: string; node: Node | undefined }
  >;
  roots: ReadonlyMap<Binding, Root>;
  /** Names that the module exports. */
  exported: ReadonlySet<string>;
  /** The first of the names that the file does not use yet. */
  fresh(...names: string[]): string;
  /** The module specifier of a platform file. */
  platform(file: string): string;
}

export interface Block {
  imports: string[];
  /** The app and its routes. */
  code: string;
  routes: Route[];
  /** The expression of the app's fetch, and of the app. */
  app: string;
}

/** A request for which no test holds comes out at the end of the function. */
export function isOpen(chain: Chain): boolean {
  const last = chain.items.at(-1);
  if (last === undefined || last.conditions.length > 0) return true;
  return last.kind !== "tail" && !last.ends;
}

/** Text above a route: its comments in the order of the source. */
export function lead(text: Text, comments: readonly Comment[]): string {
  return comments.map((c) => `${text.comment(c, "")}\n`).join("");
}

const width = 80;

/**
 * A call whose last argument is a function, laid out as prettier does it; with
 * `wrap` the function is the argument of another call, which is laid out below.
 */
export function call(
  text: Text,
  head: string,
  args: readonly string[],
  params: string,
  unit: Unit,
  wrap?: string,
): string {
  const { step, semicolon } = text;
  const arrow = `${unit.async ? "async " : ""}(${params}) =>`;
  const open = `${head}(${args.map((a) => `${a}, `).join("")}`;
  const { expression } = unit;
  if (wrap !== undefined) {
    if (expression !== undefined && args.length === 0) {
      const line = `${open}${wrap}(${arrow} ${expression}))${semicolon}`;
      if (line.length <= width) return line;
    }
    const first = `${head}(\n${args.map((a) => `${step}${a},\n`).join("")}${step}${wrap}(${arrow}`;
    const last = `\n)${semicolon}`;
    if (expression === undefined)
      return `${first} {\n${unit.lines.join("\n")}\n${step}}),${last}`;
    const line = `${step}${wrap}(${arrow} ${expression}),`;
    if (line.length <= width) return `${first} ${expression}),${last}`;
    return `${first} {\n${step}${step}return ${expression}${semicolon}\n${step}}),${last}`;
  }
  if (expression === undefined)
    return `${open}${arrow} {\n${unit.lines.join("\n")}\n})${semicolon}`;
  const line = `${open}${arrow} ${expression})${semicolon}`;
  if (line.length <= width) return line;
  const broken = `${step}${expression},`;
  if (!unit.hugs) {
    const alone = `${step}${arrow} ${expression},`;
    if (alone.length <= width)
      return `${head}(\n${args.map((a) => `${step}${a},\n`).join("")}${alone}\n)${semicolon}`;
  } else if (broken.length <= width)
    return `${open}${arrow}\n${broken}\n)${semicolon}`;
  return `${open}${arrow} {\n${step}return ${expression}${semicolon}\n})${semicolon}`;
}

/** The map's entries of an item. */
export function routesOf(
  plan: Plan,
  item: Item,
  routing: Routing,
  everything: string,
): Route[] {
  const { source } = plan.text;
  const kept = item.why !== undefined;
  const inside = kept || item.unopened !== undefined ? keptIn(plan, item) : [];
  return routing.paths
    .map((path): Route => ({
      methods: routing.methods ?? [],
      path: path === everything ? "*" : path,
      test: item.source,
      file: source.path,
      line: item.at.loc.start.line,
      column: item.at.loc.start.column + 1,
      endLine: endLine(source.text, item),
      state: kept
        ? "kept"
        : item.kind === "middleware"
          ? "middleware"
          : "lifted",
      why: item.why ?? "",
    }))
    .concat(inside);
}

// The tests that stayed in a rest: routes that were not lifted.
function keptIn(plan: Plan, item: Item): Route[] {
  const { source } = plan.text;
  const out: Route[] = [];
  const add = (test: Node, whole: Node, text: string): void => {
    if (!/["'`]\//.test(text) && !/\bmethod\b/.test(text)) return;
    out.push({
      methods: [],
      path: "*",
      test: text,
      file: source.path,
      line: test.loc.start.line,
      column: test.loc.start.column + 1,
      endLine: whole.loc.end.line,
      state: "kept",
      why: item.why ?? item.unopened ?? "",
    });
  };
  const slice = (n: Node) => source.text.slice(n.start, n.end);
  // The test of an unopened if is the route's own.
  const code =
    item.why === undefined
      ? item.statements.flatMap((s) =>
          s.type === "IfStatement"
            ? ([s["consequent"], s["alternate"] ?? []].flat() as Node[])
            : [s],
        )
      : item.statements;
  for (const s of code)
    walk(s, (n) => {
      if (isFunction(n)) return false;
      if (n.type === "IfStatement")
        add(n["test"], n["consequent"], slice(n["test"]));
      if (n.type === "SwitchCase" && n["test"])
        add(n["test"], n, `case ${slice(n["test"])}:`);
      return true;
    });
  return out;
}

function endLine(text: string, item: Item): number {
  let line = item.at.loc.start.line;
  const end = Math.max(item.to, item.at.end);
  for (let i = item.at.start; i < end && i < text.length; i++)
    if (text[i] === "\n") line++;
  return line;
}
