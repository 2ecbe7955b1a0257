// Iterator helpers: https://tc39.es/ecma262/#sec-iterator-objects
(function (native, internals) {
  const prototype = internals.iteratorPrototype;
  const { apply, construct, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const isObject = (value) => Object(value) === value;

  // As V8 shows a value in an error.
  const show = (value) => {
    if (typeof value === "string") return `string "${value}"`;
    if (typeof value === "function" || value === null || value === undefined) return String(value);
    if (typeof value === "object") return `#<${value.constructor?.name ?? "Object"}>`;
    return `${typeof value} ${String(value)}`;
  };
  const mustObject = (value, method) => {
    if (!isObject(value)) throw new TypeError(`Iterator.prototype.${method} called on non-object`);
  };

  // The direct record: next is looked up once.
  const record = (iterator) => ({ iterator, next: iterator.next });
  const step = (r) => {
    const result = apply(r.next, r.iterator, []);
    if (!isObject(result)) throw new TypeError(`Iterator result ${String(result)} is not an object`);
    return result;
  };
  const close = (iterator) => {
    const method = iterator.return;
    if (method === undefined || method === null) return;
    const result = apply(method, iterator, []);
    if (!isObject(result)) throw new TypeError(`${String(result)} is not an object`);
  };
  // guarded runs f and closes iterators when it throws; the first error is the one
  // to report.
  const guarded = (iterators, f) => {
    try {
      return f();
    } catch (error) {
      for (let i = iterators.length - 1; i >= 0; i--) {
        try {
          close(iterators[i]);
        } catch {
          // Not the first.
        }
      }
      throw error;
    }
  };
  const closeAll = (iterators) => {
    const last = iterators.length - 1;
    if (last < 0) return;
    guarded(iterators.slice(0, last), () => close(iterators[last]));
    closeAll(iterators.slice(0, last));
  };
  const mustCall = (self, f, shown) => {
    if (typeof f !== "function")
      guarded([self], () => {
        throw new TypeError(`${shown ?? show(f)} is not a function`);
      });
  };
  const notIterable = (value) => `${isObject(value) ? show(value) : String(value)} is not iterable`;
  // flattenable is https://tc39.es/ecma262/#sec-getiteratorflattenable
  const flattenable = (value, what, strings) => {
    if (!isObject(value) && !(strings && typeof value === "string")) throw new TypeError(what ?? notIterable(value));
    const method = value[Symbol.iterator];
    const iterator = method === undefined || method === null ? value : apply(method, value, []);
    if (!isObject(iterator)) throw new TypeError(`${show(iterator)} is not an object`);
    return record(iterator);
  };

  // Helper is the lazy iterator that a generator describes; returning early closes
  // what is open then, also before the first step. It does so without the generator:
  // goja does not bear every error that leaves the finally of one.
  class Helper {
    #generator;
    #state;
    #started = false;
    #running = false;
    #done = false;
    static make(open, body) {
      const helper = new Helper();
      helper.#state = { open };
      helper.#generator = body(helper.#state);
      return helper;
    }
    #run(f) {
      if (this.#running) throw new TypeError("Generator is already running");
      if (this.#done) return { value: undefined, done: true };
      this.#running = true;
      try {
        const result = f();
        this.#done = result.done;
        return result;
      } catch (error) {
        this.#done = true;
        throw error;
      } finally {
        this.#running = false;
      }
    }
    next() {
      return this.#run(() => {
        this.#started = true;
        return this.#generator.next();
      });
    }
    return() {
      const leave = () => {
        closeAll(this.#state.open);
        return { value: undefined, done: true };
      };
      if (this.#started) return this.#run(leave);
      if (this.#done) return { value: undefined, done: true };
      this.#done = true;
      return leave();
    }
  }
  const dress = (Class, tag) => {
    delete Class.prototype.constructor;
    Object.setPrototypeOf(Class.prototype, prototype);
    if (tag) Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: tag, configurable: true });
  };
  dress(Helper, "Iterator Helper");
  const helper = (r, body) => Helper.make([r.iterator], body);

  // drive runs over the source; what visit throws, or an early return, closes it.
  function* drive(r, visit) {
    for (let index = 0; ; index++) {
      const result = step(r);
      if (result.done) return;
      const { value } = result;
      const out = guarded([r.iterator], () => visit(value, index));
      if (out !== skip) yield out.value;
    }
  }
  const skip = {};

  const count = (self, limit) =>
    guarded([self], () => {
      const n = Number(limit);
      if (Number.isNaN(n)) throw new RangeError(`${String(limit)} must be positive`);
      const whole = Math.trunc(n);
      if (whole < 0) throw new RangeError(`${String(limit)} must be positive`);
      return whole;
    });

  const consume = (r, visit) => {
    for (let index = 0; ; index++) {
      const result = step(r);
      if (result.done) return false;
      const { value } = result;
      if (guarded([r.iterator], () => visit(value, index))) {
        close(r.iterator);
        return true;
      }
    }
  };

  const methods = {
    map(mapper) {
      mustObject(this, "map");
      mustCall(this, mapper);
      const r = record(this);
      return helper(r, () => drive(r, (value, index) => ({ value: mapper(value, index) })));
    },
    filter(predicate) {
      mustObject(this, "filter");
      mustCall(this, predicate);
      const r = record(this);
      return helper(r, () => drive(r, (value, index) => (predicate(value, index) ? { value } : skip)));
    },
    take(limit) {
      mustObject(this, "take");
      const n = count(this, limit);
      const r = record(this);
      return helper(r, function* () {
        let left = n;
        for (;;) {
          if (left-- <= 0) {
            close(r.iterator);
            return;
          }
          const result = step(r);
          if (result.done) return;
          yield result.value;
        }
      });
    },
    drop(limit) {
      mustObject(this, "drop");
      const n = count(this, limit);
      const r = record(this);
      return helper(r, function* () {
        for (let left = n; left > 0; left--) if (step(r).done) return;
        yield* drive(r, (value) => ({ value }));
      });
    },
    flatMap(mapper) {
      mustObject(this, "flatMap");
      mustCall(this, mapper, "Iterator.prototype.flatMap");
      const r = record(this);
      const outer = [r.iterator];
      return helper(r, function* (state) {
        for (let index = 0; ; index++) {
          const result = step(r);
          if (result.done) return;
          const { value } = result;
          const inner = guarded(outer, () =>
            flattenable(mapper(value, index), "Iterator.prototype.flatMap called on non-object", false),
          );
          state.open = [r.iterator, inner.iterator];
          for (;;) {
            const next = guarded(outer, () => {
              const result = step(inner);
              return result.done ? skip : { value: result.value };
            });
            if (next === skip) break;
            yield next.value;
          }
          state.open = outer;
        }
      });
    },
    reduce(reducer, ...initial) {
      mustObject(this, "reduce");
      mustCall(this, reducer);
      const r = record(this);
      let index = 0;
      let total;
      if (initial.length > 0) {
        total = initial[0];
      } else {
        const first = step(r);
        if (first.done) throw new TypeError("Reduce of a done iterator with no initial value");
        total = first.value;
        index = 1;
      }
      for (;;) {
        const result = step(r);
        if (result.done) return total;
        const { value } = result;
        total = guarded([r.iterator], () => reducer(total, value, index++));
      }
    },
    toArray() {
      mustObject(this, "toArray");
      const out = [];
      consume(record(this), (value) => {
        out.push(value);
        return false;
      });
      return out;
    },
    forEach(callback) {
      mustObject(this, "forEach");
      mustCall(this, callback);
      consume(record(this), (value, index) => {
        callback(value, index);
        return false;
      });
    },
    some(predicate) {
      mustObject(this, "some");
      mustCall(this, predicate);
      return consume(record(this), (value, index) => predicate(value, index));
    },
    every(predicate) {
      mustObject(this, "every");
      mustCall(this, predicate);
      return !consume(record(this), (value, index) => !predicate(value, index));
    },
    find(predicate) {
      mustObject(this, "find");
      mustCall(this, predicate);
      let found;
      consume(record(this), (value, index) => {
        if (!predicate(value, index)) return false;
        found = value;
        return true;
      });
      return found;
    },
    join(separator) {
      mustObject(this, "join");
      const between = guarded([this], () => (separator === undefined ? "," : `${separator}`));
      const parts = [];
      consume(record(this), (value) => {
        parts.push(value === undefined || value === null ? "" : `${value}`);
        return false;
      });
      return parts.join(between);
    },
    includes(item) {
      mustObject(this, "includes");
      const skipped = arguments[1];
      guarded([this], () => {
        const whole = typeof skipped === "number" && (Number.isInteger(skipped) || Math.abs(skipped) === Infinity);
        if (skipped !== undefined && !whole)
          throw new TypeError("skippedElements argument must be undefined or an integer");
        if (skipped < 0) throw new RangeError(`${skipped} must be positive`);
      });
      return consume(
        record(this),
        (value, index) => index >= (skipped ?? 0) && (value === item || (value !== value && item !== item)),
      );
    },
  };

  // https://tc39.es/proposal-joint-iteration/
  const modes = ["shortest", "longest", "strict"];
  const zipOptions = (name, iterables, options) => {
    if (!isObject(iterables)) throw new TypeError(`${name} called on non-object`);
    if (options !== undefined && !isObject(options)) throw new TypeError("options called on non-object");
    const given = options?.mode;
    const mode = given === undefined ? "shortest" : given;
    if (!modes.includes(mode)) throw new TypeError(`${name} mode must be 'shortest', 'longest', or 'strict'`);
    const padding = mode === "longest" ? options.padding : undefined;
    if (padding !== undefined && !isObject(padding)) throw new TypeError("padding called on non-object");
    return { mode, padding };
  };
  const begin = (iterable) => {
    const method = iterable[Symbol.iterator];
    if (typeof method !== "function") throw new TypeError(notIterable(iterable));
    const iterator = apply(method, iterable, []);
    if (!isObject(iterator)) throw new TypeError(`${show(iterator)} is not an object`);
    return record(iterator);
  };
  const iteratorsOf = (records) => records.filter((r) => r !== null).map((r) => r.iterator);

  function* together(state, name, records, mode, padding, finish) {
    const open = [...records];
    const drop = (r) => open.splice(open.indexOf(r), 1);
    const pull = (r) => {
      try {
        const result = step(r);
        return result.done ? skip : { value: result.value };
      } catch (error) {
        drop(r);
        return guarded(iteratorsOf(open), () => {
          throw error;
        });
      }
    };
    const unequal = () =>
      guarded(iteratorsOf(open), () => {
        throw new TypeError(`Iterators passed to ${name} in 'strict' mode must have the same length`);
      });
    const sources = [...records];
    if (sources.length === 0) return;
    for (;;) {
      const results = [];
      for (let i = 0; i < sources.length; i++) {
        const r = sources[i];
        const out = r === null ? skip : pull(r);
        if (out !== skip) {
          results[i] = out.value;
          continue;
        }
        if (r !== null) drop(r);
        if (mode === "shortest") return closeAll(iteratorsOf(open));
        if (mode === "strict") {
          if (i > 0) unequal();
          for (const other of sources.slice(1)) {
            let done;
            try {
              ({ done } = step(other));
            } catch (error) {
              drop(other);
              guarded(iteratorsOf(open), () => {
                throw error;
              });
            }
            if (!done) unequal();
            drop(other);
          }
          return;
        }
        if (open.length === 0) return;
        sources[i] = null;
        results[i] = padding[i];
      }
      state.open = iteratorsOf(open);
      yield finish(results);
    }
  }
  const zipped = (name, records, mode, padding, finish) =>
    Helper.make(iteratorsOf(records), (state) => together(state, name, records, mode, padding, finish));

  const statics = {
    from(source) {
      const r = flattenable(source, "Iterator.from called on non-object", true);
      if (Object.prototype.isPrototypeOf.call(prototype, r.iterator)) return r.iterator;
      return Wrap.make(r);
    },
    concat(...sources) {
      const opened = [];
      for (const source of sources) {
        if (!isObject(source)) throw new TypeError("Iterator.concat called on non-object");
        const open = source[Symbol.iterator];
        if (typeof open !== "function") throw new TypeError(notIterable(source));
        opened.push({ source, open });
      }
      const all = function* (state) {
        for (const { source, open } of opened) {
          const iterator = apply(open, source, []);
          if (!isObject(iterator)) throw new TypeError(`${show(iterator)} is not an object`);
          const r = record(iterator);
          state.open = [iterator];
          for (;;) {
            const result = step(r);
            if (result.done) break;
            yield result.value;
          }
          state.open = [];
        }
      };
      return Helper.make([], all);
    },
    zip(iterables) {
      const { mode, padding } = zipOptions("Iterator.zip", iterables, arguments[1]);
      const records = [];
      const input = begin(iterables);
      for (;;) {
        const next = guarded(iteratorsOf(records), () => {
          const result = step(input);
          return result.done ? skip : { value: result.value };
        });
        if (next === skip) break;
        records.push(
          guarded([input.iterator, ...iteratorsOf(records)], () => flattenable(next.value, undefined, false)),
        );
      }
      const pads = [];
      if (padding !== undefined)
        guarded(iteratorsOf(records), () => {
          const r = begin(padding);
          for (let i = 0; i < records.length; i++) {
            const result = step(r);
            if (result.done) return;
            pads.push(result.value);
          }
          close(r.iterator);
        });
      return zipped("Iterator.zip", records, mode, pads, (results) => results);
    },
    zipKeyed(iterables) {
      const { mode, padding } = zipOptions("Iterator.zipKeyed", iterables, arguments[1]);
      const records = [];
      const keys = [];
      for (const key of ownKeys(iterables))
        guarded(iteratorsOf(records), () => {
          if (!getOwnPropertyDescriptor(iterables, key)?.enumerable) return;
          const value = iterables[key];
          if (value === undefined) return;
          keys.push(key);
          records.push(flattenable(value, undefined, false));
        });
      const pads = padding === undefined ? [] : guarded(iteratorsOf(records), () => keys.map((key) => padding[key]));
      return zipped("Iterator.zipKeyed", records, mode, pads, (results) => {
        const out = Object.create(null);
        keys.forEach((key, i) => (out[key] = results[i]));
        return out;
      });
    },
  };

  // Wrap is what Iterator.from makes of an iterator that is none of ours.
  class Wrap {
    #r;
    static make(r) {
      const wrap = new Wrap();
      wrap.#r = r;
      return wrap;
    }
    next() {
      return apply(this.#r.next, this.#r.iterator, []);
    }
    return() {
      const { iterator } = this.#r;
      const end = iterator.return;
      return end === undefined || end === null ? { value: undefined, done: true } : apply(end, iterator, []);
    }
  }
  dress(Wrap);

  const Iterator = function () {
    const target = new.target;
    if (target === undefined) throw new TypeError("Constructor Iterator requires 'new'");
    if (target === Iterator) throw new TypeError("Abstract class Iterator not directly constructable");
    return construct(Object, [], target);
  };
  Object.defineProperty(Iterator, "prototype", { value: prototype, writable: false });
  Object.defineProperty(Iterator, "name", { value: "Iterator", configurable: true });
  for (const name of Object.keys(statics))
    Object.defineProperty(Iterator, name, { value: statics[name], writable: true, configurable: true });

  // Two properties that look like data to those who set them on something below.
  const weird = (key, name, value) => {
    const { get, set } = getOwnPropertyDescriptor(
      {
        get [key]() {
          return value;
        },
        set [key](given) {
          if (!isObject(this)) throw new TypeError(`Iterator.prototype.${name} setter called on non-object`);
          if (this === prototype) throw new TypeError(`Cannot assign to Iterator.prototype.${name}`);
          if (getOwnPropertyDescriptor(this, key) === undefined)
            Object.defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
          else this[key] = given;
        },
      },
      key,
    );
    Object.defineProperty(prototype, key, { get, set, enumerable: false, configurable: true });
  };
  weird("constructor", "constructor", Iterator);
  weird(Symbol.toStringTag, "[Symbol.toStringTag]", "Iterator");

  methods.Iterator = Iterator;
  return methods;
});
