// The event classes of a Worker, loaded when one is first touched. Other scripts
// find through internals:
//   events.makeSignal, events.abort(signal, reason), events.onAbort(signal, f)
//   isSignal, isEvent, hasListeners, dispatch
(function (native, internals) {
  "use strict";
  const { shape, badParam, badCtor } = internals;
  const TOKEN = {};

  const CODES = {
    IndexSizeError: 1, DOMStringSizeError: 2, HierarchyRequestError: 3, WrongDocumentError: 4,
    InvalidCharacterError: 5, NoDataAllowedError: 6, NoModificationAllowedError: 7, NotFoundError: 8,
    NotSupportedError: 9, InUseAttributeError: 10, InvalidStateError: 11, SyntaxError: 12,
    InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15, ValidationError: 16,
    TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21,
    QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
  };

  class DOMException extends Error {
    #name;
    constructor(message = "", name = "Error") {
      super(message);
      this.#name = String(name);
    }
    get name() { return this.#name; }
    get code() { return Object.hasOwn(CODES, this.#name) ? CODES[this.#name] : 0; }
  }
  shape(DOMException);
  // IndexSizeError: INDEX_SIZE_ERR. Three names do not follow the rule.
  const constants = {};
  for (const name of Object.keys(CODES)) {
    const constant = { InUseAttributeError: "INUSE_ATTRIBUTE_ERR", DOMStringSizeError: "DOMSTRING_SIZE_ERR", URLMismatchError: "URL_MISMATCH_ERR" }[name]
      || name.slice(0, -5).replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase() + "_ERR";
    constants[constant] = CODES[name];
  }
  Object.assign(DOMException, constants);
  Object.assign(DOMException.prototype, constants);

  const PHASES = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };

  class Event {
    #type; #init; #target = null; #current = null; #phase = 0; #prevented = false; #stopped = false; #cancelBubble = false; #trusted = false;
    constructor(type, init) {
      if (arguments.length === 0) throw badCtor("Event", 1, "string");
      this.#type = String(type);
      this.#init = init;
    }
    get type() { return this.#type; }
    get eventPhase() { return this.#phase; }
    get composed() { return !!this.#init?.composed; }
    get bubbles() { return !!this.#init?.bubbles; }
    get cancelable() { return !!this.#init?.cancelable; }
    get defaultPrevented() { return this.#prevented; }
    get returnValue() { return !this.#prevented; }
    get currentTarget() { return this.#current; }
    get target() { return this.#target; }
    get srcElement() { return this.#target; }
    get timeStamp() { return 0; }
    get isTrusted() { return this.#trusted; }
    get cancelBubble() { return this.#cancelBubble; }
    set cancelBubble(v) { if (v) this.#cancelBubble = true; }
    stopImmediatePropagation() { this.#stopped = true; }
    preventDefault() { this.#prevented = true; } // workerd does not ask whether the event is cancelable
    stopPropagation() { this.#cancelBubble = true; }
    composedPath() { return this.#target && this.#phase ? [this.#target] : []; }

    static {
      // platformEvent makes an event that scripts see as the platform's own.
      internals.platformEvent = (Class, type, init) => {
        const e = new Class(type, init);
        e.#trusted = true;
        return e;
      };
      internals.isEvent = (v) => typeof v === "object" && v !== null && #type in v;
      // dispatch calls the listeners of target in order. A listener that throws
      // ends it and the error reaches the caller: workerd, unlike a browser.
      internals.dispatch = (target, event, listeners, remove) => {
        if (event.#phase !== 0) throw new DOMException("The event is already being dispatched.", "InvalidStateError");
        event.#target = event.#current = target;
        event.#phase = 2;
        event.#stopped = false;
        try {
          for (const l of listeners) {
            if (l.removed) continue;
            if (l.once) remove(l);
            if (typeof l.f === "function") l.f.call(target, event);
            else l.f.handleEvent(event);
            if (event.#stopped) break;
          }
        } finally {
          event.#phase = 0;
          event.#current = null;
        }
        return !event.#prevented;
      };
    }
  }
  Object.assign(Event, PHASES);
  Object.assign(Event.prototype, PHASES);
  shape(Event);

  class CustomEvent extends Event {
    #detail;
    constructor(type, init) {
      if (arguments.length === 0) throw badCtor("CustomEvent", 1, "string");
      super(type, init);
      this.#detail = init?.detail;
    }
    get detail() { return this.#detail === undefined ? null : this.#detail; }
  }
  shape(CustomEvent);

  // A plain event class: its init dictionary read through getters.
  const eventClass = (name, defaults) => {
    const C = { [name]: class extends Event {
      #init;
      constructor(type, init) {
        if (arguments.length === 0) throw badCtor(name, 1, "string");
        super(type, init);
        this.#init = init || {};
      }
      static read(e, k) { const v = e.#init[k]; return v === undefined ? defaults[k] : v; }
    } }[name];
    const read = C.read;
    delete C.read;
    for (const k of Object.keys(defaults)) {
      Object.defineProperty(C.prototype, k, { get() { return read(this, k); }, configurable: true, enumerable: true });
    }
    return shape(C, name);
  };
  const ErrorEvent = eventClass("ErrorEvent", { filename: "", message: "", lineno: 0, colno: 0, error: undefined });
  const PromiseRejectionEvent = eventClass("PromiseRejectionEvent", { promise: undefined, reason: undefined });
  const MessageEvent = eventClass("MessageEvent", { data: null, origin: null, lastEventId: "", source: null, ports: [] });
  const CloseEvent = eventClass("CloseEvent", { code: 0, reason: "", wasClean: false });

  class EventTarget {
    #listeners = null;
    addEventListener(type, f, options) {
      if (arguments.length < 2 || (f != null && typeof f !== "function" && typeof f !== "object")) {
        throw badParam("addEventListener", "EventTarget", 2, "function or HandlerObject");
      }
      let once = false, signal;
      if (typeof options === "object" && options !== null) {
        if (options.capture) throw new TypeError("addEventListener(): options.capture must be false.");
        once = !!options.once;
        signal = options.signal;
        if (signal !== undefined && !internals.isSignal(signal)) {
          throw new TypeError("Incorrect type for the 'signal' field on 'AddEventListenerOptions': the provided value is not of type 'AbortSignal'.");
        }
      } else if (options) throw new TypeError("addEventListener(): useCapture must be false.");
      if (f == null || (signal && signal.aborted)) return;
      type = String(type);
      const all = this.#listeners || (this.#listeners = new Map());
      let list = all.get(type);
      if (!list) all.set(type, (list = []));
      if (list.some((l) => l.f === f)) return;
      list.push({ f, once, removed: false });
      if (signal) onAbort(signal, () => this.removeEventListener(type, f));
    }
    removeEventListener(type, f) {
      const list = this.#listeners?.get(String(type));
      const i = list ? list.findIndex((l) => l.f === f) : -1;
      if (i < 0) return;
      list[i].removed = true;
      this.#listeners.set(String(type), list.filter((_, j) => j !== i));
    }
    dispatchEvent(event) {
      if (!internals.isEvent(event)) throw badParam("dispatchEvent", "EventTarget", 1, "Event");
      const type = event.type;
      return internals.dispatch(this, event, this.#listeners?.get(type) || [], (l) => this.removeEventListener(type, l.f));
    }
    static { internals.hasListeners = (t, type) => !!t.#listeners?.get(type)?.length; }
  }
  shape(EventTarget, "EventTarget", true);

  let events;
  class AbortSignal extends EventTarget {
    #aborted = false; #reason; #onabort = null; #algorithms = null; #lazy = null;
    constructor(token, lazy) {
      if (token !== TOKEN) throw new TypeError("Illegal constructor");
      super();
      if (lazy) this.#lazy = lazy;
    }
    get aborted() { this.#arm(); return this.#aborted; }
    get reason() { this.#arm(); return this.#reason; }
    get onabort() { return this.#onabort; }
    set onabort(f) {
      if (this.#onabort) this.removeEventListener("abort", this.#onabort);
      this.#onabort = typeof f === "function" || (typeof f === "object" && f) ? f : null;
      if (this.#onabort) this.addEventListener("abort", this.#onabort);
    }
    addEventListener(...args) { this.#arm(); return super.addEventListener(...args); }
    throwIfAborted() { this.#arm(); if (this.#aborted) throw this.#reason; }
    // A lazy signal asks its source to watch only when somebody cares.
    #arm() { if (this.#lazy) { const f = this.#lazy; this.#lazy = null; f(this); } }

    static abort(reason) {
      const s = new AbortSignal(TOKEN);
      abort(s, reason);
      return s;
    }
    static timeout(ms) {
      if (arguments.length === 0) throw badParam("timeout", "AbortSignal", 1, "number");
      const s = new AbortSignal(TOKEN);
      native.after(Number(ms), () => abort(s, new DOMException("The operation was aborted due to timeout", "TimeoutError")));
      return s;
    }
    static any(signals) {
      if (!Array.isArray(signals)) {
        if (typeof signals !== "object" || signals === null || !signals[Symbol.iterator]) throw badParam("any", "AbortSignal", 1, "Array");
        signals = [...signals];
      }
      signals.forEach((x, i) => {
        if (!internals.isSignal(x)) throw new TypeError(`Incorrect type for array element ${i}: the provided value is not of type 'AbortSignal'.`);
      });
      const s = new AbortSignal(TOKEN);
      for (const x of signals) {
        if (x.aborted) { abort(s, x.#reason); return s; }
      }
      for (const x of signals) onAbort(x, () => abort(s, x.#reason));
      return s;
    }
    static {
      internals.isSignal = (v) => typeof v === "object" && v !== null && #aborted in v;
      events = {
        makeSignal: (lazy) => new AbortSignal(TOKEN, lazy),
        abort(s, reason) {
          if (s.#aborted) return;
          s.#lazy = null;
          s.#aborted = true;
          s.#reason = reason === undefined ? new DOMException("The operation was aborted", "AbortError") : reason;
          const algorithms = s.#algorithms;
          s.#algorithms = null;
          if (algorithms) for (const f of algorithms) f(s.#reason);
          s.dispatchEvent(new Event("abort"));
        },
        // onAbort calls f(reason) before the event's listeners run; it returns what undoes it.
        onAbort(s, f) {
          s.#arm();
          if (s.#aborted) { f(s.#reason); return () => {}; }
          (s.#algorithms || (s.#algorithms = new Set())).add(f);
          return () => s.#algorithms?.delete(f);
        },
      };
    }
  }
  const { abort, onAbort } = events;
  shape(AbortSignal);

  class AbortController {
    #signal = new AbortSignal(TOKEN);
    get signal() { return this.#signal; }
    abort(reason) { abort(this.#signal, reason); }
  }
  shape(AbortController);

  return { DOMException, Event, CustomEvent, ErrorEvent, PromiseRejectionEvent, MessageEvent, CloseEvent,
    EventTarget, AbortSignal, AbortController, events };
})
