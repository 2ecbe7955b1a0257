// Response as workerd has it, on top of Node's own class, as request-class.ts
// does it. https://developers.cloudflare.com/workers/runtime-apis/response/
import { freezeHeaders, headersOf, noteLines } from "./headers.ts";
import { acceptLazy, lazily, unmade } from "./lazy.ts";
import {
  define,
  getter,
  keepOnClone,
  refuseUsedBodies,
  replace,
} from "./message-members.ts";
import { responses, textType } from "./messages.ts";
import type { Init } from "./messages.ts";
import { parts } from "./parts.ts";
import { fieldInit } from "./request-class.ts";

const NodeResponse = globalThis.Response;

export function installResponse(): void {
  acceptLazy(NodeResponse.prototype);
  const Response = new Proxy(NodeResponse, {
    construct(target, [body, given], newTarget) {
      if (typeof (given ?? {}) !== "object")
        throw new TypeError(
          "Failed to construct 'Response': constructor parameter 2 is not of type 'InitializerDict or Response'.",
        );
      const init = fieldsOf((given ?? {}) as Init);
      const headers = fieldInit("InitializerDict", init);
      checkResponseInit(body, init);
      if (isPlain(body, init))
        return plainResponse(target, body ?? null, init, headers, newTarget);
      const response = Reflect.construct(
        target,
        [parts.formBody?.(body) ?? body, { ...init, headers }],
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
  globalThis.Response = Response;
}

// Each is asked for once, in workerd's order; init may be a Response.
function fieldsOf({
  status,
  statusText,
  headers,
  cf,
  webSocket,
  encodeBody,
}: Init): Init {
  return {
    status,
    statusText: statusText === undefined ? "" : statusText,
    headers,
    cf,
    webSocket,
    encodeBody,
  };
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
    if (!parts.webSockets?.isSocket(webSocket))
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
