// fetch() as workerd has it. Node's own adds headers of its own (user-agent,
// accept, sec-fetch-mode …), joins header lines, always decompresses, and fails
// with other errors, so this one stands on node:http instead.
// https://developers.cloudflare.com/workers/runtime-apis/fetch/
//
// Differences: HTTP/1.1 only; cf options are accepted and ignored; there is no
// cache in front of the origin.
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { byteStream } from "./bytes.ts";
import { setEncodedSource } from "./codings.ts";
import type { Config } from "./config.ts";
import { currentEvent } from "./context.ts";
import {
  appendWire,
  freezeHeaders,
  noteLines,
  wireHeaders,
} from "./headers.ts";
import {
  describeFetched,
  fixedLength,
  requestBody,
  setFixedLength,
} from "./messages.ts";
import type { Metrics } from "./metrics.ts";
import { parseDataURL } from "./mime-type.ts";
import { onStart, parts } from "./parts.ts";
import type { Connection } from "./websocket-connection.ts";
import { openSocket, routeWebSockets, socketOf } from "./websocket.ts";
import type { Opened } from "./websocket.ts";

const maxRedirects = 20;

// Idle connections are kept for less time than common servers keep theirs (5 s
// in Node itself), or a request could be sent into a closing one.
const agents = {
  "http:": new HttpAgent({ keepAlive: true, timeout: 4000 }),
  "https:": new HttpsAgent({ keepAlive: true, timeout: 4000 }),
};

