// node:async_hooks. The loop carries one store, a Map from AsyncLocalStorage to
// value that is copied when it changes, through awaits, timers and I/O.
// https://nodejs.org/docs/latest-v22.x/api/async_context.html
(function (native, internals) {
  "use strict";
  const within = (store, f) => {
    const before = native.store();
    native.setStore(store);
    try { return f(); } finally { native.setStore(before); }
  };
  const callable = (f, method, on, n = 1, kind = "Function") => {
    if (typeof f !== "function") throw new TypeError(`Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${kind}'.`);
  };

  // What was bound in one event cannot be called in another; what was bound by
  // top-level code can.
  const here = () => {
    const of = native.event();
    return () => {
      if (of !== undefined && native.elsewhere(of)) {
        throw new Error("Cannot call this AsyncLocalStorage bound function outside of the request in which it was created.");
      }
    };
  };

  class AsyncLocalStorage {
    #default; #name;
    constructor(options) { this.#default = options?.defaultValue; this.#name = options?.name ?? ""; }
    static bind(f) {
      callable(f, "bind", "AsyncLocalStorage");
      const saved = native.store(), check = here();
      return function (...args) { check(); return within(saved, () => f.apply(this, args)); };
    }
    static snapshot() {
      const saved = native.store(), check = here();
      return function (f, ...args) { check(); return within(saved, () => f.apply(this, args)); };
    }
    get name() { return this.#name; }
    run(value, f, ...args) {
      callable(f, "run", "AsyncLocalStorage", 2, "function");
      return within(this.#with(value), () => f(...args));
    }
    exit(f, ...args) {
      callable(f, "exit", "AsyncLocalStorage", 1, "function");
      return within(this.#with(undefined), () => f(...args));
    }
    getStore() {
      const store = native.store();
      return store?.has(this) ? store.get(this) : this.#default;
    }
    enterWith() { throw new Error("asyncLocalStorage.enterWith() is not implemented"); }
    disable() { throw new Error("asyncLocalStorage.disable() is not implemented"); }
    #with(value) { return new Map(native.store()).set(this, value); }
  }

  class AsyncResource {
    #run;
    constructor(type, options) {
      this.#run = AsyncLocalStorage.snapshot();
    }
    static bind(f, type, self) {
      callable(f, "bind", "AsyncResource");
      return new AsyncResource(type || f.name || "bound-anonymous-fn").bind(f, self);
    }
    bind(f, self) {
      callable(f, "bind", "AsyncResource");
      const r = this;
      const bound = function (...args) { return r.runInAsyncScope(f, self === undefined ? this : self, ...args); };
      Object.defineProperties(bound, {
        length: { value: f.length, configurable: true },
        asyncResource: { value: this, configurable: true, enumerable: true, writable: true },
      });
      return bound;
    }
    runInAsyncScope(f, self, ...args) { return this.#run(() => f.apply(self, args)); }
    asyncId() { return 0; }
    triggerAsyncId() { return 0; }
    emitDestroy() { return this; }
  }

  // Hooks never fire: nothing here has asynchronous ids.
  class AsyncHook {
    enable() { return this; }
    disable() { return this; }
  }
  return {
    AsyncLocalStorage, AsyncResource,
    asyncWrapProviders: Object.freeze({ __proto__: null, NONE: 0 }),
    createHook: () => new AsyncHook(),
    executionAsyncId: () => 0,
    executionAsyncResource: () => Object.create(null),
    triggerAsyncId: () => 0,
  };
})
