// Puts a Hono app on the platform: @hono/node-server runs it, and the platform
// converts requests and responses, because they must be what a Worker sees and
// sends (node-server, for one, would add a content-type and drop the status text).
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { HttpBindings } from "@hono/node-server";
import type { RequestListener } from "node:http";
import { answer } from "./answer.ts";
import type { ExecutionContext } from "./context.ts";
import type { Platform } from "./runtime.ts";
import type { Env } from "./worker.ts";

type Fetch = (
  request: Request,
  env: Env,
  ctx: ExecutionContext,
) => Response | Promise<Response>;

export function honoListener(
  host: Platform,
  fetch: Fetch,
  env: Env,
): RequestListener {
  return getRequestListener(
    async (_request, node) => {
      const { incoming, outgoing } = node as HttpBindings;
      await answer(
        host,
        (request, ctx) => fetch(request, env, ctx),
        incoming,
        outgoing,
      );
      return RESPONSE_ALREADY_SENT;
    },
    { overrideGlobalObjects: false, autoCleanupIncoming: false },
  );
}
