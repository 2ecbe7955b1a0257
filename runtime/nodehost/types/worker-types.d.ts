// The globals of Workers as the Worker's own TypeScript sees them, for tsc: beside
// the DOM's, whose fetch API Workers share. They are here because the Worker came
// without types of its own (`wrangler types`, @cloudflare/workers-types).
// https://developers.cloudflare.com/workers/runtime-apis/
//
// Differences: Request and Response take no type parameters, and what w2c has no
// counterpart of is left out.

/** https://developers.cloudflare.com/workers/runtime-apis/context/ */
interface ExecutionContext<Props = unknown> {
  readonly props: Props;
  // As Hono's own ExecutionContext has it, so that each passes for the other.
  readonly exports?: any;
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
}

interface ExportedHandler<Env = unknown, Message = unknown, _Cf = unknown> {
  fetch?(
    request: Request,
    env: Env,
    ctx: ExecutionContext,
  ): Response | Promise<Response>;
  scheduled?(
    controller: ScheduledController,
    env: Env,
    ctx: ExecutionContext,
  ): void | Promise<void>;
  queue?(
    batch: MessageBatch<Message>,
    env: Env,
    ctx: ExecutionContext,
  ): void | Promise<void>;
}

type ExportedHandlerFetchHandler<Env = unknown, _Cf = unknown> = (
  request: Request,
  env: Env,
  ctx: ExecutionContext,
) => Response | Promise<Response>;

type ExportedHandlerScheduledHandler<Env = unknown> = (
  controller: ScheduledController,
  env: Env,
  ctx: ExecutionContext,
) => void | Promise<void>;

type ExportedHandlerQueueHandler<Env = unknown, Message = unknown> = (
  batch: MessageBatch<Message>,
  env: Env,
  ctx: ExecutionContext,
) => void | Promise<void>;

/** https://developers.cloudflare.com/queues/configuration/javascript-apis/ */
interface Queue<Body = unknown> {
  send(message: Body, options?: QueueSendOptions): Promise<QueueSendResponse>;
  sendBatch(
    messages: Iterable<MessageSendRequest<Body>>,
    options?: QueueSendBatchOptions,
  ): Promise<QueueSendResponse>;
  metrics(): Promise<QueueMetrics>;
}

type QueueContentType = "text" | "bytes" | "json" | "v8";

interface QueueSendOptions {
  contentType?: QueueContentType;
  delaySeconds?: number;
}

interface QueueSendBatchOptions {
  delaySeconds?: number;
}

interface MessageSendRequest<Body = unknown> extends QueueSendOptions {
  body: Body;
}

interface QueueMetrics {
  backlogCount: number;
  backlogBytes: number;
  oldestMessageTimestamp?: Date;
}

interface QueueSendResponse {
  metadata: { metrics: QueueMetrics };
}

interface QueueRetryOptions {
  delaySeconds?: number;
}

interface Message<Body = unknown> {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: Body;
  readonly attempts: number;
  retry(options?: QueueRetryOptions): void;
  ack(): void;
}

interface MessageBatch<Body = unknown> {
  readonly messages: readonly Message<Body>[];
  readonly queue: string;
  readonly metadata: { metrics: QueueMetrics };
  retryAll(options?: QueueRetryOptions): void;
  ackAll(): void;
}

/** https://developers.cloudflare.com/workers/runtime-apis/handlers/scheduled/ */
interface ScheduledController {
  readonly scheduledTime: number;
  readonly cron: string;
  readonly type: "scheduled";
  noRetry(): void;
}

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Response | Promise<Response>): void;
}

interface ScheduledEvent extends ExtendableEvent {
  readonly scheduledTime: number;
  readonly cron: string;
  noRetry(): void;
}

declare function addEventListener(
  type: "fetch",
  listener: (event: FetchEvent) => void,
): void;
declare function addEventListener(
  type: "scheduled",
  listener: (event: ScheduledEvent) => void,
): void;

/** A binding that is asked over fetch: static assets, for one. */
interface Fetcher {
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
}

/**
 * Another Worker: its fetch(), and its methods. What those take and give is the
 * other Worker's business, so nothing is said of it here.
 */
