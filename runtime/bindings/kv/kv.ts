// The KV namespace a Worker finds in env: what it checks and how it answers is
// what Workers do, down to the texts of the errors. kv_store.ts decides where
// the data lives.
import type { Host } from "./host.ts";
import {
  checkCacheTtl,
  checkKey,
  checkKeyLength,
  checkName,
  decodeCursor,
  encodeCursor,
  expiry,
  failed,
  illegalInvocation,
  integer,
  isDropped,
  limitsOf,
  notOfType,
  toKey,
  toUtf8,
  type Limits,
} from "./kv_rules.ts";
import { openKv, type KvEntry, type KvStore } from "./kv_store.ts";

export interface KvOptions {
  /** The id in the configuration: Workers with the same id share the data. */
  readonly namespace: string;
  /** The app was converted for several machines: there must be a Redis. */
  readonly services: boolean;
}

export async function kv(
  host: Host,
  binding: string,
  options: KvOptions,
): Promise<KvNamespace> {
  const limits = limitsOf(host);
  const store = await openKv(
    host,
    binding,
    options.namespace,
    options.services,
  );
  made = { host, binding, store, limits };
  return new KvNamespace();
}

interface Parts {
  readonly host: Host;
  readonly binding: string;
  readonly store: KvStore;
  readonly limits: Limits;
}

// What the constructor of the next namespace takes; scripts cannot call it.
let made: Parts | undefined;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// The methods take what they get (...args) because the checks are part of the
// contract; workers-types describes what a script may rely on.
export class KvNamespace {
  readonly #parts: Parts;

  constructor() {
    if (made === undefined) throw new TypeError("Illegal constructor");
    this.#parts = made;
    made = undefined;
  }

