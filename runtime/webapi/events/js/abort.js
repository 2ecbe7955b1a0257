// AbortController and AbortSignal, what the global scope hears of, and what other
// classes need of all this.
// Spec: https://dom.spec.whatwg.org/#aborting-ongoing-activities
let events;

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  #onabort = null;
  #algorithms = null;
  #lazy = null;
  #dependents = null;
  #sources = null;
  constructor(token, lazy) {
    if (token !== TOKEN) throw notMade();
    super();
    if (lazy) this.#lazy = lazy;
  }
  static #of(v) {
    if (!isObject(v) || !(#aborted in v)) throw illegal();
    v.#arm();
    return v;
  }
  get aborted() {
    return AbortSignal.#of(this).#aborted;
  }
  get reason() {
    return AbortSignal.#of(this).#reason;
  }
  get onabort() {
    return AbortSignal.#of(this).#onabort;
  }
  set onabort(f) {
    const s = AbortSignal.#of(this);
    if (s.#onabort !== null) internals.unlisten(s, "abort", ON);
    s.#onabort = isObject(f) ? f : null;
    if (typeof f === "function")
      internals.listen(s, "abort", ON, (_, e) => f.call(undefined, e));
    else if (s.#onabort !== null) {
      const handle = f.handleEvent;
      if (typeof handle === "function")
        internals.listen(s, "abort", ON, (_, e) => handle.call(f, e));
    }
  }
  throwIfAborted() {
    const s = AbortSignal.#of(this);
    if (s.#aborted) throw s.#reason;
  }
  // A lazy signal asks its source to watch only when somebody cares.
  #arm() {
    if (this.#lazy === null) return;
    const f = this.#lazy;
    this.#lazy = null;
    f(this);
  }

  static abort(reason) {
    const s = new AbortSignal(TOKEN);
    events.abort(s, reason);
    return s;
  }
  static timeout(ms) {
    if (arguments.length === 0)
      throw badParam("timeout", "AbortSignal", 1, "number");
    const s = new AbortSignal(TOKEN);
    native.after(Number(ms), () =>
      events.abort(
        s,
        new DOMException(
          "The operation was aborted due to timeout",
          "TimeoutError",
        ),
      ),
    );
    return s;
  }
  static any(signals) {
    if (!Array.isArray(signals))
      throw badParam("any", "AbortSignal", 1, "Array");
    signals.forEach((x, i) => {
      if (!internals.isSignal(x))
        throw new TypeError(
          `Incorrect type for array element ${i}: the provided value is not of type 'AbortSignal'.`,
        );
    });
    const s = new AbortSignal(TOKEN);
    for (const x of signals) {
      x.#arm();
      if (x.#aborted) {
        s.#aborted = true;
        s.#reason = x.#reason;
        return s;
      }
    }
    s.#sources = new Set();
    for (const x of signals)
      for (const source of x.#sources ?? [x]) s.#sources.add(source);
    for (const source of s.#sources)
      (source.#dependents || (source.#dependents = new Set())).add(s);
    return s;
  }
  static {
    const run = (s) => {
      const algorithms = s.#algorithms;
      s.#algorithms = null;
      if (algorithms) for (const f of algorithms) f(s.#reason);
      internals.fire(s, internals.platformEvent(Event, "abort"));
    };
    internals.isSignal = (v) => isObject(v) && #aborted in v;
    events = {
      makeSignal: (lazy) => new AbortSignal(TOKEN, lazy),
      watch: (s) => s.#arm(),
      // The signals that depend on s know its reason before anybody is told.
      abort(s, reason) {
        if (s.#aborted) return;
        s.#lazy = null;
        s.#aborted = true;
        s.#reason =
          reason === undefined
            ? new DOMException("The operation was aborted", "AbortError")
            : reason;
        const dependents = [...(s.#dependents ?? [])].filter(
          (d) => !d.#aborted,
        );
        s.#dependents = null;
        for (const d of dependents) {
          d.#aborted = true;
          d.#reason = s.#reason;
        }
        run(s);
        for (const d of dependents) run(d);
      },
      // onAbort calls f(reason) before the event's listeners run; it returns what undoes it.
      onAbort(s, f) {
        s.#arm();
        if (s.#aborted) {
          f(s.#reason);
          return () => {};
        }
        (s.#algorithms || (s.#algorithms = new Set())).add(f);
        return () => s.#algorithms?.delete(f);
      },
    };
  }
}
const ON = {}; // the place of onabort among the listeners
dress(AbortSignal);

class AbortController {
  #signal = new AbortSignal(TOKEN);
  get signal() {
    if (!isObject(this) || !(#signal in this)) throw illegal();
    return this.#signal;
  }
  abort(reason) {
    if (!isObject(this) || !(#signal in this)) throw illegal();
    events.abort(this.#signal, reason);
  }
}
dress(AbortController);

// The global scope is an event target too; scripts see globalThis as the target.
const scope = internals.standsFor(new EventTarget(), globalThis);
events.scope = scope;
events.functions = {
  addEventListener: (...args) => scope.addEventListener(...args),
  removeEventListener: (...args) => scope.removeEventListener(...args),
  dispatchEvent: (...args) => scope.dispatchEvent(...args),
};
// report tells the global scope of an exception nobody caught, and the log unless
// somebody there prevented it.
events.report = (error) => {
  if (internals.hasListeners(scope, "error")) {
    const event = internals.platformEvent(ErrorEvent, "error", {
      message: `Uncaught ${String(error)}`,
      error,
      ...native.place?.(error),
    });
    if (!internals.fire(scope, event)) return;
  }
  native.log(error);
};
// rejected says whether a listener of the global scope dealt with a rejection.
events.rejected = (type, promise, reason) => {
  if (!internals.hasListeners(scope, type)) return false;
  const event = internals.trust(
    new PromiseRejectionEvent(type, TOKEN, promise, reason),
  );
  internals.fire(scope, event);
  return true;
};
