// A structured clone as it is stored: JSON, so that every server can read what
// any of them has written. What may be cloned at all is structuredClone's affair.
// https://html.spec.whatwg.org/multipage/structured-data.html
//
//   [1, value, node, node, …]
//
// A value is a string, a finite number, true, false or null as JSON has it;
// [n] for node n, counted from 0; ["undefined"], ["number", "-0"] and its like,
// or ["bigint", "123"]. A node is an object that others may share:
//
//   ["object", key, value, …]       ["array", value, …]
//   ["sparse", length, key, value, …]
//   ["map", key, value, …]          ["set", value, …]
//   ["date", milliseconds or null]  ["regexp", source, flags]
//   ["boxed", value]                ["error", class, message, key, value, …]
//   ["exception", message, name]
//   ["buffer", base64, largest length or null]
//   ["view", class, value, offset, length]

export interface Bytes {
  base64(bytes: Uint8Array): string;
  unbase64(text: string): Uint8Array;
}

type Json = string | number | boolean | null | Json[];

const refuse = (value: object) => {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  throw new DOMException(
    `Could not serialize object of type "${String(name)}". This type does not support serialization.`,
    "DataCloneError",
  );
};

const errors: Record<string, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

// Where a typed array's own name is found, whatever a script has put in its way.
const nameOf = (view: ArrayBufferView) =>
  view instanceof DataView
    ? "DataView"
    : String((view as Uint8Array)[Symbol.toStringTag]);

const views: Record<
  string,
  new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView
> = {
  BigInt64Array,
  BigUint64Array,
  DataView,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
};
if (typeof Float16Array === "function") views["Float16Array"] = Float16Array;

/** The text of a value that structuredClone has made: it has no getters left. */
export function writeClone(root: unknown, bytes: Bytes): string {
  const nodes: Json[][] = [];
  const numbers = new Map<object, number>();

  const value = (v: unknown): Json => {
    switch (typeof v) {
      case "undefined":
        return ["undefined"];
      case "bigint":
        return ["bigint", String(v)];
      case "number":
        if (Object.is(v, -0)) return ["number", "-0"];
        return Number.isFinite(v) ? v : ["number", String(v)];
      case "object":
        if (v !== null) return [numberOf(v)];
    }
    return v as string | boolean | null;
  };
  const numberOf = (v: object): number => {
    const known = numbers.get(v);
    if (known !== undefined) return known;
    const node: Json[] = [];
    const number = nodes.push(node) - 1;
    numbers.set(v, number);
    fill(node, v);
    return number;
  };
  const own = (node: Json[], v: object, except: readonly string[] = []) => {
    for (const key of Object.keys(v))
      if (!except.includes(key))
        node.push(key, value((v as Record<string, unknown>)[key]));
  };
  const fill = (node: Json[], v: object): void => {
    if (Array.isArray(v)) {
      const keys = Object.keys(v);
      if (keys.length === v.length && keys.every((key, i) => key === `${i}`)) {
        node.push("array");
        for (const item of v) node.push(value(item));
      } else {
        node.push("sparse", v.length);
        own(node, v);
      }
    } else if (v instanceof Map) {
      node.push("map");
      for (const [key, item] of v) node.push(value(key), value(item));
    } else if (v instanceof Set) {
      node.push("set");
      for (const item of v) node.push(value(item));
    } else if (v instanceof Date) {
      const time = v.getTime();
      node.push("date", Number.isNaN(time) ? null : time);
    } else if (v instanceof RegExp) {
      node.push("regexp", v.source, v.flags);
    } else if (v instanceof ArrayBuffer) {
      node.push("buffer", bytes.base64(new Uint8Array(v)));
      node.push(v.resizable ? v.maxByteLength : null);
    } else if (ArrayBuffer.isView(v)) {
      const length = (v as Uint8Array).length ?? v.byteLength;
      node.push("view", nameOf(v), value(v.buffer), v.byteOffset, length);
    } else if (v instanceof DOMException) {
      node.push("exception", v.message, v.name);
    } else if (v instanceof Error) {
      node.push("error", errors[v.name] ? v.name : "Error", v.message);
      for (const key of ["stack", "cause"])
        if (Object.hasOwn(v, key))
          node.push(key, value((v as unknown as Record<string, unknown>)[key]));
      own(node, v, ["stack", "cause", "message"]);
    } else if (
      v instanceof Boolean ||
      v instanceof Number ||
      v instanceof String ||
      v instanceof BigInt
    ) {
      node.push("boxed", value(v.valueOf()));
    } else if (Object.getPrototypeOf(v) === Object.prototype) {
      node.push("object");
      own(node, v);
    } else refuse(v);
  };

  const first = value(root);
  return JSON.stringify([1, first, ...nodes]);
}

/** What writeClone was given; it throws when text is not one of its own. */
export function readClone(text: string, bytes: Bytes): unknown {
  const [format, root, ...nodes] = JSON.parse(text) as [
    number,
    Json,
    ...Json[][],
  ];
  if (format !== 1)
    throw new Error("a message is not in a format this app reads");
  const made = new Map<number, unknown>();

  const value = (slot: Json | undefined): unknown => {
    if (!Array.isArray(slot)) return slot;
    const [kind, text] = slot;
    if (typeof kind === "number")
      return made.has(kind) ? made.get(kind) : make(kind);
    if (kind === "bigint") return BigInt(text as string);
    return kind === "number" ? Number(text) : undefined;
  };
  const fill = (target: object, pairs: Json[]): void => {
    for (let i = 0; i < pairs.length; i += 2)
      Object.defineProperty(target, pairs[i] as string, {
        value: value(pairs[i + 1]),
        writable: true,
        enumerable: true,
        configurable: true,
      });
  };
  const make = (n: number): unknown => {
    const [kind, ...rest] = nodes[n] ?? [];
    const remember = <T>(v: T): T => {
      made.set(n, v);
      return v;
    };
    const [a, b, c, d] = rest;
    switch (kind) {
      case "object": {
        const out = remember({});
        fill(out, rest);
        return out;
      }
      case "array": {
        const out = remember([] as unknown[]);
        for (const item of rest) out.push(value(item));
        return out;
      }
      case "sparse": {
        const out = remember(new Array(a as number));
        fill(out, rest.slice(1));
        return out;
      }
      case "map": {
        const out = remember(new Map<unknown, unknown>());
        for (let i = 0; i < rest.length; i += 2)
          out.set(value(rest[i]), value(rest[i + 1]));
        return out;
      }
      case "set": {
        const out = remember(new Set<unknown>());
        for (const item of rest) out.add(value(item));
        return out;
      }
      case "date":
        return remember(new Date(a === null ? NaN : (a as number)));
      case "regexp":
        return remember(new RegExp(a as string, b as string));
      case "boxed":
        return remember(Object(value(a)));
      case "exception":
        return remember(new DOMException(a as string, b as string));
      case "error": {
        const out = remember(new (errors[a as string] ?? Error)(b as string));
        fill(out, rest.slice(2));
        return out;
      }
      case "buffer": {
        const data = bytes.unbase64(a as string);
        const out =
          b === null
            ? new ArrayBuffer(data.length)
            : new ArrayBuffer(data.length, { maxByteLength: b as number });
        new Uint8Array(out).set(data);
        return remember(out);
      }
      case "view": {
        const View = views[a as string];
        if (View !== undefined)
          return remember(
            new View(value(b) as ArrayBuffer, c as number, d as number),
          );
      }
    }
    throw new Error("a message is not in a format this app reads");
  };
  return value(root);
}
