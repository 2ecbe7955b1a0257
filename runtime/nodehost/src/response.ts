// Writes the Response a Worker returned: exactly its status, headers and body,
// as fast as the client takes it and no faster.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { encodedSource, planCoding } from "./codings.ts";
import type { Exchange } from "./exchange.ts";
import { wireHeaders } from "./headers.ts";
import {
  encodeBody,
  fixedLength,
  ownHeaders,
  textType,
  wholeBody,
} from "./messages.ts";
import { parts } from "./parts.ts";

// What belongs to the connection, and the length, which follows from the body.
const ours = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Sends response; resolves when it is out or the client is gone. */
export async function send(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  // The property is the platform's own; see messages.ts.
  const { webSocket } = response as { webSocket?: unknown };
  if (parts.webSockets?.isSocket(webSocket)) {
    parts.webSockets.upgrade(
      webSocket,
      wireHeaders(response.headers),
      incoming,
      outgoing,
    );
    return;
  }
  const whole = wholeBody(response);
  const stream = whole === undefined ? response.body : null;
  if (outgoing.destroyed) {
    await stream?.cancel().catch(() => {});
    return;
  }
  const own = ownHeaders(response);
  const coding = planCoding(
    own?.get("content-encoding") ?? null,
    encodeBody(response),
    single(incoming.headers["accept-encoding"]),
  );
  const headers: string[] = [];
  if (own === undefined && typeof whole === "string")
    headers.push("content-type", textType);
  for (const [name, value] of own === undefined ? [] : wireHeaders(own)) {
    if (ours.has(name)) continue;
    if (name === "content-encoding" && !coding.keepHeader) continue;
    if (name === "content-type" && value === "") continue;
    headers.push(name, value);
  }

  // Said here, or Node adds a Keep-Alive header that no Worker sent.
  headers.push("connection", outgoing.shouldKeepAlive ? "keep-alive" : "close");

  const bodiless =
    incoming.method === "HEAD" ||
    response.status === 204 ||
    response.status === 304;
  const size = typeof whole === "string" ? Buffer.byteLength(whole) : 0;
  if (!bodiless && coding.through === undefined) {
    const length = stream === null ? size : fixedLength(stream);
    if (length !== undefined) headers.push("content-length", String(length));
  }
  outgoing.writeHead(
    response.status,
    response.statusText || undefined,
    headers,
  );

  if (bodiless) {
    await stream?.cancel().catch(() => {});
    outgoing.end();
    return;
  }
  const encoded =
    stream !== null && coding.recode
      ? encodedSource(stream, response.headers.get("content-encoding"))
      : undefined;
  if (stream !== null && encoded !== undefined) {
    await relay(encoded, outgoing, exchange);
    return;
  }
  let target: Writable = outgoing;
  if (
    coding.through !== undefined &&
    (stream !== null || typeof whole === "string")
  ) {
    const through = coding.through();
    through.on("error", () => outgoing.destroy());
    through.pipe(outgoing);
    target = through;
  }
  if (stream === null) {
    exchange.bytes = size;
    if (typeof whole !== "string") target.end();
    // Node sends a text and the head in one piece, which costs half as much as
    // two, and in one encoding, which only suits a head that is ASCII.
    else if (isASCII(response.statusText) && headers.every(isASCII))
      target.end(whole);
    else target.end(Buffer.from(whole));
    return;
  }
  await pump(stream, target, outgoing, exchange);
}

function isASCII(text: string): boolean {
  return !/[\x80-\uffff]/.test(text);
}

// A fetched body that leaves as it came, without being decoded and encoded.
async function relay(
  source: Readable,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  source.on("data", (chunk: Buffer) => (exchange.bytes += chunk.length));
  outgoing.flushHeaders();
  await pipeline(source, outgoing);
}

async function pump(
  stream: ReadableStream<unknown>,
  target: Writable,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const reader = stream.getReader();
  const gone = () =>
    void reader.cancel(new Error("the client disconnected")).catch(() => {});
  outgoing.once("close", gone);
  // The head goes out with the first piece of the body when that is at hand,
  // and alone when it is not.
  const head = setImmediate(() => outgoing.flushHeaders());
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) break;
      const chunk = bytesOf(value);
      exchange.bytes += chunk.length;
      if (!target.write(chunk)) await drained(target, outgoing);
    }
    target.end();
  } catch (error) {
    // The head is out: breaking the connection is the one way left to say so.
    outgoing.destroy();
    throw error;
  } finally {
    clearImmediate(head);
    outgoing.off("close", gone);
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk === "string") return Buffer.from(chunk, "utf8");
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError(
    "This ReadableStream did not return bytes: a response's body consists of strings, ArrayBuffers and views.",
  );
}

function drained(target: Writable, outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      target.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    target.once("drain", done);
    outgoing.once("close", done);
  });
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}
