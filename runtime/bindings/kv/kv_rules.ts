// The rules of a KV namespace: limits, conversions and the texts of errors.
import type { Host } from "./host.ts";

/** Capacity limits; Infinity lifts one. Limits of shape always hold. */
export interface Limits {
  readonly key: number;
  readonly metadata: number;
  readonly value: number;
  readonly bulkKeys: number;
  readonly bulkBytes: number;
  readonly list: number;
}

const cloudflare: Limits = {
  key: 512,
  metadata: 1024,
  value: 25 << 20,
  bulkKeys: 100,
  bulkBytes: 25 << 20,
  list: 1000,
};

const relaxed: Limits = {
  key: Infinity,
  metadata: Infinity,
  value: Infinity,
  bulkKeys: Infinity,
  bulkBytes: Infinity,
  list: Infinity,
};

/** W2C_LIMITS: "cloudflare" or "relaxed", the default. */
export function limitsOf(host: Host): Limits {
  const choice = host.env["W2C_LIMITS"] ?? "";
  switch (choice) {
    case "":
    case "relaxed":
      return relaxed;
    case "cloudflare":
      return cloudflare;
  }
  return host.badConfig(
    "W2C_LIMITS",
    `"${choice}" is not known: use cloudflare or relaxed`,
  );
}

/** The error of a request that KV refused. */
export function failed(method: string, status: number, why: string): Error {
  return new Error(`KV ${method} failed: ${status} ${why}`);
}

export function notOfType(method: string, parameter: number, type: string) {
  return new TypeError(
    `Failed to execute '${method}' on 'KvNamespace': parameter ${parameter} is not of type '${type}'.`,
  );
}

export function illegalInvocation(): TypeError {
  return new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );
}

/** A value as a string; symbols have none. */
export function toKey(value: unknown): string {
  if (typeof value === "symbol")
    throw new TypeError("Cannot convert a Symbol value to a string");
  return `${value as string}`;
}

/** An optional int: what is no number is 0, fractions are cut off. */
export function integer(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Math.trunc(Number(value));
  if (!Number.isFinite(number)) return 0;
  if (number < -2147483648 || number > 2147483647)
    throw new TypeError(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  return number;
}

/**
 * The UTF-8 of a string. A lone surrogate, which has none, becomes the three
 * bytes of its code point, as in V8.
 */
export function toUtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return new TextEncoder().encode(text);
  const parts = text
    .split(
      /([\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])/,
    )
    .map((part) => {
      const unit = part.charCodeAt(0);
      if (part.length !== 1 || part.isWellFormed()) return Buffer.from(part);
      return Buffer.from([
        0xe0 | (unit >> 12),
        0x80 | ((unit >> 6) & 0x3f),
        0x80 | (unit & 0x3f),
      ]);
    });
  return Buffer.concat(parts);
}

/** Refuses what no key can be. */
export function checkKey(method: string, limits: Limits, key: string): void {
  checkName(method, limits, key);
  if (!key.isWellFormed())
    throw failed(method, 400, "Could not URL-decode key name");
}

/** What the runtime refuses by itself, before it looks at anything else. */
export function checkName(method: string, limits: Limits, key: string): void {
  if (key === "") throw new TypeError("Key name cannot be empty.");
  if (key === "." || key === "..")
    throw new TypeError(`"${key}" is not allowed as a key name.`);
  checkKeyLength(method, limits, key);
}

export function checkKeyLength(
  method: string,
  limits: Limits,
  key: string,
): void {
  const length = Buffer.byteLength(key);
  if (length > limits.key)
    throw failed(
      method,
      414,
      `UTF-8 encoded length of ${length} exceeds key length limit of ${limits.key}.`,
    );
}

export function checkCacheTtl(method: string, ttl: number | undefined): void {
  if (ttl !== undefined && ttl < 30)
    throw failed(
      method,
      400,
      `Invalid cache_ttl of ${ttl}. Cache TTL must be at least 30.`,
    );
}

/** When a value expires, in seconds; 0 is never. The TTL wins over the time. */
export function expiry(
  now: number,
  at: number | undefined,
  ttl: number | undefined,
): number {
  if (ttl !== undefined) {
    if (ttl <= 0)
      throw failed(
        "PUT",
        400,
        `Invalid expiration_ttl of ${ttl}. Please specify integer greater than 0.`,
      );
    if (ttl < 60)
      throw failed(
        "PUT",
        400,
        `Invalid expiration_ttl of ${ttl}. Expiration TTL must be at least 60.`,
      );
    return now + ttl;
  }
  if (at === undefined) return 0;
  if (at <= now)
    throw failed(
      "PUT",
      400,
      `Invalid expiration of ${at}. Please specify integer greater than the current number of seconds since the UNIX epoch.`,
    );
  if (at < now + 60)
    throw failed(
      "PUT",
      400,
      `Invalid expiration of ${at}. Expiration times must be at least 60 seconds in the future.`,
    );
  return at;
}

/**
 * Keys that are missing from the Map of a bulk get: workerd builds it from the
 * properties of an object and skips those that are array indexes; the name
 * __proto__ never becomes a property at all.
 */
export function isDropped(key: string): boolean {
  const index = Number(key) >>> 0;
  return (
    key === "__proto__" || (String(index) === key && index !== 2 ** 32 - 1)
  );
}

// A cursor is the last key of the page before, in base64. Nonsense starts from
// the beginning and is no error.
export function encodeCursor(key: string): string {
  return Buffer.from(key).toString("base64");
}

export function decodeCursor(cursor: string): string {
  return Buffer.from(cursor, "base64").toString("utf8");
}
