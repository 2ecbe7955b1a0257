// Writes the app in Hono's words.
import type { Node } from "./ast.ts";
import { stringOf } from "./ast.ts";
import type { Item } from "./items.ts";
import { call, isOpen, lead, routesOf } from "./output.ts";
import type { Block, Plan } from "./output.ts";
import { routingOf } from "./router.ts";
import type { Routing } from "./router.ts";
import type { Reference } from "./scope.ts";
import type { Reach, Root, Unit } from "./unit.ts";
import { References, unitOf } from "./unit.ts";

const verbs = new Set(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]);

const whole: Record<Root, string> = {
  request: "req.raw",
  env: "env",
  ctx: "executionCtx",
  event: "executionCtx",
};

/** How Hono's handlers reach the request, env and ctx through their context. */
export function honoReach(plan: () => Plan, c: string): Reach {
  const own = (ref: Reference): string | undefined => {
    const { parent, node } = ref;
    if (parent.type !== "MemberExpression" || parent["computed"])
      return undefined;
    if (parent["object"] !== node && parent["object"] !== ref.replaced)
      return undefined;
    const name = parent["property"].name as string;
    return name === "url" || name === "method" ? name : undefined;
  };
  return {
    inline(root, ref) {
      if (root === "request" && own(ref)) return `${c}.req`;
      const p = plan().params.get(root);
      const text = `${c}.${whole[root]}`;
      // A type that Hono's own does not promise.
      const cast = castOf(plan(), root, ref);
      return cast && p ? `(${text} as ${cast})` : text;
    },
    declared(root, refs) {
      const bare = refs.filter((r) => !(root === "request" && own(r)));
      const writes = refs.some((r) => r.write);
      const types = refs.some((r) => r.type);
      const many = root === "request" && bare.length > 2;
      if (!writes && !types && !many) return undefined;
      const p = plan().params.get(root);
      if (!p || refs.some((r) => r.replaced)) return undefined;
      const names = new Set(refs.map((r) => r.node["name"] as string));
      if (names.size > 1) return undefined;
      const [name = p.name] = names;
      const cast = root === "request" ? requestType(plan()) : undefined;
      const value = `${c}.${whole[root]}${cast ? ` as ${cast}` : ""}`;
      return `${writes ? "let" : "const"} ${name} = ${value}${plan().text.semicolon}`;
    },
  };
}

// A request that is annotated with more than Request keeps its type.
function requestType(plan: Plan): string | undefined {
  const a = plan.params.get("request")?.annotation;
  return a === undefined || a === "" || a === "Request" ? undefined : a;
}

function castOf(plan: Plan, root: Root, ref: Reference): string | undefined {
  if (root !== "request") return undefined;
  const type = requestType(plan);
  if (type === undefined) return undefined;
  // Its own members are the same for both types, but for cf.
  const { parent } = ref;
  if (/MemberExpression$/.test(parent.type) && parent["object"] === ref.node)
    return parent["property"].name === "cf" ? type : undefined;
  return type;
}

export function writeHono(plan: Plan, c: string): Block {
  const { text, job } = plan;
  const app = plan.fresh("app", "honoApp", "routes");
  const names = {
    Hono: plan.fresh("Hono", "HonoApp"),
    rethrow: plan.fresh("rethrow", "rethrowError"),
  };
  const options = plan.fresh("workerRouting", "workerRoutingOptions");
  const unanswered = plan.fresh("unanswered", "unansweredRequest");
  const refs = new References(job.scopes);
  const written = { comments: new Set<never>() };
  const block: Block = { imports: [], code: "", routes: [], app };
  const parts: { item: Item; code: string; from: number }[] = [];
  for (const item of plan.chain.items) {
    const routing = routingOf(item, "hono");
    const unit = unitOf(job, refs, item, routing.guards, written as never);
    block.routes.push(...routesOf(plan, item, routing, "*"));
    parts.push({
      item,
      code: route(plan, app, c, item, routing, unit),
      from: item.from,
    });
  }
  const type = typeArgument(plan);
  const end = text.semicolon;
  const head = `const ${app} = new ${names.Hono}${type}(${options}())${end}\n${app}.onError(${names.rethrow})${end}`;
  const answered = !isOpen(plan.chain);
  const tail = answered ? "" : `\n\n${app}.notFound(${unanswered})${end}`;
  const used = [
    ...(plan.late ? [named("late", plan.late)] : []),
    named("rethrow", names.rethrow),
    ...(answered ? [] : [named("unanswered", unanswered)]),
    named("workerRouting", options),
  ];
  block.imports = [
    `import { ${named("Hono", names.Hono)} } from ${text.string("hono")}${end}`,
    `import { ${used.join(", ")} } from ${text.string(plan.platform("hono-routes.ts"))}${end}`,
  ];
  block.code = head + joined(plan, parts) + tail;
  return block;
}

