// RegExp, whose patterns may need rewriting, and the constructors of functions,
// which compile strings. Loaded when a script first reaches one of them, by its
// name or as the constructor of an instance.
(function (native) {
  const Native = native.RegExp();
  const needs = /\\[pP]\{|\(\?[ims-]+:/;
  const rewritten = (pattern, flags) =>
    flags.indexOf("v") >= 0 ||
    flags.indexOf("d") >= 0 ||
    ((flags.indexOf("u") >= 0 || pattern.indexOf("(?") >= 0) &&
      needs.test(pattern))
      ? native.translate(pattern, flags)
      : [pattern, flags];

  // Copying a compiled expression is cheap, compiling it again is not.
  const known = new Map();
  const compiled = (pattern, flags) => {
    const key = `${flags}/${pattern}`;
    let base = known.get(key);
    if (base === undefined) {
      const parts = rewritten(pattern, flags);
      base = new Native(parts[0], parts[1]);
      if (known.size >= 200) known.clear();
      if (pattern.length < 500) known.set(key, base);
    }
    return new Native(base);
  };

  const RegExp_ = function RegExp(pattern, flags) {
    const derived = new.target !== undefined && new.target !== RegExp_;
    if (typeof pattern === "string") {
      const f = flags === undefined ? "" : `${flags}`;
      return derived
        ? Reflect.construct(Native, rewritten(pattern, f), new.target)
        : compiled(pattern, f);
    }
    if (derived) return Reflect.construct(Native, [pattern, flags], new.target);
    if (
      new.target === undefined &&
      flags === undefined &&
      pattern instanceof Native &&
      pattern.constructor === RegExp_
    ) {
      return pattern;
    }
    return new Native(pattern, flags);
  };
  RegExp_.prototype = Native.prototype;
  Object.defineProperty(RegExp_, "prototype", { writable: false });
  Object.defineProperty(RegExp_, "length", { value: 2, configurable: true });
  // The engine takes its fast roads for split and match only with its own class.
  Object.defineProperty(RegExp_, Symbol.species, {
    get: () => Native,
    configurable: true,
  });
  const hidden = (value) => ({
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  Object.defineProperty(Native.prototype, "constructor", hidden(RegExp_));

  const wrap = (prototype, compile) => {
    const wrapped = function (...args) {
      native.checkEval();
      return Reflect.construct(compile, args, new.target ?? compile);
    };
    Object.defineProperty(wrapped, "name", {
      value: compile.name,
      configurable: true,
    });
    Object.defineProperty(wrapped, "length", { value: 1, configurable: true });
    Object.defineProperty(wrapped, "prototype", {
      value: prototype,
      writable: false,
    });
    Object.defineProperty(prototype, "constructor", hidden(wrapped));
    return wrapped;
  };
  const of = (C) => ({ constructor: C });
  const Function_ = wrap(native.functionPrototype(), native.Function());
  return {
    RegExp: RegExp_,
    Function: Function_,
    ofRegExp: of(RegExp_),
    ofFunction: of(Function_),
    ofAsync: of(wrap(native.asyncPrototype(), native.Async())),
    ofGenerator: of(wrap(native.generatorPrototype(), native.Generator())),
  };
});
