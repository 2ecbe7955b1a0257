import { purge } from "./purge";
import { handleRequest } from "./router";
import type { Env } from "./env";

// The Worker: requests go to the router, the cron job cleans up.
export default {
  async fetch(request, env, ctx): Promise<Response> {
    return handleRequest(request, env, ctx);
  },

  async scheduled(_event, env) {
    await purge(env);
  },
} satisfies ExportedHandler<Env>;
