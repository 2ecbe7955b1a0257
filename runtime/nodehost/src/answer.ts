// Answers one HTTP request: makes the Worker's Request, calls the handler and
// sends what it returned.
import type { IncomingMessage, ServerResponse } from "node:http";
import { ExecutionContext } from "./context.ts";
import { exchangeOf, refuse } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { errorFields, log } from "./log.ts";
import { unlessHopeless } from "./hopeless.ts";
import { parts } from "./parts.ts";
import { BadRequest, toRequest } from "./request.ts";
import { send } from "./response.ts";
import type { Platform } from "./runtime.ts";

/** Where a request goes: a framework's fetch, or the Worker itself. */
export type Handler = (
  request: Request,
  ctx: ExecutionContext,
) => Response | Promise<Response>;

/** workerd looks at the Upgrade header alone. */
function isUpgrade(incoming: IncomingMessage): boolean {
  return incoming.headers.upgrade?.toLowerCase() === "websocket";
}

export async function answer(
  host: Platform,
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const exchange = exchangeOf(incoming);
  let response: Response;
  try {
    const request = toRequest(incoming, outgoing, exchange, host.config);
    const upgrade = isUpgrade(incoming);
    response = await respond(handler, request, exchange, upgrade);
  } catch (error) {
    return refuse(error, outgoing);
  }
  try {
    await send(response, incoming, outgoing, exchange);
  } catch (error) {
    log("error", "the response's body failed", errorFields(error));
  }
}

// An exception becomes a 500, or the origin's answer when the Worker asked for
// that with passThroughOnException and has not read the body yet.
async function respond(
  handler: Handler,
  request: Request,
  exchange: Exchange,
  upgrade: boolean,
): Promise<Response> {
  try {
    const ctx = new ExecutionContext(exchange.event);
    const response = await unlessHopeless(
      Promise.resolve(handler(request, ctx)),
    );
    // The property is the platform's own; see messages.ts.
    if (!upgrade && (response as { webSocket?: unknown }).webSocket)
      throw new TypeError(
        'Worker tried to return a WebSocket in a response to a request which did not contain the header "Upgrade: websocket".',
      );
    return response;
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    log("error", "the Worker threw an exception", errorFields(error));
    const { fetchUpstream } = parts;
    if (fetchUpstream && exchange.event.passThrough && !request.bodyUsed) {
      try {
        return await fetchUpstream(request);
      } catch (failure) {
        log(
          "error",
          "passing the request through failed",
          errorFields(failure),
        );
      }
    }
    return new Response("Internal Server Error\n", { status: 500 });
  }
}
