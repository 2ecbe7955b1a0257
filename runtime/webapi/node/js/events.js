// node:events. https://nodejs.org/docs/latest-v22.x/api/events.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes, AbortError } = require("internal/errors");
  const { validateAbortSignal, validateBoolean, validateFunction, validateObject, validateString } = require("internal/validators");
  const { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR } = codes;
  const kCapture = Symbol("kCapture");
  const errorMonitor = Symbol("events.errorMonitor");
  const captureRejectionSymbol = Symbol.for("nodejs.rejection");
  const kMaxEventTargetListeners = Symbol("events.maxEventTargetListeners");
  const kMaxEventTargetListenersWarned = Symbol("events.maxEventTargetListenersWarned");
  let defaultMaxListeners = 10;
  let captureRejections = false;

  function EventEmitter(options) { EventEmitter.init.call(this, options); }
  EventEmitter.prototype._events = undefined;
  EventEmitter.prototype._eventsCount = 0;
  EventEmitter.prototype._maxListeners = undefined;
  Object.defineProperty(EventEmitter.prototype, kCapture, { value: false, writable: true, enumerable: false });

  EventEmitter.init = function (options) {
    if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
      this._events = Object.create(null);
      this._eventsCount = 0;
    }
    this._maxListeners = this._maxListeners || undefined;
    if (options?.captureRejections) {
      validateBoolean(options.captureRejections, "options.captureRejections");
      this[kCapture] = true;
    } else if (captureRejections) this[kCapture] = true;
  };

  const notNegative = (n, name) => {
    if (typeof n !== "number" || n < 0 || Number.isNaN(n)) throw new codes.ERR_OUT_OF_RANGE(name, "a non-negative number", n);
  };
  const maxOf = (e) => (e._maxListeners === undefined ? defaultMaxListeners : e._maxListeners);
  const check = (listener) => validateFunction(listener, "listener");

  // A rejected promise of a listener goes to emitter[nodejs.rejection] or "error".
  const watch = (emitter, promise, type, args) => {
    if (!emitter[kCapture]) return;
    try {
      const then = promise.then;
      if (typeof then !== "function") return;
      then.call(promise, undefined, (e) => require("process").nextTick(() => {
        if (typeof emitter[captureRejectionSymbol] === "function") { emitter[captureRejectionSymbol](e, type, ...args); return; }
        const before = emitter[kCapture];
        try {
          emitter[kCapture] = false;
          emitter.emit("error", e);
        } finally { emitter[kCapture] = before; }
      }));
    } catch (e) { emitter.emit("error", e); }
  };

  const methods = {
    setMaxListeners(n) {
      notNegative(n, "n");
      this._maxListeners = n;
      return this;
    },
    getMaxListeners() { return maxOf(this); },
    emit(type, ...args) {
      const events = this._events;
      if (type === "error") {
        if (events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
        if (events?.error === undefined) {
          const e = args[0];
          if (e instanceof Error) throw e;
          let shown;
          try { shown = require("util").inspect(e); } catch { shown = e; }
          const wrapped = new ERR_UNHANDLED_ERROR(shown);
          wrapped.context = e;
          throw wrapped;
        }
      }
      const handler = events?.[type];
      if (handler === undefined) return false;
      if (typeof handler === "function") {
        const r = handler.apply(this, args);
        if (r !== undefined && r !== null) watch(this, r, type, args);
        return true;
      }
      const list = handler.slice();
      for (let i = 0; i < list.length; i++) {
        const r = list[i].apply(this, args);
        if (r !== undefined && r !== null) watch(this, r, type, args);
      }
      return true;
    },
    addListener(type, listener) { return add(this, type, listener, false); },
    prependListener(type, listener) { return add(this, type, listener, true); },
    once(type, listener) { check(listener); this.on(type, onceWrap(this, type, listener)); return this; },
    prependOnceListener(type, listener) { check(listener); this.prependListener(type, onceWrap(this, type, listener)); return this; },
    removeListener(type, listener) {
      check(listener);
      const events = this._events, list = events?.[type];
      if (list === undefined) return this;
      if (list === listener || list.listener === listener) {
        this._eventsCount--;
        if (this._eventsCount === 0) this._events = Object.create(null);
        else delete events[type];
        if (events.removeListener) this.emit("removeListener", type, list.listener || listener);
      } else if (typeof list !== "function") {
        let at = -1;
        for (let i = list.length - 1; i >= 0; i--) if (list[i] === listener || list[i].listener === listener) { at = i; break; }
        if (at < 0) return this;
        if (at === 0) list.shift(); else list.splice(at, 1);
        if (list.length === 1) events[type] = list[0];
        if (events.removeListener !== undefined) this.emit("removeListener", type, listener);
      }
      return this;
    },
    removeAllListeners(type) {
      const events = this._events;
      if (events === undefined) return this;
      if (events.removeListener === undefined) {
        if (arguments.length === 0) { this._events = Object.create(null); this._eventsCount = 0; }
        else if (events[type] !== undefined) {
          if (--this._eventsCount === 0) this._events = Object.create(null);
          else delete events[type];
        }
        return this;
      }
      if (arguments.length === 0) {
        for (const key of Reflect.ownKeys(events)) if (key !== "removeListener") this.removeAllListeners(key);
        this.removeAllListeners("removeListener");
        this._events = Object.create(null);
        this._eventsCount = 0;
        return this;
      }
      const list = events[type];
      if (typeof list === "function") this.removeListener(type, list);
      else if (list !== undefined) for (let i = list.length - 1; i >= 0; i--) this.removeListener(type, list[i]);
      return this;
    },
    listeners(type) { return all(this, type).map((f) => f.listener || f); },
    rawListeners(type) { return all(this, type); },
    listenerCount(type, listener) {
      const list = all(this, type);
      return listener == null ? list.length : list.filter((f) => f === listener || f.listener === listener).length;
    },
    eventNames() { return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []; },
  };
  const all = (emitter, type) => {
    const list = emitter._events?.[type];
    return list === undefined ? [] : typeof list === "function" ? [list] : list.slice();
  };
  const add = (target, type, listener, prepend) => {
    check(listener);
    let events = target._events, existing;
    if (events === undefined) {
      events = target._events = Object.create(null);
      target._eventsCount = 0;
    } else {
      if (events.newListener !== undefined) {
        target.emit("newListener", type, listener.listener ?? listener);
        events = target._events;
      }
      existing = events[type];
    }
    if (existing === undefined) {
      events[type] = listener;
      ++target._eventsCount;
      return target;
    }
    if (typeof existing === "function") existing = events[type] = prepend ? [listener, existing] : [existing, listener];
    else if (prepend) existing.unshift(listener);
    else existing.push(listener);
    const most = maxOf(target);
    if (most > 0 && existing.length > most && !existing.warned) {
      existing.warned = true;
      const name = target.constructor?.name ?? "EventEmitter";
      const w = new Error(`Possible EventEmitter memory leak detected. ${existing.length} ${String(type)} listeners added to [${name}]. Use emitter.setMaxListeners() to increase limit`);
      w.name = "MaxListenersExceededWarning";
      w.emitter = target;
      w.type = type;
      w.count = existing.length;
      require("process").emitWarning(w);
    }
    return target;
  };
  const onceWrap = (target, type, listener) => {
    let fired = false;
    const wrapped = (...args) => {
      if (fired) return;
      fired = true;
      target.removeListener(type, wrapped);
      return listener.apply(target, args);
    };
    wrapped.listener = listener;
    return wrapped;
  };
  for (const k of Object.keys(methods)) {
    // As functions of their own: classes of the ES5 kind call them with new in front.
    EventEmitter.prototype[k] = methods[k];
    if (k === "addListener") EventEmitter.prototype.on = methods[k];
    if (k === "removeListener") EventEmitter.prototype.off = methods[k];
  }

  const isTarget = (v) => typeof v?.addEventListener === "function";
  const listen = (emitter, name, f, flags) => {
    if (typeof emitter.on === "function") {
      if (flags?.once) emitter.once(name, f); else emitter.on(name, f);
    } else if (isTarget(emitter)) emitter.addEventListener(name, f, flags?.once ? { once: true } : undefined);
    else throw new ERR_INVALID_ARG_TYPE("emitter", "EventEmitter", emitter);
  };
  const unlisten = (emitter, name, f) => {
    if (typeof emitter.removeListener === "function") emitter.removeListener(name, f);
    else if (isTarget(emitter)) emitter.removeEventListener(name, f);
    else throw new ERR_INVALID_ARG_TYPE("emitter", "EventEmitter", emitter);
  };

  async function once(emitter, name, options = {}) {
    validateObject(options, "options");
    const signal = options?.signal;
    validateAbortSignal(signal, "options.signal");
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    return new Promise((resolve, reject) => {
      const failed = (e) => { done(); reject(e); };
      const arrived = (...args) => { done(); resolve(args); };
      const aborted = () => { done(); reject(new AbortError(undefined, { cause: signal?.reason })); };
      const done = () => {
        unlisten(emitter, name, arrived);
        if (name !== "error" && typeof emitter.once === "function") emitter.removeListener("error", failed);
        signal?.removeEventListener("abort", aborted);
      };
      listen(emitter, name, arrived, { once: true });
      if (name !== "error" && typeof emitter.once === "function") emitter.once("error", failed);
      signal?.addEventListener("abort", aborted, { once: true });
    });
  }

  function on(emitter, name, options = {}) {
    validateObject(options, "options");
    const signal = options.signal;
    validateAbortSignal(signal, "options.signal");
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
    const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
    const events = [], waiting = [];
    let error = null, finished = false, paused = false;
    const arrived = (...args) => {
      const w = waiting.shift();
      if (w) { w.resolve({ value: args, done: false }); return; }
      events.push(args);
      if (!paused && events.length > high && typeof emitter.pause === "function") { paused = true; emitter.pause(); }
    };
    const failed = (e) => {
      const w = waiting.shift();
      if (w) w.reject(e); else error = e;
      close();
    };
    const aborted = () => failed(new AbortError(undefined, { cause: signal?.reason }));
    const close = () => {
      unlisten(emitter, name, arrived);
      if (typeof emitter.removeListener === "function" && name !== "error") emitter.removeListener("error", failed);
      for (const end of options.close || []) unlisten(emitter, end, close);
      signal?.removeEventListener("abort", aborted);
      finished = true;
      for (const w of waiting.splice(0)) w.resolve({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    };
    listen(emitter, name, arrived);
    if (name !== "error" && typeof emitter.on === "function") emitter.on("error", failed);
    for (const end of options.close || []) listen(emitter, end, close);
    signal?.addEventListener("abort", aborted, { once: true });
    return {
      next() {
        if (events.length) {
          const value = events.shift();
          if (paused && events.length < low) { emitter.resume(); paused = false; }
          return Promise.resolve({ value, done: false });
        }
        if (error) { const p = Promise.reject(error); error = null; return p; }
        if (finished) return close();
        return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      },
      return() { return close(); },
      throw(e) {
        if (!e || !(e instanceof Error)) throw new ERR_INVALID_ARG_TYPE("EventEmitter.AsyncIterator", "Error", e);
        failed(e);
      },
      [Symbol.asyncIterator]() { return this; },
    };
  }

  const getEventListeners = function getEventListeners(emitterOrTarget, type) {
    if (typeof emitterOrTarget?.listeners === "function") return emitterOrTarget.listeners(type);
    if (emitterOrTarget instanceof EventTarget) return internals.listenersOf ? internals.listenersOf(emitterOrTarget, type) : [];
    throw new ERR_INVALID_ARG_TYPE("emitter", ["EventEmitter", "EventTarget"], emitterOrTarget);
  };
  const getMaxListeners = function _getMaxListeners(emitterOrTarget) {
    if (typeof emitterOrTarget?.getMaxListeners === "function") return maxOf(emitterOrTarget);
    if (emitterOrTarget?.[kMaxEventTargetListeners] !== undefined) return emitterOrTarget[kMaxEventTargetListeners];
    if (emitterOrTarget instanceof EventTarget) return defaultMaxListeners;
    throw new ERR_INVALID_ARG_TYPE("emitter", ["EventEmitter", "EventTarget"], emitterOrTarget);
  };
  const setMaxListeners = function setMaxListeners(n = defaultMaxListeners, ...targets) {
    notNegative(n, "n");
    if (targets.length === 0) { defaultMaxListeners = n; return; }
    for (const t of targets) {
      if (t instanceof EventTarget) {
        Object.defineProperty(t, kMaxEventTargetListeners, { value: n, writable: true, configurable: true });
      } else if (typeof t.setMaxListeners === "function") t.setMaxListeners(n);
      else throw new ERR_INVALID_ARG_TYPE("eventTargets", ["EventEmitter", "EventTarget"], t);
    }
  };
  const listenerCount = function listenerCount(emitter, type) {
    if (typeof emitter.listenerCount === "function") return emitter.listenerCount(type);
    return methods.listenerCount.call(emitter, type);
  };
  const addAbortListener = function addAbortListener(signal, listener) {
    if (signal === undefined) throw new ERR_INVALID_ARG_TYPE("signal", "AbortSignal", signal);
    validateAbortSignal(signal, "signal");
    validateFunction(listener, "listener");
    let remove;
    if (signal.aborted) queueMicrotask(() => listener());
    else {
      signal.addEventListener("abort", listener, { once: true });
      remove = () => signal.removeEventListener("abort", listener);
    }
    return { [Symbol.dispose]() { remove?.(); } };
  };

  let AsyncEmitter;
  const exports = EventEmitter;
  Object.assign(exports, {
    EventEmitter, addAbortListener, captureRejectionSymbol, errorMonitor, getEventListeners, getMaxListeners,
    listenerCount, on, once, setMaxListeners, usingDomains: false, kMaxEventTargetListeners, kMaxEventTargetListenersWarned,
  });
  Object.defineProperties(exports, {
    captureRejections: {
      configurable: true, enumerable: true, get: () => captureRejections,
      set(v) { validateBoolean(v, "EventEmitter.captureRejections"); captureRejections = v; },
    },
    defaultMaxListeners: {
      configurable: true, enumerable: true, get: () => defaultMaxListeners,
      set(n) { notNegative(n, "defaultMaxListeners"); defaultMaxListeners = n; },
    },
    // Made late: async_hooks is another module.
    EventEmitterAsyncResource: {
      configurable: true, enumerable: true,
      get() {
        if (AsyncEmitter) return AsyncEmitter;
        const { AsyncResource } = require("async_hooks");
        class EventEmitterReferencingAsyncResource extends AsyncResource {
          #emitter;
          constructor(emitter, type, options) { super(type, options); this.#emitter = emitter; }
          get eventEmitter() { return this.#emitter; }
        }
        AsyncEmitter = class EventEmitterAsyncResource extends EventEmitter {
          #resource;
          constructor(options) {
            let name;
            if (typeof options === "string") { name = options; options = undefined; }
            else {
              if (new.target === AsyncEmitter) validateString(options?.name, "options.name");
              name = options?.name || new.target.name;
            }
            super(options);
            this.#resource = new EventEmitterReferencingAsyncResource(this, name, options);
          }
          get asyncResource() { return this.#resource; }
          emit(event, ...args) { return this.#resource.runInAsyncScope(() => super.emit(event, ...args)); }
        };
        return AsyncEmitter;
      },
    },
  });
  return exports;
})
