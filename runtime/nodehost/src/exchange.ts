// One request and its answer as the operator sees them: the id, who asked for
// what, and when it is over one log line and the metrics. Everything a request
// does happens inside its event, whichever framework route answers it.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { WorkerEvent } from "./context.ts";
import { anonymized, errorFields, log } from "./log.ts";
import { BadRequest, clientOf, invalidTarget, publicURL } from "./request.ts";
import type { Client } from "./request.ts";
import type { Platform } from "./runtime.ts";

export interface Exchange {
  readonly event: WorkerEvent;
  readonly client: Client;
  readonly url: URL;
  /** The id a proxy in front gave this request; the Worker sees it as cf-ray. */
  readonly ray: string | undefined;
  /** Bytes of the answer's body so far. */
  bytes: number;
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

export function exchangeOf(incoming: IncomingMessage): Exchange {
  const found = exchanges.get(incoming);
  if (found === undefined)
    throw new Error("this request did not come through serve()");
  return found;
}

/** Begins an exchange; undefined when the request was malformed and is answered. */
export function begin(
  host: Platform,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Exchange | undefined {
  const started = performance.now();
  const client = clientOf(incoming, host.config);
  const ray = givenId(incoming);
  const event = new WorkerEvent(ray ?? randomUUID(), (error) =>
    log("error", "a waitUntil promise was rejected", errorFields(error)),
  );
  host.metrics.inFlight++;
  let exchange: Exchange | undefined;
  outgoing.once("close", () => {
    void event.settled().then(() => event.end());
    const seconds = (performance.now() - started) / 1000;
    const method = incoming.method ?? "";
    const status = outgoing.statusCode;
    host.metrics.inFlight--;
    host.metrics.requests.add({ method, route: "*", status });
    host.metrics.durations.observe({ method, route: "*", status }, seconds);
    log("info", "request", {
      request_id: event.id,
      ...traceOf(incoming),
      method,
      path: exchange?.url.pathname ?? "",
      status,
      duration_ms: Math.round(seconds * 1e6) / 1000,
      bytes: exchange?.bytes ?? 0,
      ...clientField(client, host),
      ...(host.config.region && { region: host.config.region }),
    });
  });
  try {
    const url = publicURL(incoming, client, host.config);
    refuseLargeBody(incoming, host.config.maxBodyBytes);
    event.host = url.host;
    exchange = { event, client, url, ray, bytes: 0 };
    exchanges.set(incoming, exchange);
    // Framework routes match on what the Worker sees: the path without dot
    // segments, percent-encoded as URLs are.
    incoming.url = url.pathname + url.search;
    incoming.headers.host = url.host;
    return exchange;
  } catch (error) {
    refuse(error, outgoing);
    return undefined;
  }
}

/** Answers a request that never reaches the Worker, or whose body grew too large. */
export function refuse(error: unknown, outgoing: ServerResponse): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const known = error instanceof BadRequest;
  if (!known) log("error", "the request failed", errorFields(error));
  outgoing.shouldKeepAlive = false;
  const text = known ? error.message : "Internal Server Error";
  const asWorkerd = text === invalidTarget;
  outgoing.writeHead(known ? error.status : 500, {
    "Content-Type": asWorkerd ? "text/plain" : "text/plain;charset=UTF-8",
  });
  outgoing.end(asWorkerd ? text : `${text}\n`);
}

function refuseLargeBody(
  incoming: IncomingMessage,
  limit: number | null,
): void {
  if (limit !== null && Number(incoming.headers["content-length"] ?? 0) > limit)
    throw BadRequest.tooLarge();
}

// An id that a proxy gave the request is kept, so that its log and ours can be
// read side by side.
function givenId(incoming: IncomingMessage): string | undefined {
  for (const name of ["x-request-id", "fly-request-id"]) {
    const value = incoming.headers[name];
    if (typeof value === "string" && /^[\w.:+/=-]{1,128}$/.test(value))
      return value;
  }
  return undefined;
}

function traceOf(incoming: IncomingMessage): { trace_id?: string } {
  const value = incoming.headers["traceparent"];
  const trace =
    typeof value === "string"
      ? /^[\da-f]{2}-([\da-f]{32})-/.exec(value)?.[1]
      : undefined;
  return trace === undefined ? {} : { trace_id: trace };
}

function clientField(client: Client, host: Platform): { client_ip?: string } {
  switch (host.config.logIp) {
    case "off":
      return {};
    case "full":
      return { client_ip: client.address };
    case "anonymized":
      return { client_ip: anonymized(client.address) };
  }
}
