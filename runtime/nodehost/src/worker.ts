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
  fillProcessEnv(env);
  forbidEval();
  forbidExit();
  loading(env);
  process.once("exit", neverSettled);
  try {
    const main = await load();
    loaded(main);
    return fromModule(main.default);
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

function fromModule(exported: unknown): Worker {
  const handler = (name: string): Handler => {
    if (isClass(exported))
      return (event, env, ctx) => {
        const instance = new exported(ctx, env);
        return method(instance, name).call(instance, event, env, ctx);
      };
    return (event, env, ctx) =>
      method(exported, name).call(exported, event, env, ctx);
  };
  const fetch = handler("fetch");
  const scheduled = handler("scheduled");
  return {
    async fetch(request, env, ctx) {
      const response: unknown = await fetch(request, env, ctx);
      return checkedResponse(response);
    },
    async scheduled(controller, env, ctx) {
      await scheduled(controller, env, ctx);
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
