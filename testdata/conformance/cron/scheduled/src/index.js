// What the scheduled handler is given and what becomes of it.
const seen = "seen";

export default {
  async scheduled(controller, env, ctx) {
    const entry = {
      cron: controller.cron,
      time: controller.scheduledTime,
      iso: new Date(controller.scheduledTime).toISOString(),
      noRetry: typeof controller.noRetry,
      ctx: typeof ctx.waitUntil,
      env: Object.keys(env).sort(),
    };
    await env.KV.put(seen, JSON.stringify(entry));
    if (controller.cron === "32 4 29 2 *") throw new Error("on purpose");
    if (controller.cron === "15 10 * 2 6L") controller.noRetry();
    if (controller.cron === "31 4 29 2 *") {
      ctx.waitUntil(
        new Promise((resolve) => setTimeout(resolve, 50)).then(() => env.KV.put("later", "done")),
      );
    }
    return "ignored";
  },

  async fetch(request, env) {
    if (new URL(request.url).pathname === "/later") return new Response(await env.KV.get("later"));
    return new Response(await env.KV.get(seen), { headers: { "Content-Type": "application/json" } });
  },
};
