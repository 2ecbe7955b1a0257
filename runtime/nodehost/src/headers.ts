// Headers as workerd has them, on top of Node's own class:
// https://developers.cloudflare.com/workers/runtime-apis/headers/
//
//  - values are text, and travel as UTF-8. Node's are "byte strings": it throws
//    on "日本" and turns "é" into one byte. Here Node's class holds the bytes of
//    the UTF-8 form, one character each, and what JavaScript reads and writes is
//    converted on the way.
//  - values of one name that were appended leave as separate lines, but for
//    common names; Node joins them all.
//  - getAll("set-cookie") exists.
//  - headers of a request that came in, or of a fetched response, cannot be
//    changed, and the error says so in workerd's words.
import { demand } from "./arguments.ts";

const NodeHeaders = globalThis.Headers;
const prototype = NodeHeaders.prototype;
const native = {
  append: prototype.append,
  delete: prototype.delete,
  get: prototype.get,
  getSetCookie: prototype.getSetCookie,
  has: prototype.has,
  set: prototype.set,
  entries: prototype.entries,
};

const frozen = new WeakSet<Headers>();

/** Makes headers immutable, as those of an incoming request are. */
export function freezeHeaders(headers: Headers): void {
  frozen.add(headers);
}

export function isFrozen(headers: Headers): boolean {
  return frozen.has(headers);
}

function mutable(headers: Headers): Headers {
  if (frozen.has(headers))
    throw new TypeError("Can't modify immutable headers.");
  return headers;
}

const beyondASCII = /[^\u0000-\u007f]/;

/** Text → the bytes of its UTF-8 form, one character each. */
function toBytes(value: unknown): string {
  const text = `${value as string}`; // a symbol has no text
  return beyondASCII.test(text)
    ? Buffer.from(text, "utf8").toString("latin1")
    : text;
}

function toText(bytes: string): string {
  return beyondASCII.test(bytes)
    ? Buffer.from(bytes, "latin1").toString("utf8")
    : bytes;
}

type Pair = readonly [name: string, bytes: string];

// The separate lines of names that were given more than once, where they differ
// from what Node's class would write.
const lines = new WeakMap<Headers, Map<string, string[]>>();

// Names that workerd knows by number, and joins; all others stay apart.
const joined = new Set(
  `accept accept-charset accept-encoding accept-language accept-ranges
   access-control-allow-origin age allow authorization cache-control
   cf-cache-status cf-ray content-disposition content-encoding
   content-language content-length content-location content-range
   content-type cookie date etag expect expires from if-match
   if-modified-since if-none-match if-range if-unmodified-since
   last-modified link location max-forwards origin pragma
   proxy-authenticate proxy-authorization range referer refresh retry-after
   server strict-transport-security user-agent vary via www-authenticate`.split(
    /\s+/,
  ),
);

function addLine(headers: Headers, name: string, bytes: string): void {
  const key = name.toLowerCase();
  if (key === "set-cookie" || joined.has(key)) return;
  const first = checked(() => native.get.call(headers, key));
  if (first === null) return;
  const byName = lines.get(headers) ?? new Map<string, string[]>();
  lines.set(headers, byName);
  byName.set(key, [...(byName.get(key) ?? [first]), bytes.trim()]);
}

/** Notes which of pairs, which headers were made from, repeat a name. */
export function noteLines(headers: Headers, pairs: readonly Pair[]): void {
  const byName = new Map<string, string[]>();
  for (const [name, bytes] of pairs) {
    const key = name.toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), bytes.trim()]);
  }
  for (const [key, values] of byName)
    if (values.length < 2 || key === "set-cookie" || joined.has(key))
      byName.delete(key);
  if (byName.size > 0) lines.set(headers, byName);
}

/** Headers as they go on the wire: names in lower case, values as bytes. */
export function wireHeaders(headers: Headers): Pair[] {
  const byName = lines.get(headers);
  if (byName === undefined) return [...native.entries.call(headers)];
  return [...native.entries.call(headers)].flatMap(
    ([name, bytes]): Pair[] =>
      byName.get(name)?.map((line): Pair => [name, line]) ?? [[name, bytes]],
  );
}

/** Adds a header as it came from the wire. */
export function appendWire(
  headers: Headers,
  name: string,
  bytes: string,
): void {
  append(headers, name, bytes);
}

// Node joins cookies by "; " and anything else by ", "; workerd everything by ", ".
function append(headers: Headers, name: string, bytes: string): void {
  const before =
    name.length === 6 && name.toLowerCase() === "cookie"
      ? native.get.call(headers, name)
      : null;
  if (before === null) native.append.call(headers, name, bytes);
  else native.set.call(headers, name, `${before}, ${bytes}`);
}

// Node's class says which name or value it refuses, workerd only that it does.
function refuse(error: unknown): never {
  const message = error instanceof TypeError ? error.message : "";
  if (message.endsWith("is an invalid header name."))
    throw new TypeError("Invalid header name.");
  if (message.endsWith("is an invalid header value."))
    throw new TypeError("Invalid header value.");
  if (/expected name\/value pair|sequence/.test(message))
    throw new TypeError(
      "To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.",
    );
  throw error;
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuse(error);
  }
}

/**
 * What Node's constructors can take, made of what ours were given: any text.
 * Whatever is not an object is left for Node's class to refuse.
 */
