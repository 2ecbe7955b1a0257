// Bodies of Node's Request, Response and Blob as streams of Workers' kind. Node's
// classes never see such a stream: it is kept beside them, and whatever reads the
// body reads it. A body that Node holds becomes a stream when somebody asks for it.
import { events } from "./event-classes.js";
import { streams } from "./web-streams.js";
import type { State } from "./web-streams.js";

type Message = Request | Response;

const bodies = new WeakMap<Message, ReadableStream<Uint8Array>>();
// Bodies that were given as text or bytes, and nobody has asked for as a stream.
// Reading them goes through no promise that a script could meddle with.
const sources = new WeakMap<Message, Source>();
// How long the Blob is that Node's message was made from.
const blobSizes = new WeakMap<Message, number>();
// Streams that went on to another Request.
const handed = new WeakSet<ReadableStream>();

interface Source {
  /** Undefined once it was read. */
  data: string | Uint8Array<ArrayBuffer> | undefined;
}

/** The data of a body that lies in memory, and the type that it implies. */
function memoryOf(
  body: unknown,
): { data: string | Uint8Array<ArrayBuffer>; type?: string } | undefined {
  if (typeof body === "string")
    return { data: body, type: "text/plain;charset=UTF-8" };
  if (typeof body !== "object" || body === null) return undefined;
  if (ArrayBuffer.isView(body))
    return {
      data: new Uint8Array(
        new Uint8Array(body.buffer, body.byteOffset, body.byteLength),
      ),
    };
  if (body instanceof ArrayBuffer)
    return { data: new Uint8Array(body.slice()) };
  if (body instanceof URLSearchParams)
    return {
      data: body.toString(),
      type: "application/x-www-form-urlencoded;charset=UTF-8",
    };
  return undefined;
}

const encoder = new TextEncoder();

/** Takes the data; nobody else will get it. */
function takeBytes(source: Source): Uint8Array<ArrayBuffer> {
  const { data } = source;
  if (data === undefined) throw used();
  source.data = undefined;
  return typeof data === "string" ? encoder.encode(data) : data;
}
const signals = new WeakMap<Request, AbortSignal>();

const used = () =>
  new TypeError(
    "Body has already been used. It can only be used once. Use tee() first if you need to read it twice.",
  );

let nodeClasses: object;
let NodeRequest: typeof Request;
let NodeResponse: typeof Response;

/** node holds Node's own ReadableStream and TransformStream: its other classes insist on them. */
export function installBodies(node: object): void {
  nodeClasses = node;
  NodeRequest = globalThis.Request;
  NodeResponse = globalThis.Response;
  globalThis.Request = wrap(NodeRequest, 1);
  globalThis.Response = wrap(NodeResponse, 0);
  Object.defineProperty(NodeRequest.prototype, "signal", {
    get(this: Request) {
      let signal = signals.get(this);
      if (signal === undefined) {
        signal = events.makeSignal();
        signals.set(this, signal);
      }
      return signal;
    },
    configurable: true,
    enumerable: true,
  });
  const { arrayBuffer, stream } = Blob.prototype;
  Blob.prototype.stream = {
    stream(this: Blob) {
      if (building) return stream.call(this);
      return whole(() => arrayBuffer.call(this), this.size);
    },
  }.stream as typeof stream;
}

