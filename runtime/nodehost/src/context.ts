// What one event (a request or a cron run) carries with it through every await:
// its id for the log, the work it promised with waitUntil, and whether it asked
// to fall through to the origin when it throws.
import { AsyncLocalStorage } from "node:async_hooks";
import { unlessHopeless } from "./hopeless.ts";
import type { WorkerRecord } from "./workers.ts";

const storage = new AsyncLocalStorage<WorkerEvent>();

// Every event whose waitUntil work is unfinished; the drain waits for it to empty.
const unfinished = new Set<WorkerEvent>();

export class WorkerEvent {
  readonly id: string;
  passThrough = false;
  /** The Worker it is of, when it is not the one that answers requests. */
  worker: WorkerRecord | undefined;
  /** Nothing of it can be called any more. */
  over = false;
  /** The public host of the request, which the Worker stands in front of. */
  host: string | undefined;
  #waits = 0;
  #onLateError: (error: unknown) => void;
  #settled: (() => void)[] = [];
  #abandoned = false;
  #ends = new Set<() => void>();
  #afterwards: (() => void)[] = [];

  constructor(id: string, onLateError: (error: unknown) => void) {
    this.id = id;
    this.#onLateError = onLateError;
  }

  waitUntil(promise: unknown): void {
    this.#waits++;
    unfinished.add(this);
    unlessHopeless(Promise.resolve(promise)).then(
      () => this.#ended(),
      (error: unknown) => {
        this.run(() => this.#onLateError(error));
        this.#ended();
      },
    );
  }

  /** Resolves when all waitUntil work has settled. */
  settled(): Promise<void> {
    if (this.#waits === 0) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** The client has gone and the event left no work behind: nobody wants its results. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Runs end when the event is abandoned; the function it returns forgets that. */
  onAbandoned(end: () => void): () => void {
    this.#ends.add(end);
    return () => void this.#ends.delete(end);
  }

  /** As on Workers, waitUntil work outlives the client; what was for the client alone does not. */
  clientLeft(): void {
    if (this.#waits > 0) return;
    this.#abandoned = true;
    for (const end of this.#ends) end();
  }

  /** Runs f when the event is over. */
  onEnd(f: () => void): void {
    this.#afterwards.push(f);
  }

  /** The answer is out and no work is left. */
  end(): void {
    if (this.over) return;
    this.over = true;
    for (const f of this.#afterwards.splice(0)) f();
  }

  run<T>(work: () => T): T {
    return storage.run(this, work);
  }

  #ended(): void {
    if (--this.#waits > 0) return;
    unfinished.delete(this);
    for (const resolve of this.#settled.splice(0)) resolve();
  }
}

/** The event that the running code belongs to. */
export function currentEvent(): WorkerEvent | undefined {
  return storage.getStore();
}

/** Resolves when no event has waitUntil work left. */
export async function allSettled(): Promise<void> {
  while (unfinished.size > 0)
    await Promise.all([...unfinished].map((event) => event.settled()));
}

/** ctx as code that is given one sees it; Hono's c.executionCtx is one too. */
export interface Context {
  readonly props: unknown;
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
}

/**
 * The ctx a handler is given.
 * https://developers.cloudflare.com/workers/runtime-apis/context/
 *
 * Differences: waitUntil work is not cut off after 30 seconds, only by the end
 * of the drain; cache and tracing are absent.
 */
export class ExecutionContext implements Context {
  readonly props: unknown;
  #event: WorkerEvent;

  constructor(event: WorkerEvent, props: unknown = {}) {
    this.#event = event;
    this.props = props;
  }

  waitUntil(promise: unknown): void {
    this.#event.waitUntil(promise);
  }

  passThroughOnException(): void {
    this.#event.passThrough = true;
  }

  get [Symbol.toStringTag](): string {
    return "ExecutionContext";
  }
}
