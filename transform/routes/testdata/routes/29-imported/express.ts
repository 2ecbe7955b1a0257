import { purge } from "./purge";
import { routes } from "./router";
import type { Env } from "./env";

// The Worker: requests go to the router, the cron job cleans up.
export default {
  async scheduled(_event, env) {
    await purge(env);
  },
} satisfies ExportedHandler<Env>;

export { routes };
