// Iterator helpers: https://tc39.es/ecma262/#sec-iterator-objects
(function (native, internals) {
  const prototype = internals.iteratorPrototype;
  const call = Function.prototype.call;

  const mustCall = (f) => {
    if (typeof f !== "function")
      throw new TypeError(`${String(f)} is not a function`);
  };
  const mustObject = (o) => {
    if (Object(o) !== o)
      throw new TypeError(`Iterator helper called on non-object`);
  };

  // The direct record: next is looked up once.
  const record = (iterator) => ({ iterator, next: iterator.next });
  const step = (r) => {
    const result = call.call(r.next, r.iterator);
    if (Object(result) !== result)
      throw new TypeError(`Iterator result ${String(result)} is not an object`);
    return result;
  };
  const close = (iterator) => {
    const method = iterator.return;
    if (method !== undefined && method !== null) call.call(method, iterator);
  };
  // guarded runs f and closes the iterator when it throws.
  const guarded = (r, f) => {
    try {
      return f();
    } catch (error) {
      try {
        close(r.iterator);
      } catch {
        // The first error is the one to report.
      }
      throw error;
    }
  };

  const helperPrototype = Object.create(prototype, {
    [Symbol.toStringTag]: { value: "Iterator Helper", configurable: true },
  });
  // helper makes the lazy iterator that body, a generator function, describes;
  // returning early closes the source, also before the first step.
  const helper = (r, body) => {
    const generator = body();
    let started = false;
    let finished = false;
    const made = Object.create(helperPrototype);
    Object.defineProperty(made, "next", {
      value: () => {
        started = true;
        const result = generator.next();
        if (result.done) finished = true;
        return result;
      },
    });
    Object.defineProperty(made, "return", {
      value: () => {
        if (finished) return { value: undefined, done: true };
        finished = true;
        if (!started) close(r.iterator);
        return generator.return();
      },
    });
    return made;
  };

  // drive runs over the source; what the loop body throws, or an early return,
  // closes it.
  function* drive(r, visit) {
    let index = 0;
    let open = true;
    try {
      for (;;) {
        open = false;
        const result = step(r);
        if (result.done) return;
        const value = result.value;
        open = true;
        const out = visit(value, index++);
        if (out === stop) return;
        if (out !== skip) yield out.value;
      }
    } finally {
      if (open) close(r.iterator);
    }
  }
  const skip = {};
  const stop = {};

  const count = (r, limit) =>
    guarded(r, () => {
      const n = Number(limit);
      if (Number.isNaN(n))
        throw new RangeError(`${String(limit)} must be positive`);
      const whole = Math.trunc(n);
      if (whole < 0) throw new RangeError(`${String(limit)} must be positive`);
      return whole;
    });

  const consume = (self, visit) => {
    const r = record(self);
    let index = 0;
    for (;;) {
      const result = step(r);
      if (result.done) return false;
      const value = result.value;
      if (guarded(r, () => visit(value, index++))) {
        close(r.iterator);
        return true;
      }
    }
  };

  const methods = {
    map(mapper) {
      mustObject(this);
      mustCall(mapper);
      const r = record(this);
      return helper(r, () =>
        drive(r, (value, index) => ({ value: mapper(value, index) })),
      );
    },
    filter(predicate) {
      mustObject(this);
      mustCall(predicate);
      const r = record(this);
      return helper(r, () =>
        drive(r, (value, index) =>
          predicate(value, index) ? { value } : skip,
        ),
      );
    },
    take(limit) {
      mustObject(this);
      const r = record(this);
      const n = count(r, limit);
      return helper(r, function* () {
        let left = n;
        for (;;) {
          if (left-- <= 0) {
            close(r.iterator);
            return;
          }
          const result = step(r);
          if (result.done) return;
          let resumed = false;
          try {
            yield result.value;
            resumed = true;
          } finally {
            if (!resumed) close(r.iterator);
          }
        }
      });
    },
    drop(limit) {
      mustObject(this);
      const r = record(this);
      const n = count(r, limit);
      return helper(r, () =>
        drive(r, (value, index) => (index < n ? skip : { value })),
      );
    },
    flatMap(mapper) {
      mustObject(this);
      mustCall(mapper);
      const r = record(this);
      return helper(r, function* () {
        let index = 0;
        let open = true;
        try {
          for (;;) {
            open = false;
            const result = step(r);
            if (result.done) return;
            const value = result.value;
            open = true;
            const inner = mapper(value, index++);
            if (Object(inner) !== inner)
              throw new TypeError(
                "Iterator.prototype.flatMap called on non-object",
              );
            yield* {
              [Symbol.iterator]: () => inner[Symbol.iterator]?.() ?? inner,
            };
          }
        } finally {
          if (open) close(r.iterator);
        }
      });
    },
    reduce(reducer, ...initial) {
      mustObject(this);
      mustCall(reducer);
      const r = record(this);
      let index = 0;
      let total;
      if (initial.length > 0) {
        total = initial[0];
      } else {
        const first = step(r);
        if (first.done)
          throw new TypeError(
            "Reduce of a done iterator with no initial value",
          );
        total = first.value;
        index = 1;
      }
      for (;;) {
        const result = step(r);
        if (result.done) return total;
        const value = result.value;
        total = guarded(r, () => reducer(total, value, index++));
      }
    },
    toArray() {
      mustObject(this);
      const out = [];
      consume(this, (value) => {
        out.push(value);
        return false;
      });
      return out;
    },
    forEach(callback) {
      mustObject(this);
      mustCall(callback);
      consume(this, (value, index) => {
        callback(value, index);
        return false;
      });
    },
    some(predicate) {
      mustObject(this);
      mustCall(predicate);
      return consume(this, (value, index) => predicate(value, index));
    },
    every(predicate) {
      mustObject(this);
      mustCall(predicate);
      return !consume(this, (value, index) => !predicate(value, index));
    },
    find(predicate) {
      mustObject(this);
      mustCall(predicate);
      let found;
      consume(this, (value, index) => {
        if (!predicate(value, index)) return false;
        found = value;
        return true;
      });
      return found;
    },
  };

  class Iterator {
    constructor() {
      if (new.target === Iterator)
        throw new TypeError(
          "Abstract class Iterator not directly constructable",
        );
    }
    static from(source) {
      if (typeof source !== "string" && Object(source) !== source) {
        throw new TypeError(`Iterator.from called on non-object`);
      }
      const method = source[Symbol.iterator];
      const iterator =
        method === undefined || method === null
          ? source
          : call.call(method, source);
      if (iterator instanceof Iterator) return iterator;
      const r = record(iterator);
      return Object.create(prototype, {
        next: { value: () => call.call(r.next, r.iterator) },
        return: {
          value: () => {
            const end = iterator.return;
            return end === undefined
              ? { value: undefined, done: true }
              : call.call(end, iterator);
          },
        },
      });
    }
    static concat(...sources) {
      const opened = sources.map((source) => {
        if (Object(source) !== source)
          throw new TypeError("Iterator.concat called on non-object");
        if (typeof source[Symbol.iterator] !== "function") {
          throw new TypeError(`${String(source)} is not iterable`);
        }
        return { source, open: source[Symbol.iterator] };
      });
      const nothing = { iterator: {}, next: undefined };
      return helper(nothing, function* () {
        for (const { source, open } of opened) {
          yield* { [Symbol.iterator]: () => call.call(open, source) };
        }
      });
    }
  }
  // A class's prototype cannot be replaced, the built-in's is the shared one.
  const shared = function Iterator_() {
    return Reflect.construct(
      Iterator,
      [],
      new.target === undefined || new.target === shared ? Iterator : new.target,
    );
  };
  Object.defineProperty(shared, "prototype", {
    value: prototype,
    writable: false,
  });
  Object.defineProperty(shared, "name", {
    value: "Iterator",
    configurable: true,
  });
  Object.defineProperty(Iterator, Symbol.hasInstance, {
    value: (o) =>
      Object(o) === o && Object.prototype.isPrototypeOf.call(prototype, o),
  });
  for (const name of ["from", "concat"]) {
    Object.defineProperty(shared, name, {
      value: Iterator[name],
      writable: true,
      configurable: true,
    });
  }
  Object.defineProperty(prototype, "constructor", {
    value: shared,
    writable: true,
    configurable: true,
  });
  if (!Object.hasOwn(prototype, Symbol.toStringTag)) {
    Object.defineProperty(prototype, Symbol.toStringTag, {
      value: "Iterator",
      writable: true,
      configurable: true,
    });
  }

  methods.Iterator = shared;
  return methods;
});
