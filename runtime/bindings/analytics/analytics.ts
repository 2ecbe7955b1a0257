// Data points in analytics.sqlite, which all datasets of the app share. The Go
// host reads and writes the same file.
import {
  dataset,
  type AnalyticsEngine,
  type Blob,
  type DataPoint,
} from "./analytics_api.ts";
import type { Host } from "./host.ts";
import { openSqliteFile, type Layout, type SqliteFile } from "./sqlite.ts";

// How many blobs and how many doubles a point has.
const fields = Array.from({ length: 20 }, (_, i) => i + 1);
const blobs = fields.map((n) => `blob${n}`).join(", ");
const doubles = fields.map((n) => `double${n}`).join(", ");

// Three months, as at Cloudflare.
const keptForMs = 92 * 24 * 60 * 60 * 1000;
// So many may wait for the disk; beyond them points are dropped.
const mostPoints = 4096;

const layout: Layout = {
  applicationId: 0x77326361, // "w2ca"
  version: 1,
  table: "analytics_engine",
  schema: `
CREATE TABLE analytics_engine (
  id        INTEGER PRIMARY KEY,
  dataset   TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  index1    ANY NOT NULL DEFAULT '',
  ${fields.map((n) => `blob${n} ANY NOT NULL DEFAULT '',`).join(" ")}
  ${fields.map((n) => `double${n} REAL NOT NULL DEFAULT 0`).join(", ")}
) STRICT;
CREATE INDEX analytics_engine_time ON analytics_engine (dataset, timestamp);
`,
  sweep: (file) => {
    file
      .statement(
        "DELETE FROM analytics_engine WHERE id IN (SELECT id FROM analytics_engine WHERE timestamp < ? LIMIT 500)",
      )
      .run(Date.now() - keptForMs);
  },
};

const addSql = `INSERT INTO analytics_engine (dataset, timestamp, index1, ${blobs}, ${doubles})
  VALUES (?, ?, ?${", ?".repeat(2 * fields.length)})`;

export async function analytics(
  host: Host,
  binding: string,
  { dataset: name }: { readonly dataset: string },
): Promise<AnalyticsEngine> {
  const file = await openSqliteFile(
    host,
    "W2C_DATA_DIR",
    "sqlite:analytics.sqlite",
    layout,
  );
  await makeView(file, name);
  let waiting = 0;
  return dataset((point, why) => {
    if (why !== undefined || waiting >= mostPoints) {
      host.log("warn", "analytics: dropped", {
        binding,
        why: why ?? "too many data points wait for the disk",
      });
      return;
    }
    host.count(binding, "write");
    const values = row(name, point);
    waiting++;
    file
      .write(512, () => void file.statement(addSql).run(...values))
      .catch((error: unknown) =>
        host.log("error", "analytics store", {
          binding,
          error: String(error),
        }),
      )
      .finally(() => waiting--);
  });
}

// What SELECT … FROM dataset reads, with the columns that Cloudflare's SQL has.
async function makeView(file: SqliteFile, name: string): Promise<void> {
  if (name.toLowerCase() === layout.table) return;
  const sql = `CREATE VIEW IF NOT EXISTS "${name.replaceAll('"', '""')}" AS SELECT datetime(timestamp / 1000, 'unixepoch') AS timestamp,
  dataset, 1 AS _sample_interval, index1, ${blobs}, ${doubles} FROM analytics_engine WHERE dataset = '${name.replaceAll("'", "''")}'`;
  await file.write(0, () => void file.statement(sql).run());
}

function row(
  name: string,
  { indexes, blobs, doubles }: DataPoint,
): (string | number | Uint8Array)[] {
  const blob = (value: Blob | undefined) => value ?? "";
  return [
    name,
    Date.now(),
    blob(indexes[0]),
    ...fields.map((n) => blob(blobs[n - 1])),
    // SQLite has no NaN.
    ...fields.map((n) => doubles[n - 1] || 0),
  ];
}
