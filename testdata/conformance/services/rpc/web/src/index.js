// RPC over service bindings, one snippet a path.
import { RpcPromise, RpcProperty, RpcStub, RpcTarget, ServiceStub, WorkerEntrypoint } from "cloudflare:workers";

const bytes = (text) => new TextEncoder().encode(text);
const err = async (f) => {
  try {
    return show(await f());
  } catch (e) {
    if (typeof e !== "object" || e === null) return `thrown ${typeof e}: ${String(e)}`;
    return `${e.constructor?.name} ${e.name}: ${e.message} ${JSON.stringify(e instanceof DOMException ? [e.remote] : Object.entries(e))}`;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));
const tag = (v) => Object.prototype.toString.call(v);
const log = [];

class Local extends RpcTarget {
  n = 10;
  add(k) {
    return (this.n += k);
  }
  get value() {
    return this.n;
  }
  [Symbol.dispose]() {
    log.push(`local disposed ${this.n}`);
  }
}
class Duped extends RpcTarget {
  dup() {
    log.push("dup called");
    return new Duped();
  }
  add() {
    return 1;
  }
  get value() {
    return 2;
  }
}

const snippets = {
  add: (env) => env.API.add(1, 2),
  "async-add": (env) => env.API.asyncAdd(1, 2),
  arity: async (env) => [await env.API.arity(), await env.API.arity(1), await env.API.arity(undefined, null, 3)],
  nothing: async (env) => String(await env.API.nothing()),
  "other-env": (env) => err(() => env.API.env()),
  missing: (env) => err(() => env.API.missing()),
  "missing-deep": (env) => err(() => env.API.missing.deep.er()),
  "instance-member": (env) => err(() => env.API.instanceMethod()),
  "instance-read": (env) => err(async () => env.API.instance),
  "not-function": async (env) => [await err(() => env.API.property()), await err(() => env.API.number()), await err(() => env.API.property.foo())],
  reserved: async (env) => [await err(() => env.API.alarm()), await err(() => env.API.webSocketMessage()), await err(() => env.API.dup()), await err(() => env.API.webSocketError())],
  inherited: async (env) => [typeof env.API.hasOwnProperty, await err(() => env.API.env.x()), await err(() => env.API.ctx())],
  "get-put-delete": async (env) => [await env.API.get(1), await env.API.put(1, 2), await env.API.delete(3), await env.API.scheduled({})],
  property: async (env) => [await env.API.property, await env.API.number, await env.API.promiseProperty, await env.API.property.foo],
  "property-function": async (env) => [await env.API.functionProperty(5, 3), await env.API.objectProperty.f(4), await env.API.objectProperty.deep.g(1), await env.API.objectProperty.counter.add(1)],
  "property-refused": async (env) => [await err(() => env.API.objectProperty.plain.a), await err(() => env.API.objectProperty.nul.a), await err(() => env.API.objectProperty.text.length), await err(() => env.API.objectProperty.nope), await err(async () => env.API.objectProperty)],
  "property-throws": (env) => err(() => env.API.throwing),
  "property-then": async (env) => [await env.API.number.then((n) => n + 1), await env.API.throwing.catch((e) => e.message), await new Promise((r) => env.API.number.finally(() => r("finally")))],
  "property-target": async (env) => {
    const c = await env.API.targetProperty;
    return [await c.add(1), await c.add(1), await env.API.targetProperty.add(1)];
  },
  primitives: async (env) => {
    const list = [undefined, null, true, 0, -0, 1.5, NaN, Infinity, -Infinity, 10n ** 30n, "text", "", "\u0000é日本", "\ud800"];
    const out = [];
    for (const v of list) out.push(await env.API.describe(v), Object.is(await env.API.same(v), v));
    return out;
  },
  "language-objects": async (env) => env.API.describe([new Date(5), new Date(NaN), /a+/gi, new Map([[{ k: 1 }, new Set([1, [2]])]]), new Number(5), new String("s"), new Boolean(false), new Uint8Array([1, 2]), new Uint16Array([1, 300]).subarray(1), new DataView(new ArrayBuffer(4), 1, 2), new ArrayBuffer(3), { __proto__: null }.x]),
  "language-back": async (env) => {
    const v = await env.API.same({ d: new Date(5), r: /x/y, m: new Map([[1, 2]]), s: new Set(["a"]), b: new Float64Array([1.5]), n: new Number(1) });
    return [v.d.getTime(), v.r.flags, v.m.get(1), [...v.s], v.b[0], v.b.constructor.name, v.n instanceof Number];
  },
  holes: async (env) => {
    const a = [1, , 3];
    a.extra = "x";
    const b = await env.API.same(a);
    return [b.length, 1 in b, b.extra];
  },
  cycles: async (env) => {
    const a = { name: "a" };
    a.self = a;
    a.list = [a];
    const b = await env.API.same(a);
    return [b.self === b, b.list[0] === b, b !== a];
  },
  identity: async (env) => {
    const x = { y: 1 };
    const [p, q] = await env.API.same([x, x]);
    return [p === q, p !== x];
  },
  "shared-buffer": async (env) => {
    const buffer = new ArrayBuffer(4);
    const v = await env.API.same([new Uint8Array(buffer), new Uint8Array(buffer, 2)]);
    return v[0].buffer === v[1].buffer;
  },
  "not-shared": async (env) => {
    const o = { a: [1] }, b = new Uint8Array([1]);
    const p = env.API.same({ o, b });
    o.a.push(2);
    b[0] = 9;
    const v = await p;
    return [v.o.a, v.b[0]];
  },
  getters: async (env) => {
    let n = 0;
    const v = await env.API.same({ get a() { return ++n; }, b: 2, [Symbol("s")]: 1 });
    return [v.a, v.b, n, Object.getOwnPropertySymbols(v).map(String), Object.keys(v)];
  },
  "proto-key": async (env) => {
    const v = await env.API.same(JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'));
    return [Object.keys(v), v.x, v.constructor];
  },
  "error-argument": (env) => env.API.describe([new TypeError("t"), Object.assign(new Error("e"), { code: 1 }), new DOMException("d", "AbortError")]),
  "error-returned": async (env) => {
    const e = await env.API.returnedError();
    return [e instanceof TypeError, e.message, e.code, e.remote, typeof e.stack];
  },
  "refused-arguments": async (env) => [
    await err(() => env.API.same(new (class Mine { a = 1; })())),
    await err(() => env.API.same(Object.create(null))),
    await err(() => env.API.same(Object.create({ a: 1 }))),
    await err(() => env.API.same(Symbol("x"))),
    await err(() => env.API.same({ p: Promise.resolve() })),
    await err(() => env.API.same(new WeakMap())),
    await err(() => env.API.same(new URL("http://x.test/"))),
    await err(() => env.API.same(new AbortController())),
    await err(() => env.API.same(new Event("x"))),
    await err(() => env.API.same((function* () {})())),
    await err(() => env.API.same([][Symbol.iterator]())),
    await err(() => env.API.same(globalThis)),
    await err(() => env.API.same(env.API.add)),
    await err(() => env.API.same(env.API.add(1, 2))),
    await err(() => env.API.same(new TextEncoder())),
    await err(() => env.API.same(new FormData())),
    await err(() => env.API.same(env)),
    await err(() => env.API.same({ deep: [new (class Deep {})()] })),
  ],
  "refused-results": async (env) => [
    await err(() => env.API.plain()), await err(() => env.API.nested()), await err(() => env.API.nullProto()), await err(() => env.API.promise()),
    await err(() => env.API.symbol()), await err(() => env.API.weak()), await err(() => env.API.entrypoint()), await err(() => env.API.generator()),
  ],
  errors: async (env) => {
    const out = [];
    for (const k of ["range", "custom", "dom", "aggregate", "string", "number", "object", "null", "undefined", "function", "uncloneable", "subclass", "eval"]) out.push(await err(() => env.API.errors(k)));
    return out;
  },
  "error-cause": async (env) => {
    try {
      await env.API.errors("cause");
    } catch (e) {
      return [e.message, e.cause instanceof TypeError, e.cause?.message, Object.keys(e), e.cause?.remote];
    }
  },
  "error-stack": async (env) => {
    try {
      await env.API.errors("range");
    } catch (e) {
      return [e.stack.split("\n")[0], /errors/.test(e.stack), e instanceof RangeError, Object.getOwnPropertyNames(e)];
    }
  },
  rejects: (env) => err(() => env.API.rejects()),
  counter: async (env) => {
    const c = await env.API.counter(5);
    return [await c.add(1), await c.add(2), await c.value, tag(c), typeof c, c instanceof RpcStub, c.constructor.name];
  },
  "counter-members": async (env) => {
    const c = await env.API.counter(5);
    return [await err(async () => c.own), await err(() => c.missing()), await c.fetch(1, 2), await err(() => c.constructor()), await err(() => c.toString()), await c.self.add(1), await c.make(3).add(4), await c.make(3).make(5).value];
  },
  "counter-order": async (env) => {
    const c = await env.API.counter(0);
    return Promise.all([c.add(1), c.add(2), c.add(3), c.slowAdd(4), c.add(5)]);
  },
  pipeline: async (env) => [await env.API.counter(1).add(2), await env.API.object(3).n, await env.API.object(3).counter.add(1), await env.API.object(3).f(4), await env.API.object(3).deep.counter.add(0), await env.API.object(3).deep.list, await env.API.fn()(5, 3), await env.API.fn().extra, await env.API.stub().add(1)],
  "pipeline-same": async (env) => {
    const c = env.API.counter(1);
    return [await c.add(1), await c.add(1), await (await c).add(1), await c.add(1)];
  },
  "pipeline-refused": async (env) => [await err(() => env.API.add(1, 2).foo()), await err(() => env.API.map().get("k")), await err(() => env.API.object(1).missing()), await err(() => env.API.object(1).n.foo), await err(() => env.API.errors("range").foo()), await err(() => env.API.missing().foo()), await err(() => env.API.plain().a)],
  "pipeline-late": async (env) => {
    const p = env.API.add(1, 2), o = env.API.object(2);
    await p;
    await o;
    return [await err(() => p.foo()), await o.n, await o.counter.add(1), await o.f(5), await err(() => o.missing())];
  },
  object: async (env) => {
    const o = await env.API.object(4);
    return [Object.keys(o), typeof o[Symbol.dispose], await o.counter.add(1), await o.f(2), await o.deep.counter.add(1), o.deep.list, Object.getOwnPropertyDescriptor(o, Symbol.dispose)?.enumerable];
  },
  list: async (env) => {
    const l = await env.API.list();
    return [Array.isArray(l), await l[0].add(1), await l[1](1), l[2], typeof l[Symbol.dispose]];
  },
  map: async (env) => {
    const m = await env.API.map();
    return [m instanceof Map, [...m.get("k")], typeof m[Symbol.dispose]];
  },
  fn: async (env) => {
    const f = await env.API.fn();
    return [await f(5, 3), await f.extra, typeof f, tag(f)];
  },
  promises: (env) => {
    const p = env.API.add(1, 2);
    return [p instanceof RpcPromise, p instanceof Promise, env.API.add instanceof RpcProperty, env.API instanceof ServiceStub, tag(p), tag(env.API.add), typeof p, typeof p.then, typeof p.catch, typeof p.finally, typeof p[Symbol.dispose], typeof env.API.add.then, typeof env.API.add[Symbol.dispose], p.constructor.name, env.API.add.constructor.name];
  },
  "promise-methods": async (env) => [await env.API.add(1, 2).then((v) => v + 1), await env.API.errors("range").catch((e) => e.message), await new Promise((r) => env.API.add(1, 1).finally(() => r("finally"))), await Promise.all([env.API.add(1, 1), env.API.add(2, 2)]), await Promise.race([env.API.add(3, 3)])],
  detached: async (env) => {
    const { add } = env.API;
    const f = env.API.add;
    return [await add(1, 2), await f(2, 3), await Reflect.apply(f, undefined, [3, 4]), await err(() => f.call(null, 1, 2))];
  },
  callback: (env) => env.API.callBack((a, b) => a * b, 6, 7),
  "callback-async": (env) => env.API.callTwice(async (n) => {
    await scheduler.wait(2);
    return n * 10;
  }),
  "callback-throws": (env) => env.API.throwBack(() => {
    throw Object.assign(new RangeError("back"), { code: 1 });
  }),
  "callback-method": async (env) => {
    const o = { n: 3, f() { return this === undefined ? "no this" : typeof this; } };
    return env.API.callBack(o.f);
  },
  "target-passed": (env) => env.API.useCounter(new Local()),
  "target-disposed": async (env) => {
    log.length = 0;
    await env.API.useCounter(new Local());
    await scheduler.wait(20);
    return log;
  },
  "stub-passed": async (env) => {
    log.length = 0;
    const stub = new RpcStub(new Local());
    const first = await env.API.useCounter(stub);
    const again = await err(() => stub.add(1));
    stub[Symbol.dispose]();
    await scheduler.wait(20);
    return [first, again, log];
  },
  "dup-called": async (env) => {
    log.length = 0;
    return [await env.API.useCounter(new Duped()), log];
  },
  keep: async (env) => {
    log.length = 0;
    const kept = await env.API.keep(new Local());
    const used = [await kept.use(1), await kept.use(2)];
    kept[Symbol.dispose]();
    await scheduler.wait(30);
    return [used, log, await err(() => kept.use(1))];
  },
  "keep-without-dup": async (env) => {
    const kept = await env.API.keepWithoutDup(new Local());
    return err(() => kept.use(1));
  },
  "own-stub-back": async (env) => {
    const local = new Local();
    const back = await env.API.same(local);
    return [back === local, back instanceof RpcStub, await back.add(1), local.n];
  },
  dispose: async (env) => {
    const c = await env.API.counter(77);
    const d = c.dup();
    await c.add(1);
    c[Symbol.dispose]();
    const refused = await err(() => c.add(1));
    const still = await d.add(1);
    d[Symbol.dispose]();
    return [refused, still];
  },
  "dispose-result": async (env) => {
    const o = await env.API.object(60);
    o[Symbol.dispose]();
    const refused = [await err(() => o.counter.add(1)), await err(() => o.f(1)), o.n];
    return refused;
  },
  "dispose-own": async (env) => {
    const o = await env.API.disposable();
    const keys = Object.keys(o);
    o[Symbol.dispose]();
    return [keys, o.a];
  },
  "dispose-promise": async (env) => {
    const p = env.API.counter(90);
    p[Symbol.dispose]();
    return err(() => p.add(1));
  },
  using: async (env) => {
    let kept;
    {
      using c = await env.API.counter(33);
      kept = c;
      await c.add(1);
    }
    return err(() => kept.add(1));
  },
  "local-stub": async () => {
    const local = new Local(), stub = new RpcStub(local);
    const out = [await stub.add(1), await stub.value, local.n, await err(() => stub.missing()), await err(async () => stub.n)];
    stub[Symbol.dispose]();
    return [out, await err(() => stub.add(1))];
  },
  "local-stub-kinds": async () => [await new RpcStub({ f: (a) => a + 1 }).f(1), await new RpcStub((a) => a * 2)(4), await err(() => new RpcStub(new (class X {})())), await err(() => new RpcStub(5)), await err(() => new RpcStub()), await err(() => RpcStub({}))],
  "local-stub-copies": async () => {
    const o = { a: 1 };
    const got = await new RpcStub({ same: (v) => v }).same(o);
    return [got !== o, got.a];
  },
  "illegal-classes": async () => [await err(() => new RpcPromise()), await err(() => new RpcProperty()), await err(() => new ServiceStub()), RpcStub.name, RpcPromise.name, RpcProperty.name, ServiceStub.name],
  proxies: async (env) => {
    const local = new Local();
    const p = new Proxy(local, { get: (t, k) => (k === "add" ? (n) => t.add(n + 100) : Reflect.get(t, k)) });
    return [await env.API.useCounter(p), await env.API.callBack(new Proxy((a) => a + 1, {}), 1), await err(() => env.API.same(new Proxy(new (class Y {})(), {})))];
  },
  handlers: async (env) => [await env.OBJ.one(1), await env.OBJ.oneNoCtx(2), await env.OBJ.oneOnly(3), await err(() => env.OBJ.two(1, 2)), await err(() => env.OBJ.one()), await err(() => env.OBJ.one(1, 2)), await err(() => env.OBJ.none()), await env.OBJ.none(1), await env.OBJ.value.nested, await err(() => env.OBJ.missing(1)), await env.OBJ.value.f(5)],
  props: async (env) => [await env.PROPS.props(), await env.PROPS.change(), await env.PROPS.props()],
  fetch: async (env) => (await env.API.fetch("http://x.test/y")).text(),
  self: (env) => env.SELF.double(4),
  through: (env) => env.API.through(5),
  forward: (env) => env.API.forward((a) => `called with ${a}`),
  "exports-self": async (env, ctx) => [await ctx.exports.Inner.double(3), await ctx.exports.Inner({ props: { a: new Date(7) } }).props().then((p) => p.a.getTime()), tag(ctx.exports.Inner), typeof ctx.exports.Inner, Object.keys(ctx.exports)],
  "stub-of-service-passed": (env) => err(() => env.API.callService(env.SELF)),
  "read-stream": async (env) => {
    const { readable, writable } = new IdentityTransformStream();
    const p = env.API.readStream(readable);
    const w = writable.getWriter();
    await w.write(bytes("one "));
    await w.write(bytes("two"));
    await w.close();
    return p;
  },
  "read-js-stream": (env) => env.API.readStream(new ReadableStream({ start(c) { c.enqueue(bytes("from js")); c.close(); } })),
  "read-locked": (env) => err(() => {
    const s = new ReadableStream();
    s.getReader();
    return env.API.readStream(s);
  }),
  "make-stream": async (env) => {
    const s = await env.API.makeStream();
    return [s instanceof ReadableStream, s.locked, await new Response(s).text()];
  },
  "js-stream": async (env) => new Response(await env.API.jsStream()).text(),
  "stream-chunks": async (env) => {
    const out = [];
    for await (const c of await env.API.jsStream()) out.push(c.constructor.name);
    return [...new Set(out)];
  },
  "text-stream": (env) => err(async () => new Response(await env.API.textStream()).text()),
  "failing-stream": (env) => err(async () => new Response(await env.API.failingStream()).text()),
  "locked-stream": (env) => err(() => env.API.lockedStream()),
  "write-stream": async (env) => {
    const { readable, writable } = new IdentityTransformStream();
    const p = env.API.writeInto(writable);
    const text = await new Response(readable).text();
    return [text, await p];
  },
  "write-locked": (env) => err(() => {
    const { writable } = new IdentityTransformStream();
    writable.getWriter();
    return env.API.writeInto(writable);
  }),
  "send-request": (env) => env.API.readRequest(new Request("http://sent.test/a", { method: "POST", headers: { "x-a": "b" }, body: "sent body", cf: { k: 1 } })),
  "send-get": (env) => env.API.readRequest(new Request("http://sent.test/")),
  "get-request": async (env) => {
    const r = await env.API.request();
    return [r instanceof Request, r.url, r.method, [...r.headers], await r.text(), r.redirect, r.cf];
  },
  "get-response": async (env) => {
    const r = await env.API.response();
    return [r instanceof Response, r.status, r.statusText, [...r.headers], r.url, await r.text(), await err(() => r.headers.set("a", "b"))];
  },
  "empty-response": async (env) => {
    const r = await env.API.emptyResponse();
    return [r.status, r.body === null, r.statusText];
  },
  "pass-response": (env) => env.API.response(),
  headers: async (env) => {
    const h = await env.API.headers();
    return [h instanceof Headers, [...h], h.getSetCookie()];
  },
  blob: async (env) => {
    const b = await env.API.blob();
    return [b instanceof Blob, b.type, await b.text(), await (await env.API.same(new Blob(["f"]))).text(), await err(() => env.API.same(new File(["f"], "n.txt")))];
  },
  "wait-until": (env) => env.API.wait(),
  "wait-until-ran": async (env) => {
    await scheduler.wait(40);
    return (await env.API.log()).includes("waited");
  },
  "deep-path": (env) => err(() => {
    let p = env.API;
    for (let i = 0; i < 70; i++) p = p.a;
    return p();
  }),
  then: (env) => [typeof env.API.then, typeof env.API.catch, typeof env.API.finally],
  parallel: (env) => Promise.all(Array.from({ length: 20 }, (_, i) => env.API.asyncAdd(i, i))),
  large: async (env) => {
    const v = await env.API.same({ text: "x".repeat(30000), bytes: new Uint8Array(10000).fill(7), list: Array.from({ length: 300 }, (_, i) => ({ i })) });
    return [v.text.length, v.bytes.length, v.bytes[9999], v.list.length, v.list[299].i];
  },
  "concurrent-callbacks": (env) => Promise.all([1, 2, 3].map((n) => env.API.callBack(async (a) => a + n, n))),
};

export class Inner extends WorkerEntrypoint {
  double(n) {
    return n * 2;
  }
  async call(f) {
    return f("inner");
  }
  props() {
    return this.ctx.props;
  }
}

export default {
  async fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](env, ctx);
      return v instanceof Response ? v : new Response(show(v));
    } catch (e) {
      return new Response(`${e?.name}: ${e?.message}`, { status: 500 });
    }
  },
};
