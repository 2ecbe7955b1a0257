// Explicit resource management for lowered `using`:
// https://tc39.es/proposal-explicit-resource-management/
(function () {
  class SuppressedError extends Error {
    constructor(error, suppressed, message) {
      super(message);
      const hidden = { writable: true, configurable: true, enumerable: false };
      Object.defineProperty(this, "error", { ...hidden, value: error });
      Object.defineProperty(this, "suppressed", {
        ...hidden,
        value: suppressed,
      });
    }
  }
  Object.defineProperty(SuppressedError.prototype, "name", {
    value: "SuppressedError",
    writable: true,
    configurable: true,
  });

  const method = (value, isAsync) => {
    if (value === null || value === undefined) return undefined;
    const found =
      (isAsync ? value[Symbol.asyncDispose] : undefined) ??
      value[Symbol.dispose];
    if (typeof found !== "function")
      throw new TypeError("Object is not disposable");
    return () => found.call(value);
  };
  const suppress = (failure, error) =>
    failure === undefined
      ? { error }
      : {
          error: new SuppressedError(
            error,
            failure.error,
            "An error was suppressed during disposal",
          ),
        };

  class DisposableStack {
    #stack = [];
    #disposed = false;
    #check() {
      if (this.#disposed)
        throw new ReferenceError("Cannot add values to a disposed stack!");
    }
    get disposed() {
      return this.#disposed;
    }
    use(value) {
      this.#check();
      const dispose = method(value, false);
      if (dispose) this.#stack.push(dispose);
      return value;
    }
    adopt(value, onDispose) {
      this.#check();
      this.#stack.push(() => onDispose(value));
      return value;
    }
    defer(onDispose) {
      this.#check();
      this.#stack.push(() => onDispose());
    }
    move() {
      this.#check();
      const moved = new DisposableStack();
      moved.#stack = this.#stack;
      this.#stack = [];
      this.#disposed = true;
      return moved;
    }
    dispose() {
      if (this.#disposed) return;
      this.#disposed = true;
      let failure;
      while (this.#stack.length > 0) {
        try {
          this.#stack.pop()();
        } catch (error) {
          failure = suppress(failure, error);
        }
      }
      if (failure) throw failure.error;
    }
    [Symbol.dispose]() {
      this.dispose();
    }
    get [Symbol.toStringTag]() {
      return "DisposableStack";
    }
  }

  class AsyncDisposableStack {
    #stack = [];
    #disposed = false;
    #check() {
      if (this.#disposed)
        throw new ReferenceError("Cannot add values to a disposed stack!");
    }
    get disposed() {
      return this.#disposed;
    }
    use(value) {
      this.#check();
      const dispose = method(value, true);
      if (dispose) this.#stack.push(dispose);
      return value;
    }
    adopt(value, onDispose) {
      this.#check();
      this.#stack.push(() => onDispose(value));
      return value;
    }
    defer(onDispose) {
      this.#check();
      this.#stack.push(() => onDispose());
    }
    move() {
      this.#check();
      const moved = new AsyncDisposableStack();
      moved.#stack = this.#stack;
      this.#stack = [];
      this.#disposed = true;
      return moved;
    }
    async disposeAsync() {
      if (this.#disposed) return;
      this.#disposed = true;
      let failure;
      while (this.#stack.length > 0) {
        try {
          await this.#stack.pop()();
        } catch (error) {
          failure = suppress(failure, error);
        }
      }
      if (failure) throw failure.error;
    }
    [Symbol.asyncDispose]() {
      return this.disposeAsync();
    }
    get [Symbol.toStringTag]() {
      return "AsyncDisposableStack";
    }
  }
  return { SuppressedError, DisposableStack, AsyncDisposableStack };
});
