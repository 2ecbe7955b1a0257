// Queues in one SQLite file on the local disk, the default store. The Go host reads
// and writes the same file.
import type { Host } from "./host.ts";
import type { Backlog } from "./queue_api.ts";
import {
  fates,
  type Batch,
  type Fate,
  type HeldMessage,
  type NewMessage,
  type QueueRules,
  type QueueStore,
} from "./queue_store.ts";
import { openSqliteFile, type Layout, type SqliteFile } from "./sqlite.ts";

// A message is due when it may be delivered; while a consumer holds it that is
// when its lease ends, so that one comparison finds what waits.
const layout: Layout = {
  applicationId: 0x77326371, // "w2cq"
  version: 1,
  table: "message",
  schema: `
CREATE TABLE message (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  queue    TEXT NOT NULL,
  due      INTEGER NOT NULL,
  lease    TEXT,
  attempts INTEGER NOT NULL,
  sent     INTEGER NOT NULL,
  id       TEXT NOT NULL,
  type     TEXT NOT NULL,
  size     INTEGER NOT NULL,
  body     BLOB NOT NULL
) STRICT;
CREATE INDEX message_due ON message (queue, due, seq, size);
CREATE INDEX message_lease ON message (queue, lease, due) WHERE lease IS NOT NULL;
`,
};

const backlogSql = `SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes,
  (SELECT sent FROM message WHERE queue = ?1 AND due <= ?2 ORDER BY due, seq LIMIT 1) AS oldest
  FROM message WHERE queue = ?1 AND due <= ?2`;
const sendSql =
  "INSERT INTO message (queue, due, attempts, sent, id, type, size, body) VALUES (?, ?, 0, ?, ?, ?, ?, ?)";
const waitingSql =
  "SELECT count(*) AS count, min(due) AS first FROM (SELECT due FROM message WHERE queue = ? AND due <= ? ORDER BY due, seq LIMIT ?)";
const nextSql =
  "SELECT min(due) AS due FROM message WHERE queue = ? AND due > ?";
const heldSql =
  "SELECT count(DISTINCT lease) AS count FROM message WHERE queue = ? AND lease IS NOT NULL AND due > ?";
const claimSql =
  "SELECT seq, id, sent, type, attempts, body FROM message WHERE queue = ? AND due <= ? ORDER BY due, seq LIMIT ?";
const takeSql =
  "UPDATE message SET lease = ?, due = ?, attempts = attempts + 1 WHERE seq = ?";
const burySql = `INSERT INTO message (queue, due, attempts, sent, id, type, size, body)
  SELECT ?, ?, 0, sent, id, type, size, body FROM message WHERE seq = ?`;
const deleteSql = "DELETE FROM message WHERE seq = ?";
const extendSql = "UPDATE message SET due = ? WHERE queue = ? AND lease = ?";
const mineSql = "SELECT attempts FROM message WHERE seq = ? AND lease = ?";
const returnSql =
  "UPDATE message SET lease = NULL, due = ?, attempts = attempts - 1 WHERE seq = ?";
const retrySql = "UPDATE message SET lease = NULL, due = ? WHERE seq = ?";

// How soon another process may have put something in, which nobody tells us.
const pollMs = 1000;

// A queue that takes milliseconds to count: what was counted holds a second.
const many = 10_000;

const queues = new WeakMap<SqliteFile, Map<string, SqliteQueue>>();

function queueOf(file: SqliteFile, name: string): SqliteQueue {
  const known = queues.get(file) ?? new Map<string, SqliteQueue>();
  queues.set(file, known);
  const queue = known.get(name) ?? new SqliteQueue(file, name);
  known.set(name, queue);
  return queue;
}

export async function openSqliteQueue(
  host: Host,
  variable: string,
  url: string,
  name: string,
): Promise<QueueStore> {
  return queueOf(await openSqliteFile(host, variable, url, layout), name);
}

interface Row {
  seq: number;
  id: string;
  sent: number;
  type: string;
  attempts: number;
  body: Uint8Array;
}

class SqliteQueue implements QueueStore {
  readonly #file: SqliteFile;
  readonly #name: string;
  readonly #listeners: (() => void)[] = [];
  #counted: Backlog = { count: 0, bytes: 0, oldest: 0 };
  #countedUntil = 0;

  constructor(file: SqliteFile, name: string) {
    this.#file = file;
    this.#name = name;
  }

  onChange(f: () => void): void {
    this.#listeners.push(f);
  }

  #changed(): void {
    for (const f of this.#listeners) f();
  }

  #backlog(now: number): Backlog {
    if (now < this.#countedUntil) return this.#counted;
    const row = this.#file.statement(backlogSql).get(this.#name, now);
    const { count, bytes, oldest } = row as unknown as Backlog;
    this.#counted = { count, bytes, oldest: oldest ?? 0 };
    this.#countedUntil = count > many ? now + 1000 : 0;
    return this.#counted;
  }

