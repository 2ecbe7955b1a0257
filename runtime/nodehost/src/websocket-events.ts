// The events of sockets, and a target that calls listeners as workerd does: one
// that throws ends the dispatch, and whoever dispatched gets the error. Node
// would report it and go on.
type Listener = EventListenerOrEventListenerObject | null;

// Node marks its own events by a symbol in the options, which it tells no one.
let trustMark: symbol | undefined;
new Event(
  "",
  new Proxy(
    {},
    {
      get(_, key) {
        if (typeof key === "symbol") trustMark ??= key;
        return undefined;
      },
    },
  ),
);

type EventClass = new (type: string, init: object) => Event;

/** Makes an event that scripts see as the platform's own. */
export function platformEvent(
  Class: EventClass,
  type: string,
  init: object,
): Event {
  return new Class(
    type,
    trustMark === undefined ? init : { ...init, [trustMark]: true },
  );
}

/** A class of events whose init is read through getters. */
function eventClass(
  name: string,
  defaults: Readonly<Record<string, unknown>>,
): EventClass {
  const inits = new WeakMap<Event, Readonly<Record<string, unknown>>>();
  const Class = {
    [name]: class extends Event {
      constructor(type: string, init?: object) {
        if (arguments.length === 0)
          throw new TypeError(
            `Failed to construct '${name}': constructor parameter 1 is not of type 'string'.`,
          );
        super(type, init);
        inits.set(this, { ...init });
      }
    },
  }[name] as EventClass;
  for (const [key, otherwise] of Object.entries(defaults))
    Object.defineProperty(Class.prototype, key, {
      get(this: Event) {
        return inits.get(this)?.[key] ?? otherwise;
      },
      configurable: true,
      enumerable: true,
    });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: name,
    configurable: true,
  });
  return Class;
}

export const eventClasses = {
  MessageEvent: eventClass("MessageEvent", {
    data: null,
    origin: null,
    lastEventId: "",
    source: null,
    ports: [],
  }),
  CloseEvent: eventClass("CloseEvent", {
    code: 0,
    reason: "",
    wasClean: false,
  }),
  ErrorEvent: eventClass("ErrorEvent", {
    filename: "",
    message: "",
    lineno: 0,
    colno: 0,
    error: undefined,
  }),
};

/** The base of the platform's own targets. */
export class PlatformTarget extends EventTarget {
  #wrapped = new WeakMap<object, (event: Event) => void>();
  #thrown: { readonly error: unknown } | undefined;

  override addEventListener(
    type: string,
    listener: Listener,
    options?: AddEventListenerOptions | boolean,
  ): void {
    super.addEventListener(type, this.#wrap(listener), options);
  }

  override removeEventListener(
    type: string,
    listener: Listener,
    options?: EventListenerOptions | boolean,
  ): void {
    super.removeEventListener(type, this.#wrap(listener), options);
  }

  override dispatchEvent(event: Event): boolean {
    const before = this.#thrown;
    this.#thrown = undefined;
    try {
      const result = super.dispatchEvent(event);
      // The listeners have set it meanwhile.
      const { error } = (this.#thrown ?? {}) as { error?: unknown };
      if (this.#thrown !== undefined) throw error;
      return result;
    } finally {
      this.#thrown = before;
    }
  }

  #wrap(listener: Listener): Listener {
    if (listener === null || listener === undefined) return listener;
    const known = this.#wrapped.get(listener);
    if (known !== undefined) return known;
    const wrapped = (event: Event) => {
      try {
        if (typeof listener === "function") listener.call(this, event);
        else listener.handleEvent(event);
      } catch (error) {
        this.#thrown = { error };
        event.stopImmediatePropagation();
      }
    };
    this.#wrapped.set(listener, wrapped);
    return wrapped;
  }
}

// for-in over a socket shows them, as on Workers.
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"])
  Object.defineProperty(PlatformTarget.prototype, name, { enumerable: true });
