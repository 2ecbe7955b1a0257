// What a Worker sees of Queues, one text for every server: the producer in env,
// and the batch and messages its queue handler is given.
// https://developers.cloudflare.com/queues/configuration/javascript-apis/
//
// The rules of ack and retry are workerd's:
// https://developers.cloudflare.com/queues/configuration/batching-retries/

/** What waits in a queue. oldest is in milliseconds since 1970, 0 for none. */
export interface Backlog {
  readonly count: number;
  readonly bytes: number;
  readonly oldest: number;
}

/** A message on its way out. delay is in seconds, undefined for the queue's own. */
export interface Outgoing {
  readonly type: string;
  readonly body: Uint8Array;
  readonly delay: number | undefined;
}

/** A message as the store had it. */
export interface Incoming {
  readonly id: string;
  readonly sent: number;
  readonly attempts: number;
  readonly type: string;
  readonly body: Uint8Array;
}

/** What the host does for a producer. error is for the Worker to see. */
export interface Carrier {
  send(messages: readonly Outgoing[]): Promise<Answer>;
  backlog(): Promise<Answer>;
}

export interface Answer {
  readonly backlog?: Backlog;
  readonly error?: string;
}

/** How values become bytes and bytes values. */
export interface Codec {
  utf8(text: string): Uint8Array;
  text(bytes: Uint8Array): string;
  write(value: unknown): string;
  read(text: string): unknown;
  /** Empties the buffer of a view, whose bytes are copied already. */
  detach(view: ArrayBufferView): void;
}

export interface Rules {
  /** What a body is when send is not told. */
  readonly type: "json" | "v8";
  /** Failures say their code, as they do since 2026-03-12. */
  readonly codes: boolean;
  /** Capacity is limited as on Cloudflare. */
  readonly limited: boolean;
}

const types = ["text", "bytes", "json", "v8"];

// Cloudflare's limits of capacity, and of what may be waited for.
const maxMessage = 128_000;
const maxBatch = 288_000;
const maxMessages = 100;
const maxDelay = 86_400;

const illegal = () =>
  new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );

const wrong = (method: string, n: number, type: string, on: string) =>
  new TypeError(
    `Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`,
  );

// Numbers as workerd takes whole ones: what is no number is 0.
function whole(value: unknown): number {
  const number = +(value as number); // which throws for a BigInt
  if (!Number.isFinite(number)) return 0;
  const int = Math.trunc(number);
  if (int < -(2 ** 31) || int > 2 ** 31 - 1)
    throw new TypeError(
      `Value out of range. Must be between ${-(2 ** 31)} and ${2 ** 31 - 1} (inclusive).`,
    );
  return int;
}

interface Options {
  readonly contentType: string | undefined;
  readonly delay: number | undefined;
}

const isObject = (given: unknown) =>
  (typeof given === "object" && given !== null) || typeof given === "function";

function optionsOf(given: unknown, otherwise: () => TypeError): Options {
  if (given === undefined || given === null)
    return { contentType: undefined, delay: undefined };
  if (!isObject(given)) throw otherwise();
  const { contentType, delaySeconds } = given as Record<string, unknown>;
  return {
    contentType: contentType === undefined ? undefined : String(contentType),
    delay: delaySeconds === undefined ? undefined : whole(delaySeconds),
  };
}

function knownType(given: string): string {
  const type = given.toLowerCase();
  if (!types.includes(type)) throw unsupported(given);
  return type;
}

const unsupported = (type: string) =>
  new TypeError(`Unsupported queue message content type: ${type}`);

const needs = (type: string, wanted: string, value: unknown) =>
  new TypeError(
    `Content Type "${type}" requires a value of type ${wanted}, but received: ${typeOf(value)}`,
  );

const typeOf = (value: unknown) => typeof value;

const metricsOf = ({ count, bytes, oldest }: Backlog) => {
  const metrics: Record<string, unknown> = {
    backlogCount: count,
    backlogBytes: bytes,
  };
  if (oldest !== 0) metrics["oldestMessageTimestamp"] = new Date(oldest);
  return metrics;
};