  static #check(receiver: unknown): void {
    if (!isObject(receiver) || !(#parts in receiver)) throw illegalInvocation();
  }

  get(...args: unknown[]): Promise<unknown> {
    KvNamespace.#check(this);
    if (args.length === 0) throw notOfType("get", 1, "string or Array");
    return this.#read(args, false);
  }

  list(...args: unknown[]): Promise<unknown> {
    KvNamespace.#check(this);
    return this.#list(args[0]);
  }

  put(...args: unknown[]): Promise<void> {
    KvNamespace.#check(this);
    return this.#put(args);
  }

  getWithMetadata(...args: unknown[]): Promise<unknown> {
    KvNamespace.#check(this);
    if (args.length === 0)
      throw notOfType("getWithMetadata", 1, "Array or string");
    return this.#read(args, true);
  }

  delete(...args: unknown[]): Promise<void> {
    KvNamespace.#check(this);
    return this.#delete(args);
  }

  // Arguments are turned into values here, and what that throws is thrown; the
  // rest rejects.
  #read(args: unknown[], withMetadata: boolean): Promise<unknown> {
    const [key, second] = args;
    if (Array.isArray(key))
      return this.#getMany(key.map(toKey), getOptions(second), withMetadata);
    const name = toKey(key);
    const options = getOptions(second);
    // Here workerd throws what elsewhere rejects.
    if (withMetadata) checkName("GET", this.#parts.limits, name);
    return this.#get(name, options, withMetadata);
  }

  async #get(
    key: string,
    options: GetOptions,
    withMetadata: boolean,
  ): Promise<unknown> {
    checkKey("GET", this.#parts.limits, key);
    checkCacheTtl("GET", options.cacheTtl);
    const entry = await this.#ask("get", "GET", (s) => s.get(key));
    const value = entry && valueOf(entry.value, options.type);
    if (!withMetadata) return value;
    return { value, metadata: metadataOf(entry), cacheStatus: null };
  }

  async #getMany(
    keys: string[],
    options: GetOptions,
    withMetadata: boolean,
  ): Promise<unknown> {
    const { limits } = this.#parts;
    const { type } = options;
    if (type && type !== "text" && type !== "json")
      throw failed(
        "GET_BULK",
        400,
        `"${type}" is not a valid type. Use "json" or "text"`,
      );
    if (keys.length > limits.bulkKeys)
      throw failed(
        "GET_BULK",
        400,
        `You can request a maximum of ${limits.bulkKeys} keys`,
      );
    if (keys.length === 0)
      throw failed("GET_BULK", 400, "You must request a minimum of 1 key");
    const entries = await this.#ask("get_bulk", "GET_BULK", (s) =>
      s.getMany(keys),
    );
    // Keys are judged one by one, each before its value: the first mistake is
    // the one reported.
    const result = new Map<string, unknown>();
    let size = 0;
    keys.forEach((key, i) => {
      checkBulkKey(limits, key, options.cacheTtl);
      const entry = entries[i] ?? null;
      const text = entry === null ? "" : new TextDecoder().decode(entry.value);
      size += text.length;
      const value = entry && bulkValue(text, type);
      if (isDropped(key)) return;
      result.set(
        key,
        withMetadata && value !== null
          ? { value, metadata: metadataOf(entry) }
          : value,
      );
    });
    if (size > limits.bulkBytes)
      throw failed(
        "GET_BULK",
        413,
        "Total size of request exceeds the limit of 25MB",
      );
    return result;
  }

  async #put(args: unknown[]): Promise<void> {
    if (args.length === 0) throw notOfType("put", 1, "string");
    if (args.length === 1) throw notOfType("put", 2, "string or Object");
    const key = toKey(args[0]);
    const given = isObject(args[1]) ? args[1] : toUtf8(toKey(args[1]));
    const options = putOptions(args[2]);
    checkName("PUT", this.#parts.limits, key);
    const source = bytesOf(given);
    const metadata = metadataText(options.metadata);
    checkKey("PUT", this.#parts.limits, key);
    const expires = expiry(
      Math.floor(Date.now() / 1000),
      options.expiration,
      options.expirationTtl,
    );
    const { limits } = this.#parts;
    const length = metadata === null ? 0 : Buffer.byteLength(metadata);
    if (length > limits.metadata)
      throw failed(
        "PUT",
        413,
        `Metadata length of ${length} exceeds limit of ${limits.metadata}.`,
      );
    // A stream is read to its end first: nothing is stored when it fails half way.
    const value =
      source instanceof ReadableStream ? await readAll(source) : source;
    if (value.length > limits.value)
      throw failed(
        "PUT",
        413,
        `Value length of ${value.length} exceeds limit of ${limits.value}.`,
      );
    await this.#ask("put", "PUT", (s) =>
      s.put(key, { value, metadata, expires }),
    );
  }

  async #delete(args: unknown[]): Promise<void> {
    if (args.length === 0) throw notOfType("delete", 1, "string");
    const key = toKey(args[0]);
    checkKey("DELETE", this.#parts.limits, key);
    await this.#ask("delete", "DELETE", (s) => s.delete(key));
  }

  async #list(given: unknown): Promise<unknown> {
    const { limits } = this.#parts;
    if (given != null && !isObject(given))
      throw notOfType("list", 1, "ListOptions");
    const asked = integer(property(given, "limit"));
    const prefix = property(given, "prefix");
    const cursor = property(given, "cursor");
    // A limit that is not positive counts as none.
    const limit = asked !== undefined && asked > 0 ? asked : 1000;
    if (limit > limits.list)
      throw failed(
        "GET",
        400,
        `Invalid key_count_limit of ${limit}. Please specify an integer less than ${limits.list}.`,
      );
    const start = prefix == null ? "" : toKey(prefix);
    checkKeyLength("GET", limits, start);
    const page = await this.#ask("list", "GET", (s) =>
      s.list({
        prefix: start,
        after: cursor == null ? "" : decodeCursor(toKey(cursor)),
        limit,
      }),
    );
    const keys = page.keys.map(({ name, expires, metadata }) => ({
      name,
      ...(expires && { expiration: expires }),
      ...(metadata !== null && { metadata: JSON.parse(metadata) as unknown }),
    }));
    return page.complete
      ? { keys, list_complete: true, cacheStatus: null }
      : {
          keys,
          list_complete: false,
          cursor: encodeCursor(page.after),
          cacheStatus: null,
        };
  }

  // What a script sees when the store fails. The reason goes to the operator's
  // log; it would tell a visitor about the inside of the app.
  async #ask<T>(
    op: string,
    method: string,
    ask: (store: KvStore) => Promise<T>,
  ): Promise<T> {
    const { host, binding, store } = this.#parts;
    host.count(binding, op);
    try {
      return await ask(store);
    } catch (error) {
      host.log("error", "kv store", {
        binding,
        op: method,
        error: error instanceof Error ? error.message : String(error),
      });
      throw failed(method, 500, "Internal Server Error");
    }
  }
}

// As in workerd: methods that for…in sees, and a name for toString.
for (const name of ["get", "list", "put", "getWithMetadata", "delete"] as const)
  Object.defineProperty(KvNamespace.prototype, name, { enumerable: true });
