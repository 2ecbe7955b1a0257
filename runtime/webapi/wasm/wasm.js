// The WebAssembly namespace: classes, argument checks and texts as V8 has them.
// What touches the engine is native.
//
// Specification: https://webassembly.github.io/spec/js-api/
(function (native, internals) {
  "use strict";

  const isObject = (v) => (typeof v === "object" && v !== null) || typeof v === "function";
  const shared = new WeakSet(); // memories that were asked to be

  // What an object stands for is stamped on it as private fields. A WeakMap
  // would do in V8; the engine's holds its values as long as it lives itself,
  // and these values lead back to their keys.
  class Same {
    constructor(o) {
      return o;
    }
  }
  class Stamp extends Same {
    #kind;
    #half;
    #exports;
    static put(o, kind, half, exports) {
      const s = new Stamp(o);
      s.#kind = kind;
      s.#half = half;
      s.#exports = exports;
      return o;
    }
    static kind = (o) => (isObject(o) && #kind in o ? o.#kind : undefined);
    static half = (o) => (isObject(o) && #kind in o ? o.#half : undefined);
    static exports = (o) => o.#exports;
  }

  const type = (text) => new TypeError(text);
  const half = (o, kind, what) => {
    if (Stamp.kind(o) !== kind) throw type(what);
    return Stamp.half(o);
  };
  const adopt = Stamp.put;
  const receiver = (o, kind, method) =>
    half(o, kind, `WebAssembly.${method}: Receiver is not a WebAssembly.${method.split(".")[0]}`);

  // Functions, because the text of a call without new is V8's own.
  const classes = {
    Module: function Module(_bytes) {
      if (new.target === undefined) throw type("WebAssembly.Module(): WebAssembly.Module must be invoked with 'new'");
      throw new errors.CompileError("WebAssembly.Module(): Wasm code generation disallowed by embedder");
    },
    Instance: function Instance(module) {
      if (new.target === undefined) throw type("WebAssembly.Instance must be invoked with 'new'");
      const imports = arguments[1];
      const m = half(module, "module", "WebAssembly.Instance(): Argument 0 must be a WebAssembly.Module");
      if (imports !== undefined && !isObject(imports)) throw type("WebAssembly.Instance(): Argument 1 must be an object");
      return instance(m, imports, "WebAssembly.Instance()", this);
    },
    Table: function Table(descriptor) {
      if (new.target === undefined) throw type("WebAssembly.Table(): WebAssembly.Table must be invoked with 'new'");
      if (!isObject(descriptor)) throw type("WebAssembly.Table(): Argument 0 must be a table descriptor");
      const element = String(descriptor.element);
      if (element !== "anyfunc" && element !== "externref") {
        throw type("WebAssembly.Table(): Descriptor property 'element' must be a WebAssembly reference type");
      }
      const l = limits(descriptor, "WebAssembly.Table()", 10000000, 4294967295);
      const ref = element === "externref" ? 0x6f : 0x70;
      const h = native.newTable(ref, l.initial, l.maximum);
      if (l.initial > 0 && (arguments.length > 1 ? arguments[1] !== undefined : element === "externref")) {
        native.tableFill(h, arguments[1], "Table()", 1);
      }
      return native.adopted(h, adopt(this, "table", h));
    },
    Memory: function Memory(descriptor) {
      if (new.target === undefined) throw type("WebAssembly.Memory(): WebAssembly.Memory must be invoked with 'new'");
      if (!isObject(descriptor)) throw type("WebAssembly.Memory(): Argument 0 must be a memory descriptor");
      const l = limits(descriptor, "WebAssembly.Memory()", 65536, 65536);
      const isShared = Boolean(descriptor.shared);
      if (isShared && l.maximum === undefined) {
        throw type("WebAssembly.Memory(): If shared is true, maximum property should be defined.");
      }
      // Without threads a shared memory is another name for one, until it grows: its
      // old buffers would have to go on as they were.
      if (isShared && l.initial !== l.maximum) throw new RangeError("WebAssembly.Memory(): shared memory is not available");
      const h = native.newMemory(l.initial, l.maximum);
      if (isShared) shared.add(this);
      return native.adopted(h, adopt(this, "memory", h));
    },
    Global: function Global(descriptor) {
      if (new.target === undefined) throw type("WebAssembly.Global(): WebAssembly.Global must be invoked with 'new'");
      if (!isObject(descriptor)) throw type("WebAssembly.Global(): Argument 0 must be a global descriptor");
      const mutable = Boolean(descriptor.mutable);
      const value = String(descriptor.value);
      if (value === "v128") throw type("WebAssembly.Global(): A global of type 'v128' cannot be created in JavaScript");
      const t = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, externref: 0x6f, anyfunc: 0x70 }[value];
      if (t === undefined) throw type("WebAssembly.Global(): Descriptor property 'value' must be a WebAssembly type");
      let v = arguments[1];
      const given = v !== undefined || (t === 0x6f && arguments.length > 1);
      if (t === 0x70 && v === undefined) v = null;
      const h = native.newGlobal(t, mutable, given || t === 0x6f || t === 0x70, v);
      return native.adopted(h, adopt(this, "global", h));
    },
    Tag: function Tag(descriptor) {
      if (new.target === undefined) throw type("WebAssembly.Tag(): WebAssembly.Tag must be invoked with 'new'");
      if (!isObject(descriptor)) throw type("WebAssembly.Tag(): Argument 0 must be a tag type");
      const { parameters } = descriptor;
      if (!isObject(parameters)) throw type("WebAssembly.Tag(): Argument 0 must be a tag type with 'parameters'");
      const n = lengthOf(parameters);
      if (n === undefined) throw type("WebAssembly.Tag(): Argument 0 contains parameters without 'length'");
      if (n > 1000) throw type("WebAssembly.Tag(): Argument 0 contains too many parameters");
      const types = [];
      for (let i = 0; i < n; i++) {
        const t = `${parameters[i]}`;
        if (!valueTypes.has(t)) throw type(`WebAssembly.Tag(): Argument 0 parameter type at index #${i} must be a value type`);
        types.push(t);
      }
      adopt(this, "tag", types);
    },
    Exception: function Exception(tag, payload) {
      if (new.target === undefined) throw type("WebAssembly.Exception(): WebAssembly.Exception must be invoked with 'new'");
      const types = half(tag, "tag", "WebAssembly.Exception(): Argument 0 must be a WebAssembly tag");
      if (tag === jsTag) throw type("WebAssembly.Exception(): Argument 0 cannot be WebAssembly.JSTag");
      const options = arguments[2];
      if (options !== undefined && !isObject(options)) throw type("WebAssembly.Exception(): Argument 2 is not an object");
      if (!isObject(payload)) throw type("WebAssembly.Exception(): Exception values must be an iterable object");
      const n = lengthOf(payload);
      if (n === undefined) throw type("WebAssembly.Exception(): Exception values argument has no length");
      if (n !== types.length) throw type("WebAssembly.Exception(): Number of exception values does not match signature length");
      const values = types.map((t, i) => carried(t, payload[i]));
      const stack = options !== undefined && options.traceStack ? new Error().stack : undefined;
      adopt(this, "exception", { tag, values, stack });
    },
  };

  const errors = {};
  for (const name of ["CompileError", "LinkError", "RuntimeError"]) {
    errors[name] = {
      [name]: function (message) {
        const e = message === undefined ? new Error(undefined, arguments[1]) : new Error(message, arguments[1]);
        return Object.setPrototypeOf(e, new.target === undefined ? errors[name].prototype : new.target.prototype);
      },
    }[name];
    Object.defineProperty(errors[name], "prototype", { writable: false });
  }
  for (const name of Object.keys(errors)) {
    const f = errors[name];
    Object.setPrototypeOf(f, Error);
    Object.setPrototypeOf(f.prototype, Error.prototype);
    hide(f.prototype, { name, message: "" });
  }

  function hide(target, values) {
    for (const key of Reflect.ownKeys(values)) {
      Object.defineProperty(target, key, { value: values[key], writable: true, enumerable: false, configurable: true });
    }
  }

  // methods defines what is enumerable on a prototype.
  function methods(target, members) {
    const all = Object.getOwnPropertyDescriptors(members);
    for (const key of Object.keys(all)) {
      Object.defineProperty(target, key, all[key]);
    }
  }

  for (const name of Object.keys(classes)) {
    const f = classes[name];
    Object.defineProperty(f, "prototype", { writable: false });
    Object.defineProperty(f.prototype, Symbol.toStringTag, { value: `WebAssembly.${name}`, configurable: true });
  }

  // lengthOf is the length of what is like an array, undefined when it has none.
  function lengthOf(list) {
    const n = Number(list.length);
    return Number.isInteger(n) && n >= 0 && n < 4294967295 ? n : undefined;
  }

  // What V8 takes as the type of a tag's parameter.
  const valueTypes = new Set([
    ...["i32", "i64", "f32", "f64", "v128", "externref", "anyfunc", "exnref"],
    ...["anyref", "eqref", "i31ref", "structref", "arrayref"],
  ]);

  // carried is what an exception keeps of a value of one of its tag's types.
  function carried(t, v) {
    switch (t) {
      case "i32":
        return +v | 0;
      case "i64":
        return BigInt.asIntN(64, toBigInt(v));
      case "f32":
        return Math.fround(+v);
      case "f64":
        return +v;
      case "externref":
      case "anyref":
        return v;
      case "anyfunc":
        if (v === null || Stamp.kind(v) === "function") return v;
        throw type("WebAssembly.Exception(): function-typed object must be null (if nullable) or a Wasm function object");
      case "v128":
        throw type("WebAssembly.Exception(): Invalid type v128");
    }
    throw type(`WebAssembly.Exception(): values of type ${t} are not supported`);
  }

  const toBigInt = (v) => {
    if (typeof v === "number") throw type(`Cannot convert ${v} to a BigInt`);
    return BigInt(v);
  };

  function limits(descriptor, what, most, mostMaximum) {
    const read = (name, low, high) => {
      const v = descriptor[name];
      if (v === undefined) return undefined;
      const n = Number(v);
      if (!Number.isFinite(n)) throw type(`${what}: Property '${name}' must be convertible to a valid number`);
      const t = Math.trunc(n);
      if (t < 0) throw type(`${what}: Property '${name}' must be non-negative`);
      if (t > 4294967295) throw type(`${what}: Property '${name}' must be in the unsigned long range`);
      if (t < low) throw new RangeError(`${what}: Property '${name}': value ${t} is below the lower bound ${low}`);
      if (t > high) throw new RangeError(`${what}: Property '${name}': value ${t} is above the upper bound ${high}`);
      return t;
    };
    const initial = read("initial", 0, most);
    if (initial === undefined) throw type(`${what}: Property 'initial' is required`);
    return { initial, maximum: read("maximum", initial, mostMaximum) };
  }

  const index = (v, what, argument = "Argument 0") => {
    const x = Number(v);
    if (!Number.isFinite(x)) throw type(`${what}: ${argument} must be convertible to a valid number`);
    const t = Math.trunc(x);
    if (t < 0) throw type(`${what}: ${argument} must be non-negative`);
    if (t > 4294967295) throw type(`${what}: ${argument} must be in the unsigned long range`);
    return t;
  };

  function buffer(v, what) {
    if (!(v instanceof ArrayBuffer || (ArrayBuffer.isView(v) && !(v instanceof DataView)))) throw type(what);
  }

  const bytesOf = (v) => (v instanceof ArrayBuffer ? new Uint8Array(v) : new Uint8Array(v.buffer, v.byteOffset, v.byteLength));

  function instance(m, imports, what, self) {
    const names = Object.create(null);
    const o = self ?? Object.create(classes.Instance.prototype);
    const h = native.instantiate(m, imports, what, names);
    return adopt(o, "instance", h, Object.freeze(names));
  }

  methods(classes.Instance.prototype, {
    get exports() {
      receiver(this, "instance", "Instance.exports");
      return Stamp.exports(this);
    },
  });

  methods(classes.Table.prototype, {
    get length() {
      return native.tableSize(receiver(this, "table", "Table.length"));
    },
    grow(delta) {
      const h = receiver(this, "table", "Table.grow()");
      const n = index(delta, "WebAssembly.Table.grow()");
      return native.tableGrow(h, n, arguments.length > 1 ? arguments[1] : native.tableNull(h));
    },
    set(at) {
      const h = receiver(this, "table", "Table.set()");
      const n = index(at, "WebAssembly.Table.set()");
      native.tableSet(h, n, arguments.length > 1 ? arguments[1] : native.tableNull(h));
    },
    get(at) {
      const h = receiver(this, "table", "Table.get()");
      return native.tableGet(h, index(at, "WebAssembly.Table.get()"));
    },
  });

  methods(classes.Memory.prototype, {
    grow(delta) {
      const h = receiver(this, "memory", "Memory.grow()");
      return native.memoryGrow(h, index(delta, "WebAssembly.Memory.grow()"));
    },
    get buffer() {
      const buffer = native.memoryBuffer(receiver(this, "memory", "Memory.buffer"));
      return shared.has(this) ? Object.setPrototypeOf(buffer, SharedArrayBuffer.prototype) : buffer;
    },
    // toResizableBuffer is not there: the engine moves a memory's bytes when it grows,
    // so that no buffer can grow with it.
    toFixedLengthBuffer() {
      receiver(this, "memory", "Memory.toFixedLengthBuffer()");
      return this.buffer;
    },
  });

  methods(classes.Global.prototype, {
    valueOf() {
      return native.globalGet(receiver(this, "global", "Global.valueOf()"));
    },
    get value() {
      return native.globalGet(receiver(this, "global", "Global.value"));
    },
    set value(v) {
      native.globalSet(receiver(this, "global", "Global.value"), v);
    },
  });

  methods(classes.Exception.prototype, {
    getArg(tag, at) {
      const e = receiver(this, "exception", "Exception.getArg()");
      half(tag, "tag", "WebAssembly.Exception.getArg(): Argument 0 must be a WebAssembly.Tag");
      const n = index(at, "WebAssembly.Exception.getArg()", "Index");
      if (e.tag !== tag) throw type("WebAssembly.Exception.getArg(): First argument does not match the exception tag");
      if (n >= e.values.length) throw new RangeError("WebAssembly.Exception.getArg(): Index out of range");
      return e.values[n];
    },
    is(tag) {
      const e = receiver(this, "exception", "Exception.is()");
      half(tag, "tag", "WebAssembly.Exception.is(): Argument 0 must be a WebAssembly.Tag");
      return e.tag === tag;
    },
    get stack() {
      return receiver(this, "exception", "Exception.stack").stack;
    },
  });

  const moduleOf = (m, method) => half(m, "module", `WebAssembly.Module.${method}(): Argument 0 must be a WebAssembly.Module`);
  methods(classes.Module, {
    imports: (module) => native.imports(moduleOf(module, "imports")).map(([m, name, kind]) => ({ module: m, name, kind })),
    exports: (module) => native.exports(moduleOf(module, "exports")).map(([name, kind]) => ({ name, kind })),
    customSections: (module, name) => {
      const m = moduleOf(module, "customSections");
      if (name === undefined) throw type("WebAssembly.Module.customSections(): Argument 1 is required");
      return native.customSections(m, String(name));
    },
  });

  // %AbstractModuleSource%, which workerd lets nobody construct.
  const source = {
    AbstractModuleSource: function AbstractModuleSource() {
      throw type(
        "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
      );
    },
  }.AbstractModuleSource;
  Object.defineProperty(source, "prototype", { writable: false });
  Object.defineProperty(source.prototype, Symbol.toStringTag, {
    get: Object.getOwnPropertyDescriptor(
      {
        get [Symbol.toStringTag]() {
          return Stamp.kind(this) === "module" ? "WebAssembly.Module" : undefined;
        },
      },
      Symbol.toStringTag,
    ).get,
    set: undefined,
    enumerable: false,
    configurable: true,
  });
  Object.setPrototypeOf(classes.Module, source);
  Object.setPrototypeOf(classes.Module.prototype, source.prototype);

  // What a promise-returning method throws becomes a rejection.
  const namespace = Object.create(Object.prototype);
  const functions = {
    compile(_bytes) {
      return new Promise(() => {
        throw new errors.CompileError("WebAssembly.compile(): Wasm code generation disallowed by embedder");
      });
    },
    validate(bytes) {
      buffer(bytes, "WebAssembly.validate(): Argument 0 must be a buffer source");
      return native.validate(bytesOf(bytes));
    },
    instantiate(source) {
      const imports = arguments[1];
      return new Promise((resolve) => {
        if (!isObject(source)) {
          throw type("WebAssembly.instantiate(): Argument 0 must be a buffer source or a WebAssembly.Module object");
        }
        if (imports !== undefined && !isObject(imports)) {
          throw type("WebAssembly.instantiate(): Argument 1 must be an object");
        }
        if (Stamp.kind(source) === "module") {
          resolve(instance(Stamp.half(source), imports, "WebAssembly.instantiate()"));
          return;
        }
        buffer(source, "WebAssembly.instantiate(): Argument 0 must be a buffer source");
        throw new errors.CompileError("WebAssembly.instantiate(): Wasm code generation disallowed by embedder");
      });
    },
  };
  methods(namespace, functions);
  const jsTag = adopt(Object.create(classes.Tag.prototype), "tag", ["externref"]);
  for (const name of Object.keys(classes)) {
    if (name === "Exception") {
      Object.defineProperty(namespace, "JSTag", { value: jsTag, configurable: true });
    }
    hide(namespace, { [name]: classes[name] });
  }
  hide(namespace, errors);
  Object.defineProperty(namespace, Symbol.toStringTag, { value: "WebAssembly", configurable: true });

  // For structuredClone, which refuses these objects.
  internals.wasmKind = Stamp.kind;
  internals.wasmBuffer = (o) => native.isMemory(o);

  const b64 = new BigInt64Array(1);
  const constructors = { memory: classes.Memory, table: classes.Table, global: classes.Global };
  native.ready({
    toNumber: (v) => +v,
    toBigInt(v) {
      b64[0] = v;
      return b64[0];
    },
    toList(v, n) {
      if (!isObject(v) || typeof v[Symbol.iterator] !== "function") throw type("multi-return value must be iterable");
      const list = [...v];
      if (list.length !== n) throw type("multi-return length mismatch");
      return list;
    },
    brand: (f, h) => adopt(f, "function", h),
    unbrand: Stamp.half,
    wrap: (kind, h) => adopt(Object.create(constructors[kind].prototype), kind, h),
    fail(name, message) {
      throw new errors[name](message);
    },
  });

  return {
    WebAssembly: namespace,
    moduleFor: (h) => adopt(Object.create(classes.Module.prototype), "module", h),
  };
});
