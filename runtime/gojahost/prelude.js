// The part of a Worker's surroundings that belongs to the host and is needed at
// once: the ctx of a handler. Returns what the host calls.
(function (native, internals) {
  "use strict";

  const hide = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  const tag = (C, name) => Object.defineProperty(C.prototype, Symbol.toStringTag, { value: name, configurable: true });
  const illegal = () => new TypeError("Illegal constructor");

  // Handlers get objects that inherit from ExecutionContext.prototype; which
  // event they mean is what the running code belongs to.
  class ExecutionContext {
    constructor() { throw illegal(); }
    waitUntil(promise) {
      if (arguments.length === 0) {
        throw new TypeError("Failed to execute 'waitUntil' on 'ExecutionContext': parameter 1 is not of type 'Promise'.");
      }
      native.waitUntil(promise);
    }
    passThroughOnException() { native.passThroughOnException(); }
    get exports() { return native.exports(); }
    get props() {
      const props = {};
      Object.defineProperty(this, "props", { value: props, writable: true, configurable: true, enumerable: true });
      return props;
    }
  }
  tag(ExecutionContext, "ExecutionContext");
  hide(globalThis, "ExecutionContext", ExecutionContext);

  return {
    context: ExecutionContext.prototype,
    // entrypoint calls a handler of a class that extends WorkerEntrypoint.
    entrypoint: (C, name) => (event, env, ctx) => {
      const instance = new C(ctx, env);
      if (typeof instance[name] !== "function") throw new TypeError(`Handler does not export a ${name}() function.`);
      return instance[name](event);
    },
  };
})
