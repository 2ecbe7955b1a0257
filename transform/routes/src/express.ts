// Writes the routes in Express's words.
import type { Item } from "./items.ts";
import { joined, named } from "./hono.ts";
import { call, isOpen, routesOf } from "./output.ts";
import type { Block, Plan } from "./output.ts";
import { everything } from "./paths.ts";
import { routingOf } from "./router.ts";
import type { Routing } from "./router.ts";
import type { Reach, Root, Unit } from "./unit.ts";
import { Keep, References, unitOf } from "./unit.ts";

/** Express's handlers are given what the Worker's was, under the same names. */
export function expressReach(plan: () => Plan): Reach {
  return {
    inline(root, ref) {
      const name = plan().params.get(root)?.name ?? root;
      return !ref.replaced && ref.node["name"] === name ? undefined : name;
    },
    declared: () => undefined,
  };
}

export function writeExpress(plan: Plan): Block {
  const { text, job } = plan;
  const routes = plan.fresh("routes", "router", "workerRoutes");
  const express = plan.fresh("express", "expressFramework");
  const handle = plan.fresh("handle", "handleBranch");
  if (plan.exported.has("routes"))
    throw new Keep("the module exports something called routes already");
  const refs = new References(job.scopes);
  const written = { comments: new Set<never>() };
  const block: Block = { imports: [], code: "", routes: [], app: routes };
  const parts: { item: Item; code: string; from: number }[] = [];
  for (const item of plan.chain.items) {
    const routing = routingOf(item, "express");
    const unit = unitOf(job, refs, item, routing.guards, written as never);
    block.routes.push(...routesOf(plan, item, routing, everything("express")));
    parts.push({
      item,
      code: route(plan, routes, handle, item, routing, unit),
      from: item.from,
    });
  }
  const end = text.semicolon;
  const { step } = text;
  const own = routes === "routes";
  const types = localsType(plan);
  const head = `${types}${own ? "export " : ""}const ${routes} = ${express}.Router({\n${step}caseSensitive: true,\n${step}strict: true,\n})${end}`;
  const import1 = `import ${express} from ${text.string("express")}${end}`;
  const open = isOpen(plan.chain);
  const unanswered = plan.fresh("unanswered", "unansweredRequest");
  const used = [
    named("handle", handle),
    ...(plan.late ? [named("late", plan.late)] : []),
    ...(open ? [named("unanswered", unanswered)] : []),
  ];
  block.imports = [
    import1,
    `import { ${used.join(", ")} } from ${text.string(plan.platform("express-routes.ts"))}${end}`,
  ];
  const last = own ? "" : `\n\nexport { ${routes} as routes }${end}`;
  const end404 = open
    ? `\n\n${routes}.use(${handle}(${unanswered}))${end}`
    : "";
  block.code = head + passing(plan, routes, handle) + joined(plan, parts);
  block.code += end404 + last;
  return block;
}

// What the listener did before it asked for the answer.
function passing(plan: Plan, routes: string, handle: string): string {
  const { place } = plan.handler;
  if (place.is !== "listener" || !place.passes) return "";
  const { step, semicolon: end } = plan.text;
  return `\n\n${routes}.use(\n${step}${handle}((request, env, event, next) => {\n${step}${step}event.passThroughOnException()${end}\n${step}${step}return next()${end}\n${step}}),\n)${end}`;
}

function route(
  plan: Plan,
  routes: string,
  handle: string,
  item: Item,
  routing: Routing,
  unit: Unit,
): string {
  const { text, job } = plan;
  const { next } = job.names;
  const passes = !item.ends && item.kind !== "tail";
  if (item.around) unit.async = true;
  else if (passes)
    unit.lines.push(`${job.indent}return ${next}()${text.semicolon}`);
  const needsNext = passes || routing.guards.length > 0;
  const params = paramsOf(
    plan,
    unit.roots,
    needsNext || unit.carries ? next : undefined,
    unit.carries,
  );
  const everywhere = routing.paths[0] === everything("express");
  const paths = routing.paths.map((p) => text.string(p));
  const path = paths.length === 1 ? (paths[0] ?? "") : `[${paths.join(", ")}]`;
  const [method] = routing.methods ?? [];
  if (everywhere && !method)
    return call(text, `${routes}.use`, [], params, unit, handle);
  const verb = method?.toLowerCase() ?? "all";
  return call(text, `${routes}.${verb}`, [path], params, unit, handle);
}

// The type of what handlers hand on, for TypeScript.
function localsType(plan: Plan): string {
  const { text, carried } = plan;
  if (!text.source.typescript || carried.size === 0) return "";
  const fields = [...carried].map(
    ([name, type]) => `${text.step}${name}: ${type}${text.semicolon}\n`,
  );
  return `interface Locals {\n${fields.join("")}}\n\n`;
}

const order: Root[] = ["request", "env", "ctx"];

/** The parameters up to the last one that is used, named as in the source. */
function paramsOf(
  plan: Plan,
  used: ReadonlySet<Root>,
  next: string | undefined,
  carries: boolean,
): string {
  const has = (root: Root) =>
    used.has(root) || (root === "ctx" && used.has("event"));
  const count = next
    ? 3
    : 1 + Math.max(...order.map((r, i) => (has(r) ? i : -1)));
  const list = order.slice(0, count).map((root) => {
    const p =
      plan.params.get(root) ??
      (root === "ctx" ? plan.params.get("event") : undefined);
    const name = p?.name ?? root;
    if (!plan.text.source.typescript) return name;
    if (!has(root)) return name;
    const type = p?.annotation || (root === "env" ? plan.envType : undefined);
    return type && (root !== "request" || type !== "Request")
      ? `${name}: ${type}`
      : name;
  });
  if (next) list.push(next);
  if (carries)
    list.push(
      plan.text.source.typescript ? `${plan.locals}: Locals` : plan.locals,
    );
  return list.join(", ");
}
