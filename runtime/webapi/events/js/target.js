// Event, EventTarget and the events of the platform. Texts and habits are workerd's,
// where a browser would see others: what prevents an event that cannot be cancelled
// still makes dispatchEvent() false, currentTarget stays when the dispatch is over,
// a handler object's method is taken when it is added.
// Spec: https://dom.spec.whatwg.org/#events
const { badParam, badCtor } = internals;
const TOKEN = {};
const isObject = (v) =>
  (typeof v === "object" && v !== null) || typeof v === "function";
const illegal = () =>
  new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. " +
      "See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );
const notMade = () => new TypeError("Illegal constructor");
const field = (name, on, type) =>
  new TypeError(
    `Incorrect type for the '${name}' field on '${on}': the provided value is not of type '${type}'.`,
  );

// Members as workerd's are: enumerable, of length 0, getters without a name.
const dress = (C) => {
  for (const o of [C, C.prototype]) {
    for (const k of Object.getOwnPropertyNames(o)) {
      const d = Object.getOwnPropertyDescriptor(o, k);
      if (/^(constructor|length|name|prototype)$/.test(k)) continue;
      d.enumerable = true;
      for (const f of [d.value, d.get])
        if (typeof f === "function")
          Object.defineProperty(f, "length", { value: 0, configurable: true });
      if (d.get)
        Object.defineProperty(d.get, "name", { value: "", configurable: true });
      Object.defineProperty(o, k, d);
    }
  }
  Object.defineProperty(C, "length", { value: 0, configurable: true });
  return C;
};
const constants = (C, values) => {
  for (const o of [C, C.prototype])
    for (const k of Object.keys(values))
      Object.defineProperty(o, k, {
        value: values[k],
        enumerable: true,
        configurable: true,
      });
};

// handlerOf is what target's on… property adds to the listeners, before all others.
// Accessors (onabort, onmessage) see to themselves.
const handlerOf = (target, type) => {
  const name = `on${type}`;
  if (typeof target[name] !== "function") return null;
  for (let o = target; o !== null; o = Object.getPrototypeOf(o)) {
    const d = Object.getOwnPropertyDescriptor(o, name);
    if (d !== undefined) return typeof d.value === "function" ? d.value : null;
  }
  return null;
};

