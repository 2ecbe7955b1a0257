// Starts typescript as a Hono app.
//
// The Worker is src/index.ts, its own source;
// its routes are there. ROUTES.md says which line became which.
// platform/ gives it what Cloudflare gave it, and build.mjs bundles both.
import "./platform/features.ts";
import { cron } from "./platform/cron.ts";
import { switchOff } from "./platform/flags.ts";
import { handlersOf } from "./platform/handlers.ts";
import { honoListener } from "./platform/hono.ts";
import { kv } from "./platform/kv.ts";
import { createHost } from "./platform/runtime.ts";
import { optionalSecret } from "./platform/secrets.ts";
import { serve } from "./platform/serve.ts";
import { jsonVar, textVar } from "./platform/vars.ts";
import { loadWorker } from "./platform/worker.ts";

const host = createHost(new URL("..", import.meta.url), "typescript");

// What came after the Worker's compatibility date.
switchOff(
  "spec_compliant_dispatch_exceptions",
  "web_socket_auto_reply_to_close",
  "websocket_close_reason_byte_limit",
  "websocket_standard_binary_type",
);

const env = {
  GREETING: textVar(host, "GREETING", "Grüße"),
  LIMITS: jsonVar(host, "LIMITS", { max: 3 }),
  NOTES: await kv(host, "NOTES", {
    namespace: "0123456789abcdef",
    services: true,
  }),
  API_TOKEN: optionalSecret(host, "API_TOKEN"),
};
const worker = await loadWorker(env, () => import("#worker"));
const trigger = await cron(host, { crons: ["*/5 * * * *"], services: true });

await serve(host, honoListener(host, worker.fetch, env), {
  handlers: handlersOf(host, { worker, env }),
  triggers: [trigger],
});
