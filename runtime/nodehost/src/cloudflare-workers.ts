// The module "cloudflare:workers": base classes of handlers, RPC between the
// entrypoints of this Worker, and env and waitUntil without having them passed
// around.
import { AsyncLocalStorage } from "node:async_hooks";
import script from "./cloudflare-workers-classes.js";
import { currentEvent, ExecutionContext } from "./context.ts";
import { onLoad } from "./parts.ts";
import { shape } from "./shape.ts";

let bindings: object = {};
let main: object = {};
// What withEnv() has put in the place of the bindings.
const replaced = new AsyncLocalStorage<object>();

// The bindings are there before the Worker's own modules run.
onLoad({
  before(env) {
    bindings = env;
  },
  after(exported) {
    main = exported;
  },
});

const asTheyAre = [
  globalThis.Request,
  globalThis.Response,
  globalThis.Headers,
  globalThis.ReadableStream,
  globalThis.WritableStream,
];

const made = script(
  {
    env: () => replaced.getStore() ?? bindings,
    within: <T>(env: object, f: () => T): T => replaced.run(env, f),
    exports: () => main,
    waitUntil(promise: unknown): void {
      const event = currentEvent();
      if (event === undefined)
        throw new Error(
          "Disallowed operation called within global scope. waitUntil() must be called while a request is handled.",
        );
      event.waitUntil(promise);
    },
    context(props: unknown): object {
      const event = currentEvent();
      return event === undefined
        ? { props }
        : new ExecutionContext(event, props);
    },
    passes: (value: unknown) => asTheyAre.some((C) => value instanceof C),
    // Durable Objects come with their binding, and with them their state.
    isState: () => false,
  },
  { shape },
);

// ctx.exports: the entrypoints of this Worker as stubs.
Object.defineProperty(ExecutionContext.prototype, "exports", {
  get: () => made.exports(),
  configurable: true,
});

export const modules = made;
export const {
  WorkerEntrypoint,
  DurableObject,
  WorkflowEntrypoint,
  RpcTarget,
  RpcStub,
  RpcPromise,
  RpcProperty,
  ServiceStub,
  env,
  exports,
  waitUntil,
  withEnv,
} = made.workers;
