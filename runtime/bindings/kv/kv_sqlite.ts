// KV in one SQLite file on the local disk, the default store. The Go host reads
// and writes the same file.
import type { Host } from "./host.ts";
import {
  prefixEnd,
  type KvEntry,
  type KvListOptions,
  type KvName,
  type KvPage,
  type KvStore,
} from "./kv_store.ts";
import { openSqliteFile, type Layout, type SqliteFile } from "./sqlite.ts";

const schema = `
CREATE TABLE kv (
  id       INTEGER PRIMARY KEY,
  ns       TEXT NOT NULL,
  key      BLOB NOT NULL,
  expires  INTEGER,
  metadata TEXT,
  value    BLOB NOT NULL,
  UNIQUE (ns, key)
) STRICT;
CREATE INDEX kv_expires ON kv (expires) WHERE expires IS NOT NULL;
`;

const putSql = `INSERT INTO kv (ns, key, expires, metadata, value) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (ns, key) DO UPDATE SET expires = excluded.expires, metadata = excluded.metadata, value = excluded.value`;
const deleteSql = "DELETE FROM kv WHERE ns = ? AND key = ?";
const getSql =
  "SELECT expires, metadata, value FROM kv WHERE ns = ? AND key = ?";
const sweepSql =
  "DELETE FROM kv WHERE id IN (SELECT id FROM kv WHERE expires <= ? LIMIT 500)";

const layout: Layout = {
  applicationId: 0x77326331, // "w2c1"
  version: 1,
  table: "kv",
  schema,
  // Expired rows are invisible from the second they expire.
  sweep: (file) => void file.statement(sweepSql).run(now()),
};

export async function openSqlite(
  host: Host,
  variable: string,
  url: string,
  namespace: string,
): Promise<KvStore> {
  return new SqliteKv(
    await openSqliteFile(host, variable, url, layout),
    namespace,
  );
}

interface Row {
  key: Uint8Array;
  expires: number | null;
  metadata: string | null;
  value: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** One namespace of a file. */
class SqliteKv implements KvStore {
  readonly #file: SqliteFile;
  readonly #ns: string;

  constructor(file: SqliteFile, ns: string) {
    this.#file = file;
    this.#ns = ns;
  }

  async get(key: string): Promise<KvEntry | null> {
    const row = this.#file
      .statement(getSql)
      .get(this.#ns, encoder.encode(key)) as Row | undefined;
    if (row === undefined || (row.expires !== null && row.expires <= now()))
      return null;
    return {
      value: row.value,
      metadata: row.metadata,
      expires: row.expires ?? 0,
    };
  }

  getMany(keys: string[]): Promise<(KvEntry | null)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  put(key: string, entry: KvEntry): Promise<void> {
    return this.#file.write(entry.value.length, () => {
      this.#file
        .statement(putSql)
        .run(
          this.#ns,
          encoder.encode(key),
          entry.expires || null,
          entry.metadata,
          entry.value,
        );
    });
  }

  delete(key: string): Promise<void> {
    return this.#file.write(0, () => {
      this.#file.statement(deleteSql).run(this.#ns, encoder.encode(key));
    });
  }

  async list({ prefix, after, limit }: KvListOptions): Promise<KvPage> {
    let sql = "SELECT key, expires, metadata FROM kv WHERE ns = ?";
    const values: (string | number | Uint8Array)[] = [this.#ns];
    const from = encoder.encode(prefix);
    const behind = encoder.encode(after);
    if (after !== "" && Buffer.compare(behind, from) >= 0) {
      sql += " AND key > ?";
      values.push(behind);
    } else if (prefix !== "") {
      sql += " AND key >= ?";
      values.push(from);
    }
    const end = prefixEnd(from);
    if (end !== null) {
      sql += " AND key < ?";
      values.push(end);
    }
    sql += " AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT ?";
    // One more than asked for tells whether the page is the last.
    const rows = this.#file
      .statement(sql)
      .all(...values, now(), limit + 1) as unknown as Row[];
    const keys = rows.slice(0, limit).map((row): KvName => ({
      name: decoder.decode(row.key),
      metadata: row.metadata,
      expires: row.expires ?? 0,
    }));
    return {
      keys,
      complete: rows.length <= limit,
      after: keys.at(-1)?.name ?? after,
    };
  }
}