class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #target = undefined;
  #phase = 0;
  #prevented = false;
  #stopped = false;
  #cancelBubble = false;
  #trusted = false;
  #passive = false; // the listener that runs has promised not to prevent
  constructor(type, init) {
    if (arguments.length === 0) throw badCtor("Event", 1, "string");
    if (init != null && !isObject(init)) throw badCtor("Event", 2, "Init");
    this.#type = `${type}`;
    this.#bubbles = !!init?.bubbles;
    this.#cancelable = !!init?.cancelable;
    this.#composed = !!init?.composed;
  }
  static #of(v) {
    if (!isObject(v) || !(#type in v)) throw illegal();
    return v;
  }
  get type() {
    return Event.#of(this).#type;
  }
  get eventPhase() {
    return Event.#of(this).#phase;
  }
  get composed() {
    return Event.#of(this).#composed;
  }
  get bubbles() {
    return Event.#of(this).#bubbles;
  }
  get cancelable() {
    return Event.#of(this).#cancelable;
  }
  get defaultPrevented() {
    const e = Event.#of(this);
    return e.#prevented && e.#cancelable;
  }
  get returnValue() {
    const e = Event.#of(this);
    return !(e.#prevented && e.#cancelable);
  }
  get currentTarget() {
    return Event.#of(this).#target;
  }
  get target() {
    return Event.#of(this).#target;
  }
  get srcElement() {
    return Event.#of(this).#target;
  }
  get timeStamp() {
    Event.#of(this);
    return 0;
  }
  get isTrusted() {
    return Event.#of(this).#trusted;
  }
  get cancelBubble() {
    return Event.#of(this).#cancelBubble;
  }
  set cancelBubble(v) {
    Event.#of(this).#cancelBubble = !!v;
  }
  stopImmediatePropagation() {
    Event.#of(this).#stopped = true;
  }
  preventDefault() {
    const e = Event.#of(this);
    if (!e.#passive) e.#prevented = true;
  }
  stopPropagation() {
    Event.#of(this).#cancelBubble = true;
  }
  composedPath() {
    const e = Event.#of(this);
    return e.#phase !== 0 ? [e.#target] : [];
  }

  static {
    // platformEvent makes an event that scripts see as the platform's own.
    internals.platformEvent = (Class, type, init) => {
      const e = new Class(type, init);
      e.#trusted = true;
      return e;
    };
    internals.trust = (e) => {
      e.#trusted = true;
      return e;
    };
    internals.isEvent = (v) => isObject(v) && #type in v;
    // dispatch calls the listeners of target in order.
    internals.dispatch = (target, event, listeners, remove) => {
      if (event.#phase !== 0)
        throw new DOMException(
          "The event is already being dispatched.",
          "InvalidStateError",
        );
      event.#target = target;
      event.#phase = 2;
      const on = handlerOf(target, event.#type);
      if (on !== null) listeners.unshift({ call: (_, e) => on(e) });
      try {
        for (const l of listeners) {
          if (event.#stopped) break;
          if (l.removed) continue;
          if (l.once) remove(l);
          event.#passive = !!l.passive;
          if (!native.reportsExceptions()) {
            l.call(target, event);
            continue;
          }
          try {
            l.call(target, event);
          } catch (e) {
            events.report(e);
          }
        }
      } finally {
        event.#phase = 0;
        event.#passive = false;
      }
      return !event.#prevented;
    };
  }
}
dress(Event);
constants(Event, {
  NONE: 0,
  CAPTURING_PHASE: 1,
  AT_TARGET: 2,
  BUBBLING_PHASE: 3,
});

class ExtendableEvent extends Event {
  constructor(token, type, init) {
    if (token !== TOKEN) throw notMade();
    super(type, init);
  }
  waitUntil() {
    throw illegal();
  }
}
dress(ExtendableEvent);
class FetchEvent extends ExtendableEvent {}
dress(FetchEvent);
class ScheduledEvent extends ExtendableEvent {}
dress(ScheduledEvent);

class CustomEvent extends Event {
  #detail;
  constructor(type, init) {
    if (arguments.length === 0) throw badCtor("CustomEvent", 1, "string");
    if (init != null && !isObject(init))
      throw badCtor("CustomEvent", 2, "CustomEventInit");
    super(type, init);
    this.#detail = init?.detail;
  }
  get detail() {
    if (!isObject(this) || !(#detail in this)) throw illegal();
    return this.#detail;
  }
}
dress(CustomEvent);

class ErrorEvent extends Event {
  #init;
  constructor(type, init) {
    if (arguments.length === 0) throw badCtor("ErrorEvent", 1, "string");
    if (init != null && !isObject(init))
      throw badCtor("ErrorEvent", 2, "ErrorEventInit");
    super(type, init);
    const text = (v) => (v === undefined ? "" : `${v}`);
    this.#init = {
      filename: text(init?.filename),
      message: text(init?.message),
      lineno: Math.trunc(Number(init?.lineno ?? 0)) || 0,
      colno: Math.trunc(Number(init?.colno ?? 0)) || 0,
      error: init?.error,
    };
  }
  static #of(v) {
    if (!isObject(v) || !(#init in v)) throw illegal();
    return v.#init;
  }
  get filename() {
    return ErrorEvent.#of(this).filename;
  }
  get message() {
    return ErrorEvent.#of(this).message;
  }
  get lineno() {
    return ErrorEvent.#of(this).lineno;
  }
  get colno() {
    return ErrorEvent.#of(this).colno;
  }
  get error() {
    return ErrorEvent.#of(this).error;
  }
}
dress(ErrorEvent);

// What these events carry are properties of their own.
const own = (e, values) => {
  for (const k of Object.keys(values))
    Object.defineProperty(e, k, {
      value: values[k],
      enumerable: true,
      configurable: true,
    });
};

class MessageEvent extends Event {
  constructor(type, init) {
    if (arguments.length === 0) throw badCtor("MessageEvent", 1, "string");
    if (init != null && !isObject(init))
      throw badCtor("MessageEvent", 2, "Initializer");
    super(type, init);
    const ports = init?.ports ?? [];
    if (!Array.isArray(ports)) throw field("ports", "Initializer", "Array");
    const source = init?.source ?? null;
    if (source !== null && !internals.isPort?.(source))
      throw field("source", "Initializer", "MessagePort");
    own(this, {
      ports,
      source,
      lastEventId: `${init?.lastEventId ?? ""}`,
      origin: init?.origin === undefined ? "" : `${init.origin}`,
      data: init?.data ?? null,
    });
  }
}
dress(MessageEvent);

class CloseEvent extends Event {
  constructor(type, init) {
    if (arguments.length === 0) throw badCtor("CloseEvent", 1, "string");
    if (init != null && !isObject(init))
      throw badCtor("CloseEvent", 2, "Initializer");
    super(type, init);
    own(this, {
      wasClean: !!init?.wasClean,
      reason: `${init?.reason ?? ""}`,
      code: Math.trunc(Number(init?.code ?? 0)) || 0,
    });
  }
}
dress(CloseEvent);

class PromiseRejectionEvent extends Event {
  #promise;
  #reason;
  constructor(type, token, promise, reason) {
    if (token !== TOKEN) throw notMade();
    super(type);
    this.#promise = promise;
    this.#reason = reason;
    own(this, { promise, reason });
  }
}
dress(PromiseRejectionEvent);

class EventTarget {
  #listeners = null;
  #as = undefined;
  #added = undefined;
  addEventListener(type, f, options) {
    if (!isObject(this) || !(#listeners in this)) throw illegal();
    const on = "EventTarget";
    if (arguments.length === 0)
      throw badParam("addEventListener", on, 1, "string");
    type = `${type}`;
    if (arguments.length < 2 || (f != null && !isObject(f)))
      throw badParam("addEventListener", on, 2, "function or HandlerObject");
    let call;
    if (typeof f === "function") call = (target, e) => f.call(target, e);
    else if (f != null) {
      const handle = f.handleEvent;
      if (typeof handle !== "function")
        throw field("handleEvent", "HandlerObject", "function");
      call = (_, e) => handle.call(f, e);
    }
    let once = false,
      passive = false,
      capture = false,
      signal;
    if (isObject(options)) {
      capture = !!options.capture;
      passive = !!options.passive;
      once = !!options.once;
      signal = options.signal;
      if (signal !== undefined && !internals.isSignal(signal))
        throw field("signal", "AddEventListenerOptions", "AbortSignal");
    }
    // The options are read where there is no listener too.
    if (call === undefined) return;
    if (capture)
      throw new TypeError("addEventListener(): options.capture must be false.");
    if (options && !isObject(options))
      throw new TypeError("addEventListener(): useCapture must be false.");
    if (signal && signal.aborted) return;
    if (internals.isSignal(this)) events.watch(this);
    if (this.#add(type, f, call, once, passive) && signal)
      events.onAbort(signal, () => this.#remove(type, f));
  }
  removeEventListener(type, f, options) {
    if (!isObject(this) || !(#listeners in this)) throw illegal();
    const on = "EventTarget";
    if (arguments.length === 0)
      throw badParam("removeEventListener", on, 1, "string");
    if (arguments.length < 2 || (f != null && !isObject(f)))
      throw badParam("removeEventListener", on, 2, "Object");
    if (isObject(options)) {
      if (options.capture)
        throw new TypeError(
          "removeEventListener(): options.capture must be false.",
        );
    } else if (options)
      throw new TypeError("removeEventListener(): useCapture must be false.");
    this.#remove(`${type}`, f);
  }
  dispatchEvent(event) {
    if (!isObject(this) || !(#listeners in this)) throw illegal();
    if (!internals.isEvent(event))
      throw badParam("dispatchEvent", "EventTarget", 1, "Event");
    return this.#fire(event);
  }
  #add(type, key, call, once, passive) {
    this.#added?.(type);
    const all = this.#listeners || (this.#listeners = new Map());
    let list = all.get(type);
    if (!list) all.set(type, (list = []));
    if (list.some((l) => l.key === key)) return false;
    list.push({ key, call, once, passive, removed: false });
    return true;
  }
  #remove(type, key) {
    const list = this.#listeners?.get(type);
    const i = list ? list.findIndex((l) => l.key === key) : -1;
    if (i < 0) return;
    list[i].removed = true;
    list.splice(i, 1);
  }
  #fire(event) {
    const type = event.type;
    const list = this.#listeners?.get(type);
    return internals.dispatch(
      this.#as ?? this,
      event,
      list ? list.slice() : [],
      (l) => this.#remove(type, l.key),
    );
  }
  static {
    internals.hasListeners = (t, type) =>
      !!t.#listeners?.get(type)?.length || handlerOf(t.#as ?? t, type) !== null;
    // What classes of the platform do without asking what a script made of the methods.
    internals.listen = (t, type, key, call) =>
      t.#add(type, key, call, false, false);
    internals.unlisten = (t, type, key) => t.#remove(type, key);
    internals.fire = (t, event) => t.#fire(event);
    // watch calls f with the type of each listener that is added.
    internals.watch = (t, f) => {
      t.#added = f;
    };
    internals.standsFor = (t, as) => {
      t.#as = as;
      return t;
    };
  }
}
dress(EventTarget);
