// The log: one JSON object a line on stdout, for whatever collects the output
// of containers. What the Worker prints with console.* becomes such lines too,
// and carries the id of the request that printed it.
import { writeSync } from "node:fs";
import process from "node:process";
import { format } from "node:util";
import { currentEvent } from "./context.ts";
import type { Level } from "./host.ts";

const rank: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };

let threshold: number = rank.info;

export function setLogLevel(level: Level): void {
  threshold = rank[level];
}

// Writing to a pipe blocks until it is written, so lines are collected and
// written a few times a second; what is a warning or worse goes out at once.
let lines: string[] = [];
let flushing: NodeJS.Timeout | undefined;

function flush(): void {
  clearTimeout(flushing);
  flushing = undefined;
  if (lines.length === 0) return;
  const text = lines.join("");
  lines = [];
  process.stdout.write(text);
}

process.on("exit", flush);

export function log(
  level: Level,
  message: string,
  fields?: Record<string, unknown>,
): void {
  if (rank[level] < threshold) return;
  const event = currentEvent();
  const line: Record<string, unknown> = {
    time: new Date().toISOString(),
    level,
    msg: message,
  };
  if (event !== undefined) line["request_id"] = event.id;
  lines.push(`${stringify(Object.assign(line, fields))}\n`);
  if (rank[level] >= rank.warn || lines.length >= 256) flush();
  else flushing ??= setTimeout(flush, 100).unref();
}

/** For the last words of a process: written before the call returns. */
export function logNow(
  level: Level,
  message: string,
  fields?: Record<string, unknown>,
): void {
  const line = {
    time: new Date().toISOString(),
    level,
    msg: message,
    ...fields,
  };
  try {
    flush();
    writeSync(1, `${stringify(line)}\n`);
  } catch {
    // stdout is gone, and with it whoever could read this.
  }
}

// Fields may carry whatever a Worker threw; a log line must never throw itself.
function stringify(line: Record<string, unknown>): string {
  try {
    return JSON.stringify(line);
  } catch {
    // A bigint somewhere, or a circle.
    return stringifyAny(line);
  }
}

function stringifyAny(line: Record<string, unknown>): string {
  try {
    return JSON.stringify(line, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    );
  } catch {
    return JSON.stringify({
      time: line["time"],
      level: line["level"],
      msg: String(line["msg"]),
    });
  }
}

/** How an exception is logged: name, message and the stack in the user's own files. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: format("%o", error) };
  const fields: Record<string, unknown> = { error: String(error) };
  if (error.stack !== undefined) fields["stack"] = error.stack;
  if (error.cause !== undefined) fields["cause"] = format("%s", error.cause);
  return fields;
}

/** Sends the Worker's console.* to the log. */
export function captureConsole(): void {
  const methods: Record<"debug" | "log" | "info" | "warn" | "error", Level> = {
    debug: "debug",
    log: "info",
    info: "info",
    warn: "warn",
    error: "error",
  };
  for (const name of ["debug", "log", "info", "warn", "error"] as const) {
    console[name] = (...values: unknown[]) =>
      log(methods[name], format(...values), { logger: "worker" });
  }
}

/** A client's address as the log may keep it: its network, not the person. */
export function anonymized(address: string): string {
  if (address.includes(".")) return address.replace(/\.\d+$/, ".0");
  const head = expandIPv6(address).slice(0, 3);
  return `${head.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::`;
}

function expandIPv6(address: string): string[] {
  const [before = "", after] = address.replace(/%.*$/, "").split("::");
  const left = before === "" ? [] : before.split(":");
  const right = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(zeros, 0)).fill("0"), ...right];
}
