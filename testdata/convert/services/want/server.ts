// Starts web as a Hono app.
//
// The Worker is src/index.js, its own source;
// its routes are there. ROUTES.md says which line became which.
// platform/ gives it what Cloudflare gave it, and build.mjs bundles both.
import "./platform/features.ts";
import { switchOff } from "./platform/flags.ts";
import { honoListener } from "./platform/hono.ts";
import { kv } from "./platform/kv.ts";
import { createHost } from "./platform/runtime.ts";
import { serve } from "./platform/serve.ts";
import { service } from "./platform/services.ts";
import { textVar } from "./platform/vars.ts";
import { loadWorker } from "./platform/worker.ts";
import { addWorker } from "./platform/workers.ts";

const host = createHost(new URL("..", import.meta.url), "web");

// What came after the Worker's compatibility date.
switchOff("spec_compliant_dispatch_exceptions");

const env = {
  GREETING: textVar(host, "GREETING", "hello"),
  API: service(host, "API", { service: "api" }),
  ADMIN: service(host, "ADMIN", {
    service: "api",
    entrypoint: "Admin",
    props: { role: "admin" },
  }),
  SELF: service(host, "SELF", { service: "web" }),
};

// The Worker api, which service bindings call.
await addWorker(host, {
  name: "api",
  folder: "workers/api",
  own: ["GREETING", "ITEMS", "WEB"],
  env: async (host) => ({
    GREETING: textVar(host, "GREETING", "from the API"),
    ITEMS: await kv(host, "ITEMS", {
      namespace: "0123456789abcdef0123456789abcdef",
      services: false,
    }),
    WEB: service(host, "WEB", { service: "web" }),
  }),
  load: () => import("./worker-api.js"),
});

const worker = await loadWorker(env, () => import("#worker"));

await serve(host, honoListener(host, worker.fetch, env));