export function bytesInit(init: unknown): HeadersInit | undefined {
  if (init === undefined || init === null) return undefined;
  if (typeof init !== "object") return init as HeadersInit;
  // Asked for once, and before anything else: a proxy may count.
  const iterate: unknown = (init as Partial<Iterable<unknown>>)[
    Symbol.iterator
  ];
  if (iterate !== undefined && iterate !== null) {
    if (init instanceof NodeHeaders) return wireHeaders(init) as HeadersInit;
    return Array.from(init as Iterable<Iterable<unknown>>, (pair) => {
      if (
        typeof pair !== "object" ||
        pair === null ||
        !(Symbol.iterator in pair)
      )
        throw new TypeError(
          "Incorrect type: the provided value is not of type 'Sequence'.",
        );
      const items = Array.from(pair);
      if (items.length !== 2)
        throw new TypeError(
          "To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.",
        );
      return [String(items[0]), toBytes(items[1])];
    }) as HeadersInit;
  }
  const record: Record<string, string> = {};
  for (const [name, value] of Object.entries(init))
    record[name] = toBytes(value);
  return record;
}

/** Headers made of what bytesInit made. */
export function headersOf(bytes: HeadersInit): Headers {
  const headers = checked(() => new NodeHeaders(bytes));
  if (Array.isArray(bytes)) noteLines(headers, bytes as Pair[]);
  return headers;
}

// Of a copy: what is changed while somebody iterates does not show.
function decoded(headers: Headers): [string, string][] {
  return [...native.entries.call(headers)].map(([name, value]) => [
    name,
    toText(value),
  ]);
}

// Classes of iterators as scripts see them on workerd: right below Iterator.
function iteratorClass(name: string) {
  const Class = class<T> extends Iterator<T> {
    #list: readonly T[];
    #at = 0;

    constructor(list: readonly T[]) {
      super();
      this.#list = list;
    }

    override next(): IteratorResult<T, undefined> {
      return this.#at < this.#list.length
        ? { value: this.#list[this.#at++] as T, done: false }
        : { value: undefined, done: true };
    }
  };
  Object.defineProperty(Class, "name", { value: name });
  Object.defineProperty(Class.prototype, "next", { enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: name,
    configurable: true,
    writable: true,
  });
  return Class;
}

const EntryIterator = iteratorClass("EntryIterator");
const KeyIterator = iteratorClass("KeyIterator");
const ValueIterator = iteratorClass("ValueIterator");

// Methods of an object literal are not constructible and have the right names,
// like the ones they replace.
const methods = {
  append(this: Headers, name: string, value: string): void {
    const bytes = toBytes(value);
    addLine(mutable(this), String(name), bytes);
    checked(() => append(this, String(name), bytes));
  },
  delete(this: Headers, name: string): void {
    checked(() => native.delete.call(mutable(this), name));
    lines.get(this)?.delete(String(name).toLowerCase());
  },
  get(this: Headers, name: string): string | null {
    const value = checked(() => native.get.call(this, name));
    return value === null ? null : toText(value);
  },
  has(this: Headers, name: string): boolean {
    return checked(() => native.has.call(this, name));
  },
  set(this: Headers, name: string, value: string): void {
    checked(() => native.set.call(mutable(this), name, toBytes(value)));
    lines.get(this)?.delete(String(name).toLowerCase());
  },
  getSetCookie(this: Headers): string[] {
    return native.getSetCookie.call(this).map(toText);
  },
  getAll(this: Headers, name: string): string[] {
    if (String(name).toLowerCase() !== "set-cookie")
      throw new TypeError(
        'getAll() can only be used with the header name "Set-Cookie".',
      );
    return native.getSetCookie.call(this).map(toText);
  },
  entries(this: Headers): Iterator<[string, string]> {
    return new EntryIterator(decoded(this));
  },
  keys(this: Headers): Iterator<string> {
    return new KeyIterator(decoded(this).map(([name]) => name));
  },
  values(this: Headers): Iterator<string> {
    return new ValueIterator(decoded(this).map(([, value]) => value));
  },
  forEach(
    this: Headers,
    callback: (value: string, name: string, headers: Headers) => void,
    thisArg?: unknown,
  ): void {
    for (const [name, value] of decoded(this))
      callback.call(thisArg, value, name, this);
  },
};

export function installHeaders(): void {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(prototype, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  Object.defineProperty(prototype, Symbol.iterator, {
    value: methods.entries,
    configurable: true,
    writable: true,
  });
  const Headers = new Proxy(NodeHeaders, {
    construct(target, [init], newTarget) {
      if (init !== undefined && (typeof init !== "object" || init === null))
        throw new TypeError(
          "Failed to construct 'Headers': constructor parameter 1 is not of type 'Headers or Sequence or object'.",
        );
      const bytes = bytesInit(init);
      const headers = checked(
        () => Reflect.construct(target, [bytes], newTarget) as Headers,
      );
      if (Array.isArray(bytes)) noteLines(headers, bytes as Pair[]);
      return headers;
    },
  });
  const name = ["string"];
  demand(prototype, "Headers", {
    append: ["string", "string"],
    set: ["string", "string"],
    get: name,
    has: name,
    delete: name,
    forEach: ["function"],
  });
  Object.defineProperty(prototype, "constructor", {
    value: Headers,
    configurable: true,
    writable: true,
  });
  globalThis.Headers = Headers;
}
