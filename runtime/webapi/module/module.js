// Host modules: what a script imports from "cloudflare:*" and "node:*". The
// bundler turns such an import into __w2c_module(name).
(function (native, internals) {
  "use strict";
  const made = Object.create(null);
  const modules = Object.create(null);

  // The store is a Map from AsyncLocalStorage to value, copied on write, that
  // the loop carries through awaits and timers.
  class AsyncLocalStorage {
    static bind(f) {
      const saved = native.store();
      return function (...args) { return within(saved, () => f.apply(this, args)); };
    }
    static snapshot() {
      const saved = native.store();
      return (f, ...args) => within(saved, () => f(...args));
    }
    run(value, f, ...args) { return within(this.#with(value), () => f(...args)); }
    exit(f, ...args) { return this.run(undefined, f, ...args); }
    getStore() { return native.store()?.get(this); }
    enterWith(value) { native.setStore(this.#with(value)); }
    disable() { this.enterWith(undefined); }
    #with(value) { return new Map(native.store()).set(this, value); }
  }
  const within = (store, f) => {
    const before = native.store();
    native.setStore(store);
    try { return f(); } finally { native.setStore(before); }
  };
  class AsyncResource {
    #type; #run;
    constructor(type) { this.#type = type; this.#run = AsyncLocalStorage.snapshot(); }
    static bind(f, type, self) {
      const r = new AsyncResource(type || f.name || "bound-anonymous-fn");
      return r.bind(f, self);
    }
    bind(f, self) {
      const r = this;
      return function (...args) { return r.runInAsyncScope(f, self === undefined ? this : self, ...args); };
    }
    runInAsyncScope(f, self, ...args) { return this.#run(() => f.apply(self, args)); }
    asyncId() { return 0; }
    triggerAsyncId() { return 0; }
    emitDestroy() { return this; }
    get type() { return this.#type; }
  }
  modules["node:async_hooks"] = () => ({ AsyncLocalStorage, AsyncResource, default: { AsyncLocalStorage, AsyncResource } });

  modules["cloudflare:workers"] = () => {
    class WorkerEntrypoint {
      constructor(ctx, env) {
        Object.defineProperty(this, "ctx", { value: ctx, writable: true, configurable: true });
        Object.defineProperty(this, "env", { value: env, writable: true, configurable: true });
      }
    }
    class RpcTarget {}
    class DurableObject extends WorkerEntrypoint {}
    class WorkflowEntrypoint extends WorkerEntrypoint {}
    const exports = {
      WorkerEntrypoint, RpcTarget, DurableObject, WorkflowEntrypoint,
      waitUntil(promise) { native.waitUntil(promise); },
      withEnv(env, f) {
        const before = native.swapEnv(env);
        try { return f(); } finally { native.swapEnv(before); }
      },
    };
    // env is asked for at each use: the host sets it after the script has loaded.
    Object.defineProperty(exports, "env", { get: () => native.env(), enumerable: true });
    return exports;
  };

  const load = (name) => {
    name = String(name);
    if (name in made) return made[name];
    const m = modules[name] || native.defined(name);
    if (m === undefined) {
      throw new Error(`No such module "${name}". This server does not provide it; w2c convert --server hono runs the Worker on Node.js, which does.`);
    }
    return (made[name] = m());
  };
  return { __w2c_module: load };
})