type Service<_Worker = unknown> = Fetcher & Record<string, any>;

/** https://developers.cloudflare.com/kv/api/ */
interface KVNamespace<Key extends string = string> {
  get(
    key: Key,
    options?: KVNamespaceGetOptions<undefined>,
  ): Promise<string | null>;
  get(key: Key, type: "text"): Promise<string | null>;
  get<T = unknown>(key: Key, type: "json"): Promise<T | null>;
  get(key: Key, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  get(key: Key, type: "stream"): Promise<ReadableStream | null>;
  get(key: Key, options: KVNamespaceGetOptions<"text">): Promise<string | null>;
  get<T = unknown>(
    key: Key,
    options: KVNamespaceGetOptions<"json">,
  ): Promise<T | null>;
  get(
    key: Key,
    options: KVNamespaceGetOptions<"arrayBuffer">,
  ): Promise<ArrayBuffer | null>;
  get(
    key: Key,
    options: KVNamespaceGetOptions<"stream">,
  ): Promise<ReadableStream | null>;
  get(
    keys: Key[],
    type?: "text" | KVNamespaceGetOptions<"text">,
  ): Promise<Map<string, string | null>>;
  get<T = unknown>(
    keys: Key[],
    type: "json" | KVNamespaceGetOptions<"json">,
  ): Promise<Map<string, T | null>>;
  getWithMetadata<Metadata = unknown>(
    key: Key,
    type?: "text" | KVNamespaceGetOptions<"text" | undefined>,
  ): Promise<KVNamespaceGetWithMetadataResult<string, Metadata>>;
  getWithMetadata<T = unknown, Metadata = unknown>(
    key: Key,
    type: "json" | KVNamespaceGetOptions<"json">,
  ): Promise<KVNamespaceGetWithMetadataResult<T, Metadata>>;
  getWithMetadata<Metadata = unknown>(
    key: Key,
    type: "arrayBuffer" | KVNamespaceGetOptions<"arrayBuffer">,
  ): Promise<KVNamespaceGetWithMetadataResult<ArrayBuffer, Metadata>>;
  getWithMetadata<Metadata = unknown>(
    key: Key,
    type: "stream" | KVNamespaceGetOptions<"stream">,
  ): Promise<KVNamespaceGetWithMetadataResult<ReadableStream, Metadata>>;
  list<Metadata = unknown>(
    options?: KVNamespaceListOptions,
  ): Promise<KVNamespaceListResult<Metadata, Key>>;
  put(
    key: Key,
    value: string | ArrayBuffer | ArrayBufferView | ReadableStream,
    options?: KVNamespacePutOptions,
  ): Promise<void>;
  delete(key: Key): Promise<void>;
}

interface KVNamespaceGetOptions<Type> {
  type: Type;
  cacheTtl?: number;
}

interface KVNamespaceGetWithMetadataResult<Value, Metadata> {
  value: Value | null;
  metadata: Metadata | null;
  cacheStatus: string | null;
}

interface KVNamespaceListOptions {
  limit?: number;
  prefix?: string | null;
  cursor?: string | null;
}

interface KVNamespaceListKey<Metadata, Key extends string = string> {
  name: Key;
  expiration?: number;
  metadata?: Metadata;
}

type KVNamespaceListResult<Metadata, Key extends string = string> =
  | {
      list_complete: false;
      keys: KVNamespaceListKey<Metadata, Key>[];
      cursor: string;
      cacheStatus: string | null;
    }
  | {
      list_complete: true;
      keys: KVNamespaceListKey<Metadata, Key>[];
      cacheStatus: string | null;
    };

interface KVNamespacePutOptions {
  expiration?: number;
  expirationTtl?: number;
  metadata?: unknown;
}

/** https://developers.cloudflare.com/d1/worker-api/ */
interface D1Database {
  prepare(sql: string): D1PreparedStatement;
  batch<T = Record<string, unknown>>(
    statements: D1PreparedStatement[],
  ): Promise<D1Result<T>[]>;
  exec(sql: string): Promise<D1ExecResult>;
  withSession(constraint?: string): D1DatabaseSession;
  dump(): Promise<ArrayBuffer>;
}

interface D1DatabaseSession {
  prepare(sql: string): D1PreparedStatement;
  batch<T = Record<string, unknown>>(
    statements: D1PreparedStatement[],
  ): Promise<D1Result<T>[]>;
  getBookmark(): string | null;
}

interface D1PreparedStatement {
  bind(...values: unknown[]): D1PreparedStatement;
  first<T = unknown>(column: string): Promise<T | null>;
  first<T = Record<string, unknown>>(): Promise<T | null>;
  run<T = Record<string, unknown>>(): Promise<D1Result<T>>;
  all<T = Record<string, unknown>>(): Promise<D1Result<T>>;
  raw<T = unknown[]>(options: {
    columnNames: true;
  }): Promise<[string[], ...T[]]>;
  raw<T = unknown[]>(options?: { columnNames?: false }): Promise<T[]>;
}

interface D1Meta {
  readonly duration: number;
  readonly changes: number;
  readonly last_row_id: number;
  readonly changed_db: boolean;
  readonly size_after: number;
  readonly rows_read: number;
  readonly rows_written: number;
}

interface D1Result<T = unknown> {
  success: true;
  results: T[];
  meta: D1Meta & Record<string, unknown>;
}

interface D1ExecResult {
  count: number;
  duration: number;
}

/** https://developers.cloudflare.com/r2/api/workers/workers-api-reference/ */
interface R2Bucket {
  head(key: string): Promise<R2Object | null>;
  get(
    key: string,
    options: R2GetOptions & { onlyIf: R2Conditional | Headers },
  ): Promise<R2ObjectBody | R2Object | null>;
  get(key: string, options?: R2GetOptions): Promise<R2ObjectBody | null>;
  put(
    key: string,
    value: R2Value | null,
    options: R2PutOptions & { onlyIf: R2Conditional | Headers },
  ): Promise<R2Object | null>;
  put(
    key: string,
    value: R2Value | null,
    options?: R2PutOptions,
  ): Promise<R2Object>;
  createMultipartUpload(
    key: string,
    options?: R2MultipartOptions,
  ): Promise<R2MultipartUpload>;
  resumeMultipartUpload(key: string, uploadId: string): R2MultipartUpload;
  delete(keys: string | string[]): Promise<void>;
  list(options?: R2ListOptions): Promise<R2Objects>;
}

type R2Value = ReadableStream | ArrayBuffer | ArrayBufferView | string | Blob;

interface R2MultipartUpload {
  readonly key: string;
  readonly uploadId: string;
  uploadPart(
    partNumber: number,
    value: R2Value,
    options?: { ssecKey?: ArrayBuffer | string },
  ): Promise<R2UploadedPart>;
  abort(): Promise<void>;
  complete(uploadedParts: R2UploadedPart[]): Promise<R2Object>;
}

interface R2UploadedPart {
  partNumber: number;
  etag: string;
}

interface R2Object {
  readonly key: string;
  readonly version: string;
  readonly size: number;
  readonly etag: string;
  readonly httpEtag: string;
  readonly checksums: R2Checksums;
  readonly uploaded: Date;
  readonly httpMetadata?: R2HTTPMetadata;
  readonly customMetadata?: Record<string, string>;
  readonly range?: R2Range;
  readonly storageClass: string;
  readonly ssecKeyMd5?: string;
  writeHttpMetadata(headers: Headers): void;
}

interface R2ObjectBody extends R2Object {
  readonly body: ReadableStream;
  readonly bodyUsed: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array>;
  text(): Promise<string>;
  json<T>(): Promise<T>;
  blob(): Promise<Blob>;
}

type R2ChecksumName = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

type R2StringChecksums = { [name in R2ChecksumName]?: string };

type R2Checksums = { readonly [name in R2ChecksumName]?: ArrayBuffer } & {
  toJSON(): R2StringChecksums;
};

type R2Range =
  | { offset: number; length?: number }
  | { offset?: number; length: number }
  | { suffix: number };

interface R2Conditional {
  etagMatches?: string;
  etagDoesNotMatch?: string;
  uploadedBefore?: Date;
  uploadedAfter?: Date;
  secondsGranularity?: boolean;
}

interface R2HTTPMetadata {
  contentType?: string;
  contentLanguage?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  cacheControl?: string;
  cacheExpiry?: Date;
}

interface R2GetOptions {
  onlyIf?: R2Conditional | Headers;
  range?: R2Range | Headers;
  ssecKey?: ArrayBuffer | string;
}

interface R2MultipartOptions {
  httpMetadata?: R2HTTPMetadata | Headers;
  customMetadata?: Record<string, string>;
  storageClass?: string;
  ssecKey?: ArrayBuffer | string;
}

type R2PutOptions = R2MultipartOptions & {
  onlyIf?: R2Conditional | Headers;
} & { [name in R2ChecksumName]?: ArrayBuffer | ArrayBufferView | string };

interface R2ListOptions {
  limit?: number;
  prefix?: string;
  cursor?: string;
  delimiter?: string;
  startAfter?: string;
  include?: ("httpMetadata" | "customMetadata")[];
}

type R2Objects = {
  objects: R2Object[];
  delimitedPrefixes: string[];
} & ({ truncated: true; cursor: string } | { truncated: false });

/** https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/ */
interface RateLimit {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

/** https://developers.cloudflare.com/analytics/analytics-engine/ */
interface AnalyticsEngineDataset {
  writeDataPoint(event?: AnalyticsEngineDataPoint): void;
}

interface AnalyticsEngineDataPoint {
  indexes?: (ArrayBuffer | string | null)[];
  doubles?: number[];
  blobs?: (ArrayBuffer | string | null)[];
}

/** https://developers.cloudflare.com/hyperdrive/ */
interface Hyperdrive {
  readonly connectionString: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  connect(): import("cloudflare:sockets").Socket;
}

/** What is known of where a request came from. */
interface IncomingRequestCfProperties {
  readonly colo?: string;
  readonly country?: string;
  readonly city?: string;
  readonly continent?: string;
  readonly region?: string;
  readonly regionCode?: string;
  readonly postalCode?: string;
  readonly latitude?: string;
  readonly longitude?: string;
  readonly timezone?: string;
  readonly asn?: number;
  readonly asOrganization?: string;
  readonly httpProtocol?: string;
  readonly tlsVersion?: string;
  readonly tlsCipher?: string;
  readonly [name: string]: unknown;
}

type CfProperties = IncomingRequestCfProperties | RequestInitCfProperties;

interface RequestInitCfProperties {
  [name: string]: unknown;
}

interface Request {
  readonly cf?: IncomingRequestCfProperties;
}

interface RequestInit {
  cf?: RequestInitCfProperties;
}

interface ResponseInit {
  webSocket?: WebSocket | null;
  encodeBody?: "automatic" | "manual";
  cf?: unknown;
}

interface Response {
  readonly webSocket: WebSocket | null;
  readonly cf?: unknown;
}

interface Body {
  json<T>(): Promise<T>;
}

interface CacheStorage {
  readonly default: Cache;
}

interface SubtleCrypto {
  timingSafeEqual(
    a: ArrayBuffer | ArrayBufferView,
    b: ArrayBuffer | ArrayBufferView,
  ): boolean;
}

interface Crypto {
  readonly DigestStream: {
    new (algorithm: string | { name: string }): WritableStream & {
      readonly digest: Promise<ArrayBuffer>;
      readonly bytesWritten: number | bigint;
    };
  };
}

interface WebSocket {
  accept(options?: { allowHalfOpen?: boolean }): void;
}

declare const WebSocketPair: {
  new (): { 0: WebSocket; 1: WebSocket };
};

declare class FixedLengthStream extends TransformStream<
  Uint8Array,
  Uint8Array
> {
  constructor(length: number | bigint);
}

declare class IdentityTransformStream extends TransformStream<
  Uint8Array,
  Uint8Array
> {}

interface Scheduler {
  wait(milliseconds: number, options?: { signal?: AbortSignal }): Promise<void>;
}

declare const scheduler: Scheduler;

/** https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/ */
declare class HTMLRewriter {
  on(
    selector: string,
    handlers: HTMLRewriterElementContentHandlers,
  ): HTMLRewriter;
  onDocument(handlers: HTMLRewriterDocumentContentHandlers): HTMLRewriter;
  transform(response: Response): Response;
}

interface HTMLRewriterElementContentHandlers {
  element?(element: Element): void | Promise<void>;
  comments?(comment: Comment): void | Promise<void>;
  text?(chunk: Text): void | Promise<void>;
}

interface HTMLRewriterDocumentContentHandlers {
  doctype?(doctype: Doctype): void | Promise<void>;
  comments?(comment: Comment): void | Promise<void>;
  text?(chunk: Text): void | Promise<void>;
  end?(end: DocumentEnd): void | Promise<void>;
}

interface ContentOptions {
  html?: boolean;
}

interface Doctype {
  readonly name: string | null;
  readonly publicId: string | null;
  readonly systemId: string | null;
}

interface DocumentEnd {
  append(content: string, options?: ContentOptions): DocumentEnd;
}

// The DOM's interfaces of these names, with what HTMLRewriter's have.
interface Element {
  tagName: string;
  readonly removed: boolean;
  append(
    content: string | ReadableStream | Response,
    options?: ContentOptions,
  ): Element;
  prepend(
    content: string | ReadableStream | Response,
    options?: ContentOptions,
  ): Element;
  before(
    content: string | ReadableStream | Response,
    options?: ContentOptions,
  ): Element;
  after(
    content: string | ReadableStream | Response,
    options?: ContentOptions,
  ): Element;
  replace(
    content: string | ReadableStream | Response,
    options?: ContentOptions,
  ): Element;
  setInnerContent(
    content: string | ReadableStream | Response,
    options?: ContentOptions,
  ): Element;
  removeAndKeepContent(): Element;
  onEndTag(handler: (tag: EndTag) => void | Promise<void>): void;
}

interface EndTag {
  name: string;
  before(content: string, options?: ContentOptions): EndTag;
  after(content: string, options?: ContentOptions): EndTag;
  remove(): EndTag;
}

interface Comment {
  readonly removed: boolean;
  text: string;
  before(content: string, options?: ContentOptions): Comment;
  after(content: string, options?: ContentOptions): Comment;
  replace(content: string, options?: ContentOptions): Comment;
}

interface Text {
  readonly removed: boolean;
  readonly text: string;
  readonly lastInTextNode: boolean;
  before(content: string, options?: ContentOptions): Text;
  after(content: string, options?: ContentOptions): Text;
  replace(content: string, options?: ContentOptions): Text;
}

declare namespace Cloudflare {
  interface Env {}
  interface Exports {
    readonly [name: string]: unknown;
  }
}

declare module "cloudflare:workers" {
  export abstract class WorkerEntrypoint<Env = unknown, Props = unknown> {
    constructor(ctx: ExecutionContext<Props>, env: Env);
    protected readonly ctx: ExecutionContext<Props>;
    protected readonly env: Env;
    fetch?(request: Request): Response | Promise<Response>;
    scheduled?(controller: ScheduledController): void | Promise<void>;
    queue?(batch: MessageBatch): void | Promise<void>;
  }
  export abstract class RpcTarget {}
  export class RpcStub<T extends object = object> {
    constructor(target: T);
    dup(): RpcStub<T>;
    [Symbol.dispose](): void;
  }
  export const env: Cloudflare.Env;
  export const exports: Cloudflare.Exports;
  export function waitUntil(promise: Promise<unknown>): void;
  export function withEnv<T>(env: unknown, within: () => T): T;
}

declare module "cloudflare:sockets" {
  export interface SocketOptions {
    secureTransport?: "off" | "on" | "starttls";
    allowHalfOpen?: boolean;
  }
  export interface Socket {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
    readonly opened: Promise<{ remoteAddress?: string; localAddress?: string }>;
    readonly closed: Promise<void>;
    close(): Promise<void>;
    startTls(options?: { expectedServerHostname?: string }): Socket;
  }
  export function connect(
    address: string | { hostname: string; port: number },
    options?: SocketOptions,
  ): Socket;
}
