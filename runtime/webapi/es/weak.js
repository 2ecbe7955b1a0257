// https://tc39.es/ecma262/#sec-weak-ref-objects
(function (native) {
  const mustObject = (target, what) => {
    if (Object(target) !== target)
      throw new TypeError(`${what}: invalid target`);
  };

  // Made where target is out of sight: a closure keeps all parameters alive.
  const caller = (cleanup, held) => () => cleanup(held);

  class WeakRef {
    #get;
    constructor(target) {
      mustObject(target, "WeakRef");
      this.#get = native.make(target);
    }
    deref() {
      return this.#get();
    }
    get [Symbol.toStringTag]() {
      return "WeakRef";
    }
  }

  class FinalizationRegistry {
    #cleanup;
    #stops = new WeakMap();
    constructor(cleanup) {
      if (typeof cleanup !== "function")
        throw new TypeError("FinalizationRegistry: cleanup must be callable");
      this.#cleanup = cleanup;
    }
    register(target, held, token) {
      mustObject(target, "FinalizationRegistry.prototype.register");
      if (target === held)
        throw new TypeError(
          "FinalizationRegistry.prototype.register: target and holdings must not be same",
        );
      const stop = native.watch(target, caller(this.#cleanup, held));
      if (token === undefined) return;
      const stops = this.#stops.get(token);
      if (stops) stops.push(stop);
      else this.#stops.set(token, [stop]);
    }
    unregister(token) {
      mustObject(token, "FinalizationRegistry.prototype.unregister");
      const stops = this.#stops.get(token);
      if (!stops) return false;
      for (const stop of stops) stop();
      return this.#stops.delete(token);
    }
    get [Symbol.toStringTag]() {
      return "FinalizationRegistry";
    }
  }
  return { WeakRef, FinalizationRegistry };
});
