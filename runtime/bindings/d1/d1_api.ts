// The objects a Worker finds behind a D1 binding. One text for every server: it
// reaches the engine through one function, and everything a script can see
// (what bind takes, the shapes of results, the texts of errors) is decided here.
//
// https://developers.cloudflare.com/d1/worker-api/, and workerd's answers where
// it says nothing.

/** A value SQLite takes: an array is the bytes of a BLOB. */
export type Value = number | string | null | readonly number[];

export interface Statement {
  readonly statement: string;
  readonly params: readonly unknown[];
}

export interface Meta {
  /** Milliseconds. */
  readonly duration: number;
  readonly changes: number;
  readonly last_row_id: number;
  readonly changed_db: boolean;
  /** Bytes. */
  readonly size_after: number;
  readonly rows_read: number;
  readonly rows_written: number;
}

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly meta: Meta;
}

/** What a run came to: answers in order and the bookmark behind them, or why it failed. */
export interface Outcome {
  readonly answers?: readonly Answer[];
  readonly bookmark?: string;
  readonly error?: string;
}

/** Runs statements in one transaction. It rejects only when the store fails. */
export type Run = (
  sql: readonly string[],
  params: readonly (readonly Value[])[],
) => Promise<Outcome>;

interface Result {
  success: true;
  meta: Meta & Record<string, unknown>;
  results: unknown[];
}

interface Session {
  getBookmark(): string | null;
}

// How a statement reaches the database it was prepared on.
const runs = new WeakMap<object, Run>();

function runOf(session: object): Run {
  const run = runs.get(session);
  if (run === undefined) throw new TypeError("Illegal invocation");
  return run;
}

function failure(kind: string, message: string): Error {
  return new Error(`${kind}: ${message}`, { cause: new Error(message) });
}

// Lines that are comments do not count as a statement.
function saysNothing(sql: string): boolean {
  return sql.replace(/^\s*--.*/gm, "").trim() === "";
}

async function outcome(
  session: object,
  statements: readonly Statement[],
): Promise<Outcome> {
  if (statements.some(({ statement }) => typeof statement !== "string"))
    return { error: "a statement is not a string" };
  const some = statements.filter(({ statement }) => !saysNothing(statement));
  if (some.length === 0) return { error: "No SQL statements detected." };
  return runOf(session)(
    some.map(({ statement }) => statement),
    some.map(({ params }) => params as readonly Value[]),
  );
}

async function answers(
  session: D1DatabaseSession | D1Database,
  statements: readonly Statement[],
): Promise<readonly Answer[]> {
  const { answers: list, bookmark, error } = await outcome(session, statements);
  if (list === undefined) throw failure("D1_ERROR", error ?? "");
  if (bookmark !== undefined) newest.get(session)?.(bookmark);
  return list;
}

// Sessions learn the bookmark of every answer.
const newest = new WeakMap<object, (bookmark: string) => void>();

function objects({ columns, rows }: Answer): unknown[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map((name, i) => [name, row[i]])),
  );
}

function result(answer: Answer): Result {
  const { duration } = answer.meta;
  return {
    success: true,
    meta: {
      served_by: "w2c",
      served_by_primary: true,
      total_attempts: 1,
      timings: { sql_duration_ms: duration },
      ...answer.meta,
    },
    results: objects(answer),
  };
}

async function batch(
  session: D1DatabaseSession | D1Database,
  statements: readonly Statement[],
): Promise<Result[]> {
  // A list of anything else fails on these very words.
  const list = statements.map((s) => ({
    statement: s.statement,
    params: s.params ?? [],
  }));
  return (await answers(session, list)).map(result);
}

export class D1Database {
  // workerd's name for it, which its errors tell.
  readonly #alwaysPrimarySession: this;

  constructor(run: Run) {
    this.#alwaysPrimarySession = this;
    runs.set(this, run);
  }

