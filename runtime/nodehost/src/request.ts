// Turns what Node received into the Request a Worker sees: its URL as the
// public sees it, the headers Cloudflare would add, and a body that is read
// from the socket only as fast as the Worker reads it.
import type { IncomingMessage, ServerResponse } from "node:http";
import { plainAddress } from "./config.ts";
import type { Config } from "./config.ts";
import type { WorkerEvent } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import { appendWire, freezeHeaders } from "./headers.ts";
import { incomingRequest, setFixedLength } from "./messages.ts";
import type { Incoming } from "./messages.ts";
import { parts } from "./parts.ts";

/** Who asks, as far as the proxies in front can be believed. */
export interface Client {
  readonly address: string;
  readonly trusted: boolean;
}

/** What workerd says to a target with characters that it does not take. */
export const invalidTarget = "invalid URI";

export class BadRequest extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  static tooLarge(): BadRequest {
    return new BadRequest(
      413,
      "The request's body is larger than W2C_MAX_BODY_MB allows.",
    );
  }
}

export function clientOf(incoming: IncomingMessage, config: Config): Client {
  const peer = plainAddress(incoming.socket.remoteAddress ?? "");
  if (!config.trusted(peer)) return { address: peer, trusted: false };
  const fly = single(incoming, "fly-client-ip");
  if (fly !== undefined) return { address: plainAddress(fly), trusted: true };
  // Each proxy appends the address it was called from, so the list is believed
  // from its end, up to the first address that is not one of our own proxies.
  const hops = (single(incoming, "x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => plainAddress(hop.trim()))
    .filter((hop) => hop !== "");
  const client = hops.findLast((hop) => !config.trusted(hop)) ?? hops[0];
  return { address: client ?? peer, trusted: true };
}

export function publicURL(
  incoming: IncomingMessage,
  client: Client,
  config: Config,
): URL {
  if (hosts(incoming) > 1)
    throw new BadRequest(400, "The request has more than one Host header.");
  const target = incoming.url ?? "/";
  if (/^[^?#]*[<>`]|^[^?#]*\?[^#]*["<>]/.test(target))
    throw new BadRequest(400, invalidTarget);
  const absolute = /^https?:\/\//i.test(target);
  const url = URL.parse(
    absolute ? target : ownOrigin(incoming, client) + target,
  );
  if (url === null || (!absolute && !target.startsWith("/")))
    throw new BadRequest(400, "The request's target is malformed.");
  if (config.publicOrigin !== null) {
    url.protocol = config.publicOrigin.protocol;
    url.hostname = config.publicOrigin.hostname;
    url.port = config.publicOrigin.port;
  }
  url.hash = "";
  return url;
}

// Node takes the first of several; a proxy in front may have looked at another.
function hosts(incoming: IncomingMessage): number {
  let found = 0;
  const raw = incoming.rawHeaders;
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i]?.length === 4 && raw[i]?.toLowerCase() === "host") found++;
  return found;
}

function ownOrigin(incoming: IncomingMessage, client: Client): string {
  const host = incoming.headers.host ?? "";
  if (!isHost(host))
    throw new BadRequest(400, "The request's Host header is malformed.");
  if (!client.trusted) return `http://${host}`;
  const scheme = first(single(incoming, "x-forwarded-proto"));
  const forwarded = first(single(incoming, "x-forwarded-host"));
  const name = forwarded !== undefined && isHost(forwarded) ? forwarded : host;
  return `${scheme === "https" ? "https" : "http"}://${name}`;
}

// Nothing that would end the host part of a URL early.
function isHost(host: string): boolean {
  return host !== "" && !/[\s/\\?#@]/.test(host);
}

function first(list: string | undefined): string | undefined {
  const value = list?.split(",", 1)[0]?.trim();
  return value === "" ? undefined : value;
}

function single(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

// Headers that Cloudflare sets itself, so that a Worker believes them. From a
// client that is not one of our proxies they are lies.
const spoofable = new Set([
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-connecting-o2o",
  "cf-ipcountry",
  "cf-ray",
  "cf-visitor",
  "cf-worker",
  "cf-ew-via",
  "true-client-ip",
  "fly-client-ip",
  "fly-region",
]);

export function toRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { client, url, ray, event }: Exchange,
  config: Config,
): Request {
  const method = incoming.method ?? "GET";
  const aborted = abortedBy(outgoing, event);
  if (url.username !== "" || url.password !== "") {
    url.username = "";
    url.password = "";
  }
  const bodiless = method === "GET" || method === "HEAD" || !hasBody(incoming);
  const declared = incoming.headers["content-length"];
  const length = declared === undefined ? undefined : Number(declared);
  let headers: Headers | undefined;
  let cf: Record<string, unknown> | undefined;
  const parts: Incoming = {
    url: url.href,
    bodiless,
    get headers() {
      return (headers ??= headersFor(incoming, client, url, ray, config));
    },
    get signal() {
      return aborted();
    },
    get cf() {
      return (cf ??= cfOf(incoming, client, config));
    },
  };
  return incomingRequest(method, length, parts, () => {
    const body = bodiless ? null : bodyOf(incoming, config.maxBodyBytes);
    if (body !== null && length !== undefined) setFixedLength(body, length);
    const init: RequestInit & { duplex: "half" } = {
      // undici refuses TRACE; the real name is told beside it.
      method: method === "TRACE" ? "GET" : method,
      headers: parts.headers,
      signal: parts.signal,
      redirect: "manual",
      body,
      duplex: "half",
    };
    const request = new Request(url, init);
    freezeHeaders(request.headers);
    return request;
  });
}

// Hears of a client that leaves; the signal that says so is made when wanted.
function abortedBy(
  outgoing: ServerResponse,
  event: WorkerEvent,
): () => AbortSignal {
  let left: DOMException | undefined;
  let controller: AbortController | undefined;
  outgoing.once("close", () => {
    if (outgoing.writableFinished) return;
    left = new DOMException("The client disconnected", "AbortError");
    controller?.abort(left);
    event.clientLeft();
  });
  return () => {
    if (controller === undefined) {
      controller = new AbortController();
      if (left !== undefined) controller.abort(left);
    }
    return controller.signal;
  };
}

function headersFor(
  incoming: IncomingMessage,
  client: Client,
  url: URL,
  ray: string | undefined,
  config: Config,
): Headers {
  const headers = new Headers();
  const raw = incoming.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? "";
    if (!client.trusted && spoofable.has(name.toLowerCase())) continue;
    appendWire(headers, name, raw[i + 1] ?? "");
  }
  headers.set("accept-encoding", "br, gzip");
  if (client.address !== "") headers.set("cf-connecting-ip", client.address);
  if (headers.has("x-real-ip")) headers.set("x-real-ip", client.address);
  if (ray !== undefined) headers.set("cf-ray", ray);
  if (config.publicOrigin !== null) headers.set("host", url.host);
  freezeHeaders(headers);
  return headers;
}

function hasBody(incoming: IncomingMessage): boolean {
  return (
    incoming.headers["transfer-encoding"] !== undefined ||
    incoming.headers["content-length"] !== undefined
  );
}

/** What is known of Cloudflare's request.cf: the place, the protocol, no geography. */
function cfOf(
  incoming: IncomingMessage,
  client: Client,
  config: Config,
): Record<string, unknown> {
  const region = client.trusted
    ? (single(incoming, "fly-region") ?? config.region)
    : config.region;
  const cf: Record<string, unknown> = {
    httpProtocol: `HTTP/${incoming.httpVersion}`,
    clientAcceptEncoding: single(incoming, "accept-encoding") ?? "",
  };
  if (region !== undefined) cf["colo"] = region.toUpperCase();
  const country = client.trusted ? single(incoming, "cf-ipcountry") : undefined;
  if (country !== undefined) cf["country"] = country;
  return cf;
}

function bodyOf(
  incoming: IncomingMessage,
  limit: number | null,
): ReadableStream<Uint8Array> {
  let seen = 0;
  const byteStream = parts.streams?.byteStream ?? plainStream;
  return byteStream(() => incoming, {
    check(length) {
      seen += length;
      if (limit !== null && seen > limit) throw BadRequest.tooLarge();
    },
    // What is left is read and dropped, so that the answer can still be sent.
    cancelled: () => void incoming.resume(),
  });
}

// For a Worker that reads no bodies: routes that were added to the app may.
function plainStream(
  source: () => IncomingMessage,
  options: { check(length: number): void; cancelled(): void },
): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Buffer> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        chunks ??= source().iterator({
          destroyOnReturn: false,
        }) as AsyncIterator<Buffer>;
        const { done, value } = await chunks.next();
        if (done === true) return controller.close();
        options.check(value.length);
        controller.enqueue(new Uint8Array(value));
      },
      async cancel() {
        await chunks?.return?.();
        options.cancelled();
      },
    },
    { highWaterMark: 0 },
  );
}