// What Hono is told of the types of c.env and c.get().
function typeArgument(plan: Plan): string {
  const { text, envType, carried } = plan;
  if (!text.source.typescript) return "";
  const fields: string[] = [];
  if (envType) fields.push(`Bindings: ${envType}`);
  const variables = [...carried].map(([name, type]) => `${name}: ${type}`);
  if (variables.length > 0)
    fields.push(`Variables: { ${variables.join("; ")} }`);
  if (fields.length === 0) return "";
  const line = `<{ ${fields.join("; ")} }>`;
  if (line.length <= 40) return line;
  const { step, semicolon } = text;
  const end = semicolon === "" ? "" : ";";
  const list = variables.map((v) => `${step}${step}${v}${end}\n`).join("");
  const bindings = envType ? `${step}Bindings: ${envType}${end}\n` : "";
  return variables.length > 0
    ? `<{\n${bindings}${step}Variables: {\n${list}${step}}${end}\n}>`
    : `<{\n${bindings}}>`;
}

export const named = (name: string, as: string) =>
  name === as ? name : `${name} as ${as}`;

// Joins the routes, each with the comments that no other has taken above it.
export function joined(
  plan: Plan,
  parts: readonly { item: Item; code: string; from: number }[],
): string {
  let out = "";
  const { fn } = plan.job.region;
  let from = fn.start;
  for (const p of parts) {
    const to =
      p.item.around?.["block"].start ??
      p.item.statements[0]?.start ??
      p.item.expression?.start ??
      p.item.to;
    const above = plan.text
      .commentsIn(from, Math.max(p.item.to, to))
      .filter((x) => !plan.text.taken.has(x));
    out += `\n\n${lead(plan.text, above)}${p.code}`;
    from = Math.max(from, p.from);
  }
  const rest = plan.text
    .commentsIn(fn.start, fn.end)
    .filter((x) => !plan.text.taken.has(x));
  return rest.length > 0 ? `${out}\n\n${lead(plan.text, rest).trimEnd()}` : out;
}

function route(
  plan: Plan,
  app: string,
  c: string,
  item: Item,
  routing: Routing,
  unit: Unit,
): string {
  const { text, job } = plan;
  const { step, semicolon } = text;
  const { next } = job.names;
  const passes = !item.ends && item.kind !== "tail";
  const everywhere = routing.paths.length === 1 && routing.paths[0] === "*";
  const use = passes && routing.methods === undefined;
  if (passes) {
    if (use || item.around) unit.async = true;
    if (!item.around)
      unit.lines.push(
        `${step}${use ? "await" : "return"} ${next}()${semicolon}`,
      );
  }
  const needsNext = passes || routing.guards.length > 0;
  const uses = unit.roots.size > 0 || unit.carries;
  const params = needsNext ? `${c}, ${next}` : uses ? c : "";
  const paths = routing.paths.map((p) => text.string(p));
  const path = paths.length === 1 ? paths[0] : `[${paths.join(", ")}]`;
  if (use && everywhere) return call(text, `${app}.use`, [], params, unit);
  if (use && paths.length === 1)
    return call(text, `${app}.use`, [path ?? ""], params, unit);
  if (isNotFound(item, routing, everywhere))
    return call(text, `${app}.notFound`, [], params, unit);
  const { methods } = routing;
  const [method] = methods ?? [];
  if (
    methods?.length === 1 &&
    method &&
    verbs.has(method) &&
    paths.length === 1
  )
    return call(
      text,
      `${app}.${method.toLowerCase()}`,
      [path ?? ""],
      params,
      unit,
    );
  if (methods === undefined && paths.length === 1)
    return call(text, `${app}.all`, [path ?? ""], params, unit);
  const list = (methods ?? ["ALL"]).map((m) => text.string(m));
  const on = list.length === 1 ? (list[0] ?? "") : `[${list.join(", ")}]`;
  return call(text, `${app}.on`, [on, path ?? ""], params, unit);
}

// The answer to everything else, when that is a plain 404.
function isNotFound(
  item: Item,
  routing: Routing,
  everywhere: boolean,
): boolean {
  if (item.kind !== "tail" || !everywhere || routing.guards.length > 0)
    return false;
  if (routing.methods || item.why !== undefined) return false;
  const [only] = item.statements;
  const value = (item.expression ??
    (item.statements.length === 1 && only?.type === "ReturnStatement"
      ? only["argument"]
      : undefined)) as Node | undefined;
  if (value?.type !== "NewExpression" || value["callee"].name !== "Response")
    return false;
  const [body, init] = value["arguments"] as Node[];
  if (body && stringOf(body) === undefined && body.type !== "NullLiteral")
    return false;
  return (
    init?.type === "ObjectExpression" &&
    (init["properties"] as Node[]).some(
      (p) =>
        p.type === "ObjectProperty" &&
        p["key"].name === "status" &&
        p["value"].value === 404,
    )
  );
}
