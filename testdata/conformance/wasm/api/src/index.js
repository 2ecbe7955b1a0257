// The WebAssembly namespace: what there is, what arguments it takes, what it
// throws, and how values cross the border.
import all from "./all.wasm";
import { serve } from "./snippets.js";

const memory = () => new WebAssembly.Memory({ initial: 1 });
const table = (initial = 2) =>
  new WebAssembly.Table({ initial, element: "anyfunc" });
const imports = (more) => ({
  env: { f: (x) => x + 1, mem: memory(), g: 5, t: table(), ...more },
});
const make = (more) => new WebAssembly.Instance(all, imports(more)).exports;
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

const describe = (o, names) =>
  names.map((k) => {
    const d = Object.getOwnPropertyDescriptor(o, k);
    return (
      d &&
      `${String(k)} ${"value" in d ? typeof d.value : `${d.get ? "get" : ""}${d.set ? "set" : ""}`} ${d.enumerable} ${d.configurable} ${d.writable}`
    );
  });

const snippets = {
  "namespace-members": () =>
    describe(WebAssembly, [
      "compile",
      "validate",
      "instantiate",
      "Module",
      "Instance",
      "Table",
      "Memory",
      "Global",
      "Tag",
      "JSTag",
      "Exception",
      "CompileError",
      "LinkError",
      "RuntimeError",
    ]),
  "namespace-tag": () => [
    String(WebAssembly),
    typeof WebAssembly,
    describe(globalThis, ["WebAssembly"]),
  ],
  "not-there": () => [
    typeof WebAssembly.compileStreaming,
    typeof WebAssembly.instantiateStreaming,
  ],
  lengths: () =>
    [
      "Module",
      "Instance",
      "Table",
      "Memory",
      "Global",
      "Tag",
      "Exception",
      "CompileError",
      "compile",
      "validate",
      "instantiate",
    ].map((n) => WebAssembly[n].length),
  "prototype-table": () =>
    describe(WebAssembly.Table.prototype, [
      "length",
      "grow",
      "set",
      "get",
      "constructor",
      Symbol.toStringTag,
    ]),
  "prototype-memory": () =>
    describe(WebAssembly.Memory.prototype, [
      "grow",
      "buffer",
      "constructor",
      Symbol.toStringTag,
    ]),
  "prototype-instance": () =>
    describe(WebAssembly.Instance.prototype, [
      "exports",
      "constructor",
      Symbol.toStringTag,
    ]),
  "prototype-global": () =>
    describe(WebAssembly.Global.prototype, [
      "valueOf",
      "value",
      "constructor",
      Symbol.toStringTag,
    ]),
  "prototype-exception": () =>
    describe(WebAssembly.Exception.prototype, [
      "getArg",
      "is",
      "stack",
      "constructor",
      Symbol.toStringTag,
    ]),
  "module-object": () => [
    all instanceof WebAssembly.Module,
    Object.prototype.toString.call(all),
    Reflect.ownKeys(all).length,
  ],
  "module-exports": () =>
    WebAssembly.Module.exports(all).map((e) => JSON.stringify(e)),
  "module-imports": () =>
    WebAssembly.Module.imports(all).map((e) => JSON.stringify(e)),
  "module-sections": () =>
    WebAssembly.Module.customSections(all, "nothing").length,
  "module-statics": (t) => [
    t(() => WebAssembly.Module.imports({})),
    t(() => WebAssembly.Module.exports()),
    t(() => WebAssembly.Module.customSections(all)),
    t(() => WebAssembly.Module.customSections(1, "x")),
    describe(WebAssembly.Module, ["imports", "exports", "customSections"]),
  ],
  "module-constructor": (t) => [
    t(() => new WebAssembly.Module(bytes)),
    t(() => new WebAssembly.Module(bytes.buffer)),
    t(() => new WebAssembly.Module()),
    t(() => new WebAssembly.Module("x")),
    t(() => WebAssembly.Module(bytes)),
  ],
  validate: (t) => [
    WebAssembly.validate(bytes),
    WebAssembly.validate(bytes.buffer),
    WebAssembly.validate(bytes.subarray(0, 4)),
    WebAssembly.validate(new Uint8Array()),
    WebAssembly.validate(new DataView(bytes.buffer)),
    t(() => WebAssembly.validate()),
    t(() => WebAssembly.validate([0, 97])),
  ],
  compile: async () => {
    const out = [];
    for (const v of [bytes, undefined, "x", {}]) {
      const p = WebAssembly.compile(v);
      out.push(
        p instanceof Promise,
        await p.catch((e) => `${e.name}: ${e.message}`),
      );
    }
    return out;
  },
  "instantiate-refused": async () => {
    const out = [];
    for (const args of [[], [{}], ["x"], [bytes], [all], [all, 5], [all, {}]]) {
      out.push(
        await WebAssembly.instantiate(...args).catch(
          (e) => `${e.name}: ${e.message}`,
        ),
      );
    }
    return out;
  },
  instantiate: async () => {
    const i = await WebAssembly.instantiate(all, imports());
    return [i instanceof WebAssembly.Instance, i.exports.add(1, 2)];
  },
  "instance-arguments": (t) => [
    t(() => new WebAssembly.Instance()),
    t(() => new WebAssembly.Instance({})),
    t(() => new WebAssembly.Instance(all)),
    t(() => new WebAssembly.Instance(all, 5)),
    t(() => new WebAssembly.Instance(all, null)),
    t(() => new WebAssembly.Instance(all, {})),
    t(() => new WebAssembly.Instance(all, { env: 1 })),
    t(() => new WebAssembly.Instance(all, { env: {} })),
  ],
  "link-memory": (t) =>
    [{ mem: 1 }, { mem: {} }, { mem: new ArrayBuffer(8) }].map((m) =>
      t(() => make(m)),
    ),
  "link-function": (t) =>
    [{ f: undefined }, { f: 1 }, { f: {} }, { f: null }].map((m) =>
      t(() => make(m)),
    ),
  "link-global": (t) => [
    t(() => make({ g: undefined })),
    t(() => make({ g: 5n })),
    t(() => make({ g: "5" })),
    t(() => make({ g: null })),
    t(() => make({ g: 3.9 }).g()),
    t(() => make({ g: 2 ** 32 + 7 }).g()),
    t(() => make({ g: new WebAssembly.Global({ value: "i32" }, 9) }).g()),
    t(() =>
      make({ g: new WebAssembly.Global({ value: "i32", mutable: true }, 9) }),
    ),
    t(() => make({ g: new WebAssembly.Global({ value: "i64" }, 9n) })),
  ],
  "link-table": (t) => [
    t(() => make({ t: undefined })),
    t(() => make({ t: [] })),
    t(() => make({ t: table(1) })),
    t(() =>
      make({ t: new WebAssembly.Table({ initial: 2, element: "externref" }) }),
    ),
    t(() => typeof make({ t: table(3) }).add),
  ],
  "exports-object": (t) => {
    const i = new WebAssembly.Instance(all, imports());
    const e = i.exports;
    return [
      Object.keys(e),
      Object.isFrozen(e),
      Object.getPrototypeOf(e),
      i.exports === e,
      describe(e, ["add"]),
      Object.prototype.toString.call(i),
      Reflect.ownKeys(i).length,
      t(() => Reflect.set(e, "add", 1)),
    ];
  },
  functions: (t) => {
    const e = make();
    return [
      e.add,
      e.trap,
      String(e.add),
      Object.getPrototypeOf(e.add) === Function.prototype,
      "prototype" in e.add,
      t(() => Reflect.construct(e.add, []) && 1).split(":")[0],
      make().add === e.add,
      e.add === e.add,
    ];
  },
  "numbers-i32": (t) => {
    const { add } = make();
    return [
      add(1, 2),
      add("5", true),
      add(),
      add(2 ** 31, 0),
      add(NaN, 2 ** 40 + 3.7),
      add(-1.9, 0),
      add({ valueOf: () => 7 }, null),
      add([3], undefined),
      add(Infinity, 1),
      t(() => add(1n, 0)).split(":")[0],
      t(() => add(Symbol(), 0)).split(":")[0],
      add(1, 2, 3),
    ];
  },
  "numbers-i64": (t) => {
    const { i64 } = make();
    return [
      i64(5n),
      i64(2n ** 63n),
      i64(2n ** 64n + 1n),
      i64(-1n),
      i64("12"),
      i64(true),
      t(() => i64(5)).split(":")[0],
      t(() => i64()).split(":")[0],
      t(() => i64("x")).split(":")[0],
      typeof i64(0n),
    ];
  },
  "numbers-float": () => {
    const { f32, f64 } = make();
    return [
      f32(0.1),
      f32(1e40),
      f32(-0) === 0,
      Object.is(f32(-0), -0),
      f32("2.5"),
      f64(0.1),
      Object.is(f64(NaN), NaN),
      f64(2 ** 53),
      f64(),
      Object.is(f64(-0), -0),
      f64(null),
    ].map(String);
  },
  multi: () => {
    const r = make().multi();
    return [Array.isArray(r), r, typeof r[2]];
  },
  traps: (t) => {
    const e = make();
    return [
      t(() => e.trap()),
      t(() => e.oob()),
      t(() => e.div(1, 0)),
      t(() => e.trunc(NaN)),
      t(() => e.trunc(1e20)),
      t(() => e.ind(9)),
      e.div(7, 2),
    ];
  },
  recursion: (t) => t(() => make().rec()),
  "indirect-mismatch": (t) => {
    const tab = table();
    const e = make({ t: tab });
    tab.set(0, e.add);
    return t(() => e.ind(0)).split(":")[0];
  },
  "js-function-called": () => {
    let seen;
    const e = make({
      f() {
        "use strict";
        seen = [
          typeof this,
          arguments.length,
          arguments[0],
          new.target === undefined,
        ];
        return "41";
      },
    });
    return [e.callf(2 ** 31), seen];
  },
  "js-function-results": () =>
    [undefined, null, "7", 7.9, 2 ** 32 + 1, true, [9], NaN].map((v) =>
      make({ f: () => v }).callf(0),
    ),
  "js-function-throws": (t) => {
    class Mine extends Error {}
    const e = make({
      f(x) {
        if (x === 1) throw new Mine("one");
        if (x === 2) throw "two";
        return Symbol();
      },
    });
    const caught = (x) => {
      try {
        return e.callf(x);
      } catch (v) {
        return v instanceof Error
          ? `${v.constructor.name} ${x === 3 ? "" : v.message}`
          : v;
      }
    };
    return [caught(1), caught(2), caught(3), e.add(1, 1)];
  },
  reentrant: () => {
    let e;
    let depth = 0;
    e = make({
      f(x) {
        return ++depth < 20 ? e.callf(x + 1) + e.add(x, 1) : x;
      },
    });
    return [e.callf(0), depth];
  },
  "memory-constructor": (t) => [
    t(() => new WebAssembly.Memory()),
    t(() => new WebAssembly.Memory(1)),
    t(() => new WebAssembly.Memory({})),
    t(() => new WebAssembly.Memory({ initial: -1 })),
    t(() => new WebAssembly.Memory({ initial: "x" })),
    t(() => new WebAssembly.Memory({ initial: 2, maximum: 1 })),
    t(() => new WebAssembly.Memory({ initial: 65537 })),
    t(() => WebAssembly.Memory({ initial: 1 })),
    t(() => new WebAssembly.Memory({ initial: 1.9 }).buffer.byteLength),
    t(() => new WebAssembly.Memory({ initial: "1" }).buffer.byteLength),
  ],
  "memory-grow": (t) => {
    const m = new WebAssembly.Memory({ initial: 1, maximum: 3 });
    const b = m.buffer;
    const out = [
      b.byteLength,
      m.buffer === b,
      m.grow(1),
      b.byteLength,
      m.buffer.byteLength,
      m.buffer === b,
    ];
    const c = m.buffer;
    return [
      ...out,
      m.grow(0),
      c.byteLength,
      m.buffer.byteLength,
      t(() => m.grow(2)),
      t(() => m.grow()),
      t(() => m.grow(-1)),
      t(() => m.grow("1")),
      m.buffer.byteLength,
    ];
  },
  "memory-shared-view": () => {
    const mem = memory();
    const e = make({ mem });
    const view = new Uint8Array(mem.buffer);
    view[10] = 77;
    e.store(11, 78);
    const before = [e.load(10), view[11]];
    e.grow(1);
    return [
      ...before,
      view.length,
      mem.buffer.byteLength,
      new Uint8Array(mem.buffer)[11],
      e.grow(0),
    ];
  },
  "memory-receiver": (t) => [
    t(() =>
      Object.getOwnPropertyDescriptor(
        WebAssembly.Memory.prototype,
        "buffer",
      ).get.call({}),
    ),
    t(() => WebAssembly.Memory.prototype.grow.call({}, 1)),
  ],
  "table-constructor": (t) => [
    t(() => new WebAssembly.Table()),
    t(() => new WebAssembly.Table({})),
    t(() => new WebAssembly.Table({ element: "x", initial: 1 })),
    t(() => new WebAssembly.Table({ element: "anyfunc" })),
    t(
      () =>
        new WebAssembly.Table({ element: "anyfunc", initial: 2, maximum: 1 }),
    ),
    t(() =>
      new WebAssembly.Table({ element: "externref", initial: 2 }, "v").get(1),
    ),
    t(() => new WebAssembly.Table({ element: "externref", initial: 2 }).get(1)),
    t(() => new WebAssembly.Table({ element: "anyfunc", initial: 2 }).get(1)),
    t(() => WebAssembly.Table({ element: "anyfunc", initial: 1 })),
  ],
  "table-functions": (t) => {
    const tab = table();
    const e = make({ t: tab });
    tab.set(0, e.add);
    const out = [tab.get(0) === e.add, tab.get(1), tab.length];
    tab.set(0, null);
    out.push(tab.get(0), tab.grow(2), tab.length, tab.get(3));
    tab.set(1, e.multi);
    return [
      ...out,
      tab.get(1)(),
      t(() => tab.set(0, () => 1)),
      t(() => tab.set(0, 5)),
      t(() => tab.get(9)),
      t(() => tab.set(9, null)),
      t(() => tab.get(-1)),
      t(() => tab.get()),
      t(() => tab.grow(2 ** 31)),
    ];
  },
  "table-externref": () => {
    const tab = new WebAssembly.Table({
      element: "externref",
      initial: 1,
      maximum: 4,
    });
    const o = {};
    tab.set(0, o);
    const out = [tab.get(0) === o];
    tab.set(0);
    out.push(
      tab.get(0),
      tab.grow(1, 5),
      tab.get(1),
      tab.grow(1),
      tab.get(2),
      tab.length,
    );
    return out;
  },
  "global-constructor": (t) => [
    t(() => new WebAssembly.Global()),
    t(() => new WebAssembly.Global({})),
    t(() => new WebAssembly.Global({ value: "x" })),
    t(() => new WebAssembly.Global({ value: "v128" })),
    t(() => new WebAssembly.Global({ value: "i64" }, 7)).split(":")[0],
    t(() => WebAssembly.Global({ value: "i32" })),
  ],
  "global-values": (t) => {
    const o = {};
    const g = new WebAssembly.Global({ value: "i64", mutable: true }, 7n);
    g.value = 9n;
    return [
      new WebAssembly.Global({ value: "i32" }, 7).value,
      new WebAssembly.Global({ value: "i32" }, "8").value,
      new WebAssembly.Global({ value: "i32" }).value,
      new WebAssembly.Global({ value: "i64" }).value,
      new WebAssembly.Global({ value: "f32" }, 0.1).value,
      new WebAssembly.Global({ value: "f64" }, 0.1).value,
      new WebAssembly.Global({ value: "externref" }).value,
      new WebAssembly.Global({ value: "externref" }, o).value === o,
      new WebAssembly.Global({ value: "anyfunc" }).value,
      g.value,
      g.valueOf(),
      t(() => {
        new WebAssembly.Global({ value: "i32" }, 7).value = 1;
      }),
      t(() => {
        g.value = "x";
      }).split(":")[0],
      Object.prototype.toString.call(g),
    ];
  },
  errors: () =>
    ["CompileError", "LinkError", "RuntimeError"].map((n) => {
      const C = WebAssembly[n];
      const e = new C("text", { cause: 1 });
      return [
        e.name,
        e.message,
        e.cause,
        String(e),
        e instanceof Error,
        e instanceof C,
        Object.getPrototypeOf(C) === Error,
        C.prototype.name,
        C("x") instanceof C,
        Object.keys(e).length,
        "message" in new C() && new C().message,
      ];
    }),
  "error-subclass": () => {
    class Mine extends WebAssembly.RuntimeError {}
    const e = new Mine("m");
    return [e instanceof Mine, e.message, e.name];
  },
  tags: (t) => {
    const tag = new WebAssembly.Tag({ parameters: ["i32", "i64"] });
    const x = new WebAssembly.Exception(tag, [4, 5n]);
    return [
      x.is(tag),
      x.is(new WebAssembly.Tag({ parameters: [] })),
      x.getArg(tag, 0),
      x.getArg(tag, 1),
      x instanceof Error,
      String(x),
      Object.prototype.toString.call(tag),
      t(() => new WebAssembly.Tag()),
    ];
  },
  "module-twice": () => {
    const a = make({ g: 1 });
    const b = make({ g: 2 });
    return [a.g(), b.g()];
  },
  many: () => {
    let sum = 0;
    for (let i = 0; i < 200; i++) sum += make({ g: i }).g();
    return sum;
  },
};

export default serve(snippets);
