// What is known of Requests and Responses beside what Node's own objects hold:
// how their bodies were given, what Workers add to them, and what has not been
// made yet. The classes are in request-class.ts and response-class.ts.
import { lazily, native, unmade } from "./lazy.ts";
import { parts } from "./parts.ts";

export type Init = Readonly<Record<string, unknown>>;

/** What a Request has on Workers and Node's class has no place for. */
export interface RequestExtra {
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

export interface ResponseExtra {
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

const NodeRequest = globalThis.Request;

export const requests = new WeakMap<Request, RequestExtra>();
export const responses = new WeakMap<Response, ResponseExtra>();
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
  return lengths.get(stream) ?? parts.streams?.knownLength(stream);
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