  prepare(query: string): D1PreparedStatement {
    return new D1PreparedStatement(this.#alwaysPrimarySession, query);
  }

  async batch(statements: readonly Statement[]): Promise<Result[]> {
    return batch(this.#alwaysPrimarySession, statements);
  }

  /** Runs each line of query, all of them in one transaction. */
  async exec(query: string): Promise<{ count: number; duration: number }> {
    const lines = query.trim().split("\n");
    const list = lines.map((statement) => ({ statement, params: [] }));
    const { answers: done, error } = await outcome(
      this.#alwaysPrimarySession,
      list,
    );
    if (done === undefined)
      throw failure("D1_EXEC_ERROR", `Error in line 1: ${lines[0]}: ${error}`);
    const duration = done.reduce((sum, { meta }) => sum + meta.duration, 0);
    return { count: done.length, duration };
  }

  withSession(constraintOrBookmark?: string): D1DatabaseSession {
    const given = constraintOrBookmark?.trim();
    return new D1DatabaseSession(
      runOf(this.#alwaysPrimarySession),
      given || unconstrained,
    );
  }

  async query(_request: unknown): Promise<never> {
    throw new Error(
      "D1_ERROR: D1Database.query() requires the d1_binding_jsrpc compatibility flag. Enable d1_binding_jsrpc before calling query().",
    );
  }

  /** Cloudflare has taken it away. */
  async dump(): Promise<never> {
    throw new Error("D1_DUMP_ERROR: Status + 404", {
      cause: new Error("Status 404"),
    });
  }
}
Object.defineProperty(D1Database.prototype, Symbol.toStringTag, {
  value: "WrappedBinding",
  configurable: true,
});

const unconstrained = "first-unconstrained";
const primary = "first-primary";

/** A sequence of queries of which each sees what the ones before have seen. */
export class D1DatabaseSession implements Session {
  #bookmark: string;

  constructor(run: Run, constraintOrBookmark: string) {
    this.#bookmark = constraintOrBookmark;
    runs.set(this, run);
    newest.set(this, (bookmark) => {
      const known = this.getBookmark();
      if (known === null || known.localeCompare(bookmark) < 0)
        this.#bookmark = bookmark;
    });
  }

  prepare(sql: string): D1PreparedStatement {
    return new D1PreparedStatement(this, sql);
  }

  async batch(statements: readonly Statement[]): Promise<Result[]> {
    return batch(this, statements);
  }

  getBookmark(): string | null {
    const known = this.#bookmark;
    return known === unconstrained || known === primary ? null : known;
  }
}

export class D1PreparedStatement implements Statement {
  readonly #session: D1DatabaseSession | D1Database;
  readonly statement: string;
  readonly params: readonly unknown[];

  constructor(
    session: D1DatabaseSession | D1Database,
    statement: string,
    values?: readonly Value[],
  ) {
    this.#session = session;
    this.statement = statement;
    this.params = values ?? [];
  }

  bind(...values: unknown[]): D1PreparedStatement {
    return new D1PreparedStatement(
      this.#session,
      this.statement,
      values.map(bound),
    );
  }

  async first(column?: string): Promise<unknown> {
    const [answer] = await answers(this.#session, [this]);
    const row = answer && objects(answer)[0];
    if (row === undefined) return null;
    if (column === undefined) return row;
    const found = (row as Record<string, unknown>)[column];
    if (found === undefined && !(column in (row as object)))
      throw new Error(`D1_COLUMN_NOTFOUND: Column not found (${column})`, {
        cause: new Error("Column not found"),
      });
    return found;
  }

  async run(): Promise<Result | undefined> {
    const [answer] = await answers(this.#session, [this]);
    return answer && result(answer);
  }

  async all(): Promise<Result | undefined> {
    const [answer] = await answers(this.#session, [this]);
    return answer && result(answer);
  }

  async raw(options?: { columnNames?: boolean }): Promise<unknown[]> {
    const [answer] = await answers(this.#session, [this]);
    if (answer === undefined) return [];
    const rows = answer.rows.map((row) => [...row]);
    return options?.columnNames ? [[...answer.columns], ...rows] : rows;
  }
}

// What a parameter becomes; other values are refused when they are bound.
function bound(value: unknown): Value {
  switch (typeof value) {
    case "number":
    case "string":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "object":
      if (value === null) return value;
      if (Array.isArray(value) && value.every(isByte)) return value;
      if (value instanceof ArrayBuffer)
        return Array.from(new Uint8Array(value));
      if (ArrayBuffer.isView(value))
        return Array.from(value as unknown as ArrayLike<number>);
  }
  throw failure(
    "D1_TYPE_ERROR",
    `Type '${typeof value}' not supported for value '${value as string}'`,
  );
}

function isByte(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value < 256;
}
