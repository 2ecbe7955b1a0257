// structuredClone: what is cloned, what is transferred, what is refused. Each path runs one snippet
// and shows what it returned or threw.
const err = (f) => {
  try {
    return f();
  } catch (e) {
    return e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`;
  }
};
const aerr = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`;
  }
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// What became of a promise after a while.
const soon = (p, ms = 30) => Promise.race([aerr(() => p), sleep(ms).then(() => "pending")]);
const enc = (s) => new TextEncoder().encode(s);
const dec = (b) => new TextDecoder().decode(b);
const all = async (stream) => {
  const out = [];
  for await (const x of stream) out.push(x);
  return out;
};
const show = (v) =>
  typeof v === "string"
    ? v
    : (JSON.stringify(v, (_, x) =>
        x === undefined
          ? "undefined"
          : typeof x === "bigint"
            ? `${x}n`
            : ArrayBuffer.isView(x)
              ? `${x.constructor.name}(${x.byteLength}) ${x instanceof DataView ? "" : [...x].slice(0, 20).join(" ")}`
              : x instanceof ArrayBuffer
                ? `ArrayBuffer(${x.byteLength})`
                : typeof x === "function"
                  ? `function ${x.name}/${x.length}`
                  : typeof x === "symbol"
                    ? String(x)
                    : typeof x === "number" && !Number.isFinite(x)
                      ? String(x)
                      : x instanceof Error
                        ? `${x.name}: ${x.message}`
                        : x,
      ) ?? String(v));

const snippets = {
  async args() {
    return [
      err(() => structuredClone()),
      err(() => structuredClone(undefined)),
      err(() => structuredClone(1, null)),
      err(() => structuredClone(1, 5)),
      err(() => structuredClone(1, { transfer: 5 })),
      err(() => structuredClone(1, { transfer: null })),
      err(() => structuredClone(1, {})),
      structuredClone.length,
      structuredClone.name,
    ].map(String);
  },
  async "transfer-buffer"() {
    const b = new Uint8Array([1, 2, 3]).buffer;
    const c = structuredClone(b, { transfer: [b] });
    return [b.byteLength, c.byteLength, new Uint8Array(c)];
  },
  async "transfer-view"() {
    const v = new Uint16Array([1, 2, 3]).subarray(1);
    const c = structuredClone(v, { transfer: [v.buffer] });
    return [v.length, c.length, c.byteOffset, c.buffer.byteLength, c];
  },
  async "transfer-unused"() {
    const b = new ArrayBuffer(4);
    structuredClone({}, { transfer: [b] });
    return b.byteLength;
  },
  async "transfer-twice"() {
    const b = new ArrayBuffer(4);
    return [String(err(() => structuredClone(b, { transfer: [b, b] }).byteLength)), b.byteLength];
  },
  async "transfer-detached"() {
    const b = new ArrayBuffer(4);
    structuredClone(b, { transfer: [b] });
    return [String(err(() => structuredClone(b))), String(err(() => structuredClone(b, { transfer: [b] })))];
  },
  async "transfer-bad"() {
    return [
      err(() => structuredClone({}, { transfer: [{}] })),
      err(() => structuredClone({}, { transfer: [1] })),
      err(() => structuredClone({}, { transfer: [new Uint8Array(2)] })),
    ].map(String);
  },
  async "transfer-stream"() {
    const r = new ReadableStream();
    return [
      err(() => structuredClone(r, { transfer: [r] })),
      err(() => structuredClone(new WritableStream())),
      err(() => structuredClone(new MessageChannel().port1)),
    ].map(String);
  },
  async "transfer-in-two-places"() {
    const b = new Uint8Array([7]).buffer;
    const c = structuredClone({ a: b, v: new Uint8Array(b) }, { transfer: [b] });
    return [c.v.buffer === c.a, c.v[0], b.byteLength];
  },
  async "failure-keeps-buffer"() {
    const b = new ArrayBuffer(4);
    const e = err(() => structuredClone({ b, f() {} }, { transfer: [b] }));
    return [String(e).split(":")[0], b.byteLength];
  },
  async events() {
    return [
      err(() => structuredClone(new Event("x"))),
      err(() => structuredClone(new AbortController())),
      err(() => structuredClone(new AbortController().signal)),
      err(() => structuredClone(new EventTarget())),
      err(() => structuredClone(performance)),
      err(() => structuredClone(navigator)),
    ].map(String);
  },
  async errors() {
    const o = [];
    for (const e of [
      new Error("a"),
      new TypeError("b"),
      new AggregateError([new Error("x")], "agg"),
      Object.assign(new Error("c"), { extra: 1 }),
      new Error("d", { cause: 5 }),
    ]) {
      const c = structuredClone(e);
      o.push([c.name, c.message, c.constructor.name, c instanceof Error, c.cause, c.extra]);
    }
    return o;
  },
  async collections() {
    const m = new Map([
      [{}, 1],
      ["k", new Set([1, [2]])],
    ]);
    const c = structuredClone(m);
    return [c instanceof Map, c.size, [...c.get("k")], c.get("k") instanceof Set];
  },
  async cycles() {
    const a = { n: 1 };
    a.self = a;
    a.list = [a];
    const c = structuredClone(a);
    return [c !== a, c.self === c, c.list[0] === c];
  },
  async sparse() {
    const a = [1, , 3];
    a.x = 5;
    const c = structuredClone(a);
    return [c.length, 1 in c, c.x];
  },
  async primitives() {
    return [
      structuredClone(-0) === 0 && 1 / structuredClone(-0),
      structuredClone(5n),
      structuredClone(NaN),
      structuredClone(null),
      structuredClone(""),
      structuredClone(true),
    ];
  },
  async boxed() {
    return [
      structuredClone(Object(1)),
      structuredClone(Object("s")).length,
      structuredClone(Object(true)).valueOf(),
      typeof structuredClone(Object(5n)),
      String(err(() => structuredClone(Object(Symbol("q"))))),
    ];
  },
  async accessors() {
    let n = 0;
    const c = structuredClone({
      get a() {
        n++;
        return 5;
      },
    });
    return [c, n, Object.getOwnPropertyDescriptor(c, "a").writable];
  },
  async proto() {
    class K {
      constructor() {
        this.v = 1;
      }
      get g() {
        return 2;
      }
    }
    const c = structuredClone(new K());
    return [c.constructor === Object, c.v, c.g];
  },
  async "getter-throws"() {
    return err(() =>
      structuredClone({
        get a() {
          throw new RangeError("g");
        },
      }),
    );
  },
  async views() {
    return [
      new Int8Array([1]),
      new Float64Array([1.5]),
      new BigInt64Array([5n]),
      new DataView(new ArrayBuffer(3), 1, 2),
      new Uint8ClampedArray([300]),
    ].map((v) => {
      const c = structuredClone(v);
      return [c.constructor.name, c.byteLength, c.byteOffset];
    });
  },
  async "shared-view-buffer"() {
    const b = new ArrayBuffer(8);
    const c = structuredClone([new Uint8Array(b, 0, 4), new Uint8Array(b, 4)]);
    return [c[0].buffer === c[1].buffer, c[1].byteOffset];
  },
  async "regexp-date"() {
    const r = /a/gi;
    r.lastIndex = 3;
    const c = structuredClone(r);
    return [
      String(c),
      c.lastIndex,
      structuredClone(new Date(NaN)).getTime(),
      structuredClone(new Date(5)).getTime(),
    ];
  },
  async deep() {
    let a = {};
    for (let i = 0; i < 500; i++) a = { a };
    return typeof structuredClone(a).a;
  },
  async functions() {
    return [
      err(() => structuredClone(() => {})),
      err(() => structuredClone({ f() {} })),
      err(() => structuredClone(class A {})),
      err(() => structuredClone(Symbol("x"))),
    ].map((x) => String(x).split(":")[0]);
  },
};

export default {
  async fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](request, env, ctx);
      return v instanceof Response ? v : new Response("= " + show(v));
    } catch (e) {
      return new Response(e instanceof Error ? `! ${e.name}: ${e.message}` : `! thrown ${String(e)}`);
    }
  },
};
