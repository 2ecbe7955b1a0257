// Iterator helpers that workerd's V8 has and Node 24's has not yet.
//  https://tc39.es/proposal-iterator-sequencing/ · https://tc39.es/proposal-joint-iteration/
//  https://tc39.es/proposal-iterator-join/ · https://tc39.es/proposal-iterator-includes/

function isObject(value: unknown): value is object {
  return (
    (typeof value === "object" && value !== null) || typeof value === "function"
  );
}

// A value as V8 shows it in an error.
function show(value: unknown): string {
  if (typeof value === "string") return `string "${value}"`;
  if (typeof value !== "object" || value === null) return String(value);
  return `#<${(value as { constructor?: { name?: string } }).constructor?.name ?? "Object"}>`;
}

const notIterable = (value: unknown) =>
  new TypeError(
    `${isObject(value) ? show(value) : String(value)} is not iterable`,
  );

interface Open {
  close(): void;
}

// https://tc39.es/ecma262/#sec-iteratorclose
function close(iterator: object): void {
  const method = Reflect.get(iterator, "return") as
    (() => unknown) | null | undefined;
  if (method === undefined || method === null) return;
  const result = Reflect.apply(method, iterator, []);
  if (!isObject(result))
    throw new TypeError(`${String(result)} is not an object`);
}

// An iterator, and its next method, which is looked up once.
class Source {
  readonly #iterator: object;
  readonly #next: () => unknown;

  constructor(iterator: unknown) {
    if (!isObject(iterator))
      throw new TypeError(`${show(iterator)} is not an object`);
    this.#iterator = iterator;
    this.#next = Reflect.get(iterator, "next") as () => unknown;
  }

