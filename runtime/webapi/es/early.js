// What cannot wait for its first use: RegExp, whose patterns may need rewriting,
// and the constructors of functions, which compile strings.
(function (native) {
  const Native = RegExp;
  const needs = /\\[pP]\{|\(\?[ims-]+:/;
  const RegExp_ = function RegExp(pattern, flags) {
    const target = new.target === undefined || new.target === RegExp_ ? Native : new.target;
    if (typeof pattern === "string") {
      const f = flags === undefined ? "" : String(flags);
      if (f.indexOf("v") >= 0 || f.indexOf("d") >= 0 || ((f.indexOf("u") >= 0 || pattern.indexOf("(?") >= 0) && needs.test(pattern))) {
        const rewritten = native.translate(pattern, f);
        return target === Native
          ? new Native(rewritten[0], rewritten[1])
          : Reflect.construct(Native, rewritten, target);
      }
    }
    if (new.target === undefined) return Native(pattern, flags);
    return target === Native ? new Native(pattern, flags) : Reflect.construct(Native, [pattern, flags], target);
  };
  RegExp_.prototype = Native.prototype;
  Object.defineProperty(RegExp_, "prototype", { writable: false });
  Object.defineProperty(RegExp_, "length", { value: 2, configurable: true });
  // The engine takes its fast roads for split and match only with its own class.
  Object.defineProperty(RegExp_, Symbol.species, { get: () => Native, configurable: true });
  const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(Native.prototype, "constructor", hidden(RegExp_));
  Object.defineProperty(globalThis, "RegExp", hidden(RegExp_));

  const wrap = (prototype) => {
    const compile = prototype.constructor;
    const wrapped = function (...args) {
      native.checkEval();
      return Reflect.construct(compile, args, new.target ?? compile);
    };
    Object.defineProperty(wrapped, "name", { value: compile.name, configurable: true });
    Object.defineProperty(wrapped, "length", { value: 1, configurable: true });
    Object.defineProperty(wrapped, "prototype", { value: prototype, writable: false });
    Object.defineProperty(prototype, "constructor", hidden(wrapped));
    return wrapped;
  };
  Object.defineProperty(globalThis, "Function", hidden(wrap(Function.prototype)));
  wrap(Object.getPrototypeOf(async () => {}));
  wrap(Object.getPrototypeOf(function* () {}));
});
