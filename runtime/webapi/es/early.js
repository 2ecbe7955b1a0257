// The constructors of functions, which compile strings. Loaded when a script first
// reaches one of them, by its name or as the constructor of an instance.
(function (native) {
  const hidden = (value) => ({
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
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
    Function: Function_,
    ofFunction: of(Function_),
    ofAsync: of(wrap(native.asyncPrototype(), native.Async())),
    ofGenerator: of(wrap(native.generatorPrototype(), native.Generator())),
  };
});
