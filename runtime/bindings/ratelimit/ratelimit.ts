// Counts for rate limiters, in this process: each machine counts for itself, as
// each of Cloudflare's locations does.
import type { Host } from "./host.ts";
import { Ratelimit } from "./ratelimit_api.ts";

export interface RatelimitOptions {
  /** Limiters with the same id count together. */
  readonly namespace: string;
  readonly limit: number;
  /** Seconds. */
  readonly period: number;
}

// The window of each period that is counted now, by the second it began in.
interface Window {
  readonly start: number;
  readonly counts: Map<string, number>;
}

const windows = new Map<number, Window>();

export function ratelimit(
  host: Host,
  binding: string,
  { namespace, limit, period }: RatelimitOptions,
): Ratelimit {
  return new Ratelimit(
    (key, most, seconds, weight) => {
      host.count(binding, "limit");
      return take(`${namespace}\0${key}`, most, seconds, weight);
    },
    limit,
    period,
  );
}

// Windows begin at whole multiples of their period, for all keys at once.
function take(
  key: string,
  limit: number,
  period: number,
  weight: number,
): boolean {
  const start = Math.floor(Date.now() / 1000 / period);
  let window = windows.get(period);
  if (window === undefined || window.start !== start) {
    window = { start, counts: new Map() };
    windows.set(period, window);
  }
  const count = window.counts.get(key) ?? 0;
  if (count >= limit) return false;
  window.counts.set(key, count + weight);
  return true;
}
