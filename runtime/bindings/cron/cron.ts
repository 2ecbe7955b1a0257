// Cron triggers: calls the Worker's scheduled handler when an expression is
// due, once in the whole fleet.
import { randomUUID } from "node:crypto";
import type { Host, Trigger } from "./host.ts";
import { connectRedis, redisScript, type RedisDb } from "./redis.ts";
import { nextAfter, parseSchedule, type Schedule } from "./schedule.ts";

// How much later than its time a run may start. What is later was missed, by a
// machine that slept or a clock that jumped, and is not replayed.
const lateMs = 60_000;
// One wait is short: timers stand still while a machine is suspended.
const napMs = 20_000;
// Outlives any disagreement of the fleet's clocks on one tick.
const leaseMs = 600_000;

export interface CronOptions {
  readonly crons: readonly string[];
  /** The app was converted for several machines: there must be a Redis. */
  readonly services: boolean;
}

type Acquire = (key: string) => Promise<boolean>;

export async function cron(host: Host, options: CronOptions): Promise<Trigger> {
  const acquire = await leaseOf(host, options.services);
  const schedules = options.crons.map((text): [string, Schedule] => [
    text,
    parseSchedule(text),
  ]);
  return ({ scheduled }) => {
    const stops = schedules.map(([text, schedule]) =>
      keep(schedule, (at) => elect(acquire, text, at, scheduled)),
    );
    return () => {
      for (const stop of stops) stop();
    };
  };
}

/** Calls due at every time the schedule names, until it is stopped. */
export function keep(
  schedule: Schedule,
  due: (at: Date) => Promise<void>,
): () => void {
  let next = nextAfter(schedule, new Date());
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const now = new Date();
    if (next !== null && next <= now) {
      const at = next;
      // A clock that was set back comes to the same time again.
      if (now.getTime() - at.getTime() < lateMs && at.getTime() > last) {
        last = at.getTime();
        void due(at);
      }
      next = nextAfter(schedule, now);
    } else {
      // A clock that was set back: wait for its time, not for the one planned.
      const again = nextAfter(schedule, now);
      if (again !== null && next !== null && again < next) next = again;
    }
    wait();
  };
  const wait = () => {
    if (next === null) return; // never, as for the 31st of April
    const ms = Math.max(next.getTime() - Date.now(), 0);
    timer = setTimeout(tick, Math.min(ms, napMs));
  };
  wait();
  return () => clearTimeout(timer);
}

// Fires when this machine is the one of the fleet that does. A lease that
// cannot be asked is asked again while the run would still be in time; then the
// run is missed, because firing it everywhere is worse.
async function elect(
  acquire: Acquire,
  text: string,
  at: Date,
  fire: (cron: string, at: Date) => Promise<void>,
): Promise<void> {
  while (Date.now() - at.getTime() < lateMs) {
    try {
      if (!(await acquire(`cron:${text}:${at.getTime() / 1000}`))) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000).unref());
      continue;
    }
    // What the handler throws is in the log already.
    await fire(text, at).catch(() => {});
    return;
  }
}

// The token makes a repeated call harmless.
const acquireScript = redisScript(`
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0`);

/** A single machine needs no lease: every run is its own. */
async function leaseOf(host: Host, services: boolean): Promise<Acquire> {
  const url = host.env["REDIS_URL"];
  if (!url) {
    if (services)
      host.badConfig(
        "REDIS_URL",
        "is not set, and cron triggers elect one machine of the fleet there (the app was converted with --state services)",
      );
    return async () => true;
  }
  if (!/^rediss?:/.test(url))
    host.badConfig(
      "REDIS_URL",
      "is not a Redis URL: it starts with redis: or rediss:",
    );
  const redis: RedisDb = await connectRedis(host, "REDIS_URL", url);
  return async (key) =>
    (await redis.run(
      acquireScript,
      [`w2c:lease:${host.name}:${key}`],
      [randomUUID(), String(leaseMs)],
    )) === 1;
}
