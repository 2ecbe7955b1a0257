// What other classes need of events before anybody has an event. Other scripts
// find through internals:
//   define(o)          globals, not enumerable, as the platform has them
//   shape(C, name)     toStringTag, and members that for-in shows, as workerd's do
//   badParam, badCtor  workerd's TypeErrors
//   isSignal, isEvent  false until events.js, which makes signals and events, is loaded
(function (native, internals) {
  "use strict";
  const put = Object.defineProperty;
  internals.define = (o) => {
    for (const k of Object.keys(o)) put(globalThis, k, { value: o[k], writable: true, configurable: true, enumerable: false });
  };
  internals.shape = (C, name = C.name, enumerable = false) => {
    const p = C.prototype;
    if (enumerable) {
      for (const k of Object.getOwnPropertyNames(p)) {
        if (k !== "constructor") put(p, k, { enumerable: true });
      }
    }
    put(p, Symbol.toStringTag, { value: name, configurable: true });
    return C;
  };
  internals.badParam = (method, on, n, type) =>
    new TypeError(`Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`);
  internals.badCtor = (on, n, type) =>
    new TypeError(`Failed to construct '${on}': constructor parameter ${n} is not of type '${type}'.`);
  internals.isSignal = internals.isEvent = internals.hasListeners = () => false;
})
