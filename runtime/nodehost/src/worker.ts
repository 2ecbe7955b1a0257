// The user's Worker: an object of handlers, or a class that extends
// WorkerEntrypoint. One that calls addEventListener is in service-worker.ts.
import process from "node:process";
import type { Context } from "./context.ts";
import { endProcess, forbidExit } from "./end.ts";
import { errorFields, logNow } from "./log.ts";
import { forbidEval } from "./no-eval.ts";
import { loaded, loading } from "./parts.ts";

export type Env = Readonly<Record<string, unknown>>;

export interface ScheduledController {
  readonly scheduledTime: number;
  readonly cron: string;
  readonly type: "scheduled";
  noRetry(): void;
}

export interface Worker {
  fetch(request: Request, env: Env, ctx: Context): Promise<Response>;
  scheduled(
    controller: ScheduledController,
    env: Env,
    ctx: Context,
  ): Promise<void>;
  queue(batch: object, env: Env, ctx: Context): Promise<void>;
}

type Handler = (event: unknown, env: Env, ctx: Context) => unknown;
type EntrypointClass = new (ctx: Context, env: Env) => object;

/**
 * Loads the Worker's modules. They run with env in place, as on Workers; a
 * Worker that throws while it starts ends the process with a clear message.
 */
export async function loadWorker(
  env: Env,
  load: () => Promise<{ default?: unknown }>,
): Promise<Worker> {
  const main = await loadModules(env, load, () => loading(env));
  loaded(main);
  return workerOf(main.default);
}

/** Runs a Worker's modules; a Worker that throws ends the process. */
export async function loadModules<T>(
  env: Env,
  load: () => Promise<T>,
  before?: () => void,
): Promise<T> {
  fillProcessEnv(env);
  forbidEval();
  forbidExit();
  before?.();
  process.once("exit", neverSettled);
  try {
    return await load();
  } catch (error) {
    logNow(
      "error",
      "the Worker threw while it was starting",
      errorFields(error),
    );
    process.stderr.write(
      `the Worker threw while it was starting: ${String(error)}\n`,
    );
    process.off("exit", neverSettled);
    endProcess(1);
  } finally {
    process.off("exit", neverSettled);
  }
}

// On Workers process.env begins with the vars and secrets: text as it is,
// other values as JSON. What the container sets stays.
function fillProcessEnv(env: Env): void {
  for (const [name, value] of Object.entries(env)) {
    if (typeof value === "string") process.env[name] ??= value;
    else if (isPlain(value)) process.env[name] ??= JSON.stringify(value);
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null)
    return typeof value === "number" || typeof value === "boolean";
  return (
    Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  );
}

// Node ends a process by itself when nothing is left that could settle the
// module's await, with an exit code that says nothing to an operator.
function neverSettled(): void {
  process.stderr.write("the Worker's top-level await never settles\n");
  process.exitCode = 1;
}

/** The handlers of a default export. */
export function workerOf(exported: unknown): Worker {
  const handler = (name: string): Handler => {
    if (isClass(exported))
      return (event, env, ctx) => {
        const instance = new exported(ctx, env);
        return (method(instance, name) as (event: unknown) => unknown).call(
          instance,
          event,
        );
      };
    return (event, env, ctx) =>
      method(exported, name).call(exported, event, env, ctx);
  };
  const fetch = handler("fetch");
  const scheduled = handler("scheduled");
  const queue = handler("queue");
  return {
    async fetch(request, env, ctx) {
      const response: unknown = await fetch(request, env, ctx);
      return checkedResponse(response);
    },
    async scheduled(controller, env, ctx) {
      await scheduled(controller, env, ctx);
    },
    async queue(batch, env, ctx) {
      await queue(batch, env, ctx);
    },
  };
}

function isClass(exported: unknown): exported is EntrypointClass {
  return typeof exported === "function";
}

function method(target: unknown, name: string): Handler {
  const found: unknown =
    target === null || target === undefined
      ? undefined
      : (target as Record<string, unknown>)[name];
  if (typeof found !== "function")
    throw new TypeError(`Handler does not export a ${name}() function.`);
  return found as Handler;
}

/** What a handler returned must be a Response that can be sent; workerd's own words. */
export function checkedResponse(value: unknown): Response {
  if (!(value instanceof Response))
    throw new TypeError(
      "Incorrect type for Promise: the Promise did not resolve to 'Response'.",
    );
  if (value.type === "error")
    throw new TypeError(
      "Return value from serve handler must not be an error response (like Response.error())",
    );
  if (value.bodyUsed)
    throw new TypeError(
      "Body has already been used. It can only be used once. Use tee() first if you need to read it twice.",
    );
  return value;
}

const rejections = new WeakSet<object>();

/**
 * What a route returned from the Worker's `try` without await: its catch clause
 * did not hear of a rejection, and hears of none around `next()`.
 */
export async function lateAnswer<T>(answer: T | PromiseLike<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    return lateRejection(error) as T;
  }
}

// It throws when the platform looks at it, outside of the Worker's own code.
function lateRejection(error: unknown): unknown {
  const thrown: PropertyDescriptor = {
    get(): never {
      throw error;
    },
  };
  const answer: object = Object.create(Response.prototype, {
    type: thrown,
    status: thrown,
  });
  rejections.add(answer);
  return answer;
}

/** Says that an answer only stands for a rejection. */
export function isLateRejection(answer: unknown): boolean {
  return (
    typeof answer === "object" && answer !== null && rejections.has(answer)
  );
}
