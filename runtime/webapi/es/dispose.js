// Explicit resource management: https://tc39.es/ecma262/#sec-disposablestack-objects
(function () {
  const { apply, construct } = Reflect;
  const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });

  const SuppressedError = function (error, suppressed, message) {
    const made = construct(Error, message === undefined ? [] : [message], new.target ?? SuppressedError);
    Object.defineProperty(made, "error", hidden(error));
    Object.defineProperty(made, "suppressed", hidden(suppressed));
    return made;
  };
  Object.setPrototypeOf(SuppressedError, Error);
  Object.defineProperty(SuppressedError, "name", { value: "SuppressedError", configurable: true });
  Object.defineProperty(SuppressedError, "prototype", {
    value: Object.create(Error.prototype, {
      constructor: hidden(SuppressedError),
      name: hidden("SuppressedError"),
      message: hidden(""),
    }),
    writable: false,
  });

  const mustCall = (f) => {
    if (typeof f !== "function") throw new TypeError(`${String(f)} is not a function`);
    return f;
  };
  // disposer is what to call for a resource: https://tc39.es/ecma262/#sec-getdisposemethod
  const disposer = (value, isAsync) => {
    if (Object(value) !== value) throw new TypeError("An object is expected with `using` declarations");
    if (isAsync) {
      const method = value[Symbol.asyncDispose];
      if (method !== undefined && method !== null) {
        mustCall(method);
        return () => apply(method, value, []);
      }
    }
    const method = value[Symbol.dispose];
    if (typeof method !== "function") throw new TypeError("Symbol(Symbol.dispose) is not a function");
    return () => {
      const result = apply(method, value, []);
      return isAsync ? undefined : result;
    };
  };
  const suppress = (failure, error) =>
    failure === undefined
      ? { error }
      : { error: new SuppressedError(error, failure.error, "An error was suppressed during disposal") };

  // define makes one of the two classes; they differ in how they end.
  const define = (name, isAsync, endName, symbol, end) => {
    class Stack {
      #stack = [];
      #disposed = false;
      static {
        const receiver = (self, method) => {
          if (Object(self) !== self || !(#stack in self))
            throw new TypeError(`Method ${name}.prototype.${method} called on incompatible receiver ${Object(self) === self ? `#<${self.constructor?.name ?? "Object"}>` : String(self)}`);
          return self;
        };
        const open = (self, method) => {
          if (receiver(self, method).#disposed)
            throw new ReferenceError(`Cannot call ${name}.prototype.${method} on an already-disposed DisposableStack`);
          return self.#stack;
        };
        const methods = {
          use(value) {
            const stack = open(this, "use");
            if (value !== null && value !== undefined) stack.push(disposer(value, isAsync));
            else if (isAsync) stack.push(() => undefined);
            return value;
          },
          adopt(value, onDispose) {
            const stack = open(this, "adopt");
            mustCall(onDispose);
            stack.push(() => onDispose(value));
            return value;
          },
          defer(onDispose) {
            const stack = open(this, "defer");
            mustCall(onDispose);
            stack.push(() => onDispose());
          },
          move() {
            const stack = open(this, "move");
            const moved = new Stack();
            moved.#stack = stack;
            this.#stack = [];
            this.#disposed = true;
            return moved;
          },
          [endName]() {
            return end(() => {
              if (isAsync && !(Object(this) === this && #stack in this)) throw new TypeError(`Receiver is not an ${name}`);
              if (receiver(this, endName).#disposed) return [];
              this.#disposed = true;
              const stack = this.#stack;
              this.#stack = [];
              return stack;
            });
          },
        };
        for (const key of Object.keys(methods)) Object.defineProperty(Stack.prototype, key, hidden(methods[key]));
        Object.defineProperty(Stack.prototype, symbol, hidden(methods[endName]));
        const { get } = Object.getOwnPropertyDescriptor(
          {
            get disposed() {
              return receiver(this, "disposed").#disposed;
            },
          },
          "disposed",
        );
        Object.defineProperty(Stack.prototype, "disposed", { get, configurable: true });
        Object.defineProperty(Stack.prototype, Symbol.toStringTag, { value: name, configurable: true });
      }
    }
    const own = function () {
      if (new.target === undefined) throw new TypeError(`Constructor ${name} requires 'new'`);
      return construct(Stack, [], new.target);
    };
    Object.defineProperty(own, "name", { value: name, configurable: true });
    Object.defineProperty(own, "prototype", { value: Stack.prototype, writable: false });
    Object.defineProperty(Stack.prototype, "constructor", hidden(own));
    return own;
  };

  const DisposableStack = define("DisposableStack", false, "dispose", Symbol.dispose, (take) => {
    const stack = take();
    let failure;
    while (stack.length > 0) {
      try {
        stack.pop()();
      } catch (error) {
        failure = suppress(failure, error);
      }
    }
    if (failure) throw failure.error;
  });
  const AsyncDisposableStack = define(
    "AsyncDisposableStack",
    true,
    "disposeAsync",
    Symbol.asyncDispose,
    async (take) => {
      const stack = take();
      let failure;
      while (stack.length > 0) {
        try {
          await stack.pop()();
        } catch (error) {
          failure = suppress(failure, error);
        }
      }
      if (failure) throw failure.error;
    },
  );
  return { SuppressedError, DisposableStack, AsyncDisposableStack };
});
