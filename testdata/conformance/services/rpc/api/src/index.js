// The side that is called.
import { RpcStub, RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

const log = [];
const bytes = (text) => new TextEncoder().encode(text);

class Counter extends RpcTarget {
  own = "hidden";
  #n;
  constructor(n = 0) {
    super();
    this.#n = n;
  }
  add(k) {
    return (this.#n += k);
  }
  async slowAdd(k) {
    await scheduler.wait(5);
    return (this.#n += k);
  }
  get value() {
    return this.#n;
  }
  get self() {
    return this;
  }
  make(n) {
    return new Counter(n);
  }
  fetch(a, b) {
    return `fetch ${a} ${b}`;
  }
  #hidden() {}
  [Symbol.dispose]() {
    log.push(`disposed ${this.#n}`);
  }
}

class Plain {
  a = 1;
  method() {}
}

export class WithProps extends WorkerEntrypoint {
  props() {
    return this.ctx.props;
  }
  change() {
    this.ctx.props.user = 8;
    return this.ctx.props;
  }
}

export const handlers = {
  one: (a, env, ctx) => [a, env.TWELVE, typeof ctx.waitUntil],
  oneNoCtx: (a, env) => [a, env.TWELVE],
  oneOnly: (a) => a,
  two: (a, b, env, ctx) => [a, b],
  none: () => "none",
  value: { nested: 5, f: (a) => a },
  async fetch() {
    return new Response("handlers");
  },
};

let instances = 0;
export default class Api extends WorkerEntrypoint {
  instance = "own";
  instanceMethod = () => "own method";
  constructor(ctx, env) {
    super(ctx, env);
    instances++;
  }
  instances() {
    return instances;
  }
  add(a, b) {
    return a + b;
  }
  async asyncAdd(a, b) {
    await scheduler.wait(1);
    return a + b;
  }
  env() {
    return Object.keys(this.env);
  }
  arity(...args) {
    return args.length;
  }
  same(v) {
    return v;
  }
  describe(v) {
    return describe(v);
  }
  nothing() {}
  counter(n) {
    return new Counter(n);
  }
  object(n) {
    return { n, counter: new Counter(n), f: (a) => a * n, deep: { counter: new Counter(n + 1), list: [1, 2, { x: 3 }] } };
  }
  list() {
    return [new Counter(1), (a) => a + 1, 5];
  }
  fn() {
    const f = (a, b) => a - b;
    f.extra = "prop";
    return f;
  }
  stub() {
    return new RpcStub(new Counter(9));
  }
  map() {
    return new Map([["k", new Set([1, "two"])]]);
  }
  plain() {
    return new Plain();
  }
  nested() {
    return { inside: new Plain() };
  }
  nullProto() {
    return Object.create(null, { a: { value: 1, enumerable: true } });
  }
  promise() {
    return { p: Promise.resolve(1) };
  }
  symbol() {
    return Symbol("s");
  }
  weak() {
    return new WeakMap();
  }
  entrypoint() {
    return this;
  }
  disposable() {
    return { a: 1, [Symbol.dispose]: () => log.push("object disposed") };
  }
  errors(kind) {
    switch (kind) {
      case "range":
        throw Object.assign(new RangeError("out of range"), { code: 5, nested: { a: [1] } });
      case "custom": {
        class MyError extends Error {
          name = "MyError";
          extra = 1;
        }
        throw new MyError("mine");
      }
      case "cause":
        throw new Error("outer", { cause: new TypeError("inner") });
      case "dom":
        throw new DOMException("gone", "NotFoundError");
      case "aggregate":
        throw new AggregateError([new Error("a")], "many");
      case "string":
        throw "a string";
      case "number":
        throw 42;
      case "object":
        throw { code: 1, message: "object message" };
      case "null":
        throw null;
      case "undefined":
        throw undefined;
      case "function":
        throw () => {};
      case "uncloneable":
        throw Object.assign(new Error("with function"), { f() {} });
      case "subclass":
        throw new (class Sub extends TypeError {})("sub");
      case "eval":
        throw new EvalError("eval");
    }
  }
  returnedError() {
    return Object.assign(new TypeError("returned"), { code: 3 });
  }
  async rejects() {
    await scheduler.wait(1);
    throw new SyntaxError("later");
  }
  get property() {
    return { foo: 123 };
  }
  get number() {
    return 5;
  }
  get functionProperty() {
    return (a, b) => a - b;
  }
  get promiseProperty() {
    return scheduler.wait(1).then(() => "later");
  }
  get throwing() {
    throw new Error("property threw");
  }
  get targetProperty() {
    return new Counter(50);
  }
  get objectProperty() {
    return { f: (a) => a * 2, deep: { g: (a) => a + 1 }, plain: new Plain(), nul: Object.create(null), text: "t", counter: new Counter(5) };
  }
  async callBack(f, ...args) {
    return [await f(...args), typeof f, Object.prototype.toString.call(f)];
  }
  async callTwice(f) {
    return [await f(1), await f(2)];
  }
  async useCounter(c) {
    return [await c.add(1), await c.add(2), await c.value, c instanceof RpcStub];
  }
  async keep(c) {
    this.kept = c.dup();
    return { use: (k) => this.kept.add(k), [Symbol.dispose]: () => this.kept[Symbol.dispose]() };
  }
  async keepWithoutDup(c) {
    return { use: async (k) => c.add(k) };
  }
  async throwBack(f) {
    try {
      await f();
      return "no throw";
    } catch (e) {
      return [e.constructor.name, e.name, e.message, e.remote, e.code];
    }
  }
  async through(n) {
    return this.env.WEB.double(n);
  }
  async forward(f) {
    return this.env.WEB.call(f);
  }
  async readStream(s) {
    return new Response(s).text();
  }
  makeStream() {
    const { readable, writable } = new IdentityTransformStream();
    this.ctx.waitUntil(this.writeInto(writable));
    return readable;
  }
  jsStream() {
    return new ReadableStream({
      start(c) {
        c.enqueue(bytes("js "));
        c.enqueue(bytes("stream"));
        c.close();
      },
    });
  }
  textStream() {
    return new ReadableStream({
      start(c) {
        c.enqueue("text");
        c.close();
      },
    });
  }
  failingStream() {
    let n = 0;
    return new ReadableStream({
      pull(c) {
        if (n++ === 0) c.enqueue(bytes("first"));
        else c.error(new RangeError("stream failed"));
      },
    });
  }
  lockedStream() {
    const s = new ReadableStream();
    s.getReader();
    return s;
  }
  async writeInto(w) {
    const writer = w.getWriter();
    for (const part of ["foo, ", "bar, ", "baz!"]) await writer.write(bytes(part));
    await writer.close();
    return "written";
  }
  async abortInto(w) {
    await w.abort(new Error("aborted there"));
  }
  async readRequest(r) {
    return [r.constructor.name, r.method, r.url, [...r.headers], await r.text(), r.redirect, r.cf ?? null];
  }
  request() {
    return new Request("http://made.test/p?q", { method: "PUT", headers: { foo: "bar" }, body: "request body", redirect: "manual", cf: { mine: 1 } });
  }
  response() {
    return new Response("response body", { status: 404, statusText: "Nope", headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-y", "z"]] });
  }
  emptyResponse() {
    return new Response(null, { status: 204 });
  }
  headers() {
    return new Headers([["foo", "bar"], ["set-cookie", "a"], ["set-cookie", "b"]]);
  }
  blob() {
    return new Blob(["blob ", "text"], { type: "text/x" });
  }
  wait() {
    this.ctx.waitUntil(scheduler.wait(10).then(() => log.push("waited")));
    return "called";
  }
  log() {
    return log.splice(0);
  }
  never() {
    return new Promise(() => {});
  }
  async *generator() {
    yield 1;
  }
  get(a) {
    return a + 1;
  }
  put(a, b) {
    return a + b;
  }
  delete(a) {
    return a - 1;
  }
  scheduled(a) {
    return `scheduled ${typeof a}`;
  }
  async callService(s) {
    return s.double(21);
  }
  alarm() {
    return "alarm";
  }
  fetch(request) {
    return new Response(`fetched ${request.url}`);
  }
}

const describe = (v) => {
  if (Array.isArray(v)) return `[${v.map(describe).join(",")}]`;
  if (v instanceof Map) return `Map(${[...v].map(([a, b]) => `${describe(a)}=>${describe(b)}`).join(",")})`;
  if (v instanceof Set) return `Set(${[...v].map(describe).join(",")})`;
  if (v instanceof Date) return `Date(${v.getTime()})`;
  if (v instanceof RegExp) return `RegExp(${v})`;
  if (v instanceof Error) return `${v.constructor.name}(${v.name},${v.message},${v instanceof DOMException ? v.code : JSON.stringify(Object.entries(v))})`;
  if (v instanceof ArrayBuffer) return `ArrayBuffer(${[...new Uint8Array(v)]})`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}(${v.byteOffset},${v.byteLength},${[...new Uint8Array(v.buffer)]})`;
  if (v instanceof Number || v instanceof String || v instanceof Boolean) return `${v.constructor.name}(${v})`;
  if (typeof v === "bigint") return `${v}n`;
  if (Object.is(v, -0)) return "-0";
  if (typeof v === "string") return JSON.stringify(v);
  if (typeof v === "object" && v !== null) return `{${Object.entries(v).map(([k, x]) => `${k}:${describe(x)}`).join(",")}}`;
  return String(v);
};
