// The part of a Worker's surroundings that belongs to the host: the ctx of a
// handler, the events of service-worker syntax and the global event target.
// Returns what the host calls.
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
    get props() {
      const props = {};
      Object.defineProperty(this, "props", { value: props, writable: true, configurable: true, enumerable: true });
      return props;
    }
  }
  tag(ExecutionContext, "ExecutionContext");
  hide(globalThis, "ExecutionContext", ExecutionContext);

  class ScheduledController {
    #time; #cron;
    constructor(time, cron) { this.#time = time; this.#cron = cron; }
    get scheduledTime() { return this.#time; }
    get cron() { return this.#cron; }
    get type() { return "scheduled"; }
    // Runs are not repeated in the first place.
    noRetry() {}
  }
  tag(ScheduledController, "ScheduledController");

  const { Event, EventTarget } = globalThis;
  let target = null;
  if (typeof EventTarget === "function") {
    target = new EventTarget();
    for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
      const f = target[name].bind(target);
      hide(globalThis, name, f);
      Object.defineProperty(f, "name", { value: name, configurable: true });
    }
  }

  const serviceWorker = () => {
    class ExtendableEvent extends Event {
      waitUntil(promise) { native.waitUntil(promise); }
    }
    tag(ExtendableEvent, "ExtendableEvent");

    class FetchEvent extends ExtendableEvent {
      #request; #answer; #answered = false;
      constructor(type, init) { super(type, init); this.#request = init.request; }
      get request() { return this.#request; }
      respondWith(response) {
        if (this.#answered) {
          throw new DOMException("FetchEvent.respondWith() has already been called; it can only be called once.", "InvalidStateError");
        }
        this.#answered = true;
        this.#answer = response;
        this.stopImmediatePropagation();
      }
      passThroughOnException() { native.passThroughOnException(); }
      // Nobody answered: on Workers the request goes on to the origin.
      static answer(e) { return e.#answered ? e.#answer : globalThis.fetch(e.#request); }
    }
    tag(FetchEvent, "FetchEvent");
    const answer = FetchEvent.answer;
    delete FetchEvent.answer;

    class ScheduledEvent extends ExtendableEvent {
      #init;
      constructor(type, init) { super(type, init); this.#init = init; }
      get scheduledTime() { return this.#init.scheduledTime; }
      get cron() { return this.#init.cron; }
      noRetry() {}
    }
    tag(ScheduledEvent, "ScheduledEvent");

    hide(globalThis, "ExtendableEvent", ExtendableEvent);
    hide(globalThis, "FetchEvent", FetchEvent);
    hide(globalThis, "ScheduledEvent", ScheduledEvent);
    return {
      fetch(request) {
        const event = new FetchEvent("fetch", { request });
        target.dispatchEvent(event);
        return answer(event);
      },
      scheduled({ scheduledTime, cron }) {
        target.dispatchEvent(new ScheduledEvent("scheduled", { scheduledTime, cron }));
      },
    };
  };

  return {
    context: ExecutionContext.prototype,
    serviceWorker,
    controller: (time, cron) => new ScheduledController(time, cron),
    // rejected reports whether a listener for unhandledrejection dealt with it.
    rejected(promise, reason) {
      if (!target || !internals.hasListeners?.(target, "unhandledrejection")) return false;
      const event = new PromiseRejectionEvent("unhandledrejection", { promise, reason, cancelable: true });
      return !target.dispatchEvent(event);
    },
    // entrypoint calls a handler of a class that extends WorkerEntrypoint.
    entrypoint: (C, name) => (event, env, ctx) => {
      const instance = new C(ctx, env);
      if (typeof instance[name] !== "function") throw new TypeError(`Handler does not export a ${name}() function.`);
      return instance[name](event);
    },
  };
})
