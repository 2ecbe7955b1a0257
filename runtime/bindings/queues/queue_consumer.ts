// Takes messages out of a queue and gives them to the Worker's queue handler.
import type { Host, Trigger } from "./host.ts";
import { codec, newId } from "./queue.ts";
import { makeBatch, verdictsOf } from "./queue_api.ts";
import {
  fates,
  openQueue,
  type Batch,
  type Fate,
  type QueueRules,
  type QueueStore,
} from "./queue_store.ts";

/** As in the configuration; times are in seconds. */
export interface ConsumerOptions {
  readonly queue: string;
  readonly max_batch_size: number;
  readonly max_batch_timeout: number;
  readonly max_retries: number;
  readonly retry_delay?: number;
  readonly dead_letter_queue?: string;
  readonly max_concurrency: number;
  /** The handler's end decides, and not that of its waitUntil work. */
  readonly early?: boolean;
  /** The app was converted for several machines: there must be a Redis. */
  readonly services: boolean;
}

// How long the messages of a consumer that died stay away, in seconds. A consumer
// that lives extends its lease three times in that time.
const defaultLease = 30;

// The pause after a store that failed.
const againMs = 1000;

const sleep = (ms: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function queueConsumer(
  host: Host,
  options: ConsumerOptions,
): Promise<Trigger> {
  const rules: QueueRules = {
    batchSize: options.max_batch_size,
    batchTimeout: options.max_batch_timeout * 1000,
    maxAttempts: options.max_retries + 1,
    deadLetter: options.dead_letter_queue ?? "",
    concurrency: options.max_concurrency,
    lease: leaseOf(host) * 1000,
  };
  const store = await openQueue(host, options.queue, options.services);
  return ({ queue }) => {
    const consumer = new Consumer(host, options, rules, store, queue);
    consumer.start();
    // A drain waits for the batches under way, and for what becomes of them.
    host.onClose(() => consumer.stop());
    return () => void consumer.stop();
  };
}

function leaseOf(host: Host): number {
  const given = host.env["W2C_QUEUE_LEASE"];
  if (!given) return defaultLease;
  const seconds = Number(given);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 43_200)
    host.badConfig(
      "W2C_QUEUE_LEASE",
      `"${given}" is no number of seconds from 1 to 43200`,
    );
  return seconds;
}

type Handle = (name: string, batch: object, early: boolean) => Promise<void>;

class Consumer {
  readonly #host: Host;
  readonly #options: ConsumerOptions;
  readonly #rules: QueueRules;
  readonly #store: QueueStore;
  readonly #handle: Handle;
  readonly #running = new Set<Promise<void>>();
  #loop: Promise<void> | undefined;
  #stopped = false;
  #wake: () => void = () => {};
  // Something may have come while nobody waited.
  #woken = false;

  constructor(
    host: Host,
    options: ConsumerOptions,
    rules: QueueRules,
    store: QueueStore,
    handle: Handle,
  ) {
    this.#host = host;
    this.#options = options;
    this.#rules = rules;
    this.#store = store;
    this.#handle = handle;
  }

  start(): void {
    this.#store.onChange(() => this.#poke());
    this.#loop = this.#take();
  }

  /** Takes no more batches and waits for those under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#poke();
    await this.#loop;
    await Promise.all(this.#running);
  }

  #poke(): void {
    this.#woken = true;
    this.#wake();
  }

  async #take(): Promise<void> {
    while (!this.#stopped) {
      if (this.#running.size >= this.#rules.concurrency) {
        await this.#wait(Infinity);
        continue;
      }
      const lease = newId();
      try {
        const batch = await this.#store.claim(this.#rules, lease);
        this.#tellDropped(batch.dropped);
        if (batch.messages.length === 0) await this.#wait(batch.wait);
        else this.#begin(lease, batch);
      } catch (error) {
        this.#failed(error);
        await this.#wait(againMs);
      }
    }
  }

  // Until something may be due: after ms, when this process has sent something,
  // when a batch has ended.
  async #wait(ms: number): Promise<void> {
    if (!this.#woken && !this.#stopped) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== Infinity) timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.#wake = () => {};
    }
    this.#woken = false;
  }

  #begin(lease: string, batch: Batch): void {
    const run = this.#run(lease, batch).then(() => {
      this.#running.delete(run);
      this.#poke();
    });
    this.#running.add(run);
  }

  async #run(lease: string, batch: Batch): Promise<void> {
    const holding = setInterval(
      () => void this.#hold(lease, batch),
      this.#rules.lease / 3,
    );
    const verdicts = this.#stopped
      ? all(batch, fates.giveBack)
      : await this.#ask(batch);
    await this.#settle(lease, verdicts);
    clearInterval(holding);
  }

  // Runs the handler; the answer is what becomes of each message.
  async #ask(batch: Batch): Promise<Fate[]> {
    const { queue, early = false, retry_delay = 0 } = this.#options;
    const { messages, backlog } = batch;
    const warn = (text: string) => this.#host.log("warn", text);
    let given: ReturnType<typeof makeBatch>;
    try {
      given = makeBatch(queue, messages, backlog, codec, warn);
    } catch (error) {
      this.#failed(error);
      return all(batch, fates.retry, retry_delay);
    }
    // What the handler throws is in the log already.
    const failed = await this.#handle(queue, given, early).then(
      () => false,
      () => true,
    );
    return verdictsOf(given, failed).map(({ retry, delay }, i) => ({
      ref: messages[i]?.ref ?? "",
      fate: retry ? fates.retry : fates.ack,
      delay: Math.max(delay ?? retry_delay, 0) * 1000,
    }));
  }

  async #hold(lease: string, { messages }: Batch): Promise<void> {
    try {
      const time = this.#rules.lease;
      if (await this.#store.extend(lease, messages, time)) return;
      this.#host.log("warn", "a batch was held too long and comes again", {
        queue: this.#options.queue,
        messages: messages.length,
      });
    } catch (error) {
      this.#failed(error);
    }
  }

  // Tries as long as the lease may hold: what was acknowledged must not come again
  // because the store was away for a moment.
  async #settle(lease: string, verdicts: readonly Fate[]): Promise<void> {
    const until = Date.now() + this.#rules.lease;
    for (;;) {
      try {
        return await this.#store.settle(this.#rules, lease, verdicts);
      } catch (error) {
        this.#failed(error);
        if (Date.now() > until) return;
        await sleep(againMs);
      }
    }
  }

  #failed(error: unknown): void {
    const { queue } = this.#options;
    this.#host.log("error", "queue store", { queue, error: String(error) });
  }

  #tellDropped(messages: number): void {
    if (messages > 0)
      this.#host.log(
        "warn",
        "messages were delivered too often to consumers that died",
        { queue: this.#options.queue, messages },
      );
  }
}

function all({ messages }: Batch, fate: number, delay = 0): Fate[] {
  return messages.map(({ ref }) => ({ ref, fate, delay: delay * 1000 }));
}
