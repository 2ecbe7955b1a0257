interface Env {
  CACHE: KVNamespace;
  UPSTREAM: string;
}

interface Rates {
  base: string;
  date: string;
  rates: Record<string, number>;
}

const WEEKLY = "0 4 * * 2";

export default {
  /** Every six hours: fetch the rates. Weekly: forget the history. */
  async scheduled(controller, env, ctx) {
    if (controller.cron === WEEKLY) {
      ctx.waitUntil(clearHistory(env.CACHE));
      return;
    }
    const rates = await fetchRates(env.UPSTREAM);
    const at = new Date(controller.scheduledTime).toISOString();
    await env.CACHE.put("latest", JSON.stringify(rates), { metadata: { at, cron: controller.cron } });
    ctx.waitUntil(env.CACHE.put(`history:${at}`, JSON.stringify(rates.rates), { expirationTtl: 30 * 24 * 3600 }));
  },

  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/rates") return latest(env.CACHE);
    if (pathname === "/convert") return convert(env.CACHE, searchParams);
    if (pathname === "/history") {
      const { keys } = await env.CACHE.list({ prefix: "history:" });
      return Response.json(keys.map((key) => key.name.slice("history:".length)));
    }
    return new Response("Try /rates, /convert?amount=10&to=USD or /history\n", { status: pathname === "/" ? 200 : 404 });
  },
} satisfies ExportedHandler<Env>;

async function fetchRates(origin: string): Promise<Rates> {
  const response = await fetch(`${origin}/rates.json`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`rates: ${response.status}`);
  return response.json();
}

/** Visitors read what the last run stored, so a slow source never keeps them waiting. */
async function latest(cache: KVNamespace): Promise<Response> {
  const { value, metadata } = await cache.getWithMetadata<{ at: string; cron: string }>("latest", "stream");
  if (!value) return new Response("No rates yet\n", { status: 503, headers: { "Retry-After": "1800" } });
  return new Response(value, {
    headers: { "Content-Type": "application/json", "X-Fetched-At": metadata?.at ?? "unknown", "X-Cron": metadata?.cron ?? "" },
  });
}

async function convert(cache: KVNamespace, query: URLSearchParams): Promise<Response> {
  const latest = await cache.get<Rates>("latest", "json");
  const rate = latest?.rates[query.get("to") ?? ""];
  const amount = Number(query.get("amount") ?? NaN);
  if (!latest) return new Response("No rates yet\n", { status: 503 });
  if (!rate || !Number.isFinite(amount)) return Response.json({ error: "amount and to, please" }, { status: 400 });
  return Response.json({ [latest.base]: amount, [query.get("to")!]: Math.round(amount * rate * 100) / 100 });
}

async function clearHistory(cache: KVNamespace): Promise<void> {
  const { keys } = await cache.list({ prefix: "history:" });
  await Promise.all(keys.map((key) => cache.delete(key.name)));
}
