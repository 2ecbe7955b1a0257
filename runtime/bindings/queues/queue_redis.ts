// Queues in Redis (or Valkey), for apps that run on more than one machine. The Go
// host reads and writes the same keys.
import type { Host } from "./host.ts";
import type { Backlog } from "./queue_api.ts";
import {
  backlogScript,
  claimScript,
  extendScript,
  keyParts,
  sendScript,
  settleScript,
} from "./queue_scripts.ts";
import type {
  Batch,
  Fate,
  HeldMessage,
  NewMessage,
  QueueRules,
  QueueStore,
} from "./queue_store.ts";
import {
  connectRedis,
  type RedisDb,
  type RedisScript,
  type RedisValue,
} from "./redis.ts";

// How soon another machine may have put something in, which nobody tells us.
const pollMs = 200;

// Content types by the first byte of a stored body.
const types: Record<string, string> = {
  j: "json",
  t: "text",
  b: "bytes",
  v: "v8",
};

const queues = new WeakMap<RedisDb, Map<string, RedisQueue>>();

function queueOf(db: RedisDb, name: string): RedisQueue {
  const known = queues.get(db) ?? new Map<string, RedisQueue>();
  queues.set(db, known);
  const queue = known.get(name) ?? new RedisQueue(db, name);
  known.set(name, queue);
  return queue;
}

export async function openRedisQueue(
  host: Host,
  variable: string,
  url: string,
  name: string,
): Promise<QueueStore> {
  return queueOf(await connectRedis(host, variable, url), name);
}

// All queues lie in one cluster slot, because a message that goes to the dead
// letter queue goes there in one script.
function keysOf(name: string): string[] {
  const escaped = Buffer.from(name)
    .toString("latin1")
    .replace(
      /[^0-9a-zA-Z._-]/g,
      (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"),
    );
  return keyParts.map((part) => `w2c:{queues}:${escaped}:${part}`);
}

// The name of a message: its number, when it was sent, its id; 16, 12 and 32
// digits in hex.
function messageOf(name: string, attempts: unknown, body: Buffer): HeldMessage {
  const type = types[String.fromCharCode(body[0] ?? 0)];
  if (name.length !== 60 || type === undefined)
    throw new Error("a stored message is not in a format this app reads");
  return {
    ref: name,
    id: name.slice(28),
    sent: Number.parseInt(name.slice(16, 28), 16),
    type,
    body: new Uint8Array(body.subarray(1)),
    attempts: Number(attempts),
  };
}

function backlogOf(answer: unknown): Backlog {
  const [count = 0, bytes = 0, oldest = 0] = (answer as unknown[]).map(Number);
  return { count, bytes, oldest };
}

class RedisQueue implements QueueStore {
  readonly #db: RedisDb;
  readonly #name: string;
  readonly #listeners: (() => void)[] = [];

  constructor(db: RedisDb, name: string) {
    this.#db = db;
    this.#name = name;
  }

  onChange(f: () => void): void {
    this.#listeners.push(f);
  }

  #changed(): void {
    for (const f of this.#listeners) f();
  }

  #run(
    script: RedisScript,
    other: string,
    args: RedisValue[],
  ): Promise<unknown> {
    const keys = [...keysOf(this.#name), ...keysOf(other || this.#name)];
    return this.#db.run(script, keys, args);
  }

  async backlog(): Promise<Backlog> {
    return backlogOf(await this.#run(backlogScript, "", []));
  }

  async send(messages: readonly NewMessage[]): Promise<Backlog> {
    const args = messages.flatMap(({ id, sent, delay, type, body }) => [
      id,
      String(sent),
      String(delay),
      Buffer.concat([Buffer.from(type.slice(0, 1)), body]),
    ]);
    const before = backlogOf(await this.#run(sendScript, "", args));
    this.#changed();
    return before;
  }

  async claim(rules: QueueRules, lease: string): Promise<Batch> {
    const answer = (await this.#run(claimScript, rules.deadLetter, [
      lease,
      ...[
        rules.batchSize,
        rules.batchTimeout,
        rules.maxAttempts,
        rules.concurrency,
        rules.lease,
      ].map(String),
      rules.deadLetter ? "1" : "0",
    ])) as unknown[];
    const [wait, dropped, backlog, ...rest] = answer;
    const messages: HeldMessage[] = [];
    for (let i = 0; i + 2 < rest.length; i += 3)
      messages.push(
        messageOf(String(rest[i]), rest[i + 1], rest[i + 2] as Buffer),
      );
    if (Number(dropped) > 0) this.#changedDead(rules);
    return {
      messages,
      backlog: backlogOf(backlog),
      wait: Number(wait) < 0 ? pollMs : Math.min(pollMs, Number(wait)),
      dropped: Number(dropped),
    };
  }

  #changedDead(rules: QueueRules): void {
    if (rules.deadLetter) queueOf(this.#db, rules.deadLetter).#changed();
  }

  async extend(
    lease: string,
    messages: readonly HeldMessage[],
    time: number,
  ): Promise<boolean> {
    const refs = messages.map(({ ref }) => ref);
    const held = await this.#run(extendScript, "", [
      lease,
      String(time),
      ...refs,
    ]);
    return Number(held) > 0;
  }

  async settle(
    rules: QueueRules,
    lease: string,
    verdicts: readonly Fate[],
  ): Promise<void> {
    const answer = await this.#run(settleScript, rules.deadLetter, [
      lease,
      String(rules.maxAttempts),
      rules.deadLetter ? "1" : "0",
      ...verdicts.flatMap(({ ref, fate, delay }) => [
        ref,
        String(fate),
        String(delay),
      ]),
    ]);
    const [again, dead] = (answer as unknown[]).map(Number);
    if (again) this.#changed();
    if (dead) this.#changedDead(rules);
  }
}
