// Modules that import from each other and from JavaScript.
import library from "./library.wasm";
import user from "./user.wasm";
import starts from "./starts.wasm";
import segments from "./segments.wasm";
import limits from "./limits.wasm";
import features from "./features.wasm";
import { serve } from "./snippets.js";

const lib = (log = () => {}) =>
  new WebAssembly.Instance(library, { host: { log } }).exports;
const use = (l, again = l.double) =>
  new WebAssembly.Instance(user, {
    lib: {
      memory: l.memory,
      table: l.table,
      counter: l.counter,
      constant: l.constant,
      double: l.double,
      "": again,
    },
  }).exports;
const text = (memory, at, n) =>
  new TextDecoder().decode(new Uint8Array(memory.buffer, at, n));

const snippets = {
  "library-alone": () => {
    const seen = [];
    const l = lib((x) => seen.push(x));
    l.report(-3);
    return [
      Object.keys(l),
      l.double(21),
      l.call(5, 0),
      l.call(5, 1),
      l.counter.value,
      l.constant.value,
      text(l.memory, 0, 7),
      seen,
    ];
  },
  together: () => {
    const l = lib();
    const u = use(l);
    return [
      u.both(3),
      u.constant(),
      u.byte(100),
      l.counter.value,
      text(l.memory, 200, 4),
      l.call(5, 2),
      u.call(5, 1),
    ];
  },
  "same-objects": () => {
    const l = lib();
    const u = use(l);
    return [
      u.sameMemory === l.memory,
      u.sameTable === l.table,
      u.sameCounter === l.counter,
      u.sameDouble === l.double,
    ];
  },
  "wrapped-function": () => {
    const l = lib();
    const u = use(l, (x) => x + 0.5);
    return [u.both(3), u.sameDouble === l.double];
  },
  "shared-global": () => {
    const l = lib();
    const u = use(l);
    u.sameCounter.value = 77;
    return [l.counter.value, u.sameCounter.value];
  },
  "table-from-outside": () => {
    const l = lib();
    const u = use(l);
    const out = [
      l.table.length,
      l.table.get(2) === u.negate,
      l.table.get(0) === l.double,
      l.table.get(3),
      l.table.get(1)(5),
    ];
    l.table.set(3, u.negate);
    return [
      ...out,
      l.call(9, 3),
      u.call(9, 3),
      l.table.get(1) === l.table.get(1),
      l.table.grow(2),
      l.table.length,
    ];
  },
  "table-limit": (t) => {
    const l = lib();
    return [l.table.grow(4), t(() => l.table.grow(1)), l.table.length];
  },
  "memory-grown-by-the-other": () => {
    const l = lib();
    const u = use(l);
    const before = new Uint8Array(l.memory.buffer);
    const out = [
      u.grow(),
      before.length,
      l.memory.buffer.byteLength,
      u.sameMemory.buffer === l.memory.buffer,
    ];
    return [
      ...out,
      u.grow(),
      u.grow(),
      u.grow(),
      l.memory.buffer.byteLength,
      text(l.memory, 0, 7),
    ];
  },
  "wrong-signature": (t) => t(() => use(lib(), lib().report)),
  "wrong-kinds": (t) => {
    const l = lib();
    const given = {
      memory: l.memory,
      table: l.table,
      counter: l.counter,
      constant: l.constant,
      double: l.double,
      "": l.double,
    };
    return Object.keys(given).map((k) =>
      t(
        () =>
          new WebAssembly.Instance(user, {
            lib: { ...given, [k]: k === "memory" ? l.table : l.memory },
          }),
      ),
    );
  },
  "missing-module": (t) => [
    t(() => new WebAssembly.Instance(user, {})),
    t(() => new WebAssembly.Instance(user, { lib: undefined })),
  ],
  "getters-and-order": (t) => {
    const seen = [];
    const ns = new Proxy({}, { get: (_, k) => void seen.push(String(k)) });
    return [t(() => new WebAssembly.Instance(user, { lib: ns })), seen];
  },
  start: () => {
    const e = new WebAssembly.Instance(starts, { host: { begin: () => 99 } })
      .exports;
    return e.seen.value;
  },
  "start-throws": (t) => {
    class Mine extends Error {}
    return t(
      () =>
        new WebAssembly.Instance(starts, {
          host: {
            begin: () => {
              throw new Mine("no");
            },
          },
        }),
    );
  },
  "start-async": async () => {
    const r = await WebAssembly.instantiate(starts, {
      host: {
        begin: () => {
          throw new RangeError("later");
        },
      },
    }).catch((e) => `${e.name}: ${e.message}`);
    return r;
  },
  "segment-out-of-bounds": (t) =>
    t(
      () =>
        new WebAssembly.Instance(segments, {
          m: { memory: new WebAssembly.Memory({ initial: 1 }) },
        }),
    ).split(":")[0],
  "segment-fits": () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    new WebAssembly.Instance(segments, { m: { memory } });
    return text(memory, 65530, 12);
  },
  limits: (t) => {
    const table = new WebAssembly.Table({
      initial: 1,
      maximum: 2,
      element: "anyfunc",
    });
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 3 });
    const go = (m) => t(() => typeof new WebAssembly.Instance(limits, { m }));
    return [
      go({ memory, table }),
      go({ memory: new WebAssembly.Memory({ initial: 1, maximum: 3 }), table }),
      go({ memory: new WebAssembly.Memory({ initial: 2 }), table }),
      go({ memory: new WebAssembly.Memory({ initial: 2, maximum: 9 }), table }),
      go({
        memory,
        table: new WebAssembly.Table({
          initial: 0,
          maximum: 2,
          element: "anyfunc",
        }),
      }),
      go({
        memory,
        table: new WebAssembly.Table({ initial: 1, element: "anyfunc" }),
      }),
      go({
        memory,
        table: new WebAssembly.Table({
          initial: 1,
          maximum: 9,
          element: "anyfunc",
        }),
      }),
    ];
  },
  "bulk-memory": (t) => {
    const e = new WebAssembly.Instance(features).exports;
    e.init();
    const out = [text(e.memory, 16, 7)];
    e.fill(100, 66, 3);
    e.copy(102, 16, 4);
    return [
      ...out,
      text(e.memory, 100, 6),
      t(() => e.init()),
      t(() => e.fill(65535, 1, 2)),
    ];
  },
  "sign-and-saturation": () => {
    const e = new WebAssembly.Instance(features).exports;
    return [
      e.extend(255),
      e.extend(127),
      e.saturate(1e20),
      e.saturate(-1e20),
      e.saturate(NaN),
      e.saturate(-3.9),
      e.sum.value,
    ];
  },
  simd: () => new WebAssembly.Instance(features).exports.lanes(40, 2),
  "several-results": () =>
    new WebAssembly.Instance(features).exports.swap(1, 2n),
  "tail-calls": () =>
    new WebAssembly.Instance(features).exports.count(1000000, 0),
};

export default serve(snippets);
