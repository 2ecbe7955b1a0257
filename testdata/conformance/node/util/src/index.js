// node:util, one snippet a path.
import { Buffer } from "node:buffer";
import {
  MIMEType,
  TextDecoder,
  TextEncoder,
  _extend,
  callbackify,
  debuglog,
  deprecate,
  format,
  formatWithOptions,
  inherits,
  inspect,
  isDeepStrictEqual,
  parseArgs,
  promisify,
  stripVTControlCharacters,
  styleText,
  toUSVString,
  types,
} from "node:util";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const snippets = {
  async primitives() {
    return [
      null,
      undefined,
      1,
      -0,
      1e21,
      NaN,
      5n,
      true,
      Symbol("q"),
      "it's",
      "a\"b'c",
      "\n\t\u0001\x7f",
    ].map((v) => inspect(v));
  },
  async objects() {
    return [
      {},
      [],
      { a: 1 },
      { "a-b": 1, 3: 2, a: undefined },
      [1, [2, [3, [4]]]],
      { a: { b: { c: { d: 1 } } } },
      { "": 1 },
      [[[]]],
    ].map((v) => inspect(v));
  },
  async holes() {
    return [
      inspect([1, , 3]),
      inspect([, ,]),
      inspect([undefined, null]),
      inspect(Object.assign([1], { x: 2 })),
    ];
  },
  async "long-array"() {
    return inspect(Array.from({ length: 120 }, (_, i) => i * 3));
  },
  async "long-strings"() {
    return inspect(Array.from({ length: 30 }, (_, i) => `item${i}`));
  },
  async "long-text"() {
    return inspect({ s: "x".repeat(100), t: "y".repeat(100) });
  },
  async "many-objects"() {
    return inspect(Array.from({ length: 20 }, (_, i) => ({ i })));
  },
  async functions() {
    return [
      inspect(function foo() {}),
      inspect(() => {}),
      inspect(async () => {}),
      inspect(function* g() {}),
      inspect(class A {}),
      inspect(class extends Map {}),
      inspect(Object.assign(function f() {}, { p: 1 })),
    ];
  },
  async classes() {
    class A {
      x = 1;
      get y() {
        return 2;
      }
    }
    class B extends A {
      #p = 1;
    }
    return [
      inspect(new A()),
      inspect(new B()),
      inspect(B),
      inspect(Object.create(A.prototype)),
      inspect(new (class Foo extends Map {})([[1, 2]])),
      inspect(new (class Bar extends Array {})(3)),
    ];
  },
  async "null-prototype"() {
    return [
      inspect(Object.create(null)),
      inspect(Object.assign(Object.create(null), { a: 1 })),
      inspect(Object.create({})),
    ];
  },
  async collections() {
    return [
      new Map([
        [{ a: 1 }, "x"],
        ["k", [1, 2]],
      ]),
      new Set([1, "a", { b: 2 }]),
      new Map(),
      new Set(),
      new WeakMap(),
      new WeakSet(),
    ].map((v) => inspect(v));
  },
  async boxed() {
    return [
      Object(1),
      Object("str"),
      Object(Symbol("b")),
      Object(3n),
      Object(true),
      Object.assign(Object("ab"), { z: 1 }),
      new Number(-0),
    ].map((v) => inspect(v));
  },
  async dates() {
    return [
      inspect(new Date(0)),
      inspect(new Date(NaN)),
      inspect(/a\/b/gi),
      inspect({ d: new Date(1e12), r: /x/ }),
    ];
  },
  async binary() {
    return [
      inspect(new Uint8Array(5)),
      inspect(new Float64Array([1.5, -0])),
      inspect(new BigInt64Array(1)),
      inspect([new Uint8Array(2)]),
    ];
  },
  async promises() {
    return [inspect(Promise.resolve({ a: 1 })), inspect(new Promise(() => {}))];
  },
  async circular() {
    const c = { a: 1 };
    c.self = c;
    c.deep = { c };
    return inspect(c);
  },
  async accessors() {
    return [
      inspect({
        get a() {
          return 1;
        },
        set a(v) {},
        get b() {
          return 1;
        },
        set c(v) {},
      }),
      inspect(
        {
          get a() {
            return { x: 1 };
          },
          get b() {
            return 5;
          },
        },
        { getters: true },
      ),
    ];
  },
  async options() {
    const v = {
      list: [1, 2, 3, 4, 5, 6, 7, 8],
      nested: { deep: { deeper: { deepest: 1 } } },
      text: "hello",
      date: new Date(0),
    };
    return [
      inspect(v),
      inspect(v, { depth: 0 }),
      inspect(v, { depth: null }),
      inspect(v, { compact: false }),
      inspect(v, { breakLength: 40 }),
      inspect(v, { compact: true }),
      inspect(v, false, 1),
    ];
  },
  async colours() {
    return inspect(
      {
        a: 1,
        b: "s",
        c: [null, undefined, true],
        d: 1n,
        e: Symbol("q"),
        f() {},
      },
      { colors: true },
    );
  },
  async sorted() {
    return inspect({ b: 1, a: { d: 1, c: 2 } }, { sorted: true });
  },
  async limits() {
    return [
      inspect([1, 2, 3, 4], { maxArrayLength: 2 }),
      inspect("abcdef", { maxStringLength: 3 }),
      inspect(new Set([1, 2, 3]), { maxArrayLength: 1 }),
      inspect(123456789.12345, { numericSeparator: true }),
    ];
  },
  async custom() {
    return [
      inspect({
        [inspect.custom](depth, options, i) {
          return `custom ${depth} ${typeof options.stylize} ${i === inspect}`;
        },
      }),
      inspect({ a: { [inspect.custom]: () => ({ z: 1 }) } }),
      inspect.custom.toString(),
    ];
  },
  async hidden() {
    return inspect(Object.defineProperty({}, "hid", { value: 1 }), {
      showHidden: true,
    });
  },
  async "multi-line"() {
    return [
      inspect("a\nb".repeat(20)),
      inspect({ a: "line1\nline2" }),
      inspect([["x".repeat(50), "y".repeat(50)], ["z".repeat(50)]]),
    ];
  },
  async errors() {
    const e = new TypeError("boo");
    e.extra = 1;
    const text = inspect(e);
    return [
      text.startsWith("TypeError: boo\n    at "),
      text.endsWith("{\n  extra: 1\n}"),
      inspect(new Error("x", { cause: new Error("y") })).includes(
        "[cause]: Error: y",
      ),
    ];
  },
  async format() {
    return [
      format("%s %s", "a"),
      format("%s", null),
      format("%s", { a: 1 }),
      format("%s", [1, [2, [3]]]),
      format("%s", -0),
      format("%s", 5n),
      format("%s", Symbol("a")),
      format("%s", { toString: () => "TS" }),
      format("%s", Object.create(null)),
    ];
  },
  async "format-numbers"() {
    return [
      format("%d", 5n),
      format("%d", "0x10"),
      format("%d", {}),
      format("%i", "42.9px"),
      format("%f", "1.5x"),
      format("%d", ""),
      format("%i", Symbol("x")),
    ];
  },
  async "format-objects"() {
    return [
      format("%j", { a: [1] }),
      format("%O", { a: { b: { c: { d: 1 } } } }),
      format("%o", [1]),
      format("%c styled", "css"),
    ];
  },
  async "format-rest"() {
    return [
      format("%%"),
      format("%% %s", 1),
      format("100%"),
      format("%x", 1),
      format("a", "b", { c: 1 }, [2]),
      format(1, 2, "3"),
      format(),
      format("%s %s", 1, 2, 3, "x"),
    ];
  },
  async "format-circular"() {
    const c = {};
    c.c = c;
    return format("%j", c);
  },
  async "format-options"() {
    return formatWithOptions({ compact: false }, "%O", { a: 1 });
  },
  async promisify() {
    return [
      await promisify((a, cb) => cb(null, a + 1))(1),
      await promisify((cb) => cb(new Error("no")))().catch(failed),
      await promisify(
        Object.assign(() => {}, { [promisify.custom]: async () => "own" }),
      )(),
      promisify.custom.toString(),
    ];
  },
  async "promisify-bad"() {
    return thrown(() => promisify(5));
  },
  async callbackify() {
    const f = callbackify(async (v) => {
      if (v) return v;
      throw null;
    });
    return [
      await new Promise((r) => f(5, (e, v) => r([e, v]))),
      await new Promise((r) => f(0, (e) => r(failed(e)))),
      f.name.length > 0,
    ];
  },
  async inherits() {
    function A() {}
    function B() {}
    A.prototype.hi = () => "hi";
    inherits(B, A);
    return [
      new B().hi(),
      B.super_ === A,
      thrown(() => inherits(5)),
      thrown(() => inherits(B, null)),
    ];
  },
  async deprecate() {
    const f = deprecate((a) => a + 1, "old", "W2C001");
    return [f(1), f(2), f.length];
  },
  async types() {
    return [
      types.isPromise(Promise.resolve()),
      types.isPromise({ then() {} }),
      types.isRegExp(/x/),
      types.isDate(new Date()),
      types.isMap(new Map()),
      types.isSet(new Map()),
      types.isProxy(new Proxy({}, {})),
      types.isProxy({}),
      types.isAsyncFunction(async () => {}),
      types.isAsyncFunction(() => {}),
      types.isGeneratorFunction(function* () {}),
      types.isGeneratorObject((function* () {})()),
      types.isNativeError(new TypeError()),
      types.isNativeError({ __proto__: Error.prototype }),
    ];
  },
  async "types-binary"() {
    return [
      types.isTypedArray(new Uint8Array()),
      types.isTypedArray(new DataView(new ArrayBuffer(1))),
      types.isUint8Array(Buffer.alloc(1)),
      types.isArrayBufferView(new DataView(new ArrayBuffer(1))),
      types.isArrayBuffer(new ArrayBuffer(1)),
      types.isAnyArrayBuffer(new ArrayBuffer(1)),
      types.isDataView(new DataView(new ArrayBuffer(1))),
      types.isFloat32Array(new Float32Array()),
      types.isBigInt64Array(new BigInt64Array()),
    ];
  },
  async "types-boxed"() {
    return [
      types.isBoxedPrimitive(Object(1)),
      types.isBoxedPrimitive(1),
      types.isStringObject(Object("a")),
      types.isNumberObject(Object(1)),
      types.isSymbolObject(Object(Symbol())),
      types.isBigIntObject(Object(1n)),
      types.isBooleanObject(Object(false)),
      types.isWeakMap(new WeakMap()),
      types.isWeakSet(new WeakMap()),
      types.isArgumentsObject(
        (function () {
          return arguments;
        })(),
      ),
      types.isMapIterator(new Map().keys()),
      types.isSetIterator(new Set().values()),
      types.isExternal({}),
    ];
  },
  async "deep-equal"() {
    return [
      [{ a: 1 }, { a: 1 }],
      [
        [1, , 2],
        [1, undefined, 2],
      ],
      [new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])],
      [new Set([{ a: 1 }]), new Set([{ a: 1 }])],
      [NaN, NaN],
      [0, -0],
      [new Date(1), new Date(1)],
      [/a/g, /a/i],
      [Object(1), Object(1)],
      [new Error("a"), new Error("a")],
      [new Error("a"), new Error("b")],
      [Object.create(null), {}],
      [[1], { 0: 1, length: 1 }],
      [new Uint8Array([1]), new Uint8Array([2])],
      [new ArrayBuffer(1), new ArrayBuffer(1)],
      [{ a: 1, b: undefined }, { a: 1 }],
      ["a", "a"],
    ].map(([a, b]) => isDeepStrictEqual(a, b));
  },
  async "deep-equal-circular"() {
    const a = { x: 1 },
      b = { x: 1 };
    a.self = a;
    b.self = b;
    return isDeepStrictEqual(a, b);
  },
  async strip() {
    return [
      stripVTControlCharacters("\u001b[31mred\u001b[39m x"),
      thrown(() => stripVTControlCharacters(5)),
    ];
  },
  async mime() {
    const m = new MIMEType(' Text/HTML ; charset=UTF-8;q="a\\"b" ');
    return [
      m.type,
      m.subtype,
      m.essence,
      m.params.get("charset"),
      m.params.get("q"),
      String(m),
      JSON.stringify({ m }),
    ];
  },
  async "mime-params"() {
    const m = new MIMEType("a/b");
    m.params.set("x", "y z");
    m.type = "Q";
    return [String(m), [...m.params], m.params.get("nope")];
  },
  async "well-formed"() {
    return [toUSVString("a\ud800b"), toUSVString("\ud83d\ude00")];
  },
  async extend() {
    return _extend({ a: 1 }, { b: 2 });
  },
  async debuglog() {
    return typeof debuglog("w2c")("x");
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
