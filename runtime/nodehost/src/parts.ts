// Where the parts of the platform that not every project has join in. What every
// project has asks here and does without: a Worker that never names WebSockets,
// say, has neither them nor their files. features.ts imports the parts that are
// here, and each of them fills in its own place.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Platform } from "./runtime.ts";

/** Workers' own streams and events. */
export interface Streams {
  /** See bytes.ts. */
  byteStream(
    source: () => Readable,
    options: {
      check?: (length: number) => void;
      failed?: (error: unknown) => unknown;
      cancelled: () => void;
    },
  ): ReadableStream<Uint8Array>;
  /** How many bytes stream will yield, where that is known. */
  knownLength(stream: ReadableStream): number | undefined;
  /** Tells the global scope of an exception that nobody caught, else the log. */
  report(error: unknown): void;
  /** Tells the global scope of a rejection; false when nobody listens there. */
  rejected(
    type: "unhandledrejection" | "rejectionhandled",
    promise: Promise<unknown>,
    reason: unknown,
  ): boolean;
}

/** Takes input and gives output a piece at a time, so that little lies in memory. */
export interface Coder {
  /** null is the end of the input. */
  feed(bytes: Uint8Array | null): void;
  /** A piece of output, or null when input is wanted; throws when the data is bad. */
  next(): Uint8Array | null | Promise<Uint8Array | null>;
  drop(): void;
}

/** The work behind CompressionStream and DecompressionStream. */
export interface Coders {
  compressor(format: string): Coder;
  decompressor(format: string): Coder;
}

export interface WebSockets {
  isSocket(value: unknown): boolean;
  /** Keeps what came behind the head of a request to upgrade. */
  rememberHead(incoming: IncomingMessage, head: Buffer): void;
  /** Answers with 101 and carries messages between socket and the client. */
  upgrade(
    socket: unknown,
    headers: readonly (readonly [string, string])[],
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): void;
  /** Tells every other side that the process ends. */
  close(): void;
}

export interface Parts {
  streams?: Streams;
  coders?: Coders;
  webSockets?: WebSockets;
  /** A form as a body, or undefined when body is none. */
  formBody?(body: unknown): Blob | undefined;
  /** Carries one request to the upstream origin, whichever URL it has. */
  fetchUpstream?(request: Request): Promise<Response>;
}

export const parts: Parts = {};

const starts: ((host: Platform) => void)[] = [];

/** Has f called when the host is made. */
export function onStart(f: (host: Platform) => void): void {
  starts.push(f);
}

export function started(host: Platform): void {
  for (const f of starts) f(host);
}

/** What a part does around the moment when the Worker's own modules run. */
interface Loading {
  before?(env: Readonly<Record<string, unknown>>): void;
  after?(exported: object): void;
}

const loadings: Loading[] = [];

export function onLoad(loading: Loading): void {
  loadings.push(loading);
}

export function loading(env: Readonly<Record<string, unknown>>): void {
  for (const { before } of loadings) before?.(env);
}

export function loaded(exported: object): void {
  for (const { after } of loadings) after?.(exported);
}