  async backlog(): Promise<Backlog> {
    return this.#backlog(Date.now());
  }

  async send(messages: readonly NewMessage[]): Promise<Backlog> {
    let before = this.#counted;
    const size = messages.reduce((sum, { body }) => sum + body.length, 0);
    await this.#file.write(size, () => {
      const now = Date.now();
      before = this.#backlog(now);
      const insert = this.#file.statement(sendSql);
      for (const { id, sent, type, body, delay } of messages)
        insert.run(this.#name, now + delay, sent, id, type, body.length, body);
    });
    this.#changed();
    return before;
  }

  // Whether a batch is due, and if not when to look again.
  #due(rules: QueueRules, now: number): { due: boolean; wait: number } {
    const get = (sql: string, ...values: (string | number)[]) =>
      this.#file.statement(sql).get(this.#name, ...values) as Record<
        string,
        number | null
      >;
    const { count, first } = get(waitingSql, now, rules.batchSize);
    const next = get(nextSql, now)["due"] ?? Infinity;
    let wait = Math.min(pollMs, next - now);
    if (!count || first == null) return { due: false, wait };
    const closes = first + rules.batchTimeout;
    if (count < rules.batchSize && closes > now) {
      wait = Math.min(wait, closes - now);
      return { due: false, wait };
    }
    const held = get(heldSql, now)["count"] ?? 0;
    return { due: held < rules.concurrency, wait };
  }

  // Reads first: most calls find nothing, and a write waits for the disk.
  async claim(rules: QueueRules, lease: string): Promise<Batch> {
    const { due, wait } = this.#due(rules, Date.now());
    let batch: Batch = {
      messages: [],
      backlog: this.#counted,
      wait,
      dropped: 0,
    };
    if (!due) return batch;
    await this.#file.write(0, () => {
      batch = this.#claim(rules, lease);
    });
    if (batch.dropped > 0) this.#changedDead(rules);
    return batch;
  }

  #claim(rules: QueueRules, lease: string): Batch {
    const now = Date.now();
    const { due, wait } = this.#due(rules, now);
    const messages: HeldMessage[] = [];
    let dropped = 0;
    const rows = due
      ? this.#file.statement(claimSql).all(this.#name, now, rules.batchSize)
      : [];
    for (const { seq, attempts, ...row } of rows as unknown as Row[]) {
      // Whoever had it so often has died of it each time.
      if (attempts >= rules.maxAttempts) {
        this.#bury(rules, seq, now);
        dropped++;
        continue;
      }
      this.#file.statement(takeSql).run(lease, now + rules.lease, seq);
      messages.push({ ...row, attempts: attempts + 1, ref: String(seq) });
    }
    // There may be more behind those that were dropped.
    const again = dropped > 0 && messages.length === 0;
    return {
      messages,
      backlog: this.#backlog(now),
      wait: again ? 0 : wait,
      dropped,
    };
  }

  // To the dead letter queue, or just away. It gets a number of its own there, so
  // that it stands behind what came before.
  #bury(rules: QueueRules, seq: number, now: number): void {
    if (rules.deadLetter !== "")
      this.#file.statement(burySql).run(rules.deadLetter, now, seq);
    this.#file.statement(deleteSql).run(seq);
  }

  #changedDead(rules: QueueRules): void {
    if (rules.deadLetter !== "")
      queueOf(this.#file, rules.deadLetter).#changed();
  }

  async extend(
    lease: string,
    _messages: readonly HeldMessage[],
    time: number,
  ): Promise<boolean> {
    let held = 0;
    await this.#file.write(0, () => {
      const result = this.#file
        .statement(extendSql)
        .run(Date.now() + time, this.#name, lease);
      held = Number(result.changes);
    });
    return held > 0;
  }

  async settle(
    rules: QueueRules,
    lease: string,
    verdicts: readonly Fate[],
  ): Promise<void> {
    let again = false;
    let buried = false;
    await this.#file.write(0, () => {
      const now = Date.now();
      for (const { ref, fate, delay } of verdicts) {
        const seq = Number(ref);
        const mine = this.#file.statement(mineSql).get(seq, lease);
        if (mine === undefined) continue; // somebody else has it, or had it
        if (fate === fates.ack) {
          this.#file.statement(deleteSql).run(seq);
        } else if (fate === fates.giveBack) {
          again = true;
          this.#file.statement(returnSql).run(now, seq);
        } else if (Number(mine["attempts"]) >= rules.maxAttempts) {
          buried = true;
          this.#bury(rules, seq, now);
        } else {
          again = true;
          this.#file.statement(retrySql).run(now + delay, seq);
        }
      }
    });
    if (again) this.#changed();
    if (buried) this.#changedDead(rules);
  }
}
