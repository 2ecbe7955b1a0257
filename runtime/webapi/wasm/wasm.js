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
      // Without threads a shared memory is another name for one, until it grows: its
      // old buffers would have to go on as they were.
      if (descriptor.shared && l.initial !== l.maximum) throw new RangeError("WebAssembly.Memory(): shared memory is not available");
      const h = native.newMemory(l.initial, l.maximum);
      if (descriptor.shared) shared.add(this);
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
      if (descriptor.parameters === undefined) {
        throw type("WebAssembly.Tag(): Argument 0 must be a tag type with 'parameters'");
      }
      adopt(this, "tag", Array.from(descriptor.parameters, String));
    },
    Exception: function Exception(tag, payload) {
      if (new.target === undefined) throw type("WebAssembly.Exception(): WebAssembly.Exception must be invoked with 'new'");
      const types = half(tag, "tag", "WebAssembly.Exception(): Argument 0 must be a WebAssembly tag");
      const values = Array.from(payload);
      if (values.length !== types.length) {
        throw type("WebAssembly.Exception(): Number of exception values does not match signature length");
      }
      adopt(this, "exception", { tag, values });
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

  const index = (v, what) => {
    const x = Number(v);
    if (!Number.isFinite(x)) throw type(`${what}: Argument 0 must be convertible to a valid number`);
    const t = Math.trunc(x);
    if (t < 0) throw type(`${what}: Argument 0 must be non-negative`);
    if (t > 4294967295) throw type(`${what}: Argument 0 must be in the unsigned long range`);
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
      half(tag, "tag", "WebAssembly.Exception.getArg(): Argument 0 must be a WebAssembly tag");
      if (e.tag !== tag) throw type("WebAssembly.Exception.getArg(): First argument does not match the exception tag");
      const n = index(at, "WebAssembly.Exception.getArg()");
      if (n >= e.values.length) throw type("WebAssembly.Exception.getArg(): Index must be convertible to a valid number");
      return e.values[n];
    },
    is(tag) {
      const e = receiver(this, "exception", "Exception.is()");
      half(tag, "tag", "WebAssembly.Exception.is(): Argument 0 must be a WebAssembly tag");
      return e.tag === tag;
    },
    get stack() {
      receiver(this, "exception", "Exception.stack");
      return undefined;
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
  for (const name of Object.keys(classes)) {
    if (name === "Exception") {
      const jsTag = adopt(Object.create(classes.Tag.prototype), "tag", ["externref"]);
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