// at says where the constructor is given the body: by itself, or in its options.
function wrap<T extends typeof Request | typeof Response>(
  Class: T,
  at: 0 | 1,
): T {
  wrapMembers(Class.prototype, (message) =>
    message instanceof Request
      ? new NodeRequest(message.url, withoutBody(message))
      : new NodeResponse(null, message),
  );
  return new Proxy(Class, {
    construct(target, given: unknown[], newTarget) {
      const args = [...given];
      const options = args[1] as
        { body?: unknown; signal?: AbortSignal } | null | undefined;
      const body = at === 1 ? options?.body : args[0];
      const stream = streamOf(body);
      const memory = stream === undefined ? memoryOf(body) : undefined;
      if (stream !== undefined) {
        const { disturbed, reader } = streams.stateOf(stream);
        if (disturbed)
          throw new TypeError(
            "This ReadableStream is disturbed (has already been read from), and cannot be used as a body.",
          );
        if (reader !== null)
          throw new TypeError(
            "This ReadableStream is locked to a reader, and cannot be used as a body.",
          );
      }
      if (stream !== undefined || memory !== undefined) {
        if (at === 0) args[0] = null;
        else args[1] = { ...options, body: null };
      }
      // Node's class insists on a signal of its own kind; null takes one away.
      const signal =
        at === 1 && options?.signal !== null
          ? (options?.signal ?? signals.get(args[0] as Request))
          : undefined;
      if (options?.signal !== undefined)
        args[1] = { ...(args[1] as object), signal: undefined };
      const taken = at === 1 && body === undefined;
      const from = taken ? bodies.get(args[0] as Request) : undefined;
      const source =
        taken && from === undefined
          ? sources.get(args[0] as Request)
          : undefined;
      // Node would take over what is left of its own.
      const input = args[0];
      if (from !== undefined || (at === 1 && body === null))
        if (input instanceof NodeRequest) args[0] = copyHead(input);
      const message = withNodeStreams(
        () => Reflect.construct(target, args, newTarget) as Message,
      );
      if (signal instanceof AbortSignal)
        signals.set(message as Request, signal);
      if (body instanceof Blob) blobSizes.set(message, body.size);
      if (stream !== undefined) bodies.set(message, stream);
      else if (memory !== undefined) {
        sources.set(message, { data: memory.data });
        if (memory.type !== undefined && !message.headers.has("content-type"))
          message.headers.append("content-type", memory.type);
      } else if (from !== undefined) bodies.set(message, handOver(from));
      else if (source !== undefined) {
        sources.set(message, { data: source.data });
        source.data = undefined;
      }
      return message;
    },
  });
}

const copyHead = (request: Request) =>
  new NodeRequest(request.url, withoutBody(request));

// Node's constructors make the stream of a body with the global class, and take
// that of a Blob.
let building = false;

function withNodeStreams<R>(make: () => R): R {
  const { ReadableStream, TransformStream } = globalThis;
  Object.assign(globalThis, nodeClasses);
  building = true;
  try {
    return make();
  } finally {
    building = false;
    Object.assign(globalThis, { ReadableStream, TransformStream });
  }
}

// What a request is made from when its body is not wanted. No spread: these are
// getters of its prototype.
function withoutBody(request: Request): RequestInit {
  const { method, headers, redirect, integrity, cache } = request;
  return { method, headers, redirect, integrity, cache };
}

// TypeScript's library has no ReadableStream.from yet.
function streamFrom(
  source: AsyncIterable<Uint8Array>,
): ReadableStream<Uint8Array> {
  const { from } = ReadableStream as unknown as {
    from(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array>;
  };
  return from.call(ReadableStream, source);
}

// A body that is a stream, or comes piece by piece.
function streamOf(body: unknown): ReadableStream<Uint8Array> | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if (streams.isStream(body)) return body;
  if (Symbol.asyncIterator in body && !(body instanceof Blob))
    return streamFrom(body as AsyncIterable<Uint8Array>);
  return undefined;
}

function handOver(
  stream: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const state = streams.stateOf(stream);
  if (state.disturbed)
    throw new TypeError("Cannot reconstruct a Request with a used body.");
  handed.add(stream);
  const [one, two] = streams.tee(state);
  void streams.cancel(two);
  return streams.publicOf(one);
}

