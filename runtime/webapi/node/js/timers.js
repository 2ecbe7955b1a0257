// node:timers: the platform's timers behind objects. setTimeout and setInterval
// are globals too where enable_nodejs_global_timers is on.
// https://nodejs.org/docs/latest-v22.x/api/timers.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { validateFunction } = require("internal/validators");
  const { set, repeat, clear } = native;

  let clearImmediateOf;
  const running = new Map();
  class Timeout {
    #id; #callback; #delay; #args; #repeats; #ref = true;
    constructor(callback, delay, args, repeats) {
      this.#callback = callback;
      this.#delay = delay;
      this.#args = args;
      this.#repeats = repeats;
      this.#arm();
    }
    #arm() {
      this.#id = this.#repeats
        ? repeat(() => this.#callback(...this.#args), this.#delay)
        : set(() => { running.delete(this.#id); this.#callback(...this.#args); }, this.#delay);
      running.set(this.#id, this);
    }
    refresh() { clear(this.#id); running.delete(this.#id); this.#arm(); return this; }
    unref() { this.#ref = false; return this; }
    ref() { this.#ref = true; return this; }
    hasRef() { return this.#ref; }
    close() { clear(this.#id); running.delete(this.#id); return this; }
    [Symbol.toPrimitive]() { return this.#id; }
    [Symbol.dispose]() { this.close(); }
    static { internals.isNodeTimeout = (v) => typeof v === "object" && v !== null && #id in v; }
  }
  class Immediate {
    #id; #ref = true;
    constructor(callback, args) { this.#id = set(() => callback(...args), 0); }
    ref() { this.#ref = true; return this; }
    unref() { this.#ref = false; return this; }
    hasRef() { return this.#ref; }
    [Symbol.dispose]() { clear(this.#id); }
    static { clearImmediateOf = (v) => { if (typeof v === "object" && v !== null && #id in v) clear(v.#id); }; }
  }

  const stop = (timer) => {
    if (internals.isNodeTimeout(timer)) timer.close();
    else if (typeof timer === "number" || typeof timer === "string") {
      const t = running.get(Number(timer));
      if (t) t.close(); else clear(Number(timer));
    }
  };
  const exports = {
    setTimeout(callback, delay, ...args) {
      validateFunction(callback, "callback");
      return new Timeout(callback, delay, args, false);
    },
    clearTimeout(timer) { stop(timer); },
    setImmediate(callback, ...args) {
      validateFunction(callback, "callback");
      return new Immediate(callback, args);
    },
    clearImmediate(immediate) { clearImmediateOf(immediate); },
    setInterval(callback, delay, ...args) {
      validateFunction(callback, "callback");
      return new Timeout(callback, delay, args, true);
    },
    clearInterval(timer) { stop(timer); },
    active(timer) { timer?.refresh?.(); },
    unenroll(timer) { timer?.close?.(); },
    enroll() { require("internal/errors").notImplemented("timers.enroll"); },
  };
  Object.defineProperty(exports, "promises", { enumerable: true, configurable: true, get: () => require("timers/promises") });
  const custom = Symbol.for("nodejs.util.promisify.custom");
  for (const name of ["setTimeout", "setImmediate"]) {
    Object.defineProperty(exports[name], custom, { enumerable: true, configurable: true, get: () => require("timers/promises")[name] });
  }
  return exports;
})
