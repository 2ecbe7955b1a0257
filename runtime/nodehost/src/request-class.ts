// Request as workerd has it, on top of Node's own class: the prototype stays
// Node's, so that whatever clone() returns is an instance too; the constructor is
// wrapped. https://developers.cloudflare.com/workers/runtime-apis/request/
import { bytesInit, noteLines } from "./headers.ts";
import { acceptLazy, native, unmade } from "./lazy.ts";
import {
  define,
  getter,
  keepOnClone,
  refuseUsedBodies,
} from "./message-members.ts";
import { fixedLength, requests } from "./messages.ts";
import type { Init, RequestExtra } from "./messages.ts";
import { parts } from "./parts.ts";

const NodeRequest = globalThis.Request;
const { ReadableStream } = globalThis;

export function installRequest(): void {
  acceptLazy(NodeRequest.prototype);
  const Request = new Proxy(NodeRequest, {
    construct(target, [input, given], newTarget) {
      const init = (given ?? {}) as Init;
      if (input === undefined)
        throw new TypeError(
          "Failed to construct 'Request': constructor parameter 1 is not of type 'Request or string'.",
        );
      if (typeof init !== "object")
        throw new TypeError(
          "Failed to construct 'Request': constructor parameter 2 is not of type 'RequestInitializerDict or Request'.",
        );
      const from = input instanceof NodeRequest ? input : undefined;
      if (from?.bodyUsed === true && init["body"] === undefined)
        throw new TypeError("Cannot reconstruct a Request with a used body.");
      const headers = fieldInit("RequestInitializerDict", init);
      const request = Reflect.construct(
        target,
        [
          from === undefined ? address(input) : native(from),
          requestInit(init, headers, from),
        ],
        newTarget,
      ) as Request;
      if (Array.isArray(headers)) noteLines(request.headers, headers);
      requests.set(
        request,
        requestExtra(init, from === undefined ? undefined : requests.get(from)),
      );
      return request;
    },
  });
  const method = getter(NodeRequest.prototype, "method");
  const cache = getter(NodeRequest.prototype, "cache");
  const signal = getter(NodeRequest.prototype, "signal");
  const url = getter(NodeRequest.prototype, "url");
  const headers = getter(NodeRequest.prototype, "headers");
  const body = getter(NodeRequest.prototype, "body");
  const bodyUsed = getter(NodeRequest.prototype, "bodyUsed");
  define(NodeRequest.prototype, Request, {
    cf(request) {
      const extra = requests.get(request);
      return extra?.incoming === undefined ? extra?.cf : extra.incoming.cf;
    },
    method: (request) => requests.get(request)?.method ?? method.call(request),
    signal(request) {
      const extra = requests.get(request);
      return extra?.signal ?? extra?.incoming?.signal ?? signal.call(request);
    },
    url: (request) => requests.get(request)?.incoming?.url ?? url.call(request),
    headers: (request) =>
      requests.get(request)?.incoming?.headers ?? headers.call(request),
    body: (request) =>
      requests.get(request)?.incoming?.bodiless === true
        ? null
        : body.call(request),
    bodyUsed: (request) => (unmade(request) ? false : bodyUsed.call(request)),
    cache(request) {
      const mode = cache.call(request);
      return mode === "default" ? undefined : mode;
    },
  });
  // What only browsers' requests have.
  for (const name of [
    "attribute",
    "credentials",
    "destination",
    "duplex",
    "isHistoryNavigation",
    "isReloadNavigation",
    "mode",
    "referrer",
    "referrerPolicy",
  ])
    Reflect.deleteProperty(NodeRequest.prototype, name);
  keepOnClone(NodeRequest.prototype, requests, ({ incoming, ...extra }) => ({
    ...extra,
    cf: incoming === undefined ? extra.cf : incoming.cf,
  }));
  refuseUsedBodies(NodeRequest.prototype);
  globalThis.Request = Request;
}

export const wrongField = (field: string, dictionary: string, type: string) =>
  new TypeError(
    `Incorrect type for the '${field}' field on '${dictionary}': the provided value is not of type '${type}'.`,
  );

