// One D1 database: node:sqlite set up as Cloudflare sets SQLite up. Each run is
// a transaction, and an acknowledged one is on disk.
import { createHash } from "node:crypto";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Answer, Meta, Outcome, Value } from "./d1_api.ts";
import { offsetOf } from "./d1_offset.ts";
import {
  absentFunctions,
  absentTables,
  authorized,
  cloudflareLimits,
  codeName,
  isStoreFault,
} from "./d1_rules.ts";
import { parametersOf, type Parameters } from "./d1_tokens.ts";

const noTransactions =
  "To execute a transaction, please use the state.storage.transaction() or state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because it will automatically roll back on exceptions, and because it interacts correctly with Durable Objects' automatic atomic write coalescing.";

// KV's files are marked so.
const kvApplicationId = 0x77326331;

/** What a query did wrong, in the words that Workers show. */
class QueryError extends Error {}

interface Ran {
  columns: string[];
  rows: unknown[][];
}

export class D1File {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #opened = Date.now();
  #commits = 0;
  #size = 0;
  #trusted = true;
  #refusedTransaction = false;
  readonly #pages: StatementSync;
  readonly #state: StatementSync;

  constructor(path: string, limited: boolean) {
    this.#path = path;
    this.#db = new DatabaseSync(path, {
      timeout: 5000,
      enableForeignKeyConstraints: true,
      enableDoubleQuotedStringLiterals: true,
      ...(limited && { limits: cloudflareLimits }),
    });
    try {
      this.#prepare();
      this.#pages = this.#db.prepare(
        "SELECT (page_count - freelist_count) * page_size AS size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
      );
      this.#state = this.#db.prepare(
        "SELECT total_changes() AS changes, last_insert_rowid() AS row",
      );
      this.#state.setReadBigInts(true);
    } catch (error) {
      this.#db.close();
      throw error;
    }
    this.#db.setAuthorizer((action, a, b, schema) => {
      if (this.#trusted) return 0;
      const verdict = authorized(action, a, b, schema);
      if (verdict === "transaction") this.#refusedTransaction = true;
      return verdict === true ? 0 : 1;
    });
    this.#size = this.#measure();
  }

  #prepare(): void {
    let id: unknown;
    try {
      id = this.#db.prepare("PRAGMA application_id").get()?.["application_id"];
      this.#db.prepare("SELECT count(*) FROM sqlite_schema").get();
    } catch (error) {
      throw isDamage(error)
        ? new Error(
            `${(error as Error).message}: the file is damaged or not a SQLite database; it was left untouched. Restore it from a backup, or move it away to start empty`,
          )
        : error;
    }
    if (id === kvApplicationId)
      throw new Error(
        "it holds KV namespaces; it was left untouched. Choose another path",
      );
    this.#db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF",
    );
  }

  ping(): void {
    this.#own(() => this.#db.prepare("SELECT 1 FROM sqlite_schema").get());
  }

  close(): void {
    this.#db.close();
  }

  /** Runs the texts in one transaction. It throws when the store fails. */
  run(sql: readonly string[], params: readonly (readonly Value[])[]): Outcome {
    try {
      this.#own(() => this.#db.exec(reads(sql) ? "BEGIN" : "BEGIN IMMEDIATE"));
      const answers = sql.map((text, i) => this.#answer(text, params[i] ?? []));
      this.#commit();
      if (!reads(sql)) this.#commits++;
      return { answers, bookmark: this.#bookmark() };
    } catch (error) {
      if (this.#db.isTransaction) this.#own(() => this.#db.exec("ROLLBACK"));
      if (error instanceof QueryError) return { error: error.message };
      throw error;
    }
  }

  #commit(): void {
    try {
      this.#own(() => this.#db.exec("COMMIT"));
    } catch (error) {
      throw this.#explained(error, "COMMIT");
    }
  }

  #answer(sql: string, params: readonly Value[]): Answer {
    const before = this.#counters();
    const size = this.#size;
    const start = performance.now();
    const { columns, rows } = this.#runAll(sql, params);
    const duration = performance.now() - start;
    const after = this.#counters();
    this.#size = this.#measure();
    const changes = Number(after.changes - before.changes);
    const meta: Meta = {
      duration,
      changes,
      last_row_id: Number(after.row),
      changed_db:
        changes !== 0 || after.row !== before.row || this.#size !== size,
      size_after: this.#size,
      rows_read: rows.length,
      rows_written: changes,
    };
    return { columns, rows, meta };
  }

  // Every statement of a text; parameters and rows are the last one's.
  #runAll(sql: string, params: readonly Value[]): Ran {
    const end = sql.indexOf("\0"); // SQLite sees no further
    let rest = end < 0 ? sql : sql.slice(0, end);
    for (;;) {
      const statement = this.#compile(rest);
      const text = statement.sourceSQL;
      const tail = rest.slice(text.length);
      const last = /^[ \t\n\v\f\r]*$/.test(tail);
      const ran = this.#execute(statement, text, last ? params : []);
      if (last) return ran;
      rest = tail;
    }
  }

  #compile(sql: string): StatementSync {
    this.#refusedTransaction = false;
    this.#trusted = false;
    try {
      return this.#db.prepare(sql);
    } catch (error) {
      if (this.#refusedTransaction) throw new QueryError(noTransactions);
      throw this.#explained(error, sql);
    } finally {
      this.#trusted = true;
    }
  }

  #execute(
    statement: StatementSync,
    sql: string,
    params: readonly Value[],
  ): Ran {
    const wanted = parametersOf(sql);
    if (wanted.count !== params.length)
      throw new QueryError("Wrong number of parameter bindings for SQL query.");
    this.#trusted = false;
    try {
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      const rows = statement.all(
        ...given(wanted, params),
      ) as unknown as unknown[][];
      return {
        columns: statement.columns().map(({ name }) => name),
        rows: rows.map((row) => row.map(seen)),
      };
    } catch (error) {
      throw this.#explained(error, sql);
    } finally {
      this.#trusted = true;
    }
  }

  #explained(error: unknown, sql: string): unknown {
    const { code, errcode, message } = error as SqliteError;
    if (code === "ERR_INVALID_ARG_VALUE")
      return new QueryError("SQL code did not contain a statement.");
    if (errcode === undefined || isStoreFault(errcode)) return error;
    const [text, named] = worded(message, errcode);
    const offset = offsetOf(text, sql, (part) => this.#says(part));
    const at = offset < 0 ? "" : ` at offset ${offset}`;
    return new QueryError(`${text}${at}: ${codeName(named)}`);
  }

  // The message that compiling a text ends in; "" for none.
  #says(sql: string): string {
    this.#trusted = false;
    try {
      this.#db.prepare(sql);
      return "";
    } catch (error) {
      return (error as Error).message;
    } finally {
      this.#trusted = true;
    }
  }

  #own<T>(f: () => T): T {
    this.#trusted = true;
    return f();
  }

  #counters(): { changes: bigint; row: bigint } {
    return this.#state.get() as { changes: bigint; row: bigint };
  }

  #measure(): number {
    return Number(this.#pages.get()?.["size"]);
  }

  // When this process opened the file and how often it has written.
  #bookmark(): string {
    const hex = (n: number) => (n >>> 0).toString(16).padStart(8, "0");
    const hash = createHash("sha256")
      .update(`${this.#path} ${this.#opened} ${this.#commits}`)
      .digest("hex");
    return `${hex(this.#opened / 1000)}-${hex(this.#commits)}-${hex(0)}-${hash.slice(0, 32)}`;
  }
}