onStart(({ config, metrics }) => {
  const fetch = async (...args: unknown[]): Promise<Response> => {
    if (args.length === 0)
      throw new TypeError(
        "Failed to execute 'fetch' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Request or string'.",
      );
    const [input, init] = args;
    const request = new Request(
      input as RequestInfo,
      init as RequestInit | undefined,
    );
    const url = new URL(request.url);
    if (url.protocol === "data:") return dataResponse(request);
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new TypeError(`Fetch API cannot load: ${url.href}`);
    return follow(request, url, (at) => route(config, at), metrics);
  };
  Object.defineProperty(globalThis, "fetch", {
    value: fetch,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  routeWebSockets((at) => route(config, at));
  parts.fetchUpstream = (request) =>
    follow(
      request,
      new URL(request.url),
      (at) => toUpstream(config, at),
      metrics,
    );
});

// The answer to anything but GET is empty.
function dataResponse(request: Request): Response {
  const data = parseDataURL(request.url);
  if (data === undefined)
    throw new TypeError(`Fetch API cannot load: ${request.url}`);
  return new Response(request.method === "GET" ? data.bytes : null, {
    statusText: "OK",
    headers: { "content-type": data.type },
  });
}

// On Cloudflare a fetch of the Worker's own address goes past the Worker to the
// origin behind it. Here the app has taken the address over, so the origin
// needs one of its own.
function route(config: Config, url: URL): URL {
  const own = config.publicOrigin?.host ?? currentEvent()?.host;
  return url.host === own || url.host === currentEvent()?.host
    ? toUpstream(config, url)
    : url;
}

function toUpstream(config: Config, url: URL): URL {
  if (config.upstreamOrigin === null)
    throw new TypeError(
      `The Worker fetched its own address ${url.origin}, which on Cloudflare reaches the origin behind it. Set UPSTREAM_ORIGIN to that origin.`,
    );
  const moved = new URL(url);
  moved.protocol = config.upstreamOrigin.protocol;
  moved.hostname = config.upstreamOrigin.hostname;
  moved.port = config.upstreamOrigin.port;
  return moved;
}

async function follow(
  request: Request,
  start: URL,
  routed: (url: URL) => URL,
  metrics: Metrics,
): Promise<Response> {
  const { signal } = request;
  signal.throwIfAborted();
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket")
    return followSocket(request, start, routed, metrics);
  let method = request.method;
  let headers = wireHeaders(request.headers).filter(
    ([name]) => !connectionHeaders.has(name),
  );
  if (request.cache === "no-store" || request.cache === "no-cache")
    for (const name of ["cache-control", "pragma"])
      if (!request.headers.has(name)) headers.push([name, "no-cache"]);
  let body = await requestBody(request);
  let url = start;
  const visited = [url.href];
  for (;;) {
    url.hash = "";
    const to = routed(url);
    const answer = await exchange(to, url.host, method, headers, body, signal);
    const status = answer.statusCode ?? 0;
    metrics.outbound.add({ host: to.host, status });
    const location = redirectStatuses.has(status)
      ? answer.headers.location
      : undefined;
    if (location === undefined || request.redirect !== "follow")
      return toResponse(answer, request, url, visited.length > 1);

    answer.resume();
    const next = redirectTo(location, url);
    if (next === null || !/^https?:$/.test(next.protocol))
      throw new TypeError(
        "Invalid Location header; unable to follow redirect.",
      );
    if (visited.length > maxRedirects)
      throw new TypeError(`Too many redirects.${visited.join(", ")}`);
    visited.push(next.href);
    if (
      (status === 303 && method !== "HEAD") ||
      (status < 303 && method === "POST")
    ) {
      if (method !== "GET") body = null;
      method = "GET";
    } else if (body instanceof ReadableStream) {
      throw new TypeError(
        "A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.",
      );
    }
    if (next.origin !== url.origin)
      headers = headers.filter(([name]) => name !== "authorization");
    url = next;
  }
}

// A fetch that asks for a WebSocket.
async function followSocket(
  request: Request,
  start: URL,
  routed: (url: URL) => URL,
  metrics: Metrics,
): Promise<Response> {
  const headers = wireHeaders(request.headers).filter(
    ([name]) => !connectionHeaders.has(name),
  );
  let url = start;
  for (let visited = 0; ; visited++) {
    url.hash = "";
    const to = routed(url);
    let opened: Opened;
    try {
      opened = await openSocket(to, url.host, headers, request.signal);
    } catch (error) {
      throwIfAborted(request.signal);
      throw error;
    }
    const { answer, connection, broken } = opened;
    const status = answer.statusCode ?? 0;
    metrics.outbound.add({ host: to.host, status });
    if (broken)
      return new Response(null, { status: 502, statusText: "Bad Gateway" });
    const { location } = answer.headers;
    const next =
      redirectStatuses.has(status) && request.redirect === "follow"
        ? redirectTo(location ?? "", url)
        : null;
    if (next === null || visited > maxRedirects)
      return toResponse(answer, request, url, visited > 0, connection);
    answer.destroy();
    url = next;
  }
}

// Headers are bytes; those beyond ASCII are percent-encoded as they are.
function redirectTo(location: string, from: URL): URL | null {
  const ascii = location.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return URL.parse(ascii, from);
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

// These describe a connection, and this one is not the one they came on.
const connectionHeaders = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

type Body = Uint8Array | ReadableStream<Uint8Array> | null;

async function exchange(
  to: URL,
  host: string,
  method: string,
  headers: readonly (readonly [string, string])[],
  body: Body,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method,
    // The Host header stays the public one, also on the way to the upstream.
    headers: [...headers.flat(), "host", host, ...lengthHeaders(method, body)],
  };
  try {
    return await attempt(to, options, body, signal, true);
  } catch (error) {
    throwIfAborted(signal);
    if (currentEvent()?.abandoned) throw connectionLost(error);
    // A kept connection may have been closed just as the request was sent.
    if (error instanceof StaleConnection && !(body instanceof ReadableStream))
      return attempt(to, options, body, signal, false).catch(
        (again: unknown) => {
          throwIfAborted(signal);
          throw connectionLost(again);
        },
      );
    throw connectionLost(error);
  }
}

function lengthHeaders(method: string, body: Body): string[] {
  if (body instanceof Uint8Array)
    return ["content-length", String(body.length)];
  if (body !== null) {
    const length = fixedLength(body);
    return length === undefined
      ? ["transfer-encoding", "chunked"]
      : ["content-length", String(length)];
  }
  return method === "GET" || method === "HEAD" ? [] : ["content-length", "0"];
}

class StaleConnection extends Error {}

function attempt(
  to: URL,
  options: RequestOptions,
  body: Body,
  signal: AbortSignal,
  reuse: boolean,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = to.protocol === "https:";
    const request = (secure ? httpsRequest : httpRequest)(to, {
      ...options,
      ...(reuse
        ? { agent: agents[secure ? "https:" : "http:"] }
        : { agent: false }),
    });
    const abort = () => request.destroy();
    signal.addEventListener("abort", abort, { once: true });
    const forget = currentEvent()?.onAbandoned(abort);
    request.once("close", () => {
      signal.removeEventListener("abort", abort);
      forget?.();
    });
    request.once("response", resolve);
    request.on("error", (error: NodeJS.ErrnoException) =>
      reject(
        request.reusedSocket && error.code === "ECONNRESET"
          ? new StaleConnection("stale", { cause: error })
          : error,
      ),
    );
    if (body instanceof ReadableStream)
      pipeline(pieces(body), request).catch(reject);
    else request.end(body ?? undefined);
  });
}

