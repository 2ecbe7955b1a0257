// The index of a bucket: a SQLite file that the Go host reads and writes too.
//
// Changes are gathered: all that were asked for in one turn of the event loop
// become one transaction. The commit does not wait for the disk; a thread flushes
// the log, and only then do the promises resolve.
import { statSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

// Marks of an index: "w2cr", and the version of its layout.
const applicationId = 0x77326372;
const formatVersion = 1;

const schema = `
CREATE TABLE objects (
  key      BLOB PRIMARY KEY,
  version  TEXT NOT NULL,
  size     INTEGER NOT NULL,
  etag     TEXT NOT NULL,
  uploaded INTEGER NOT NULL,
  sums     TEXT NOT NULL,
  http     TEXT NOT NULL,
  custom   TEXT NOT NULL,
  class    TEXT NOT NULL,
  blobs    TEXT NOT NULL
) STRICT;
CREATE TABLE uploads (
  id      TEXT PRIMARY KEY,
  key     BLOB NOT NULL,
  state   INTEGER NOT NULL,
  created INTEGER NOT NULL,
  http    TEXT NOT NULL,
  custom  TEXT NOT NULL,
  class   TEXT NOT NULL
) STRICT;
CREATE INDEX uploads_created ON uploads (created);
CREATE TABLE parts (
  upload TEXT NOT NULL,
  number INTEGER NOT NULL,
  blob   TEXT NOT NULL,
  size   INTEGER NOT NULL,
  etag   TEXT NOT NULL,
  md5    TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE doomed (
  blob TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${formatVersion};
`;

const maxBatch = 256;

export type Cell = string | number | Uint8Array | null;

interface Change {
  apply(): unknown;
  /** What apply returned last. */
  result?: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export class Index {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #log: FileHandle | undefined;
  #waiting: Change[] = [];
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(path: string) {
    inspect(path);
    this.#path = path;
    this.#db = new DatabaseSync(path, { timeout: 5000 });
    try {
      this.#db.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
      );
      if (pragma(this.#db, "application_id") !== applicationId)
        this.#db.exec(schema);
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  row<Row>(sql: string, ...values: Cell[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  rows<Row>(sql: string, ...values: Cell[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  run(sql: string, ...values: Cell[]): void {
    this.#statement(sql).run(...values);
  }

  /**
   * Runs apply in a transaction and resolves with what it returned when that is
   * on disk. apply may run twice: the second time is after a rollback.
   */
  change<T>(apply: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Error("the store is closed"));
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ apply, resolve, reject });
      this.#flushing ??= new Promise<void>((done) =>
        setImmediate(() => void this.#flush().then(done)),
      );
    }) as Promise<T>;
  }

  // While one batch waits for the disk, the next gathers.
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch);
      const written = this.#commit(batch);
      try {
        if (written.length > 0) await this.#sync();
        for (const change of written) change.resolve(change.result);
      } catch (error) {
        for (const change of written) change.reject(error);
      }
    }
    this.#flushing = undefined;
  }

  // When a batch fails each change gets a transaction of its own.
  #commit(batch: Change[]): Change[] {
    try {
      this.#transact(batch);
      return batch;
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.reject(error);
        return [];
      }
    }
    return batch.filter((change) => this.#commit([change]).length > 0);
  }

  #transact(batch: Change[]): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      for (const change of batch) change.result = change.apply();
      this.#db.exec("COMMIT");
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  // The log lives as long as our connection. Its first flush includes the
  // folder, for the file itself is new there.
  async #sync(): Promise<void> {
    if (this.#log === undefined) {
      this.#log = await open(`${this.#path}-wal`, "r+");
      await syncDir(dirname(this.#path));
    }
    await this.#log.datasync();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing;
    await this.#log?.close();
    this.#db.close();
  }
}

/** Has the names in a folder written to disk. */
export async function syncDir(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

// Looks at an existing file without changing it: one that is not ours, is damaged
// or is newer than this app must be found as it was left.
function inspect(path: string): void {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined || info.size === 0) return;
  if (info.isDirectory())
    throw new Error("it is a folder, not a database file");
  const url = pathToFileURL(path);
  // "immutable" keeps SQLite from making its -wal and -shm files; a file that
  // has a log, of a process that runs or was killed, cannot be read without.
  if (!statSync(`${path}-wal`, { throwIfNoEntry: false })?.size)
    url.searchParams.set("immutable", "1");
  const db = new DatabaseSync(url, { readOnly: true, timeout: 5000 });
  try {
    const id = pragma(db, "application_id");
    const version = pragma(db, "user_version");
    const { tables, ours } = db
      .prepare(
        "SELECT count(*) AS tables, count(*) FILTER (WHERE type = 'table' AND name = 'objects') AS ours FROM sqlite_schema",
      )
      .get() as { tables: number; ours: number };
    if (id !== applicationId && tables > 0)
      throw new Error(
        "it is a SQLite database of another program; it was left untouched. Choose another path",
      );
    if (id === applicationId && version > formatVersion)
      throw new Error(
        `format ${version} was written by a newer w2c, this one reads ${formatVersion}; it was left untouched. Use the newer one`,
      );
    if (id === applicationId && ours === 0)
      throw new Error(
        "the table objects is missing; it was left untouched. Restore it from a backup, or move it away to start empty",
      );
  } finally {
    db.close();
  }
}

function pragma(db: DatabaseSync, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return Number(row?.[name]);
}

/** What an operator reads when an index cannot be opened. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  // SQLITE_CORRUPT and SQLITE_NOTADB.
  return (code & 0xff) === 11 || (code & 0xff) === 26
    ? `${message}: the file is damaged or not a SQLite database; it was left untouched. Restore it from a backup, or move it away to start empty`
    : message;
}
