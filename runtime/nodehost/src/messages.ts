// Request and Response as workerd has them, on top of Node's own classes. The
// prototypes stay Node's, so that whatever clone() returns is an instance too;
// the constructors are wrapped.
//  https://developers.cloudflare.com/workers/runtime-apis/request/
//  https://developers.cloudflare.com/workers/runtime-apis/response/
import { formToBlob, parseForm } from "./form.ts";
import {
  bytesInit,
  freezeHeaders,
  headersOf,
  isFrozen,
  noteLines,
} from "./headers.ts";
import { acceptLazy, lazily, native, unmade } from "./lazy.ts";
import { blobType } from "./mime-type.ts";
import { knownLength } from "./streams.ts";
import { isSocket } from "./websocket.ts";

const NodeRequest = globalThis.Request;
const NodeResponse = globalThis.Response;

type Init = Readonly<Record<string, unknown>>;

/** What a Request has on Workers and Node's class has no place for. */
interface RequestExtra {
  readonly cf?: unknown;
  readonly method?: string;
  /** The body was given whole and can be sent again. */
  readonly whole?: boolean;
  /** The very signal that was given; Node's class makes one that follows it. */
  readonly signal?: AbortSignal | undefined;
  /** The body's length where it is known though the body is a stream. */
  readonly length?: number | undefined;
  /** What a request that came in says without its native part. */
  readonly incoming?: Incoming | undefined;
}

/** A request as it came in; each part is made when it is asked for, and once. */
export interface Incoming {
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly cf: unknown;
  readonly bodiless: boolean;
}

interface ResponseExtra {
  /** The body as it was given, while nobody has touched it. */
  whole?: string | null | undefined;
  /** The head of a response that is made lazily. */
  readonly head?: Head | undefined;
  readonly encodeBody?: "automatic" | "manual";
  readonly cf?: unknown;
  readonly url?: string;
  readonly redirected?: boolean;
  /** Of a response to an upgrade. */
  readonly webSocket?: unknown;
}

interface Head {
  readonly status: number;
  readonly statusText: string;
  /** Undefined while nobody has asked for them: they are what the body implies. */
  headers: Headers | undefined;
}

const requests = new WeakMap<Request, RequestExtra>();
const responses = new WeakMap<Response, ResponseExtra>();
const lengths = new WeakMap<ReadableStream, number>();

/** The Request of a Worker; make makes Node's own when more than incoming is asked for. */
export function incomingRequest(
  method: string,
  length: number | undefined,
  incoming: Incoming,
  make: () => Request,
): Request {
  const request = lazily(NodeRequest, () => native(make()));
  requests.set(request, { method, length, incoming });
  return request;
}

export function describeFetched(
  response: Response,
  extra: { url: string; redirected: boolean; webSocket?: unknown },
): void {
  responses.set(response, { ...responses.get(response), ...extra });
}

/** Remembers that stream will yield exactly so many bytes. */
export function setFixedLength(stream: ReadableStream, length: number): void {
  lengths.set(stream, length);
}

export function fixedLength(stream: ReadableStream): number | undefined {
  return lengths.get(stream) ?? knownLength(stream);
}

/** The body to send for request: bytes when it was given whole, else its stream. */
export async function requestBody(
  request: Request,
): Promise<Uint8Array | ReadableStream<Uint8Array> | null> {
  if (request.body === null) return null;
  const extra = requests.get(request);
  if (extra?.whole === true) return new Uint8Array(await request.arrayBuffer());
  if (extra?.length !== undefined) setFixedLength(request.body, extra.length);
  return request.body;
}

/** The body that a response was made from; undefined when only its stream knows. */
export function wholeBody(response: Response): string | null | undefined {
  const extra = responses.get(response);
  if (extra?.whole === undefined) return undefined;
  return unmade(response) || !response.bodyUsed ? extra.whole : undefined;
}

/** The headers of response, or undefined when they are just what its body implies. */
export function ownHeaders(response: Response): Headers | undefined {
  const head = responses.get(response)?.head;
  return head === undefined ? response.headers : head.headers;
}