// Only this file makes the objects.
const ours = Symbol();

function made(key: unknown): void {
  if (key !== ours) throw new TypeError("Illegal constructor");
}

class WorkerQueue {
  readonly #carrier: Carrier;
  readonly #codec: Codec;
  readonly #rules: Rules;

  constructor(key: unknown, carrier: Carrier, codec: Codec, rules: Rules) {
    made(key);
    this.#carrier = carrier;
    this.#codec = codec;
    this.#rules = rules;
  }

  async metrics(): Promise<unknown> {
    if (!isObject(this) || !(#carrier in this)) throw illegal();
    const { backlog } = await this.#carrier.backlog();
    if (backlog === undefined) throw this.#failed("metrics");
    return metricsOf(backlog);
  }

  async send(...args: [body?: unknown, options?: unknown]): Promise<unknown> {
    if (!isObject(this) || !(#carrier in this)) throw illegal();
    if (args.length === 0) throw wrong("send", 1, "Value", "WorkerQueue");
    const [body, options] = args;
    const { contentType, delay } = optionsOf(options, () =>
      wrong("send", 2, "SendOptions", "WorkerQueue"),
    );
    if (body === undefined)
      throw new TypeError("Message body cannot be undefined");
    const type =
      contentType === undefined ? this.#rules.type : knownType(contentType);
    const message = { type, body: this.#bytes(body, type, true), delay };
    if (this.#rules.limited && message.body.length > maxMessage)
      throw this.#failed(
        "send",
        `message length of ${message.body.length} bytes exceeds limit of ${maxMessage}`,
      );
    return this.#sent("send", [message]);
  }

  async sendBatch(
    ...args: [batch?: unknown, options?: unknown]
  ): Promise<unknown> {
    if (!isObject(this) || !(#carrier in this)) throw illegal();
    const [batch, options] = args;
    const requests = requestsOf(batch);
    const all = optionsOf(options, () =>
      wrong("sendBatch", 2, "SendBatchOptions", "WorkerQueue"),
    );
    if (requests.length === 0)
      throw new TypeError("sendBatch() requires at least one message");
    const messages = requests.map(({ body, contentType, delay }) => {
      if (body === undefined)
        throw new TypeError("Message body cannot be undefined");
      let type: string = this.#rules.type;
      if (contentType !== undefined) {
        type = knownType(contentType);
        // Of a batch, workerd takes types in lower case only.
        if (type !== contentType) throw unsupported(contentType);
      }
      return {
        type,
        body: this.#bytes(body, type, false),
        delay: delay ?? all.delay,
      };
    });
    if (this.#rules.limited) this.#checkBatch(messages);
    return this.#sent("sendBatch", messages);
  }

  #checkBatch(messages: readonly Outgoing[]): void {
    const sizes = messages.map(({ body }) => body.length);
    const largest = Math.max(...sizes);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const refuse = (why: string) => {
      throw this.#failed("sendBatch", why);
    };
    if (sizes.length > maxMessages)
      refuse(
        `batch message count of ${sizes.length} exceeds limit of ${maxMessages}`,
      );
    if (largest > maxMessage)
      refuse(
        `message in batch has length ${largest} bytes which exceeds single message size limit of ${maxMessage}`,
      );
    if (total > maxBatch)
      refuse(`batch size of ${total} bytes exceeds limit of ${maxBatch}`);
  }

  #bytes(body: unknown, type: string, single: boolean): Uint8Array {
    const codec = this.#codec;
    switch (type) {
      case "text":
        if (typeof body !== "string") throw needs(type, "string", body);
        // workerd ends a text at its first NUL.
        return codec.utf8(body.split("\0", 1)[0] ?? "");
      case "bytes": {
        if (!ArrayBuffer.isView(body))
          throw needs(type, "ArrayBufferView", body);
        if (body.byteLength === 0) return new Uint8Array(); // or detached
        const bytes = new Uint8Array(
          body.buffer,
          body.byteOffset,
          body.byteLength,
        ).slice();
        // A single message takes its buffer with it, as on Workers.
        if (single) codec.detach(body);
        return bytes;
      }
      case "json":
        return codec.utf8(String(JSON.stringify(body)));
    }
    return codec.utf8(codec.write(body));
  }

  async #sent(method: string, messages: readonly Outgoing[]): Promise<unknown> {
    if (messages.some(({ delay = 0 }) => delay < 0 || delay > maxDelay))
      throw this.#failed(method);
    const { backlog } = await this.#carrier.send(messages);
    if (backlog === undefined) throw this.#failed(method);
    return { metadata: { metrics: metricsOf(backlog) } };
  }

  #failed(method: string, why = "Internal Server Error"): Error {
    if (this.#rules.codes || method === "metrics")
      return new Error("Unknown Internal Error (15000)");
    return new Error(`Queue ${method} failed: ${why}`);
  }
}

/** A producer: env.QUEUE. */
export function makeQueue(
  carrier: Carrier,
  codec: Codec,
  rules: Rules,
): WorkerQueue {
  return new WorkerQueue(ours, carrier, codec, rules);
}

interface SendRequest extends Options {
  readonly body: unknown;
}

function requestsOf(batch: unknown): SendRequest[] {
  if (
    !isObject(batch) ||
    typeof (batch as Partial<Iterable<unknown>>)[Symbol.iterator] !== "function"
  )
    throw wrong("sendBatch", 1, "Sequence", "WorkerQueue");
  const out: SendRequest[] = [];
  for (const request of batch as Iterable<unknown>) {
    if (request === undefined || request === null)
      throw new TypeError(
        "Cannot initialize N7workerd3api11WorkerQueue18MessageSendRequestE with required members from an undefined or null value.",
      );
    if (!isObject(request))
      throw new TypeError(
        "Incorrect type: the provided value is not of type 'MessageSendRequest'.",
      );
    const { body } = request as { body?: unknown };
    out.push({ body, ...optionsOf(request, illegal) });
  }
  return out;
}

/** What became of a message when its batch is over. delay is in seconds. */
export interface Verdict {
  readonly retry: boolean;
  readonly delay: number | undefined;
}

/** Tells the log of a call that has no effect. */
export type Warn = (text: string) => void;

// What has been said of a batch so far; its messages share it.
class Decisions {
  readonly warn: Warn;
  ackAll = false;
  retryAll = false;
  retryAllDelay: number | undefined;
  readonly acks = new Set<object>();
  readonly retries = new Map<object, number | undefined>();

  constructor(warn: Warn) {
    this.warn = warn;
  }
}

// Properties of the object itself, in workerd's order. Those that are functions
// here make a new object each time they are asked, as workerd's do.
function show(target: object, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(target, name, {
      ...(typeof value === "function"
        ? { get: value as () => unknown }
        : { value }),
      enumerable: true,
      configurable: true,
    });
}

/** A message of a batch. */
class QueueMessage {
  readonly #id: string;
  readonly #decisions: Decisions;

  constructor(
    key: unknown,
    message: Incoming,
    body: unknown,
    decisions: Decisions,
  ) {
    made(key);
    this.#id = message.id;
    this.#decisions = decisions;
    const { attempts, sent, id } = message;
    show(this, { attempts });
    Object.defineProperty(this, "body", {
      value: body,
      enumerable: true,
      configurable: true,
    });
    show(this, { timestamp: () => new Date(sent), id });
  }

  retry(...[options]: [options?: unknown]): void {
    if (!isObject(this) || !(#id in this)) throw illegal();
    const { delay } = optionsOf(options, () =>
      wrong("retry", 1, "QueueRetryOptions", "QueueMessage"),
    );
    const said = this.#decisions;
    if (said.ackAll) return this.#tooLate("retry", "ackAll");
    if (said.acks.has(this)) return this.#tooLate("retry", "ack");
    said.retries.set(this, delay ?? said.retries.get(this));
  }

  ack(): void {
    if (!isObject(this) || !(#id in this)) throw illegal();
    const said = this.#decisions;
    if (said.ackAll) return;
    if (said.retryAll) return this.#tooLate("ack", "retryAll");
    if (said.retries.has(this)) return this.#tooLate("ack", "retry");
    said.acks.add(this);
  }

  #tooLate(call: string, before: string): void {
    this.#decisions.warn(
      `Received a call to ${call}() on message ${this.#id} after ${before}() was already called. ` +
        `Calling ${call}() on a message after calling ${before}() has no effect.`,
    );
  }
}

class QueueController {
  readonly #decisions: Decisions;
  readonly #messages: QueueMessage[];

  constructor(
    key: unknown,
    queue: string,
    incoming: readonly Incoming[],
    backlog: Backlog,
    codec: Codec,
    warn: Warn,
  ) {
    made(key);
    this.#decisions = new Decisions(warn);
    const messages = incoming.map(
      (message) =>
        new QueueMessage(
          ours,
          message,
          bodyOf(message, codec),
          this.#decisions,
        ),
    );
    this.#messages = messages;
    const metadata = () => ({ metrics: metricsOf(backlog) });
    show(this, { metadata, queue, messages: () => [...messages] });
  }

  retryAll(...[options]: [options?: unknown]): void {
    if (!isObject(this) || !(#decisions in this)) throw illegal();
    const { delay } = optionsOf(options, () =>
      wrong("retryAll", 1, "QueueRetryOptions", "QueueController"),
    );
    const said = this.#decisions;
    if (said.ackAll) return this.#tooLate("retryAll", "ackAll");
    said.retryAll = true;
    said.retryAllDelay = delay ?? said.retryAllDelay;
  }

  ackAll(): void {
    if (!isObject(this) || !(#decisions in this)) throw illegal();
    const said = this.#decisions;
    if (said.retryAll) return this.#tooLate("ackAll", "retryAll");
    said.ackAll = true;
  }

  #tooLate(call: string, before: string): void {
    this.#decisions.warn(
      `Received a call to ${call}() after ${before}() was already called. ` +
        `Calling ${call}() after calling ${before}() has no effect.`,
    );
  }

  /**
   * The fate of each message: what was said of the message itself counts first,
   * then what was said of the batch, then whether the handler failed.
   */
  static verdicts(batch: QueueController, failed: boolean): Verdict[] {
    const said = batch.#decisions;
    return batch.#messages.map((message) => {
      const ack = { retry: false, delay: undefined };
      if (said.acks.has(message)) return ack;
      if (said.retries.has(message))
        return {
          retry: true,
          delay: said.retries.get(message) ?? said.retryAllDelay,
        };
      if (said.ackAll || !(said.retryAll || failed)) return ack;
      return { retry: true, delay: said.retryAllDelay };
    });
  }
}

/** The batch a queue handler is given. It throws when a body cannot be read. */
export function makeBatch(
  queue: string,
  messages: readonly Incoming[],
  backlog: Backlog,
  codec: Codec,
  warn: Warn,
): QueueController {
  return new QueueController(ours, queue, messages, backlog, codec, warn);
}

/** See the class. */
export const verdictsOf = QueueController.verdicts;

function bodyOf({ type, body }: Incoming, codec: Codec): unknown {
  switch (type) {
    case "bytes":
      return body;
    case "text":
      return codec.text(body);
    case "json":
      return JSON.parse(codec.text(body));
  }
  return codec.read(codec.text(body));
}

// As workerd's own classes have it: for-in sees the methods, the name shows, and
// a Worker finds no way to verdicts.
function dress(Class: { prototype: object; name: string }): void {
  for (const key of Object.getOwnPropertyNames(Class.prototype))
    if (key !== "constructor")
      Object.defineProperty(Class.prototype, key, { enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: Class.name,
    configurable: true,
  });
}
for (const Class of [WorkerQueue, QueueMessage, QueueController]) dress(Class);
Reflect.deleteProperty(QueueController, "verdicts");
