// util.types: what a value really is, which only the engine knows.
(function (native, internals) {
  "use strict";
  // kind is the class of an object, whatever its prototype says. Three classes
  // are told by a method that refuses all others.
  const brands = {
    "[object DataView]": ["DataView", (v) => DataViewLength.call(v)],
    "[object WeakMap]": ["WeakMap", (v) => WeakMap.prototype.has.call(v, v)],
    "[object Symbol]": ["Symbol", (v) => Symbol.prototype.valueOf.call(v)],
    "[object WeakSet]": ["WeakSet", (v) => WeakSet.prototype.has.call(v, v)],
  };
  const DataViewLength = Object.getOwnPropertyDescriptor(DataView.prototype, "byteLength").get;
  const kind = (v) => {
    const k = native.kind(v);
    if (k !== "Object") return k;
    const brand = brands[Object.prototype.toString.call(v)];
    if (brand) try { brand[1](v); return brand[0]; } catch { /* only its tag says so */ }
    return k;
  };
  internals.nodeKind = kind;
  const AsyncFunctionPrototype = Object.getPrototypeOf(async () => {}), GeneratorFunctionPrototype = Object.getPrototypeOf(function* () {});
  const types = {
    isCryptoKey: function isCryptoKey(v) { return typeof CryptoKey === "function" && v instanceof CryptoKey; },
    isKeyObject: function isKeyObject(v) {
      return v !== null && typeof v === "object" && v instanceof internals.node.require("crypto").KeyObject;
    },
  };
  const is = (name, test) => Object.defineProperty(types, name, {
    value: { [name](v) { return typeof v === "object" && v !== null && test(v); } }[name],
    enumerable: true, configurable: true, writable: true,
  });
  const of = (...kinds) => (v) => kinds.includes(kind(v));
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const arrayKind = Object.getOwnPropertyDescriptor(TypedArray.prototype, Symbol.toStringTag).get;

  types.isAsyncFunction = function isAsyncFunction(v) { return typeof v === "function" && AsyncFunctionPrototype.isPrototypeOf(v); };
  types.isGeneratorFunction = function isGeneratorFunction(v) { return typeof v === "function" && GeneratorFunctionPrototype.isPrototypeOf(v); };
  const tagged = (tag) => (v) => Object.prototype.toString.call(v) === tag;
  is("isGeneratorObject", tagged("[object Generator]"));
  is("isAnyArrayBuffer", of("ArrayBuffer", "SharedArrayBuffer"));
  is("isArrayBuffer", of("ArrayBuffer"));
  is("isArgumentsObject", of("Arguments"));
  is("isBoxedPrimitive", of("Number", "String", "Boolean", "Symbol", "BigInt"));
  is("isDataView", of("DataView"));
  is("isMap", of("Map"));
  is("isMapIterator", tagged("[object Map Iterator]"));
  is("isModuleNamespaceObject", () => false);
  is("isNativeError", of("Error"));
  is("isPromise", of("Promise"));
  types.isProxy = function isProxy(v) { return (typeof v === "object" || typeof v === "function") && v !== null && kind(v) === "Proxy"; };
  is("isSet", of("Set"));
  is("isSetIterator", tagged("[object Set Iterator]"));
  is("isSharedArrayBuffer", of("SharedArrayBuffer"));
  is("isWeakMap", of("WeakMap"));
  is("isWeakSet", of("WeakSet"));
  is("isRegExp", of("RegExp"));
  is("isDate", of("Date"));
  is("isStringObject", of("String"));
  is("isSymbolObject", of("Symbol"));
  is("isNumberObject", of("Number"));
  is("isBooleanObject", of("Boolean"));
  is("isBigIntObject", of("BigInt"));
  is("isArrayBufferView", (v) => ArrayBuffer.isView(v));
  is("isExternal", () => false);
  is("isTypedArray", (v) => arrayKind.call(v) !== undefined);
  for (const name of ["Uint8", "Uint8Clamped", "Uint16", "Uint32", "Int8", "Int16", "Int32", "Float16", "Float32", "Float64", "BigInt64", "BigUint64"]) {
    is(`is${name}Array`, (v) => arrayKind.call(v) === `${name}Array`);
  }
  return types;
})
