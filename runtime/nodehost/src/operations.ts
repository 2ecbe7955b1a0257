// The paths that belong to the platform and not to the Worker: liveness,
// readiness, and a door for a scheduler outside that runs the cron handler.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handlers } from "./host.ts";
import { errorFields, log } from "./log.ts";
import type { Platform } from "./runtime.ts";

export interface Operations {
  /** /healthz and /readyz are the Worker's own; ours stay under /__w2c/. */
  readonly ownPaths: boolean;
  readonly draining: () => boolean;
  readonly handlers: Handlers | undefined;
}

/** Answers the platform's own paths; false for every other. */
export function operate(
  host: Platform,
  options: Operations,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  const target = incoming.url ?? "";
  // Most requests are none of ours, so that is found out first and cheaply.
  const match = /^(\/__w2c)?\/(healthz|readyz|scheduled)(?:\?|$)/.exec(target);
  if (match === null) return false;
  const [, prefix, name] = match;
  if (prefix === undefined && (options.ownPaths || name === "scheduled"))
    return false;
  switch (name) {
    case "healthz":
      report(outgoing, {});
      return true;
    case "readyz":
      void readiness(host, options).then((failures) =>
        report(outgoing, failures),
      );
      return true;
    default:
      return scheduled(host, options, target, incoming, outgoing);
  }
}

function report(
  outgoing: ServerResponse,
  failures: Record<string, string>,
): void {
  const ok = Object.keys(failures).length === 0;
  outgoing.writeHead(ok ? 200 : 503, {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
  });
  const verdict = ok ? { status: "ok" } : { status: "unavailable", failures };
  outgoing.end(`${JSON.stringify(verdict)}\n`);
}

async function readiness(
  host: Platform,
  options: Operations,
): Promise<Record<string, string>> {
  if (options.draining()) return { server: "draining" };
  const failures: Record<string, string> = {};
  const checks = [...host.readyChecks].map(async ([name, check]) => {
    try {
      await withinSecond(check());
    } catch (error) {
      failures[name] = error instanceof Error ? error.message : String(error);
      log("warn", "not ready", { check: name, ...errorFields(error) });
    }
  });
  await Promise.all(checks);
  return failures;
}

async function withinSecond(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer within 1 s")), 1000);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

// POST /__w2c/scheduled?cron=0+*+*+*+*[&time=ms] with the token of
// W2C_SCHEDULED_TOKEN, for platforms that stop idle machines and have a
// scheduler of their own. Without the variable the path does not exist.
function scheduled(
  host: Platform,
  options: Operations,
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  const token = host.env["W2C_SCHEDULED_TOKEN"];
  const { handlers } = options;
  if (!token || handlers === undefined) return false;
  const say = (status: number, text: string) => {
    outgoing.writeHead(status, { "Content-Type": "text/plain;charset=UTF-8" });
    outgoing.end(`${text}\n`);
  };
  const query = new URLSearchParams(target.slice(target.indexOf("?") + 1));
  const cron = query.get("cron");
  const time = query.get("time");
  const at = new Date(time === null ? Date.now() : Number(time));
  if (incoming.method !== "POST") say(405, "Method Not Allowed");
  else if (!same(incoming.headers.authorization ?? "", `Bearer ${token}`))
    say(401, "Unauthorized");
  else if (cron === null || Number.isNaN(at.getTime()))
    say(400, "cron must be an expression and time a number of milliseconds");
  else
    handlers.scheduled(cron, at).then(
      () => say(200, "ok"),
      () => say(500, "exception"),
    );
  return true;
}

// Hashes have one length, and comparing them says nothing about the token.
function same(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
