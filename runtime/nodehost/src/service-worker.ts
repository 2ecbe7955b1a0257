// Service-worker syntax: addEventListener("fetch", …), the events it calls
// with, and respondWith.
// https://developers.cloudflare.com/workers/reference/migrate-to-module-workers/
import type { Context } from "./context.ts";
import { checkedResponse, loadWorker } from "./worker.ts";
import type { Env, Worker } from "./worker.ts";

type Listener = (event: Event) => unknown;

class ExtendableEvent extends Event {
  readonly waits: Promise<unknown>[] = [];
  #ctx: Context;

  constructor(type: string, ctx: Context) {
    super(type);
    this.#ctx = ctx;
  }

  waitUntil(promise: Promise<unknown>): void {
    this.waits.push(promise);
    this.#ctx.waitUntil(promise);
  }

  passThroughOnException(): void {
    this.#ctx.passThroughOnException();
  }
}

class FetchEvent extends ExtendableEvent {
  readonly request: Request;
  response: Promise<unknown> | undefined;

  constructor(request: Request, ctx: Context) {
    super("fetch", ctx);
    this.request = request;
  }

  respondWith(response: unknown): void {
    if (this.response !== undefined)
      throw new DOMException(
        "FetchEvent.respondWith() has already been called; it can only be called once.",
        "InvalidStateError",
      );
    this.response = Promise.resolve(response);
    this.stopImmediatePropagation();
  }
}

class ScheduledEvent extends ExtendableEvent {
  readonly scheduledTime: number;
  readonly cron: string;

  constructor(scheduledTime: number, cron: string, ctx: Context) {
    super("scheduled", ctx);
    this.scheduledTime = scheduledTime;
    this.cron = cron;
  }

  noRetry(): void {}
}

/** A batch of messages, as queue.ts makes it. */
interface MessageBatch {
  readonly messages: readonly unknown[];
  readonly queue: string;
  readonly metadata: unknown;
  ackAll(): void;
  retryAll(options?: unknown): void;
}

class QueueEvent extends ExtendableEvent {
  #batch: MessageBatch;

  constructor(batch: object, ctx: Context) {
    super("queue", ctx);
    this.#batch = batch as MessageBatch;
  }

  get messages(): readonly unknown[] {
    return this.#batch.messages;
  }

  get queue(): string {
    return this.#batch.queue;
  }

  get metadata(): unknown {
    return this.#batch.metadata;
  }

  ackAll(): void {
    this.#batch.ackAll();
  }

  retryAll(options?: unknown): void {
    this.#batch.retryAll(options);
  }
}

/** Loads a script in service-worker syntax as loadWorker does modules; its bindings are globals. */
export async function loadServiceWorker(
  env: Env,
  load: () => Promise<unknown>,
): Promise<Worker> {
  for (const [name, value] of Object.entries(env))
    Object.defineProperty(globalThis, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  const listeners = startListeners();
  await loadWorker(env, async () => {
    await load();
    return { default: {} };
  });
  return listeners;
}

/** Defines addEventListener and its relatives, and answers with what they were given. */
function startListeners(): Worker {
  const target = new EventTarget();
  const thrown = new WeakMap<Event, unknown>();
  const wrapped = new WeakMap<Listener, Listener>();
  const listening = new Set<string>();

  // An EventTarget reports what a listener throws to the process; a request
  // must hear of it instead. So each listener is wrapped, and the wrapper keeps
  // the exception with its event.
  const guard = (listener: Listener): Listener => {
    const known = wrapped.get(listener);
    if (known !== undefined) return known;
    const guarded: Listener = (event) => {
      try {
        const result = listener.call(globalThis, event);
        if (event instanceof ScheduledEvent && result instanceof Promise)
          event.waitUntil(result);
      } catch (error) {
        thrown.set(event, error);
        event.stopImmediatePropagation();
      }
    };
    wrapped.set(listener, guarded);
    return guarded;
  };

  const define = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, {
      value,
      configurable: true,
      writable: true,
    });
  define("addEventListener", (type: string, listener: Listener) => {
    listening.add(type);
    target.addEventListener(type, guard(listener));
  });
  define("removeEventListener", (type: string, listener: Listener) =>
    target.removeEventListener(type, guard(listener)),
  );
  define("dispatchEvent", (event: Event) => target.dispatchEvent(event));
  define("ExtendableEvent", ExtendableEvent);
  define("FetchEvent", FetchEvent);
  define("ScheduledEvent", ScheduledEvent);

  const dispatch = (event: Event) => {
    target.dispatchEvent(event);
    if (thrown.has(event)) throw thrown.get(event);
  };
  return {
    async fetch(request, _env, ctx) {
      const event = new FetchEvent(request, ctx);
      dispatch(event);
      // Nobody answered: on Workers the request goes on to the origin.
      if (event.response === undefined) return fetch(request);
      return checkedResponse(await event.response);
    },
    async scheduled(controller, _env, ctx) {
      const event = new ScheduledEvent(
        controller.scheduledTime,
        controller.cron,
        ctx,
      );
      dispatch(event);
      // Here waitUntil is how a run is handed over, so its failure is the run's.
      await Promise.all(event.waits);
    },
    async queue(batch, _env, ctx) {
      if (!listening.has("queue"))
        throw new Error("No event listener registered for queue messages.");
      const event = new QueueEvent(batch, ctx);
      dispatch(event);
      await Promise.all(event.waits);
    },
  };
}