/** What a body given as text implies, when no headers say otherwise. */
export const textType = "text/plain;charset=UTF-8";

export function encodeBody(response: Response): "automatic" | "manual" {
  return responses.get(response)?.encodeBody ?? "automatic";
}

export function installMessages(): void {
  installRequest();
  installResponse();
}

function installRequest(): void {
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
      if (from?.bodyUsed === true && (init["body"] ?? null) === null)
        throw new TypeError("Cannot reconstruct a Request with a used body.");
      const headers = fieldInit("RequestInitializerDict", init);
      const request = Reflect.construct(
        target,
        [
          from === undefined ? address(input) : native(from),
          requestInit(init, headers, from?.method),
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
  readForms(NodeRequest.prototype);
  globalThis.Request = Request;
}

const wrongField = (field: string, dictionary: string, type: string) =>
  new TypeError(
    `Incorrect type for the '${field}' field on '${dictionary}': the provided value is not of type '${type}'.`,
  );

function fieldInit(dictionary: string, init: Init): HeadersInit | undefined {
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
  inherited: string | undefined,
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
  if (init["body"] instanceof FormData)
    picked["body"] = formToBlob(init["body"]);
  if (headers !== undefined) picked["headers"] = headers;
  const method = init["method"];
  if (method !== undefined) picked["method"] = knownMethod(String(method));
  if (
    (init["body"] ?? null) !== null &&
    /^(GET|HEAD)$/.test(String(picked["method"] ?? inherited ?? "GET"))
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
  const common = {
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

function installResponse(): void {
  acceptLazy(NodeResponse.prototype);
  const Response = new Proxy(NodeResponse, {
    construct(target, [body, given], newTarget) {
      const init = (given ?? {}) as Init;
      if (typeof init !== "object")
        throw new TypeError(
          "Failed to construct 'Response': constructor parameter 2 is not of type 'InitializerDict or Response'.",
        );
      const headers = fieldInit("InitializerDict", init);
      checkResponseInit(body, init);
      if (isPlain(body, init))
        return plainResponse(target, body ?? null, init, headers, newTarget);
      // init may be a Response: no spread here either.
      const response = Reflect.construct(
        target,
        [
          body instanceof FormData ? formToBlob(body) : body,
          headers === undefined
            ? given
            : {
                status: init["status"],
                statusText: init["statusText"] ?? "",
                headers,
              },
        ],
        newTarget,
      ) as Response;
      if (Array.isArray(headers)) noteLines(response.headers, headers);
      responses.set(response, {
        whole: whole(body),
        encodeBody: init["encodeBody"] === "manual" ? "manual" : "automatic",
        cf: init["cf"],
      });
      return response;
    },
  });
  const status = getter(NodeResponse.prototype, "status");
  const statusText = getter(NodeResponse.prototype, "statusText");
  const ok = getter(NodeResponse.prototype, "ok");
  const type = getter(NodeResponse.prototype, "type");
  const headers = getter(NodeResponse.prototype, "headers");
  const bodyUsed = getter(NodeResponse.prototype, "bodyUsed");
  const body = getter(NodeResponse.prototype, "body");
  const url = getter(NodeResponse.prototype, "url");
  const redirected = getter(NodeResponse.prototype, "redirected");
  define(NodeResponse.prototype, Response, {
    cf: (response) => responses.get(response)?.cf,
    webSocket: (response) => responses.get(response)?.webSocket ?? null,
    status: (response) =>
      responses.get(response)?.head?.status ?? status.call(response),
    statusText: (response) =>
      responses.get(response)?.head?.statusText ?? statusText.call(response),
    ok(response) {
      const head = responses.get(response)?.head;
      if (head === undefined) return ok.call(response);
      return head.status >= 200 && head.status <= 299;
    },
    type: (response) => (unmade(response) ? "default" : type.call(response)),
    headers(response) {
      const extra = responses.get(response);
      if (extra?.head === undefined) return headers.call(response);
      return (extra.head.headers ??= impliedHeaders(extra.whole ?? null));
    },
    bodyUsed: (response) =>
      unmade(response) ? false : bodyUsed.call(response),
    url: (response) => responses.get(response)?.url ?? url.call(response),
    redirected: (response) =>
      responses.get(response)?.redirected ?? redirected.call(response),
    body(response) {
      // From here on only the stream knows what is left to send.
      const extra = responses.get(response);
      if (extra?.whole !== undefined) {
        if (extra.head !== undefined)
          extra.head.headers ??= impliedHeaders(extra.whole);
        extra.whole = undefined;
      }
      return body.call(response);
    },
  });
  replace(NodeResponse, { json, redirect });
  keepOnClone(NodeResponse.prototype, responses, (extra, response) => ({
    ...extra,
    head: extra.head && {
      ...extra.head,
      headers: new Headers(response.headers),
    },
  }));
  refuseUsedBodies(NodeResponse.prototype);
  readForms(NodeResponse.prototype);
  globalThis.Response = Response;
}

// A text or nothing under a head that Node's class would take as it is.
function isPlain(body: unknown, init: Init): body is string | null | undefined {
  const { status, statusText } = init;
  return (
    (body === null || body === undefined || typeof body === "string") &&
    (status === undefined || Number.isInteger(status)) &&
    (statusText === undefined ||
      (typeof statusText === "string" && /^[\t\x20-\x7e]*$/.test(statusText)))
  );
}

function plainResponse(
  target: typeof Response,
  body: string | null,
  init: Init,
  bytes: HeadersInit | undefined,
  newTarget: unknown,
): Response {
  const response: Response = lazily(newTarget, () => {
    const { status, statusText, headers } = response;
    // Node's class knows no 101.
    const made = new target(body, {
      status: status === 101 ? 200 : status,
      statusText,
    });
    // Headers that somebody changed, or that imply another type than the text's.
    for (const name of [...made.headers.keys()]) made.headers.delete(name);
    for (const [name, value] of headers) made.headers.append(name, value);
    return made;
  });
  let headers: Headers | undefined;
  if (bytes !== undefined) {
    headers = headersOf(bytes);
    if (body !== null && !headers.has("content-type"))
      headers.set("content-type", textType);
  }
  responses.set(response, {
    whole: body,
    head: {
      // isPlain has looked at both.
      status: (init["status"] as number | undefined) ?? 200,
      statusText: (init["statusText"] as string | undefined) ?? "",
      headers,
    },
    encodeBody: init["encodeBody"] === "manual" ? "manual" : "automatic",
    cf: init["cf"],
    webSocket: init["webSocket"],
  });
  return response;
}

function impliedHeaders(body: string | null): Headers {
  return new Headers(body === null ? undefined : { "content-type": textType });
}

function checkResponseInit(body: unknown, init: Init): void {
  const status = init["status"] === undefined ? 200 : Number(init["status"]);
  const webSocket = init["webSocket"] ?? null;
  if (webSocket !== null) {
    if (!isSocket(webSocket))
      throw new TypeError(
        "Incorrect type for the 'webSocket' field on 'InitializerDict': the provided value is not of type 'WebSocket'.",
      );
    if (status !== 101)
      throw new RangeError(
        "Responses with a WebSocket must have status code 101.",
      );
  } else if (!(status >= 200 && status <= 599))
    throw new RangeError(
      "Responses may only be constructed with status codes in the range 200 to 599, inclusive.",
    );
  const nullBody =
    status === 101 || status === 204 || status === 205 || status === 304;
  if (nullBody && body !== null && body !== undefined && body !== "")
    throw new TypeError(
      "Response with null body status (101, 204, 205, or 304) cannot have a body.",
    );
  const encode = init["encodeBody"];
  if (encode !== undefined && encode !== "automatic" && encode !== "manual")
    throw new TypeError(`encodeBody: unexpected value: ${String(encode)}`);
}

function json(data: unknown, init?: ResponseInit): Response {
  const headers = new Headers(init?.headers);
  if (!headers.has("content-type"))
    headers.set("content-type", "application/json");
  return new Response(JSON.stringify(data), {
    status: init?.status ?? 200,
    statusText: init?.statusText ?? "",
    headers,
  });
}

function redirect(location: string | URL, status = 302): Response {
  const url = URL.parse(location);
  if (url === null)
    throw new TypeError(`Unable to parse URL: ${String(location)}`);
  if (![301, 302, 303, 307, 308].includes(status))
    throw new RangeError(
      `${status} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`,
    );
  const response = new Response(null, {
    status,
    headers: { location: url.href },
  });
  freezeHeaders(response.headers);
  return response;
}

function whole(body: unknown): string | null | undefined {
  if (body === null || body === undefined) return null;
  return typeof body === "string" ? body : undefined;
}

function keepOnClone<T extends Request | Response, E extends object>(
  prototype: T,
  extras: WeakMap<T, E>,
  copied: (extra: E, original: T) => E,
): void {
  const clone = prototype.clone as (this: T) => T;
  replace(prototype, {
    clone(this: T): T {
      const extra = extras.get(this);
      if (extra !== undefined && "webSocket" in extra && extra.webSocket)
        throw new TypeError(
          "Cannot clone a response to a WebSocket handshake.",
        );
      const copy = clone.call(this);
      if (extra !== undefined) extras.set(copy, copied(extra, this));
      if (isFrozen(this.headers)) freezeHeaders(copy.headers);
      return copy;
    },
  });
}

function refuseUsedBodies(prototype: Request | Response): void {
  for (const name of [
    "arrayBuffer",
    "blob",
    "bytes",
    "json",
    "text",
  ] as const) {
    const read = prototype[name] as (this: Body) => Promise<unknown>;
    replace(prototype, {
      async [name](this: Body): Promise<unknown> {
        if (this.bodyUsed)
          throw new TypeError(
            "Body has already been used. It can only be used once. Use tee() first if you need to read it twice.",
          );
        try {
          return await read.call(this);
        } catch (error) {
          throw inOtherWords(error);
        }
      },
    });
  }
}

function readForms(prototype: Request | Response): void {
  replace(prototype, {
    async formData(this: Request | Response): Promise<FormData> {
      const bytes = await this.arrayBuffer();
      return parseForm(this.headers.get("content-type"), Buffer.from(bytes));
    },
  });
  const read = prototype.blob as (this: Body) => Promise<Blob>;
  replace(prototype, {
    async blob(this: Request | Response): Promise<Blob> {
      const type = blobType(this.headers.get("content-type") ?? "");
      const blob = await read.call(this);
      // A Blob lowers the letters of its type, and workerd's keeps them.
      if (blob.type !== type)
        Object.defineProperty(blob, "type", {
          value: type,
          configurable: true,
        });
      return blob;
    },
  });
}

// What Node says when a body cannot be read, and what workerd says.
const words: readonly (readonly [RegExp, string])[] = [
  [/^Body is unusable/, "This ReadableStream is currently locked to a reader."],
  [
    /^Received non-Uint8Array chunk/,
    "This ReadableStream did not return bytes.",
  ],
];

function inOtherWords(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const found = words.find(([pattern]) => pattern.test(error.message));
  return found === undefined ? error : new TypeError(found[1]);
}

function replace(prototype: object, methods: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(prototype, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
}

function getter(prototype: object, name: string): () => unknown {
  const found = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (found === undefined) throw new Error(`this Node has no getter ${name}`);
  return found;
}

function define<T extends object>(
  prototype: T,
  constructor: unknown,
  getters: Record<string, (self: T) => unknown>,
): void {
  Object.defineProperty(prototype, "constructor", {
    value: constructor,
    configurable: true,
    writable: true,
  });
  for (const [name, get] of Object.entries(getters))
    Object.defineProperty(prototype, name, {
      get(this: T) {
        return get(this);
      },
      configurable: true,
      enumerable: true,
    });
}