Object.defineProperty(KvNamespace.prototype, Symbol.toStringTag, {
  value: "KvNamespace",
  writable: true,
  configurable: true,
});

interface GetOptions {
  readonly type: string | undefined;
  readonly cacheTtl: number | undefined;
}

function getOptions(given: unknown): GetOptions {
  if (given == null) return { type: undefined, cacheTtl: undefined };
  if (!isObject(given)) return { type: toKey(given), cacheTtl: undefined };
  const cacheTtl = integer(property(given, "cacheTtl"));
  const type = property(given, "type");
  return { cacheTtl, type: type === undefined ? undefined : toKey(type) };
}

interface PutOptions {
  readonly expiration: number | undefined;
  readonly expirationTtl: number | undefined;
  readonly metadata: unknown;
}

function putOptions(given: unknown): PutOptions {
  if (given != null && !isObject(given))
    throw notOfType("put", 3, "PutOptions");
  return {
    expiration: integer(property(given, "expiration")),
    expirationTtl: integer(property(given, "expirationTtl")),
    metadata: property(given, "metadata"),
  };
}

function isObject(value: unknown): value is object {
  return (
    (typeof value === "object" && value !== null) || typeof value === "function"
  );
}

function property(given: unknown, name: string): unknown {
  return given == null ? undefined : Reflect.get(Object(given), name);
}

function checkBulkKey(
  limits: Limits,
  key: string,
  cacheTtl: number | undefined,
): void {
  if (key === "") throw failed("GET_BULK", 400, "Key names must not be empty");
  if (key === "." || key === "..")
    throw failed(
      "GET_BULK",
      400,
      `Illegal key name "${key}". Please use a different name.`,
    );
  checkKeyLength("GET_BULK", limits, key);
  checkCacheTtl("GET_BULK", cacheTtl);
}

function bulkValue(text: string, type: string | undefined): unknown {
  if (type !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    throw failed(
      "GET_BULK",
      400,
      "At least one of the requested keys corresponds to a non-json value",
    );
  }
}

function valueOf(value: Uint8Array, type: string | undefined): unknown {
  switch (type) {
    case undefined:
    case "text":
      return decoder.decode(value);
    case "json":
      return JSON.parse(decoder.decode(value));
    case "arrayBuffer":
      return own(value).buffer;
    case "stream":
      return streamOf(own(value));
  }
  throw new TypeError(
    'Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".',
  );
}

/** The bytes in a buffer of their own: scripts may transfer it. */
function own(value: Uint8Array): Uint8Array<ArrayBuffer> {
  return value.byteLength === value.buffer.byteLength &&
    value.buffer instanceof ArrayBuffer
    ? new Uint8Array(value.buffer)
    : new Uint8Array(value);
}

function streamOf(value: Uint8Array<ArrayBuffer>): ReadableStream {
  return new ReadableStream({
    type: "bytes",
    start(controller) {
      if (value.length > 0) controller.enqueue(value);
      controller.close();
    },
  });
}

function metadataOf(entry: KvEntry | null): unknown {
  const text = entry?.metadata ?? null;
  return text === null ? null : JSON.parse(text);
}

/** The JSON of the metadata; null and undefined mean none. */
function metadataText(metadata: unknown): string | null {
  if (metadata == null) return null;
  const text: string | undefined = JSON.stringify(metadata);
  if (text === undefined) throw failed("PUT", 500, "Internal Server Error"); // a function or a symbol
  return text;
}

function bytesOf(value: object): Uint8Array | ReadableStream {
  if (value instanceof ReadableStream) {
    if (value.locked)
      throw new TypeError("The ReadableStream has been locked to a reader.");
    return value;
  }
  // Copies: the script may change what it gave.
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (ArrayBuffer.isView(value))
    return new Uint8Array(
      value.buffer,
      value.byteOffset,
      value.byteLength,
    ).slice();
  throw new TypeError(
    "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.",
  );
}

async function readAll(stream: ReadableStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    chunks.push(await chunkBytes(reader, value));
  }
}

async function chunkBytes(
  reader: ReadableStreamDefaultReader,
  chunk: unknown,
): Promise<Uint8Array> {
  if (typeof chunk === "string") return toUtf8(chunk);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const error = new TypeError(
    "Draining read encountered a value that cannot be converted to bytes",
  );
  await reader.cancel(error);
  throw error;
}
