// How a value goes from the VM of one isolate to that of another, after rpc.js has
// made a copy that holds nothing but data and Refs: as one text, and beside it what
// a text cannot hold (bytes, and where a Ref leads). Only the goja server needs it.
//
// A string, a boolean, null and most numbers stand for themselves; everything else
// is a list that begins with its kind. Objects are numbered as they begin, so that
// one that comes again, also inside itself, is ["again", number].
(function (native, internals) {
  const define = (o, key, value) => Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });
  const errors = { Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const shown = (v) => Object.getOwnPropertyNames(v).filter((k) => Object.getOwnPropertyDescriptor(v, k).enumerable);

  const pack = (value, Ref) => {
    const seen = new Map(), beside = [];
    const aside = (v) => beside.push(v) - 1;
    const members = (v, keys) => keys.flatMap((k) => [k, write(v[k])]);
    const number = (n) => (Number.isFinite(n) && !Object.is(n, -0) ? n : ["number", String(Object.is(n, -0) ? "-0" : n)]);
    const write = (v) => {
      switch (typeof v) {
        case "undefined": return ["undefined"];
        case "number": return number(v);
        case "bigint": return ["bigint", String(v)];
        case "string": case "boolean": return v;
      }
      if (v === null) return null;
      if (v instanceof Ref) {
        const { kind, peer, body, ...fields } = v;
        return ["ref", kind, peer === undefined ? -1 : aside(peer), write(fields), body === undefined ? 0 : body === null ? null : write(body)];
      }
      if (seen.has(v)) return ["again", seen.get(v)];
      seen.set(v, seen.size);
      if (Array.isArray(v)) return ["array", v.length, ...members(v, Object.keys(v))];
      if (v instanceof Error) return ["error", v instanceof DOMException ? "DOMException" : errors[v.name] ? v.name : "Error", v.message, v.name, ...(v instanceof DOMException ? [] : members(v, Object.getOwnPropertyNames(v).filter((k) => k !== "message" && k !== "stack")))];
      if (v instanceof Date) return ["date", number(v.getTime())];
      if (v instanceof RegExp) return ["regexp", v.source, v.flags];
      if (v instanceof ArrayBuffer) return ["buffer", aside(new Uint8Array(v)), v.resizable ? v.maxByteLength : -1];
      if (ArrayBuffer.isView(v)) return ["view", v instanceof DataView ? "DataView" : v[Symbol.toStringTag], write(v.buffer), v.byteOffset, v.length ?? v.byteLength];
      if (v instanceof Map) return ["map", ...[...v].flatMap(([k, x]) => [write(k), write(x)])];
      if (v instanceof Set) return ["set", ...[...v].map(write)];
      if (v instanceof Number || v instanceof String || v instanceof Boolean || v instanceof BigInt) return ["boxed", write(v.valueOf())];
      if (typeof Blob === "function" && v instanceof Blob) {
        const file = v instanceof File;
        return ["blob", aside(internals.forms.blobBytes(v)), v.type, file ? v.name : null, file ? v.lastModified : 0];
      }
      return ["object", ...members(v, shown(v))];
    };
    const tree = write(value);
    return [JSON.stringify(tree), beside];
  };

  const unpack = ([text, beside], revive) => {
    const seen = [];
    const put = (o, list) => {
      for (let i = 0; i < list.length; i += 2) define(o, list[i], read(list[i + 1]));
      return o;
    };
    const remember = (o) => {
      seen.push(o);
      return o;
    };
    const read = (v) => {
      if (!Array.isArray(v)) return v;
      const [kind, ...rest] = v;
      switch (kind) {
        case "undefined": return undefined;
        case "number": return Number(rest[0]);
        case "bigint": return BigInt(rest[0]);
        case "again": return seen[rest[0]];
        case "ref": {
          const [of, peer, fields, body] = rest, all = read(fields);
          if (peer >= 0) all.peer = beside[peer];
          if (body !== 0) all.body = body === null ? null : read(body);
          return revive(of, all);
        }
        case "array": {
          const out = remember([]);
          out.length = rest[0];
          return put(out, rest.slice(1));
        }
        case "error": {
          const [type, message, name, ...members] = rest;
          if (type === "DOMException") return remember(new DOMException(message, name));
          const out = remember(type === "AggregateError" ? new AggregateError([], message) : new errors[type](message));
          return put(out, members);
        }
        case "date": return remember(new Date(read(rest[0])));
        case "regexp": return remember(new RegExp(rest[0], rest[1]));
        case "buffer": {
          const bytes = beside[rest[0]];
          if (rest[1] < 0) return remember(bytes.buffer);
          const out = remember(new ArrayBuffer(bytes.length, { maxByteLength: rest[1] }));
          new Uint8Array(out).set(bytes);
          return out;
        }
        case "view": {
          // It was numbered before its buffer.
          const at = seen.push(undefined) - 1, buffer = read(rest[1]);
          return (seen[at] = new globalThis[rest[0]](buffer, rest[2], rest[3]));
        }
        case "map": {
          const out = remember(new Map());
          for (let i = 0; i < rest.length; i += 2) out.set(read(rest[i]), read(rest[i + 1]));
          return out;
        }
        case "set": {
          const out = remember(new Set());
          for (const x of rest) out.add(read(x));
          return out;
        }
        case "boxed": {
          const at = seen.push(undefined) - 1;
          return (seen[at] = Object(read(rest[0])));
        }
        case "blob": {
          const [bytes, type, name, lastModified] = rest;
          return remember(name === null ? new Blob([beside[bytes]], { type }) : new File([beside[bytes]], name, { type, lastModified }));
        }
        case "object": return put(remember({}), rest);
      }
    };
    return read(JSON.parse(text));
  };

  return { pack, unpack };
});