async function* pieces(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

// What was under way fails with an error, whatever the reason was.
function reasonOf(signal: AbortSignal): unknown {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw reasonOf(signal);
}

function connectionLost(cause: unknown): Error {
  return new Error("Network connection lost.", { cause });
}

function toResponse(
  answer: IncomingMessage,
  request: Request,
  url: URL,
  redirected: boolean,
  connection?: Connection,
): Response {
  const headers = new Headers();
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
    pairs.push([answer.rawHeaders[i] ?? "", answer.rawHeaders[i + 1] ?? ""]);
  for (const [name, value] of pairs) appendWire(headers, name, value);
  const status = answer.statusCode ?? 0;
  const webSocket = connection === undefined ? undefined : socketOf(connection);
  const init: ResponseInit & { webSocket?: unknown } = {
    status,
    statusText: answer.statusMessage ?? "",
    headers,
    webSocket,
  };
  const response = new Response(
    request.method === "HEAD" || nullBody.has(status)
      ? null
      : bodyOf(answer, request.signal),
    init,
  );
  noteLines(response.headers, pairs);
  freezeHeaders(response.headers);
  describeFetched(response, { url: url.href, redirected, webSocket });
  return response;
}

const nullBody = new Set([101, 204, 205, 304]);

// gzip and br are decoded for whoever reads the body; a body that is passed on
// unread leaves as it came.
function bodyOf(
  answer: IncomingMessage,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const coding = answer.headers["content-encoding"];
  const abort = () => answer.destroy(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  answer.once("close", () => signal.removeEventListener("abort", abort));
  const stream = byteStream(
    () => {
      const decoder =
        coding === "gzip"
          ? createGunzip()
          : coding === "br"
            ? createBrotliDecompress()
            : undefined;
      if (decoder === undefined) return answer;
      answer.on("error", (error) => decoder.destroy(error));
      return answer.pipe(decoder);
    },
    {
      failed(error) {
        if (signal.aborted) return reasonOf(signal);
        const { code = "" } = error as NodeJS.ErrnoException;
        if (/^Z_/.test(code))
          return new TypeError("Gzip decompression failed.");
        if (/^ERR_?_?BROTLI|^ERR__ERROR/.test(code))
          return new TypeError("Brotli decompression failed.");
        return connectionLost(error);
      },
      cancelled: () => void answer.destroy(),
    },
  );
  if (coding === "gzip" || coding === "br")
    setEncodedSource(stream, coding, answer);
  else if (answer.headers["content-length"] !== undefined)
    setFixedLength(stream, Number(answer.headers["content-length"]));
  return stream;
}
