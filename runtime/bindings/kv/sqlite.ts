// One SQLite file on the local disk: how it is opened, and how it is written to.
// The Go host reads and writes the same files.
//
// Writes are gathered: all that were asked for in one turn of the event loop
// become one transaction. The commit itself does not wait for the disk; the log
// is flushed by a thread and only then do the promises resolve, so an
// acknowledged write survives a power cut and the event loop never stands still
// for the disk.
import { mkdirSync, statSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { Host } from "./host.ts";

/** What one kind of file holds. The marks tell our files from others. */
export interface Layout {
  readonly applicationId: number;
  readonly version: number;
  /** A table that must be there. */
  readonly table: string;
  readonly schema: string;
  /** Runs once a minute while nothing is written. */
  readonly sweep?: (file: SqliteFile) => void;
}

// A batch ends at so many writes or so many bytes.
const maxBatch = 256;
const maxBatchBytes = 8 << 20;
const sweepEveryMs = 60_000;

const files = new WeakMap<Host, Map<string, Promise<SqliteFile>>>();

/** Opens the file a URL names, once for the whole process. */
export function openSqliteFile(
  host: Host,
  variable: string,
  url: string,
  layout: Layout,
): Promise<SqliteFile> {
  const path = pathOf(host, variable, url);
  const open = files.get(host) ?? new Map<string, Promise<SqliteFile>>();
  files.set(host, open);
  let file = open.get(path);
  if (file === undefined) {
    file = openFile(host, variable, path, layout);
    open.set(path, file);
  }
  return file;
}

function pathOf(host: Host, variable: string, url: string): string {
  const path = url.slice("sqlite:".length).replace(/^\/\/+/, "/");
  if (path === "" || path === "/")
    host.badConfig(variable, "names no file: write sqlite:/data/links.sqlite");
  return isAbsolute(path) ? path : join(host.dataDir, path);
}

async function openFile(
  host: Host,
  variable: string,
  path: string,
  layout: Layout,
): Promise<SqliteFile> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    inspect(path, layout);
    const file = new SqliteFile(path, layout);
    host.onReady(`sqlite ${path}`, async () => file.ping());
    host.onClose(() => file.close());
    return file;
  } catch (error) {
    return host.badConfig(variable, `open ${path}: ${reason(error)}`);
  }
}

/**
 * Looks at an existing file without changing it: one that is not ours, is
 * damaged or is newer than this app must be found as it was left.
 */
export function inspect(path: string, layout: Layout): void {
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
        "SELECT count(*) AS tables, count(*) FILTER (WHERE type = 'table' AND name = ?) AS ours FROM sqlite_schema",
      )
      .get(layout.table) as { tables: number; ours: number };
    if (id !== layout.applicationId && tables > 0)
      throw new Error(
        "it is a SQLite database of another program; it was left untouched. Choose another path",
      );
    if (id === layout.applicationId && version > layout.version)
      throw new Error(
        `format ${version} was written by a newer w2c, this one reads ${layout.version}; it was left untouched. Use the newer one`,
      );
    if (id === layout.applicationId && ours === 0)
      throw new Error(
        `the table ${layout.table} is missing; it was left untouched. Restore it from a backup, or move it away to start empty`,
      );
  } finally {
    db.close();
  }
}

function pragma(db: DatabaseSync, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return Number(row?.[name]);
}

/** What an operator reads when a file cannot be opened. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  // SQLITE_CORRUPT and SQLITE_NOTADB.
  return (code & 0xff) === 11 || (code & 0xff) === 26
    ? `${message}: the file is damaged or not a SQLite database; it was left untouched. Restore it from a backup, or move it away to start empty`
    : message;
}

interface Write {
  readonly size: number;
  apply(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** One open file of ours. */
export class SqliteFile {
  readonly #path: string;
  readonly #layout: Layout;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #sweeper: NodeJS.Timeout;
  #log: FileHandle | undefined;
  #waiting: Write[] = [];
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(path: string, layout: Layout) {
    this.#path = path;
    this.#layout = layout;
    this.#db = new DatabaseSync(path, { timeout: 5000 });
    try {
      this.#db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
      this.#migrate();
    } catch (error) {
      this.#db.close();
      throw error;
    }
    this.#sweeper = setInterval(() => this.#sweep(), sweepEveryMs);
    this.#sweeper.unref();
  }

  // The tables of a new file and the marks that say whose it is, together.
  #migrate(): void {
    const { applicationId, version, schema } = this.#layout;
    this.#db.exec("BEGIN IMMEDIATE");
    if (pragma(this.#db, "application_id") !== applicationId)
      this.#db.exec(
        `${schema}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`,
      );
    this.#db.exec("COMMIT");
  }

  /** Each text is prepared once. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  ping(): void {
    this.statement("SELECT 1 FROM sqlite_schema LIMIT 1").get();
  }

  /** Resolves when what apply writes is on disk. */
  write(size: number, apply: () => void): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("the store is closed"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ size, apply, resolve, reject });
      this.#flushing ??= new Promise<void>((done) =>
        setImmediate(() => void this.#flush().then(done)),
      );
    });
  }

  // While one batch waits for the disk, the next gathers.
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      const written = this.#commit(batch);
      try {
        if (written.length > 0) await this.#sync();
        for (const write of written) write.resolve();
      } catch (error) {
        for (const write of written) write.reject(error);
      }
    }
    this.#flushing = undefined;
  }

  #next(): Write[] {
    let size = 0;
    let length = 0;
    while (length < this.#waiting.length && length < maxBatch) {
      size += this.#waiting[length]?.size ?? 0;
      if (length > 0 && size > maxBatchBytes) break;
      length++;
    }
    return this.#waiting.splice(0, length);
  }

  // When a batch fails each write gets a transaction of its own, so that one
  // too many for the disk fails alone.
  #commit(batch: Write[]): Write[] {
    try {
      this.#transact(batch);
      return batch;
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.reject(error);
        return [];
      }
    }
    return batch.filter((write) => {
      try {
        this.#transact([write]);
        return true;
      } catch (error) {
        write.reject(error);
        return false;
      }
    });
  }

  #transact(batch: Write[]): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      for (const write of batch) write.apply();
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
      const folder = await open(dirname(this.#path), "r");
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    }
    await this.#log.datasync();
  }

  #sweep(): void {
    if (this.#closed || this.#flushing !== undefined) return;
    try {
      this.#layout.sweep?.(this);
    } catch {
      // A write that fails for the same reason reports it.
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    await this.#flushing;
    await this.#log?.close();
    this.#db.close();
  }
}