// Nothing can be written: such queries need no lock.
function reads(sql: readonly string[]): boolean {
  return sql.every((text) => /^\s*SELECT/i.test(text) && !text.includes(";"));
}

type Bound = string | number | null | Uint8Array;

// Numbers are REAL, always; those that JSON has no word for are NULL.
function bound(value: Value): Bound {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string")
    return value.isWellFormed()
      ? value
      : value.replace(/\p{Surrogate}/gu, "\ufffd\ufffd\ufffd");
  return value === null ? null : Uint8Array.from(value);
}

// node:sqlite takes named parameters by name and the others in order.
function given(
  wanted: Parameters,
  params: readonly Value[],
): [Record<string, Bound>, ...Bound[]] | Bound[] {
  const values = params.map(bound);
  if (wanted.names.size === 0) return values;
  const named: Record<string, Bound> = {};
  for (const [name, i] of wanted.names) named[name] = values[i] ?? null;
  const taken = new Set(wanted.names.values());
  return [named, ...values.filter((_, i) => !taken.has(i))];
}

// What JavaScript sees: whole numbers lose what a double cannot hold, bytes are
// a list, infinity is null.
function seen(value: unknown): unknown {
  switch (typeof value) {
    case "bigint":
      return Number(value);
    case "number":
      return Number.isFinite(value) ? value + 0 : null;
  }
  return value instanceof Uint8Array ? Array.from(value) : value;
}

interface SqliteError extends Error {
  readonly code?: string;
  readonly errcode?: number;
}

function isDamage(error: unknown): boolean {
  const code = (error as SqliteError).errcode ?? 0;
  return (code & 0xff) === 11 || (code & 0xff) === 26;
}

// SQLite in Node has parts that Workers' has not; there they are unknown. The
// code goes with the words.
function worded(message: string, errcode: number): [string, number] {
  const [, name] = /^not authorized to use function: (.*)$/.exec(message) ?? [];
  if (name !== undefined && absentFunctions.has(name.toLowerCase()))
    return [`no such function: ${name}`, errcode];
  const [, table] = /^access to (\w+)\.\w+ is prohibited$/.exec(message) ?? [];
  if (table !== undefined && absentTables.has(table.toLowerCase()))
    return [`no such table: ${table}`, 1];
  if (message === "string or blob too big" && (errcode & 0xff) === 18)
    return ["statement too long", errcode];
  return [message, errcode];
}
