// Where queues keep their messages: which store, decided by the environment when
// the app starts, and what every store can do.
import type { Host } from "./host.ts";
import type { Backlog } from "./queue_api.ts";
import { openRedisQueue } from "./queue_redis.ts";
import { openSqliteQueue } from "./queue_sqlite.ts";

/** A message on its way in. Times are in milliseconds. */
export interface NewMessage {
  readonly id: string;
  readonly sent: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly delay: number;
}

/** A message on its way out. ref is what the store knows it by. */
export interface HeldMessage extends Omit<NewMessage, "delay"> {
  readonly attempts: number;
  readonly ref: string;
}

/** What a consumer was configured with. Times are in milliseconds. */
export interface QueueRules {
  /** A batch is due when so many messages wait, or one has waited so long. */
  readonly batchSize: number;
  readonly batchTimeout: number;
  /** After so many deliveries a message goes to the queue deadLetter, or away. */
  readonly maxAttempts: number;
  readonly deadLetter: string;
  /** Batches that all consumers together hold at a time. */
  readonly concurrency: number;
  /** How long a batch is held unless it is extended. */
  readonly lease: number;
}

export interface Batch {
  readonly messages: readonly HeldMessage[];
  /** What waits behind them. */
  readonly backlog: Backlog;
  /** When there are none: how long to wait before asking again. */
  readonly wait: number;
  /** Messages that were delivered too often to consumers that died. */
  readonly dropped: number;
}

export const fates = { ack: 0, retry: 1, giveBack: 2 };

export interface Fate {
  readonly ref: string;
  readonly fate: number;
  readonly delay: number;
}

/**
 * One queue. A message is in it until a consumer has acknowledged it; a batch is
 * held by a lease, and when that runs out it is there again. A promise that has
 * resolved means that what was asked for is durable.
 */
export interface QueueStore {
  /** Adds messages, all or none, and tells what was waiting before. */
  send(messages: readonly NewMessage[]): Promise<Backlog>;
  backlog(): Promise<Backlog>;
  /** Takes the next batch when one is due; lease names it and must be new. */
  claim(rules: QueueRules, lease: string): Promise<Batch>;
  /** False when the batch was lost to somebody else. */
  extend(
    lease: string,
    messages: readonly HeldMessage[],
    time: number,
  ): Promise<boolean>;
  /** Decides on messages of a batch, together; not on those the lease has lost. */
  settle(
    rules: QueueRules,
    lease: string,
    verdicts: readonly Fate[],
  ): Promise<void>;
  /** Has f called after this process has put something in. */
  onChange(f: () => void): void;
}

/** QUEUES_URL decides for all queues, else REDIS_URL, else a SQLite file. */
export function openQueue(
  host: Host,
  name: string,
  services: boolean,
): Promise<QueueStore> {
  const variable = ["QUEUES_URL", "REDIS_URL"].find((name) => host.env[name]);
  if (variable === undefined && services)
    host.badConfig(
      "REDIS_URL",
      "is not set, and queues keep their messages in Redis (the app was converted with --state services); set it, or QUEUES_URL for the queues alone",
    );
  const url = variable ? (host.env[variable] ?? "") : "sqlite:queues.sqlite";
  switch (/^([a-z]+):/.exec(url)?.[1]) {
    case "sqlite":
      return openSqliteQueue(host, variable ?? "W2C_DATA_DIR", url, name);
    case "redis":
    case "rediss":
      return openRedisQueue(host, variable ?? "REDIS_URL", url, name);
  }
  return host.badConfig(
    variable ?? "QUEUES_URL",
    "is not a URL of a store for queues: it starts with sqlite:, redis: or rediss:",
  );
}
