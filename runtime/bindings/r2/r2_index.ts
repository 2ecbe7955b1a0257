// The index of a bucket: a SQLite file that the Go host reads and writes too.
import { open } from "node:fs/promises";
import { inspect, SqliteFile, type Layout } from "./sqlite.ts";

const layout: Layout = {
  applicationId: 0x77326372, // "w2cr"
  version: 1,
  table: "objects",
  schema: `
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
`,
};

export type Cell = string | number | Uint8Array | null;

export class Index {
  readonly #file: SqliteFile;

  constructor(path: string) {
    inspect(path, layout);
    this.#file = new SqliteFile(path, layout);
  }

  row<Row>(sql: string, ...values: Cell[]): Row | undefined {
    return this.#file.statement(sql).get(...values) as Row | undefined;
  }

  rows<Row>(sql: string, ...values: Cell[]): Row[] {
    return this.#file.statement(sql).all(...values) as Row[];
  }

  run(sql: string, ...values: Cell[]): void {
    this.#file.statement(sql).run(...values);
  }

  /**
   * Runs apply in a transaction and resolves with what it returned when that is
   * on disk. apply may run twice: the second time is after a rollback.
   */
  async change<T>(apply: () => T): Promise<T> {
    let result!: T;
    await this.#file.write(0, () => {
      result = apply();
    });
    return result;
  }

  close(): Promise<void> {
    return this.#file.close();
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