  /** The next value, or undefined when there are no more. */
  step(): { value: unknown } | undefined {
    const result = Reflect.apply(this.#next, this.#iterator, []);
    if (!isObject(result))
      throw new TypeError(`Iterator result ${String(result)} is not an object`);
    return Reflect.get(result, "done")
      ? undefined
      : { value: Reflect.get(result, "value") as unknown };
  }

  close(): void {
    close(this.#iterator);
  }
}

// Closes the last first. Of several errors the first is the one to tell.
function closeAll(open: readonly Open[], failed?: { error: unknown }): void {
  let first = failed;
  for (const source of open.toReversed())
    try {
      source.close();
    } catch (error) {
      first ??= { error };
    }
  if (first !== undefined) throw first.error;
}

// Runs f, and closes what is open when it throws.
function guarded<T>(open: readonly Open[], f: () => T): T {
  try {
    return f();
  } catch (error) {
    closeAll(open, { error });
    throw error;
  }
}

function methodOf(value: object): unknown {
  return Reflect.get(value, Symbol.iterator);
}

// https://tc39.es/ecma262/#sec-getiterator
function iterate(iterable: object, method = methodOf(iterable)): Source {
  if (typeof method !== "function") throw notIterable(iterable);
  return new Source(Reflect.apply(method, iterable, []));
}

// https://tc39.es/ecma262/#sec-getiteratorflattenable
function flatten(value: unknown): Source {
  if (!isObject(value)) throw notIterable(value);
  const method = methodOf(value) ?? null;
  return method === null ? new Source(value) : iterate(value, method);
}

const { map } = Iterator.prototype;

// An engine's own Iterator Helper over steps; leave closes what is open.
function helper(
  step: () => { value: unknown } | undefined,
  leave: () => void,
): IteratorObject<unknown> {
  const iterator = {
    __proto__: Iterator.prototype,
    next() {
      const next = step();
      return { value: next?.value, done: next === undefined };
    },
    return() {
      leave();
      return {};
    },
  };
  return Reflect.apply(map, iterator, [
    (value: unknown) => value,
  ]) as IteratorObject<unknown>;
}

type Mode = "shortest" | "longest" | "strict";

function optionsOf(
  name: string,
  iterables: unknown,
  options: unknown,
): { mode: Mode; padding: object | undefined } {
  if (!isObject(iterables)) throw new TypeError(`${name} called on non-object`);
  if (options !== undefined && !isObject(options))
    throw new TypeError("options called on non-object");
  const given: unknown = options && Reflect.get(options, "mode");
  const mode = given === undefined ? "shortest" : given;
  if (mode !== "shortest" && mode !== "longest" && mode !== "strict")
    throw new TypeError(
      `${name} mode must be 'shortest', 'longest', or 'strict'`,
    );
  const padding: unknown =
    options && mode === "longest" ? Reflect.get(options, "padding") : undefined;
  if (padding !== undefined && !isObject(padding))
    throw new TypeError("padding called on non-object");
  return { mode, padding };
}

// Steps through sources side by side.
class Joint {
  readonly #name: string;
  readonly #mode: Mode;
  readonly #padding: readonly unknown[];
  // null is a source that has ended and is padded.
  readonly #sources: (Source | null)[];
  #open: Source[];

  constructor(
    name: string,
    mode: Mode,
    sources: readonly Source[],
    padding: readonly unknown[],
  ) {
    this.#name = name;
    this.#mode = mode;
    this.#padding = padding;
    this.#sources = [...sources];
    this.#open = [...sources];
  }

  close(): void {
    closeAll(this.#open);
  }

  step(): unknown[] | undefined {
    if (this.#sources.length === 0) return undefined;
    const values: unknown[] = [];
    for (const [i, source] of this.#sources.entries()) {
      const next = source && this.#pull(source);
      if (next) {
        values.push(next.value);
        continue;
      }
      if (this.#mode === "shortest") {
        closeAll(this.#open);
        return undefined;
      }
      if (this.#mode === "strict") {
        if (i > 0) this.#unequal();
        this.#mustEnd();
        return undefined;
      }
      if (this.#open.length === 0) return undefined;
      this.#sources[i] = null;
      values.push(this.#padding[i]);
    }
    return values;
  }

  // A source that ends or throws is not open any more.
  #pull(source: Source): { value: unknown } | undefined {
    try {
      const next = source.step();
      if (next === undefined) this.#drop(source);
      return next;
    } catch (error) {
      this.#drop(source);
      closeAll(this.#open, { error });
      throw error;
    }
  }

  #drop(source: Source): void {
    this.#open = this.#open.filter((other) => other !== source);
  }

  #mustEnd(): void {
    for (const source of this.#sources.slice(1))
      if (source && this.#pull(source)) this.#unequal();
  }

  #unequal(): never {
    const error = new TypeError(
      `Iterators passed to ${this.#name} in 'strict' mode must have the same length`,
    );
    closeAll(this.#open, { error });
    throw error;
  }
}

/** Static members of Iterator. */
export const statics = {
  concat(...iterables: unknown[]): IteratorObject<unknown> {
    const rest = iterables.map((iterable) => {
      if (!isObject(iterable))
        throw new TypeError("Iterator.concat called on non-object");
      const method = methodOf(iterable);
      if (typeof method !== "function") throw notIterable(iterable);
      return () => iterate(iterable, method);
    });
    let current: Source | undefined;
    return helper(
      () => {
        for (;;) {
          current ??= rest.shift()?.();
          const next = current?.step();
          if (next !== undefined || current === undefined) return next;
          current = undefined;
        }
      },
      () => current?.close(),
    );
  },

  zip(iterables: object, ...[options]: unknown[]): IteratorObject<unknown> {
    const { mode, padding } = optionsOf("Iterator.zip", iterables, options);
    const sources: Source[] = [];
    const input = iterate(iterables);
    for (;;) {
      const next = guarded(sources, () => input.step());
      if (next === undefined) break;
      sources.push(guarded([input, ...sources], () => flatten(next.value)));
    }
    const pads: unknown[] = [];
    if (padding !== undefined)
      guarded(sources, () => {
        const values = iterate(padding);
        while (pads.length < sources.length) {
          const next = values.step();
          if (next === undefined) return;
          pads.push(next.value);
        }
        values.close();
      });
    const joint = new Joint("Iterator.zip", mode, sources, pads);
    return helper(
      () => {
        const value = joint.step();
        return value && { value };
      },
      () => joint.close(),
    );
  },

  zipKeyed(
    iterables: object,
    ...[options]: unknown[]
  ): IteratorObject<unknown> {
    const { mode, padding } = optionsOf(
      "Iterator.zipKeyed",
      iterables,
      options,
    );
    const sources: Source[] = [];
    const keys: PropertyKey[] = [];
    for (const key of guarded(sources, () => Reflect.ownKeys(iterables)))
      guarded(sources, () => {
        const { enumerable } =
          Reflect.getOwnPropertyDescriptor(iterables, key) ?? {};
        if (enumerable !== true) return;
        const value: unknown = Reflect.get(iterables, key);
        if (value === undefined) return;
        keys.push(key);
        sources.push(flatten(value));
      });
    const pads = guarded(sources, () =>
      keys.map((key): unknown => padding && Reflect.get(padding, key)),
    );
    const joint = new Joint("Iterator.zipKeyed", mode, sources, pads);
    return helper(
      () => {
        const values = joint.step();
        if (values === undefined) return undefined;
        const value = Object.create(null) as Record<PropertyKey, unknown>;
        for (const [i, key] of keys.entries()) value[key] = values[i];
        return { value };
      },
      () => joint.close(),
    );
  },
};

// What a method of the prototype was called on, and closes when its arguments
// are wrong.
function receiver(self: unknown, method: string): Open & { object: object } {
  if (!isObject(self))
    throw new TypeError(`Iterator.prototype.${method} called on non-object`);
  return { object: self, close: () => close(self) };
}

/** Members of Iterator.prototype. */
export const methods = {
  join(this: unknown, separator: unknown): string {
    const self = receiver(this, "join");
    const between = guarded([self], () =>
      separator === undefined ? "," : `${separator as string}`,
    );
    const source = new Source(self.object);
    const texts: string[] = [];
    for (let next = source.step(); next !== undefined; next = source.step()) {
      const { value } = next;
      texts.push(
        guarded([source], () =>
          value === undefined || value === null ? "" : `${value as string}`,
        ),
      );
    }
    return texts.join(between);
  },

  includes(this: unknown, item: unknown, ...[skipped]: unknown[]): boolean {
    const self = receiver(this, "includes");
    let left = guarded([self], () => {
      if (skipped === undefined) return 0;
      if (
        typeof skipped !== "number" ||
        !(Number.isInteger(skipped) || Math.abs(skipped) === Infinity)
      )
        throw new TypeError(
          "skippedElements argument must be undefined or an integer",
        );
      if (skipped < 0) throw new RangeError(`${skipped} must be positive`);
      return skipped;
    });
    const source = new Source(self.object);
    for (let next = source.step(); next !== undefined; next = source.step()) {
      if (left-- > 0) continue;
      const { value } = next;
      if (value === item || (Number.isNaN(value) && Number.isNaN(item))) {
        source.close();
        return true;
      }
    }
    return false;
  },
};