function wrapMembers(
  prototype: Message,
  copyWithout: (message: Message) => Message,
): void {
  const body = getter(prototype, "body");
  const bodyUsed = getter(prototype, "bodyUsed");
  const clone = prototype.clone as (this: Message) => Message;
  const arrayBuffer = prototype.arrayBuffer as (
    this: Message,
  ) => Promise<ArrayBuffer>;
  accessor(prototype, "body", (message) => {
    const known = bodies.get(message);
    if (known !== undefined) return known;
    const source = sources.get(message);
    if (source === undefined && body.call(message) === null) return null;
    const stream =
      source !== undefined
        ? inMemory(source)
        : bodyUsed.call(message) === true
          ? spent()
          : whole(() => arrayBuffer.call(message), blobSizes.get(message));
    bodies.set(message, stream);
    return stream;
  });
  accessor(prototype, "bodyUsed", (message) => {
    const known = bodies.get(message);
    if (known !== undefined)
      return handed.has(known) || streams.stateOf(known).disturbed;
    const source = sources.get(message);
    return source === undefined
      ? bodyUsed.call(message)
      : source.data === undefined;
  });
  method(prototype, "clone", function (this: Message) {
    const known = bodies.get(this);
    if (known === undefined) {
      const copy = clone.call(this);
      const source = sources.get(this);
      if (source === undefined) return copy;
      if (source.data === undefined)
        throw new TypeError(
          "This ReadableStream is currently locked to a reader,",
        );
      sources.set(copy, { data: source.data });
      return copy;
    }
    const state = streams.stateOf(known);
    if (state.disturbed || state.reader !== null)
      throw new TypeError(
        "This ReadableStream is currently locked to a reader,",
      );
    const copy = copyWithout(this);
    const followed = signals.get(this as Request);
    if (followed !== undefined) signals.set(copy as Request, followed);
    const [one, two] = streams.tee(state);
    bodies.set(this, streams.publicOf(one));
    bodies.set(copy, streams.publicOf(two));
    return copy;
  });
  const readers = {
    arrayBuffer: (bytes: Uint8Array<ArrayBuffer>) =>
      bytes.buffer.byteLength === bytes.byteLength
        ? bytes.buffer
        : bytes.slice().buffer,
    blob: (bytes: Uint8Array<ArrayBuffer>, message: Message) =>
      new Blob([bytes], { type: message.headers.get("content-type") ?? "" }),
    bytes: (bytes: Uint8Array<ArrayBuffer>) => bytes,
    json: (bytes: Uint8Array<ArrayBuffer>) =>
      JSON.parse(decoder.decode(bytes)) as unknown,
    text: (bytes: Uint8Array<ArrayBuffer>) => decoder.decode(bytes),
  };
  for (const [name, convert] of Object.entries(readers)) {
    const read = prototype[name as keyof typeof readers] as (
      this: Message,
    ) => Promise<unknown>;
    method(prototype, name, function (this: Message) {
      const known = bodies.get(this);
      const source = known === undefined ? sources.get(this) : undefined;
      if (source !== undefined)
        return settled(() => convert(takeBytes(source), this));
      if (known === undefined) return read.call(this);
      return readAll(known).then((bytes) => convert(bytes, this));
    });
  }
}

const decoder = new TextDecoder();

// Nothing but the result goes through a promise.
function settled<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

function readAll(
  stream: ReadableStream<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const state = streams.stateOf(stream);
    if (state.disturbed) throw used();
    streams.collect(state, (error, bytes) => {
      if (bytes === undefined) reject(error as Error);
      else resolve(bytes);
    });
  });
}

// A stream of bytes that lie in memory.
function whole(
  get: () => Promise<ArrayBuffer>,
  length?: number,
): ReadableStream<Uint8Array> {
  let given = false;
  const source: State = streams.newSource({
    length,
    read(done) {
      if (given) {
        done(null, null);
        return;
      }
      given = true;
      get().then(
        (bytes) =>
          done(null, bytes.byteLength > 0 ? new Uint8Array(bytes) : null),
        (error: unknown) => done(error, null),
      );
    },
  });
  return streams.publicOf(source);
}

function inMemory(source: Source): ReadableStream<Uint8Array> {
  if (source.data === undefined) return spent();
  const bytes = takeBytes(source);
  return streams.publicOf(streams.memory(() => bytes, bytes.length));
}

const spent = () => streams.publicOf(streams.consumed());

function getter(prototype: object, name: string): (this: unknown) => unknown {
  const found = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (found === undefined) throw new Error(`this Node has no getter ${name}`);
  return found;
}

function accessor(
  prototype: Message,
  name: string,
  get: (message: Message) => unknown,
): void {
  Object.defineProperty(prototype, name, {
    get(this: Message) {
      return get(this);
    },
    configurable: true,
    enumerable: true,
  });
}

function method(prototype: object, name: string, value: unknown): void {
  Object.defineProperty(value as object, "name", { value: name });
  Object.defineProperty(prototype, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
