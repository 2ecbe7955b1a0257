// One connection to each Redis (or Valkey) the app uses. The Go host keeps the
// same keys.
import { createHash } from "node:crypto";
import { createClient, RESP_TYPES } from "redis";
import type { Host } from "./host.ts";

/** What scripts and commands take, and answer: bytes stay bytes. */
export type RedisValue = string | Buffer;

export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

export function redisScript(text: string): RedisScript {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

const answerWithinMs = 5000;

export class RedisDb {
  readonly #where: string; // host and port, for messages: never the password
  readonly #client;
  #fit = false;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#where = `${hostname}:${port || "6379"}`;
    this.#client = createClient({
      url,
      disableOfflineQueue: true, // a command fails at once when Redis is away
      disableClientInfo: true,
      maintNotifications: "disabled",
      socket: {
        connectTimeout: 2000,
        reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 1000),
      },
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    });
    // Commands report what goes wrong; the client must not end the process.
    this.#client.on("error", () => {});
  }

  /**
   * Connects, and returns why this server must not be used, or null. A server
   * that does not answer may be starting: check says when it is there.
   */
  async open(): Promise<string | null> {
    const connected = this.#client.connect().then(
      () => null,
      (error: unknown) => refusedLogin(error),
    );
    const refused = await Promise.race([connected, after(2000)]);
    if (refused != null)
      return `Redis at ${this.#where} refuses the login: ${refused}`;
    if (!this.#client.isReady) return null;
    try {
      return await this.#judge();
    } catch {
      return null;
    }
  }

  /** Rejects when the server does not answer or does not fit. */
  async check(): Promise<void> {
    const why = this.#fit ? null : await this.#judge();
    if (why !== null) throw new Error(why);
    await this.command(["PING"]);
  }

  // Looks at the server once. One that does not let us look (no permission for
  // INFO) is trusted.
  async #judge(): Promise<string | null> {
    let info: string;
    try {
      info = String(await this.command(["INFO"]));
    } catch (error) {
      if (!(error instanceof Error) || !/^NOPERM/.test(error.message))
        throw error;
      info = "";
    }
    const field = (name: string) =>
      new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
    const policy = field("maxmemory_policy");
    if (policy !== "" && policy !== "noeviction")
      return `Redis at ${this.#where} has maxmemory-policy ${policy}, which deletes stored values when memory is short: set it to noeviction`;
    const version = field("redis_version");
    const [major = 7, minor = 0] = version.split(".").map(Number);
    if (version !== "" && (major < 6 || (major === 6 && minor < 2)))
      return `Redis at ${this.#where} is version ${version}: 6.2 or newer is needed (or any Valkey)`;
    this.#fit = true;
    return null;
  }

  /** Sends one command; it fails when the answer takes too long. */
  async command(args: RedisValue[]): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Redis at ${this.#where} does not answer`)),
        answerWithinMs,
      );
    });
    try {
      return await Promise.race([this.#client.sendCommand(args), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs a script, which Redis knows by its hash after the first time. */
  async run(
    script: RedisScript,
    keys: RedisValue[],
    args: RedisValue[],
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.command(["EVALSHA", script.sha, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !/^NOSCRIPT/.test(error.message))
        throw error;
      return this.command(["EVAL", script.text, ...rest]);
    }
  }

  async close(): Promise<void> {
    if (this.#client.isReady) await this.#client.close();
    else this.#client.destroy();
  }
}

function refusedLogin(error: unknown): string | null {
  const message = error instanceof Error ? error.message : String(error);
  return /^(WRONGPASS|NOAUTH)/.test(message) ? message : null;
}

function after(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());
}

const connections = new WeakMap<Host, Map<string, Promise<RedisDb>>>();

/** The connection to a URL, made once for the whole process. */
export function connectRedis(
  host: Host,
  variable: string,
  url: string,
): Promise<RedisDb> {
  const open = connections.get(host) ?? new Map<string, Promise<RedisDb>>();
  connections.set(host, open);
  let db = open.get(url);
  if (db === undefined) {
    db = connect(host, variable, url);
    open.set(url, db);
  }
  return db;
}

async function connect(
  host: Host,
  variable: string,
  url: string,
): Promise<RedisDb> {
  let db: RedisDb;
  try {
    db = new RedisDb(url);
  } catch {
    return host.badConfig(variable, "is not a Redis URL"); // the URL may hold a password
  }
  const unfit = await db.open();
  if (unfit !== null) host.badConfig(variable, unfit);
  host.onReady(`redis (${variable})`, () => db.check());
  host.onClose(() => db.close());
  return db;
}
