// What workerd says to wrong arguments, and where it takes them differently. The
// classes are Node's: they are asked only when workerd would have gone on.

type Method = (...args: unknown[]) => unknown;
type Class = abstract new (...args: never[]) => object;

const wrongParameter = (method: string, on: string, n: number, type: string) =>
  new TypeError(
    `Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`,
  );
const wrongArgument = (on: string, n: number, type: string) =>
  new TypeError(
    `Failed to construct '${on}': constructor parameter ${n} is not of type '${type}'.`,
  );

// demand has methods refuse missing arguments, and callbacks that are none.
function demand(
  target: object,
  on: string,
  wanted: Record<string, readonly string[]>,
): void {
  for (const [name, types] of Object.entries(wanted)) {
    const own = Object.getOwnPropertyDescriptor(target, name);
    const method = own?.value as Method;
    const value = {
      [name](this: unknown, ...args: unknown[]): unknown {
        types.forEach((type, i) => {
          const wrong = type === "function" && typeof args[i] !== "function";
          if (i >= args.length || wrong)
            throw wrongParameter(name, on, i + 1, type);
        });
        return Reflect.apply(method, this, args);
      },
    }[name];
    Object.defineProperty(target, name, { ...own, value });
  }
}

// reconstruct replaces a global class by one that makes the arguments for Node's.
function reconstruct(
  native: Class & { readonly prototype: object },
  prepare: (args: unknown[]) => unknown[],
  refuse: (error: unknown) => unknown,
): void {
  const { name } = native;
  const value = new Proxy(native, {
    construct(target, args: unknown[], newTarget) {
      const prepared = prepare(args);
      try {
        return Reflect.construct(
          target as unknown as new (...args: unknown[]) => object,
          prepared,
          newTarget,
        );
      } catch (error) {
        throw refuse(error);
      }
    },
  });
  for (const [target, key] of [
    [native.prototype, "constructor"],
    [globalThis, name],
  ] as const)
    Object.defineProperty(target, key, {
      ...Object.getOwnPropertyDescriptor(target, key),
      value,
    });
}

const same = (error: unknown) => error;
const code = (error: unknown) => (error as NodeJS.ErrnoException).code;

function installURL(): void {
  const text = ["USVString"];
  const two = ["USVString", "USVString"];
  demand(URL, "URL", { canParse: text, parse: text });
  demand(URLSearchParams.prototype, "URLSearchParams", {
    append: two,
    set: two,
    get: text,
    getAll: text,
    has: text,
    delete: text,
    forEach: ["function"],
  });
  reconstruct(
    URL,
    (args) => {
      if (args.length === 0) throw wrongArgument("URL", 1, "USVString");
      return args;
    },
    (error) =>
      code(error) === "ERR_INVALID_URL"
        ? new TypeError("Invalid URL string.")
        : error,
  );
  reconstruct(URLSearchParams, ([init]) => [searchInit(init)], same);
}

// An object with symbols for keys is fine, a sequence must be one of pairs.
function searchInit(init: unknown): unknown {
  if (typeof init !== "object" || init === null) return init;
  if (init instanceof URLSearchParams) return init;
  const iterate = (init as Partial<Iterable<unknown>>)[Symbol.iterator];
  if (typeof iterate !== "function")
    return { ...Object.fromEntries(Object.entries(init)) };
  return Array.from(init as Iterable<unknown>, (pair) => {
    if (typeof pair !== "object" || pair === null || !(Symbol.iterator in pair))
      throw new TypeError(
        "Incorrect type: the provided value is not of type 'Sequence'.",
      );
    const items = [...(pair as Iterable<unknown>)];
    if (items.length !== 2)
      throw new TypeError("Invalid URL search params sequence.");
    return items.map(String);
  });
}

const isOptions = (value: unknown) =>
  value === undefined ||
  typeof value === "object" ||
  typeof value === "function";

function blobOptions(on: string, n: number, options: unknown): object {
  if (!isOptions(options)) throw wrongArgument(on, n, "Options");
  const given = (options ?? {}) as { endings?: unknown };
  if (given.endings !== undefined)
    throw new Error("The 'endings' field on 'Options' is not implemented.");
  return given;
}

function blobParts(on: string, parts: unknown): unknown[] {
  if (!Array.isArray(parts)) throw wrongArgument(on, 1, "Array");
  return parts;
}

// A C++ int: fractions are cut, what is no number is 0.
function int(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const n = Math.trunc(Number(value));
  if (!Number.isFinite(n)) return 0;
  if (n < -2147483648 || n > 2147483647)
    throw new TypeError(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  return n;
}

function installBlob(): void {
  const { slice } = Blob.prototype;
  const methods = {
    slice(this: Blob, start?: unknown, end?: unknown, type?: string): Blob {
      return slice.call(this, int(start), int(end), type);
    },
  };
  Object.defineProperty(Blob.prototype, "slice", {
    ...Object.getOwnPropertyDescriptor(Blob.prototype, "slice"),
    value: methods.slice,
  });
  reconstruct(
    Blob,
    ([parts, options]) => [
      parts === undefined ? [] : blobParts("Blob", parts),
      blobOptions("Blob", 2, options),
    ],
    same,
  );
  reconstruct(
    File,
    (args) => {
      if (args.length < 2) throw wrongArgument("File", 2, "string");
      const [parts, name, options] = args;
      return [blobParts("File", parts), name, blobOptions("File", 3, options)];
    },
    same,
  );
}

function installFormData(): void {
  const name = ["string"];
  const entry = ["string", "File or Blob or string"];
  demand(FormData.prototype, "FormData", {
    append: entry,
    set: entry,
    get: name,
    getAll: name,
    has: name,
    delete: name,
    forEach: ["function"],
  });
  reconstruct(FormData, () => [], same);
}

function installHeaders(): void {
  const name = ["string"];
  demand(Headers.prototype, "Headers", {
    append: ["string", "string"],
    set: ["string", "string"],
    get: name,
    has: name,
    delete: name,
    forEach: ["function"],
  });
}

const components = `inputs protocol username password hostname port pathname
  search hash`.split(/\s+/);

// Node lists a match by another order, and its groups have no prototype.
function installPattern(): void {
  const Pattern = (globalThis as unknown as { URLPattern: Class }).URLPattern;
  const prototype = Pattern.prototype as { exec: Method };
  const { exec } = prototype;
  const methods = {
    exec(this: unknown, ...args: unknown[]): unknown {
      const found = Reflect.apply(exec, this, args) as Record<string, unknown>;
      if (found === null) return null;
      return Object.fromEntries(
        components.map((name) => [name, plain(found[name])]),
      );
    },
  };
  Object.defineProperty(prototype, "exec", {
    ...Object.getOwnPropertyDescriptor(prototype, "exec"),
    value: methods.exec,
  });
  reconstruct(
    Pattern,
    (args) => args,
    () => new TypeError("Failed to construct URLPattern"),
  );
}

function plain(part: unknown): unknown {
  if (Array.isArray(part)) return part as unknown[];
  const { input, groups } = part as { input: string; groups: object };
  return { input, groups: { ...groups } };
}

export function installWrongArguments(): void {
  installPattern();
  installHeaders();
  installURL();
  installBlob();
  installFormData();
}
