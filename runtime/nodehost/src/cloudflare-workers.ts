// The module "cloudflare:workers", as far as a Worker in a container needs it:
// the base class of class-style handlers, and env and waitUntil without having
// them passed around.
import { currentEvent } from "./context.ts";
import type { Context } from "./context.ts";

/** Base class of a handler written as a class; the platform makes one a request. */
export class WorkerEntrypoint<Env = unknown> {
  protected ctx: Context;
  protected env: Env;

  constructor(ctx: Context, env: Env) {
    this.ctx = ctx;
    this.env = env;
  }
}

/** Marks objects that may be passed by reference; here everything is in one process. */
export class RpcTarget {}

// The classes below are only ever extended by Workers whose bindings are
// refused at convert time, but a bundle may import them beside others.
export class DurableObject<Env = unknown> extends WorkerEntrypoint<Env> {}
export class WorkflowEntrypoint<Env = unknown> extends WorkerEntrypoint<Env> {}

/** The bindings, filled before the Worker's own modules run. */
export let env: Readonly<Record<string, unknown>> = {};

export function provideEnv(values: Readonly<Record<string, unknown>>): void {
  env = values;
}

export function waitUntil(promise: unknown): void {
  const event = currentEvent();
  if (event === undefined)
    throw new Error(
      "Disallowed operation called within global scope. waitUntil() must be called while a request is handled.",
    );
  event.waitUntil(promise);
}
