// A Proxy of a function whose traps own their arguments: the list goja gives to
// apply and construct is a window on its stack, and is overwritten by later calls.
(function (native) {
  const Native = native.Proxy();
  const { apply } = Reflect;
  const own = (list) => {
    const copy = [];
    const length = list.length;
    for (let i = 0; i < length; i++)
      Object.defineProperty(copy, i, {
        value: list[i],
        writable: true,
        enumerable: true,
        configurable: true,
      });
    return copy;
  };

  // goja only ever gets the traps from a handler, and calls what it got.
  class Guard {
    handler;
    constructor(handler) {
      this.handler = handler;
    }
  }
  Object.setPrototypeOf(Guard.prototype, null);
  const define = (name, call) =>
    Object.defineProperty(Guard.prototype, name, {
      get() {
        const { handler } = this;
        const trap = handler[name];
        return typeof trap === "function" ? call(trap, handler) : trap;
      },
    });
  for (const name of [
    "getPrototypeOf",
    "setPrototypeOf",
    "isExtensible",
    "preventExtensions",
    "getOwnPropertyDescriptor",
    "defineProperty",
    "has",
    "get",
    "set",
    "deleteProperty",
    "ownKeys",
  ])
    define(name, (trap, handler) => (...args) => apply(trap, handler, args));
  define(
    "apply",
    (trap, handler) => (target, self, args) =>
      apply(trap, handler, [target, self, own(args)]),
  );
  define(
    "construct",
    (trap, handler) => (target, args, newTarget) =>
      apply(trap, handler, [target, own(args), newTarget]),
  );

  const guard = (target, handler) =>
    typeof target === "function" && Object(handler) === handler
      ? new Guard(handler)
      : handler;
  const { revocable } = Native;
  Object.defineProperty(Native, "revocable", {
    value: {
      revocable(target, handler) {
        return apply(revocable, Native, [target, guard(target, handler)]);
      },
    }.revocable,
    writable: true,
    configurable: true,
  });
  const Proxy = new Native(Native, {
    construct: (_, args) => new Native(args[0], guard(args[0], args[1])),
  });
  return { Proxy };
});
