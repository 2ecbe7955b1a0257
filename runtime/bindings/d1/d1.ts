// Opens the database behind a D1 binding: a SQLite file of its own, which the
// Go host reads and writes too. D1_<BINDING>_URL names another file.
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { D1Database, type Run } from "./d1_api.ts";
import { D1File } from "./d1_engine.ts";
import type { Host } from "./host.ts";

export interface D1Options {
  /** The id in the configuration: bindings with the same id share the data. */
  readonly database: string;
  /** The files that make the schema; their folder lies beside the app. */
  readonly migrations?: Migrations;
}

interface Migrations {
  readonly dir: string;
  /** Where wrangler, too, notes what has been done. */
  readonly table: string;
  readonly files: readonly string[];
}

const files = new WeakMap<Host, Map<string, D1File>>();

export function d1(
  host: Host,
  binding: string,
  options: D1Options,
): D1Database {
  const variable = `D1_${binding.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_URL`;
  const url = host.env[variable];
  const file = url
    ? openFile(host, variable, pathOf(host, variable, url))
    : openFile(
        host,
        "W2C_DATA_DIR",
        join(host.dataDir, "d1", `${fileName(options.database)}.sqlite`),
      );
  migrate(host, binding, file, options.migrations);
  const run: Run = async (sql, params) => {
    host.count(binding, sql.length > 1 ? "batch" : "query");
    try {
      return file.run(sql, params);
    } catch (error) {
      host.log("error", "d1 store", { binding, error: String(error) });
      return { error: "Internal error while using the database." };
    }
  };
  return new D1Database(run);
}

// Does the steps that have not been done, each in one transaction with the note
// that says so. One that fails stops the start and leaves nothing behind.
function migrate(
  host: Host,
  binding: string,
  file: D1File,
  migrations: Migrations | undefined,
): void {
  const choice = host.env["W2C_MIGRATIONS"] || "on";
  if (choice !== "on" && choice !== "off")
    host.badConfig("W2C_MIGRATIONS", `"${choice}" is not known: use on or off`);
  if (migrations === undefined || choice === "off") return;
  const { dir, files, table } = migrations;
  const stop = (why: string) => host.badConfig(`migrations of ${binding}`, why);
  const quoted = `"${table.replaceAll('"', '""')}"`;
  const noted = file.run(
    [
      `CREATE TABLE IF NOT EXISTS ${quoted}(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`,
      `SELECT name FROM ${quoted}`,
    ],
    [[], []],
  );
  const done = new Set(noted.answers?.[1]?.rows.map(([name]) => name));
  if (noted.error !== undefined) stop(noted.error);
  for (const name of files.filter((name) => !done.has(name))) {
    const text = readFileSync(join(host.appDir, dir, name), "utf8");
    // A file may end in a comment, which is no statement.
    const { error } = file.run(
      [`${text}\n;SELECT 1`, `INSERT INTO ${quoted} (name) VALUES (?)`],
      [[], [name]],
    );
    if (error !== undefined) stop(`${name}: ${error}`);
  }
}

function pathOf(host: Host, variable: string, url: string): string {
  if (!url.startsWith("sqlite:"))
    host.badConfig(
      variable,
      "is not a URL of a SQLite file: write sqlite:/data/blog.sqlite",
    );
  const path = url.slice("sqlite:".length).replace(/^\/\/+/, "/");
  if (path === "" || path === "/")
    host.badConfig(variable, "names no file: write sqlite:/data/links.sqlite");
  return isAbsolute(path) ? path : join(host.dataDir, path);
}

function openFile(host: Host, variable: string, path: string): D1File {
  const open = files.get(host) ?? new Map<string, D1File>();
  files.set(host, open);
  const known = open.get(path);
  if (known !== undefined) return known;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new Error("it is a folder, not a database file");
    const file = new D1File(path, limited(host));
    open.set(path, file);
    host.onReady(`d1 ${path}`, async () => file.ping());
    host.onClose(() => file.close());
    return file;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return host.badConfig(variable, `open ${path}: ${message}`);
  }
}

function limited(host: Host): boolean {
  const choice = host.env["W2C_LIMITS"] ?? "";
  if (choice !== "" && choice !== "relaxed" && choice !== "cloudflare")
    host.badConfig(
      "W2C_LIMITS",
      `"${choice}" is not known: use cloudflare or relaxed`,
    );
  return choice === "cloudflare";
}

// An id as a file may be called on every system.
function fileName(id: string): string {
  return [...new TextEncoder().encode(id)]
    .map((byte, i) => {
      const c = String.fromCharCode(byte);
      if (/[0-9A-Za-z_-]/.test(c) || (c === "." && i > 0)) return c;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
