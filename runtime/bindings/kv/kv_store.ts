// Where a KV namespace keeps its data: which store, decided by the environment
// when the app starts, and what every store can do.
import type { Host } from "./host.ts";
import { openRedis } from "./kv_redis.ts";
import { openSqlite } from "./kv_sqlite.ts";

export interface KvEntry {
  readonly value: Uint8Array;
  /** The JSON text given to put, or null. */
  readonly metadata: string | null;
  /** Seconds since 1970, or 0 for never. */
  readonly expires: number;
}

export interface KvName {
  readonly name: string;
  readonly metadata: string | null;
  readonly expires: number;
}

export interface KvPage {
  readonly keys: KvName[];
  /** False when names follow; a page may be short, or empty, all the same. */
  readonly complete: boolean;
  /** Resumes behind this page. */
  readonly after: string;
}

export interface KvListOptions {
  readonly prefix: string;
  /** The last key of the page before; "" for the first page. */
  readonly after: string;
  readonly limit: number;
}

/**
 * One namespace. Keys are ordered by their UTF-8 bytes. A write whose promise
 * has resolved is durable, and every later read sees it.
 */
export interface KvStore {
  get(key: string): Promise<KvEntry | null>;
  getMany(keys: string[]): Promise<(KvEntry | null)[]>;
  put(key: string, entry: KvEntry): Promise<void>;
  delete(key: string): Promise<void>;
  list(options: KvListOptions): Promise<KvPage>;
}

/** The variable that overrides the store of one binding. */
function variableOf(binding: string): string {
  return `KV_${binding.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_URL`;
}

/** KV_<BINDING>_URL decides, else REDIS_URL, else a SQLite file in the data folder. */
export async function openKv(
  host: Host,
  binding: string,
  namespace: string,
  services: boolean,
): Promise<KvStore> {
  const own = variableOf(binding);
  const variable = host.env[own]
    ? own
    : host.env["REDIS_URL"]
      ? "REDIS_URL"
      : services
        ? host.badConfig(
            "REDIS_URL",
            `is not set, and KV namespace ${binding} keeps its data in Redis (the app was converted with --state services); set it, or ${own} for this namespace alone`,
          )
        : "W2C_DATA_DIR";
  const url =
    variable === "W2C_DATA_DIR"
      ? "sqlite:kv.sqlite"
      : (host.env[variable] ?? "");
  switch (/^([a-z]+):/.exec(url)?.[1]) {
    case "sqlite":
      return openSqlite(host, variable, url, namespace);
    case "redis":
    case "rediss":
      return openRedis(host, variable, url, namespace);
    case undefined:
      return host.badConfig(
        variable,
        "is not a URL: it starts with sqlite:, redis: or rediss:",
      );
    default:
      return host.badConfig(
        variable,
        `scheme "${url.slice(0, url.indexOf(":"))}" is not known: use sqlite:, redis: or rediss:`,
      );
  }
}

/**
 * The first key behind all that start with prefix: its last byte that can grow,
 * grown, and nothing behind it. Null when there is no end.
 */
export function prefixEnd(prefix: Uint8Array): Uint8Array | null {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return null;
  const end = prefix.slice(0, length);
  end[length - 1] = (end[length - 1] ?? 0) + 1;
  return end;
}
