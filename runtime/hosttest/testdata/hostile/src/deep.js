// What is nested or recurses without end. In V8 nearly all of it is a RangeError
// that the script can catch.
import recursion from "./recursion.wasm"; // (module (func $f (export "f") (call $f)))
import through from "./through.wasm"; // (module (import "m" "g" (func)) (func (export "f") (call 0)))

const nest = (depth) => {
  let a = [];
  for (let i = 0; i < depth; i++) a = [a];
  return a;
};

const chain = (depth) => {
  let o = null;
  for (let i = 0; i < depth; i++) o = { o };
  return o;
};

export default {
  recursion() {
    const f = () => f() + 1;
    return f();
  },
  recursionCaught() {
    let depth = 0;
    const f = () => {
      depth++;
      f();
    };
    try {
      f();
    } catch (e) {
      return `${e instanceof RangeError} ${e.message} ${depth > 2000}`;
    }
  },
  recursionFinally() {
    let n = 0;
    const f = () => {
      try {
        f();
      } finally {
        n++;
      }
    };
    try {
      f();
    } catch (e) {
      return `${e.name} ${n > 2000}`;
    }
  },
  recursionRetried() {
    // Each level tries again: 2^depth calls.
    const f = () => {
      try {
        f();
      } catch {
        f();
      }
    };
    f();
  },
  constructor() {
    class A {
      constructor() {
        new A();
      }
    }
    return new A();
  },
  async asyncRecursion() {
    const f = async () => {
      await f();
    };
    return f();
  },
  generatorRecursion() {
    function* f() {
      yield* f();
    }
    return [...f()];
  },
  mapRecursion() {
    const f = () => [1].map(f);
    return f();
  },
  sort() {
    const f = () => [2, 1].sort(f);
    return f();
  },
  forEachThrough() {
    const f = () => [1].forEach(() => f());
    return f();
  },
  getterRecursion() {
    const o = {
      get x() {
        return this.x;
      },
    };
    return o.x;
  },
  setter() {
    const o = {
      set x(v) {
        this.x = v;
      },
    };
    o.x = 1;
  },
  proxy() {
    const p = new Proxy({}, { get: (t, k) => p[k] });
    return p.x;
  },
  proxyPrototype() {
    const p = new Proxy({}, {});
    Object.setPrototypeOf(p, p);
    return p.x;
  },
  proxyOnPrototype() {
    const target = {};
    const p = new Proxy(target, {});
    const o = Object.create(p);
    Object.setPrototypeOf(target, new Proxy(o, {}));
    return o.x;
  },
  proxyChain() {
    let p = {};
    for (let i = 0; i < 1e5; i++) p = new Proxy(p, {});
    return p.x;
  },
  proxyApplyChain() {
    let p = () => 1;
    for (let i = 0; i < 1e5; i++) p = new Proxy(p, {});
    return p();
  },
  bindChain() {
    let f = () => "bound";
    for (let i = 0; i < 1e6; i++) f = f.bind(null);
    return f();
  },
  prototypeChain() {
    let o = {};
    for (let i = 0; i < 1e6; i++) o = Object.create(o);
    return o.x;
  },
  prototypeChainSet() {
    let o = {};
    for (let i = 0; i < 1e6; i++) o = Object.create(o);
    o.x = 1;
    return o.x;
  },
  toStringNested: () => nest(1e6).toString().length,
  joinNested: () => nest(1e5).join().length,
  flatNested: () => nest(1e6).flat(Infinity).length,
  toStringSelf() {
    const o = { toString: () => `${o}` };
    return `${o}`;
  },
  valueOfRecursion() {
    const o = { valueOf: () => +o };
    return +o;
  },
  jsonStringify: () => JSON.stringify(nest(1e5)).length,
  jsonStringifyObject: () => JSON.stringify(chain(1e5)).length,
  jsonStringifyToJSON() {
    const o = { toJSON: () => JSON.stringify(o) };
    return JSON.stringify(o);
  },
  jsonStringifyEndless() {
    const make = () => ({
      get x() {
        return make();
      },
    });
    return JSON.stringify(make());
  },
  jsonStringifyReplacer: () => JSON.stringify({}, () => ({ x: 1 })),
  jsonParse: () => typeof JSON.parse("[".repeat(1e5) + "]".repeat(1e5)),
  jsonParseOpen: () => JSON.parse("[".repeat(1e6)),
  jsonParseObject: () => typeof JSON.parse('{"a":'.repeat(1e5) + "1" + "}".repeat(1e5)),
  jsonParseReviver: () => typeof JSON.parse("[".repeat(1e4) + "]".repeat(1e4), (k, v) => v),
  jsonParseGrowing: () =>
    JSON.parse("[1]", function (k, v) {
      if (k === "0") this[0] = { a: this };
      return v;
    }),
  eval: () => (0, eval)("[".repeat(1e6)),
  newFunction: () => new Function("[".repeat(1e6)),
  regExpNested: () => new RegExp("(".repeat(1e5) + ")".repeat(1e5)).test(""),
  regExpNestedMore: () => new RegExp("(?:".repeat(1e6) + ")".repeat(1e6)).test(""),
  regExpAlternatives: () => new RegExp("a|".repeat(1e6)).test("b"),
  regExpClass: () => new RegExp("[" + "a-z".repeat(1e6) + "]").test("0"),
  regExpNestedClass: () => new RegExp("[".repeat(1e5) + "a" + "]".repeat(1e5), "v").test("0"),
  regExpLookaround: () => new RegExp("(?=".repeat(2e4) + ")".repeat(2e4)).test("0"),
  replaceCallback() {
    const f = () => "a".replace(/a/, f);
    return f();
  },
  replaceText() {
    const f = () => "a".replaceAll("a", f);
    return f();
  },
  species() {
    class A extends Array {
      static get [Symbol.species]() {
        return new A(1).map((x) => x).constructor[Symbol.species];
      }
    }
    return new A(1).map((x) => x);
  },
  hasInstance() {
    class A {
      static [Symbol.hasInstance](v) {
        return v instanceof A;
      }
    }
    return {} instanceof A;
  },
  structuredCloneDeep: () => typeof structuredClone(chain(1e5)),
  structuredCloneArray: () => structuredClone(nest(1e5)).length,
  structuredCloneMap() {
    let m = new Map();
    for (let i = 0; i < 1e5; i++) m = new Map([[1, m]]);
    return structuredClone(m).size;
  },
  structuredCloneGetter() {
    const make = () => ({
      get x() {
        return make();
      },
    });
    return typeof structuredClone(make());
  },
  errorCause() {
    let e = new Error("first");
    for (let i = 0; i < 1e5; i++) e = new Error("next", { cause: e });
    console.log(e);
    return "logged";
  },
  consoleDeep() {
    console.log(chain(1e5), nest(1e5));
    return "logged";
  },
  inspect: async () => typeof (await import("node:util")).inspect(chain(1e4), { depth: Infinity }),
  deepEqual: async () => (await import("node:assert")).deepStrictEqual(chain(1e5), chain(1e5)),
  abortAny() {
    let s = new AbortController().signal;
    for (let i = 0; i < 2e4; i++) s = AbortSignal.any([s]);
    return s.aborted;
  },
  promiseChain: async () => {
    let p = Promise.resolve(1);
    for (let i = 0; i < 1e5; i++) {
      const q = p;
      p = new Promise((r) => r(q));
    }
    return p;
  },
  promiseThen() {
    let resolve;
    const first = new Promise((r) => (resolve = r));
    let p = first;
    for (let i = 0; i < 1e5; i++) p = p.then((x) => x);
    resolve("chained");
    return p;
  },
  blobNested: async () => {
    let b = new Blob(["x"]);
    for (let i = 0; i < 1e5; i++) b = new Blob([b]);
    return b.text();
  },
  streamNested: async () => {
    let s = new Response("x").body;
    for (let i = 0; i < 3000; i++) s = s.pipeThrough(new TransformStream());
    return new Response(s).text();
  },
  requestNested: async () => {
    let r = new Request("https://a/", { method: "POST", body: "x" });
    for (let i = 0; i < 1e4; i++) r = new Request(r);
    return r.text();
  },
  cloneNested: async () => {
    let r = new Response("x".repeat(100));
    for (let i = 0; i < 3000; i++) r = r.clone();
    return (await r.text()).length;
  },
  events() {
    const t = new EventTarget();
    t.addEventListener("x", () => t.dispatchEvent(new Event("x")));
    return t.dispatchEvent(new Event("x"));
  },
  htmlDeep: async () => (await new HTMLRewriter().on("b", { element() {} }).transform(new Response("<b>".repeat(1e5))).text()).length,
  htmlSelector: () => new HTMLRewriter().on(":not(".repeat(1e5) + "a" + ")".repeat(1e5), {}),
  selectorLong: () => typeof new HTMLRewriter().on("a > ".repeat(1e4) + "a", {}),
  wasmRecursion: () => new WebAssembly.Instance(recursion).exports.f(),
  wasmThroughScript() {
    const { f } = new WebAssembly.Instance(through, { m: { g: () => f() } }).exports;
    return f();
  },
};
