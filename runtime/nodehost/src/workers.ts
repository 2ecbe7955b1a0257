// The Workers of this process: the one that answers requests, and those that it
// calls by service bindings. Each has its own env and its own events; they share
// the globals.
import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import { currentEvent } from "./context.ts";
import type { Context } from "./context.ts";
import type { Front, Host } from "./host.ts";
import { onLoad } from "./parts.ts";
import type { Platform } from "./runtime.ts";
import { loadModules, workerOf } from "./worker.ts";
import type { Env, Worker } from "./worker.ts";

export interface WorkerRecord {
  /** "" for the Worker that answers requests, until its name is known. */
  readonly name: string;
  env: Env;
  exports: Readonly<Record<string, unknown>>;
  /** Answers requests by the default export, its files first. */
  fetch(request: Request, ctx: Context): Promise<Response>;
}

const missing = (): Promise<Response> =>
  Promise.reject(new TypeError("Handler does not export a fetch() function."));

const main: WorkerRecord = { name: "", env: {}, exports: {}, fetch: missing };
const others = new Map<string, WorkerRecord>();
const starting = new AsyncLocalStorage<WorkerRecord>();

onLoad({
  before(env) {
    main.env = env;
  },
  after(exported) {
    main.exports = exported as WorkerRecord["exports"];
    const { default: handlers } = main.exports;
    const worker = workerOf(handlers);
    main.fetch = (request, ctx) => worker.fetch(request, main.env, ctx);
  },
});

/** The Worker that the running code belongs to. */
export function currentWorker(): WorkerRecord {
  return currentEvent()?.worker ?? starting.getStore() ?? main;
}

/** A Worker by its name; null is the one that asks. */
export function workerNamed(name: string | null): WorkerRecord {
  if (name === null) return currentWorker();
  return others.get(name) ?? main;
}

export interface OtherWorker {
  readonly name: string;
  /** Where its own files lie, from the app's folder. */
  readonly folder: string;
  /** The names of its bindings: variables of the environment are its own by a prefix. */
  readonly own: readonly string[];
  readonly env: (host: Host) => Env | Promise<Env>;
  readonly fronts?: (host: Host) => readonly Front[];
  readonly load?: () => Promise<object>;
}

/** Starts a Worker that service bindings call. */
export async function addWorker(
  host: Platform,
  other: OtherWorker,
): Promise<void> {
  const theirs = hostOf(host, other);
  const env = await other.env(theirs);
  const record: WorkerRecord = {
    name: other.name,
    env,
    exports: {},
    fetch: missing,
  };
  others.set(other.name, record);
  let worker: Worker | undefined;
  if (other.load !== undefined) {
    const exported = await starting.run(record, () =>
      loadModules(env, other.load as () => Promise<{ default?: unknown }>),
    );
    record.exports = exported as WorkerRecord["exports"];
    worker = workerOf(record.exports["default"]);
  }
  let answer = (request: Request, ctx: Context): Promise<Response> =>
    worker === undefined
      ? Promise.resolve(new Response("Not Found", { status: 404 }))
      : worker.fetch(request, env, ctx);
  for (const front of [...(other.fronts?.(theirs) ?? [])].reverse()) {
    const next = answer;
    answer = (request, ctx) => front(request, (passed) => next(passed, ctx));
  }
  record.fetch = answer;
}

// What the bindings of another Worker see of the platform: files of its own, and of
// what is named after one of its bindings in the environment only WORKER__NAME.
function hostOf(host: Platform, { name, folder, own }: OtherWorker): Host {
  const upper = (text: string) =>
    text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
  const prefix = `${upper(name)}__`;
  const ours = (key: string) =>
    own.some(
      (binding) =>
        key === binding ||
        key === `W2C_VAR_${binding}` ||
        key.endsWith(`_${upper(binding)}_URL`),
    );
  const env: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(host.env))
    if (!ours(key)) env[key] = value;
  for (const [key, value] of Object.entries(host.env))
    if (key.startsWith(prefix)) env[key.slice(prefix.length)] = value;
  return Object.create(host, {
    name: { value: name },
    env: { value: env },
    appDir: { value: join(host.appDir, folder) },
  }) as Host;
}