export function fieldInit(
  dictionary: string,
  init: Init,
): HeadersInit | undefined {
  const headers = init["headers"];
  if (
    headers !== undefined &&
    (typeof headers !== "object" || headers === null)
  )
    throw wrongField("headers", dictionary, "Headers or Sequence or object");
  return bytesInit(headers);
}

function address(input: unknown): string {
  const text = String(input);
  const url = URL.parse(text);
  if (url === null) throw new TypeError(`Invalid URL: ${text}`);
  // Node refuses them; Workers never send them.
  url.username = "";
  url.password = "";
  return url.href;
}

// init is often a Request, whose properties are getters of its prototype: no
// spread here. Node demands duplex for streams and allows nothing but "half".
function requestInit(
  init: Init,
  headers: unknown,
  from: Request | undefined,
): Init {
  const picked: Record<string, unknown> = { duplex: "half" };
  const dictionary = "RequestInitializerDict";
  const [signal, integrity, cf] = ["signal", "integrity", "cf"].map(
    (k) => init[k],
  );
  if ((signal ?? null) !== null && !(signal instanceof AbortSignal))
    throw wrongField("signal", dictionary, "AbortSignal");
  if (typeof (cf ?? {}) !== "object")
    throw wrongField("cf", dictionary, "Object");
  if ((integrity ?? "") !== "")
    throw new TypeError(
      "Subrequest integrity checking is not implemented. The integrity option must be either undefined or an empty string.",
    );
  for (const name of ["body", "signal", "integrity"])
    if (init[name] !== undefined) picked[name] = init[name];
  const form = parts.formBody?.(init["body"]);
  if (form !== undefined) picked["body"] = form;
  if (headers !== undefined) picked["headers"] = headers;
  const given = init["method"];
  const method =
    given === undefined ? (from?.method ?? "GET") : knownMethod(String(given));
  // Node knows no TRACE; requestExtra keeps the name.
  if (given !== undefined)
    picked["method"] = method === "TRACE" ? "GET" : method;
  if (
    (method === "GET" || method === "HEAD") &&
    ((init["body"] === undefined ? bodyOf(from) : init["body"]) ?? null) !==
      null
  )
    throw new TypeError(
      "Request with a GET or HEAD method cannot have a body.",
    );
  const redirect = init["redirect"];
  if (redirect !== undefined) {
    if (redirect !== "follow" && redirect !== "manual")
      throw new TypeError(
        'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since it does not make sense at the edge; use "manual" and check the response status code).',
      );
    picked["redirect"] = redirect;
  }
  const cache = init instanceof NodeRequest ? undefined : init["cache"];
  if (cache !== undefined && cache !== "no-store" && cache !== "no-cache")
    throw new TypeError(`Unsupported cache mode: ${String(cache)}`);
  if (cache !== undefined) picked["cache"] = cache;
  return picked;
}

// The body that a new Request would take over.
function bodyOf(from: Request | undefined): unknown {
  return from === undefined || /^(GET|HEAD)$/.test(from.method)
    ? null
    : from.body;
}

const methods = new Set(
  `GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND
   PROPPATCH SEARCH UNLOCK ACL REPORT MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY
   SUBSCRIBE UNSUBSCRIBE QUERY BAN`.split(/\s+/),
);

function knownMethod(method: string): string {
  const upper = method.toUpperCase();
  if (!methods.has(upper))
    throw new TypeError(`Invalid HTTP method string: ${method}`);
  return upper;
}

function requestExtra(
  init: Init,
  from: RequestExtra | undefined,
): RequestExtra {
  const body = init["body"];
  const given = init["signal"];
  const method =
    init["method"] === undefined
      ? from?.method
      : String(init["method"]).toUpperCase();
  const common = {
    ...(method === "TRACE" && { method }),
    cf: init["cf"] ?? from?.cf ?? from?.incoming?.cf,
    signal: given instanceof AbortSignal ? given : undefined,
  };
  if (body === undefined || body === null)
    return { ...common, whole: from?.whole ?? false, length: from?.length };
  if (body instanceof ReadableStream)
    return { ...common, whole: false, length: fixedLength(body) };
  const streams = typeof body === "object" && Symbol.asyncIterator in body;
  return { ...common, whole: !streams };
}
