// Deep equality, strict: what util.isDeepStrictEqual and assert compare by.
// workerd has no loose form: assert.deepEqual is the strict one there.
(function (native, internals) {
  "use strict";
  const types = internals.node.require("internal/types");
  const { hasOwn } = Object;
  const enumerable = Object.prototype.propertyIsEnumerable;
  const keysOf = (o) => [...Object.keys(o), ...Object.getOwnPropertySymbols(o).filter((s) => enumerable.call(o, s))];
  const sameBytes = (a, b) => {
    if (a.byteLength !== b.byteLength) return false;
    const x = new Uint8Array(a.buffer ?? a, a.byteOffset ?? 0, a.byteLength), y = new Uint8Array(b.buffer ?? b, b.byteOffset ?? 0, b.byteLength);
    return x.every((v, i) => v === y[i]);
  };
  const boxed = ["Number", "String", "Boolean", "Symbol", "BigInt"];

  const equal = (a, b, seen) => {
    if (Object.is(a, b)) return true;
    if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
    const kind = internals.nodeKind(a);
    if (kind !== internals.nodeKind(b)) return false;
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false;
    } else if (types.isDate(a)) {
      if (!Object.is(a.getTime(), b.getTime())) return false;
    } else if (types.isRegExp(a)) {
      if (a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex) return false;
    } else if (types.isNativeError(a) || a instanceof Error) {
      if (a.message !== b.message || a.name !== b.name) return false;
      if (hasOwn(a, "cause") !== hasOwn(b, "cause") || (hasOwn(a, "cause") && !equal(a.cause, b.cause, seen))) return false;
      if (!equal(a.errors, b.errors, seen)) return false;
    } else if (types.isTypedArray(a) && (a instanceof Float32Array || a instanceof Float64Array)) {
      if (a.length !== b.length || !a.every((v, i) => Object.is(v, b[i]))) return false;
    } else if (ArrayBuffer.isView(a)) {
      if (!sameBytes(a, b)) return false;
    } else if (types.isAnyArrayBuffer(a)) {
      if (!sameBytes(a, b)) return false;
    } else if (boxed.includes(kind)) {
      const value = globalThis[kind].prototype.valueOf;
      if (!Object.is(value.call(a), value.call(b))) return false;
    } else if (types.isWeakMap(a) || types.isWeakSet(a)) return false;
    const k = types.isTypedArray(a) ? [] : keysOf(a);
    if (!types.isTypedArray(a)) {
      if (keysOf(b).length !== k.length || !k.every((x) => hasOwn(b, x) && enumerable.call(b, x))) return false;
    }
    // What is being compared already counts as equal: circles end here.
    if (seen.get(a) === b) return true;
    seen.set(a, b);
    const same = (types.isSet(a) ? sameSet(a, b, seen) : types.isMap(a) ? sameMap(a, b, seen) : true) && k.every((x) => equal(a[x], b[x], seen));
    seen.delete(a);
    return same;
  };
  const sameSet = (a, b, seen) => {
    if (a.size !== b.size) return false;
    const left = [...b];
    for (const v of a) {
      if (b.has(v)) { left.splice(left.findIndex((x) => Object.is(x, v)), 1); continue; }
      if (typeof v !== "object" || v === null) return false;
      const i = left.findIndex((x) => typeof x === "object" && x !== null && !a.has(x) && equal(v, x, seen));
      if (i < 0) return false;
      left.splice(i, 1);
    }
    return true;
  };
  const sameMap = (a, b, seen) => {
    if (a.size !== b.size) return false;
    const left = [...b.keys()];
    for (const [k, v] of a) {
      if (b.has(k)) {
        if (!equal(v, b.get(k), seen)) return false;
        left.splice(left.findIndex((x) => Object.is(x, k)), 1);
        continue;
      }
      if (typeof k !== "object" || k === null) return false;
      const i = left.findIndex((x) => typeof x === "object" && x !== null && equal(k, x, seen) && equal(v, b.get(x), seen));
      if (i < 0) return false;
      left.splice(i, 1);
    }
    return true;
  };
  const partial = (a, b) => {
    if (typeof b !== "object" || b === null || typeof a !== "object" || a === null) return Object.is(a, b);
    if (Array.isArray(b)) {
      if (!Array.isArray(a)) return false;
      const left = [...a];
      return b.every((x) => { const i = left.findIndex((y) => partial(y, x)); if (i < 0) return false; left.splice(i, 1); return true; });
    }
    if (types.isMap(b)) return types.isMap(a) && [...b].every(([k, v]) => a.has(k) && partial(a.get(k), v));
    if (types.isSet(b)) return types.isSet(a) && [...b].every((v) => [...a].some((x) => partial(x, v)));
    if (internals.nodeKind(b) !== "Object") return equal(a, b, new Map());
    return keysOf(b).every((k) => k in a && partial(a[k], b[k]));
  };
  return { isDeepStrictEqual: (a, b) => equal(a, b, new Map()), isPartial: partial };
})
