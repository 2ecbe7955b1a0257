// https://tc39.es/ecma262/#sec-weak-ref-objects
(function (native) {
  // holdable is https://tc39.es/ecma262/#sec-canbeheldweakly
  const holdable = (value) =>
    Object(value) === value || (typeof value === "symbol" && Symbol.keyFor(value) === undefined);
  const dress = (Class, name) => {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: name, configurable: true });
    return Class;
  };

  // Made where target is out of sight: a closure keeps all parameters alive.
  const caller = (cleanup, held) => () => cleanup(held);

  class WeakRef {
    #get;
    constructor(target) {
      if (!holdable(target)) throw new TypeError("WeakRef: invalid target");
      this.#get = native.make(target);
    }
    deref() {
      return this.#get();
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
    register(target, held) {
      const token = arguments[2];
      if (!holdable(target))
        throw new TypeError("FinalizationRegistry.prototype.register: invalid target");
      if (target === held)
        throw new TypeError(
          "FinalizationRegistry.prototype.register: target and holdings must not be same",
        );
      if (token !== undefined && !holdable(token)) throw new TypeError(`Invalid unregisterToken ('${String(token)}')`);
      const stop = native.watch(target, caller(this.#cleanup, held));
      if (token === undefined) return;
      const stops = this.#stops.get(token);
      if (stops) stops.push(stop);
      else this.#stops.set(token, [stop]);
    }
    unregister(token) {
      const all = this.#stops;
      if (!holdable(token)) throw new TypeError(`Invalid unregisterToken ('${String(token)}')`);
      const stops = all.get(token);
      if (!stops) return false;
      for (const stop of stops) stop();
      return all.delete(token);
    }
  }
  return { WeakRef: dress(WeakRef, "WeakRef"), FinalizationRegistry: dress(FinalizationRegistry, "FinalizationRegistry") };
});
