(function (native, internals) {
  const refuse = (what) => {
    throw new DOMException(`${what} could not be cloned.`, "DataCloneError");
  };
  const tagOf = (v) => Object.prototype.toString.call(v).slice(8, -1);
  const errorTypes = {
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };
  const hidden = [
    "WeakMap",
    "WeakSet",
    "WeakRef",
    "FinalizationRegistry",
    "Promise",
  ];
  const setOwn = (target, key, value) =>
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });

  // deleted finds the class of what can be cloned when a script has taken it from
  // the global object.
  const cloneable = ["Blob", "File", "Headers", "Request", "Response"];
  const deleted = (v, tag) => {
    if (!cloneable.includes(tag)) return undefined;
    for (let p = v; p !== null; p = Object.getPrototypeOf(p)) {
      const own = Object.getOwnPropertyDescriptor(p, "constructor")?.value;
      if (typeof own === "function" && own.name === tag) return own;
    }
    return undefined;
  };

  // bufferCopy keeps what a resizable buffer may grow to.
  const bufferCopy = (b) => {
    if (!b.resizable) return b.slice(0);
    const out = new ArrayBuffer(b.byteLength, {
      maxByteLength: b.maxByteLength,
    });
    new Uint8Array(out).set(new Uint8Array(b));
    return out;
  };

  // shapeOf is where a view lies: offset and length, which is undefined when it
  // goes to the end of its buffer, however long that becomes. It throws for a view
  // that a smaller buffer has left without its bytes.
  const valid = Object.getPrototypeOf(Uint8Array.prototype).keys;
  const shapeOf = (v) => {
    const { buffer } = v;
    if (!buffer.resizable) return [v.byteOffset, v.length ?? v.byteLength];
    const data = v instanceof DataView;
    try {
      if (data) v.byteOffset;
      else valid.call(v);
    } catch {
      refuse(data ? "#<DataView>" : "[object Object]");
    }
    const length = follows(v, buffer) ? undefined : (v.length ?? v.byteLength);
    return [v.byteOffset, length];
  };
  // No property tells whether a view follows its buffer: only a change of the
  // buffer does, which is undone at once.
  const follows = (v, buffer) => {
    if (!buffer.resizable) return false;
    const size = buffer.byteLength,
      length = v.byteLength,
      step = v.BYTES_PER_ELEMENT ?? 1;
    if (v.byteOffset + length + step <= size) return false;
    if (size + step <= buffer.maxByteLength) {
      buffer.resize(size + step);
      const grown = v.byteLength > length;
      buffer.resize(size);
      return grown;
    }
    if (size < step) return false;
    const tail = new Uint8Array(buffer, size - step).slice();
    buffer.resize(size - step);
    let shrunk = false;
    try {
      shrunk = v.byteLength === length - step && length > step;
    } catch {
      // a DataView that has lost its bytes
    }
    buffer.resize(size);
    new Uint8Array(buffer, size - step).set(tail);
    return shrunk;
  };

  // platformCopy gives [copy] for the platform objects that can be cloned,
  // undefined for what is not a platform object, and throws for the others.
  const platformCopy = (v, tag) => {
    const Class = globalThis[tag] ?? deleted(v, tag);
    if (
      tag === "Object" ||
      typeof Class !== "function" ||
      !(v instanceof Class) ||
      tag in languageTags
    )
      return undefined;
    switch (tag) {
      case "Headers":
        return [new Class(v)];
      case "DOMException":
        return [new Class(v.message, v.name)];
      case "Blob":
        return [v.slice(0, v.size, v.type)];
      case "Request":
        if (v.body === null) return [new Class(v)];
        break;
      case "Response":
        if (v.body === null) return [new Class(null, v)];
        break;
      case "AbortSignal":
        throw new DOMException(
          "AbortSignal serialization is not enabled.",
          "DataCloneError",
        );
      default:
        if (!/Stream$/.test(tag)) {
          const type = Object.getPrototypeOf(v).constructor?.name ?? tag;
          throw new DOMException(
            `Could not serialize object of type "${type}". This type does not support serialization.`,
            "DataCloneError",
          );
        }
    }
    const stream = /Stream$/.test(tag) ? tag : "ReadableStream";
    throw new DOMException(
      `${stream} can only be serialized for RPC.`,
      "DataCloneError",
    );
  };
  const languageTags = {};
  for (const name of [
    "Array",
    "ArrayBuffer",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "Function",
    "Map",
    "Number",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "BigInt",
    "Iterator",
  ]) {
    languageTags[name] = 1;
  }

  const copyError = (v, copy, remember, stack = true) => {
    const Class = errorTypes[v.name] ?? Error;
    const out = remember(
      v.name === "AggregateError"
        ? new AggregateError([], v.message)
        : new Class(v.message),
    );
    if (stack) setOwn(out, "stack", v.stack);
    if (Object.hasOwn(v, "cause")) setOwn(out, "cause", copy(v.cause));
    if (out.name !== v.name) setOwn(out, "name", String(v.name));
    for (const key of Object.keys(v)) {
      if (
        key !== "stack" &&
        key !== "cause" &&
        key !== "message" &&
        key !== "name"
      )
        setOwn(out, key, copy(v[key]));
    }
    return out;
  };

  const plain = (v, seen, copy) => {
    const out = {};
    seen.set(v, out);
    for (const key of Object.keys(v)) {
      const value = copy(v[key]);
      if (key === "__proto__") setOwn(out, key, value);
      else out[key] = value;
    }
    return out;
  };

  // moved are copies that exist already; shapes remembers where views lie, which
  // is lost once their buffer has been transferred.
  //
  // special, for RPC, gives what stands for an object or a function; undefined
  // leaves it to be copied. Instances of classes are not copied then.
  const cloner = (moved, shapes = new Map(), special = undefined) => {
    const seen = new Map(moved);
    const copy = (v) => {
      if (typeof v === "symbol") refuse(String(v));
      if (special !== undefined && (typeof v === "object" || typeof v === "function") && v !== null && !seen.has(v)) {
        const instead = special(v);
        if (instead !== undefined) seen.set(v, instead);
      }
      if (special !== undefined && seen.has(v)) return seen.get(v);
      if (typeof v === "function") refuse(Function.prototype.toString.call(v));
      if (typeof v !== "object" || v === null) return v;
      if (seen.has(v)) return seen.get(v);
      const prototype = Object.getPrototypeOf(v);
      if (
        (prototype === Object.prototype ||
          (prototype === null && special === undefined)) &&
        !native.uncloneable(v) &&
        v[Symbol.toStringTag] === undefined
      ) {
        return plain(v, seen, copy);
      }
      const remember = (c) => {
        seen.set(v, c);
        return c;
      };
      const wasm = internals.wasmKind?.(v);
      if (wasm === "module")
        throw new Error("Unable to deserialize cloned data.");
      if (wasm) refuse(`#<${wasm[0].toUpperCase()}${wasm.slice(1)}>`);
      if (native.uncloneable(v))
        refuse(v instanceof Promise ? "#<Promise>" : "#<Object>");
      if (Array.isArray(v)) {
        const out = remember(new Array(v.length));
        for (const key of Object.keys(v)) out[key] = copy(v[key]);
        return out;
      }
      if (v instanceof DOMException)
        return remember(platformCopy(v, "DOMException")[0]);
      if (v instanceof Error) return copyError(v, copy, remember, special === undefined);
      if (v instanceof Date) return remember(new Date(v.getTime()));
      if (v instanceof RegExp) return remember(new RegExp(v.source, v.flags));
      if (v instanceof ArrayBuffer) {
        if (native.detached(v)) refuse("An ArrayBuffer is detached and");
        return remember(bufferCopy(v));
      }
      if (ArrayBuffer.isView(v)) {
        const buffer = copy(v.buffer);
        const [offset, length] =
          shapes.get(v) ?? shapes.set(v, shapeOf(v)).get(v);
        const Class =
          v instanceof DataView ? DataView : globalThis[v[Symbol.toStringTag]];
        return remember(new Class(buffer, offset, length));
      }
      if (v instanceof Map) {
        const entries = [...v];
        const out = remember(new Map());
        for (const [key, value] of entries) out.set(copy(key), copy(value));
        return out;
      }
      if (v instanceof Set) {
        const values = [...v];
        const out = remember(new Set());
        for (const value of values) out.add(copy(value));
        return out;
      }
      const tag = tagOf(v);
      switch (tag) {
        case "Number":
        case "String":
        case "Boolean":
        case "BigInt":
          if (v instanceof globalThis[tag])
            return remember(Object(v.valueOf()));
          break;
        case "Symbol":
          refuse("[object Symbol]");
      }
      if (v === globalThis) refuse("#<ServiceWorkerGlobalScope>");
      for (const name of hidden) {
        const Class = globalThis[name];
        if (typeof Class === "function" && v instanceof Class)
          refuse(`#<${name}>`);
      }
      if (/Generator$/.test(tag) || / Iterator$/.test(tag))
        refuse(`[object ${tag}]`);
      const platform = platformCopy(v, tag);
      if (platform) return remember(platform[0]);
      if (special !== undefined && prototype !== Object.prototype) {
        const type = prototype?.constructor?.name ?? "Object";
        throw new DOMException(
          `Could not serialize object of type "${type}". This type does not support serialization.`,
          "DataCloneError",
        );
      }
      return plain(v, seen, copy);
    };
    return copy;
  };

  const structuredClone = function (value, options) {
    if (arguments.length === 0) {
      throw new TypeError(
        "Failed to execute 'structuredClone' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Value'.",
      );
    }
    if (
      options !== undefined &&
      options !== null &&
      typeof options !== "object"
    ) {
      throw new TypeError(
        "Failed to execute 'structuredClone' on 'ServiceWorkerGlobalScope': parameter 2 is not of type 'StructuredCloneOptions'.",
      );
    }
    const transfer = options?.transfer;
    if (transfer === undefined) return cloner()(value);
    if (!Array.isArray(transfer)) {
      throw new TypeError(
        "Incorrect type for the 'transfer' field on 'StructuredCloneOptions': the provided value is not of type 'Array'.",
      );
    }
    const buffers = new Set();
    for (const item of transfer) {
      if (item instanceof ArrayBuffer) buffers.add(item);
      else if (!ArrayBuffer.isView(item))
        throw new TypeError("Object is not transferable");
    }
    if (buffers.size === 0) return cloner()(value);
    // Once on trial: what cannot be cloned must not lose its buffers.
    const shapes = new Map();
    cloner(
      [...buffers].map((buffer) => [buffer, buffer]),
      shapes,
    )(value);
    return cloner(
      [...buffers].map((buffer) => [
        buffer,
        native.detached(buffer) ? new ArrayBuffer(0) : buffer.transfer(),
      ]),
      shapes,
    )(value);
  };

  Object.defineProperty(structuredClone, "length", {
    value: 0,
    configurable: true,
  });
  const cloneWith = (value, special) => cloner([], new Map(), special)(value);
  return { structuredClone, cloneWith };
});
