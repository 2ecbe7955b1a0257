// The language's newer parts, one snippet a path.
const snippets = {
  "iterator-helpers": () => [1, 2, 3, 4].values().filter((x) => x % 2).map((x) => x * 10).toArray(),
  "iterator-take-drop": () => [1, 2, 3, 4].values().drop(1).take(2).toArray(),
  "iterator-flat-map": () => [1, 2].values().flatMap((x) => [x, x]).toArray(),
  "iterator-flat-map-string": () => [1].values().flatMap(() => "ab").toArray(),
  "iterator-reduce": () => [[1, 2, 3].values().reduce((a, b) => a + b), [1].values().reduce((a, b) => a + b, 5)],
  "iterator-reduce-empty": () => [].values().reduce((a, b) => a + b),
  "iterator-some": () => [[1].values().some((x) => x > 0), [1].values().every((x) => x > 1), [1, 2].values().find((x) => x > 1)],
  "iterator-from": () => Iterator.from({ n: 0, next() { return { done: this.n > 2, value: this.n++ }; } }).toArray(),
  "iterator-closes": () => {
    let closed = 0;
    function* g() { try { yield 1; yield 2; } finally { closed++; } }
    g().take(1).toArray();
    g().find(() => true);
    try { g().map(() => { throw 1; }).next(); } catch {}
    return closed;
  },
  "iterator-negative": () => [1].values().take(-1),
  "iterator-abstract": () => new Iterator(),
  "iterator-concat": () => Iterator.concat([1], new Set([2])).toArray(),
  "set-methods": () => { const a = new Set([1, 2, 3]), b = new Set([3, 4]); return [a.union(b), a.intersection(b), a.difference(b), a.symmetricDifference(b)].map((s) => [...s]).concat(a.isSubsetOf(b), a.isDisjointFrom(b)); },
  "group-by": () => [Object.groupBy([1, 2, 3], (x) => (x % 2 ? "odd" : "even")), [...Map.groupBy("abc", (c) => c > "a")]],
  "get-or-insert": () => { const m = new Map(); return [m.getOrInsert?.("a", 1) ?? 1, m.getOrInsertComputed?.("a", () => 2) ?? 1]; },
  "array-copies": () => { const a = [3, 1, 2]; return [a.toSorted(), a.toReversed(), a.with(0, 9), a.toSpliced(1, 1), a]; },
  "array-find-last": () => [[1, 2, 3].findLast((x) => x < 3), [1, 2].findLastIndex((x) => x > 5), [1, 2, 3].at(-1)],
  "array-from-async": async () => [await Array.fromAsync([1, Promise.resolve(2)]), await Array.fromAsync({ length: 2, 0: "a", 1: "b" }, (x) => x + x)],
  "array-from-async-generator": async () => Array.fromAsync((async function* () { yield 1; yield 2; })()),
  "promise-with-resolvers": async () => { const { promise, resolve } = Promise.withResolvers(); resolve(5); return promise; },
  "promise-try": async () => [await Promise.try((a) => a + 1, 2), await Promise.try(() => { throw new Error("x"); }).catch((e) => e.message)],
  "promise-any": async () => [await Promise.any([Promise.reject(1), 2]), await Promise.any([Promise.reject(1)]).catch((e) => [e.name, e.errors])],
  "async-generator": async () => { const out = []; async function* g() { try { yield 1; yield* [2, Promise.resolve(3)]; } finally { out.push("done"); } } for await (const x of g()) out.push(x); return out; },
  "async-generator-return": async () => { async function* g() { yield 1; yield 2; } const it = g(); return [await it.next(), await it.return(9), await it.next()]; },
  "async-generator-throw": async () => { async function* g() { try { yield 1; } catch (e) { yield `caught ${e}`; } } const it = g(); await it.next(); return [await it.throw("x"), await it.next()]; },
  "async-generator-queue": async () => { async function* g() { yield 1; yield 2; } const it = g(); return Promise.all([it.next(), it.next(), it.next()]); },
  "for-await-sync": async () => { const out = []; for await (const x of [Promise.resolve(1), 2]) out.push(x); return out; },
  using: () => { const log = []; { using a = { [Symbol.dispose]: () => log.push("a") }; using b = { [Symbol.dispose]: () => log.push("b") }; log.push("in"); } return log; },
  "using-error": () => { try { using a = { [Symbol.dispose]() { throw new Error("dispose"); } }; throw new Error("body"); } catch (e) { return [e.name, e.error.message, e.suppressed.message]; } },
  "await-using": async () => { const log = []; { await using a = { async [Symbol.asyncDispose]() { log.push("gone"); } }; log.push("in"); } return log; },
  "disposable-stack": () => { const log = []; const s = new DisposableStack(); s.defer(() => log.push(1)); s.adopt(2, (x) => log.push(x)); s.use({ [Symbol.dispose]: () => log.push(3) }); const t = s.move(); t.dispose(); return [log, s.disposed, t.disposed]; },
  "async-disposable-stack": async () => { const log = []; const s = new AsyncDisposableStack(); s.defer(async () => log.push(1)); await s.disposeAsync(); return [log, s.disposed]; },
  "well-formed": () => ["ab".isWellFormed(), "a\ud800".isWellFormed(), "a\ud800b".toWellFormed()],
  "array-buffer-transfer": () => { const a = new ArrayBuffer(4); const b = a.transfer(8); return [a.detached, b.byteLength, a.byteLength]; },
  float16: () => [Math.f16round(1.337), Math.f16round(65520), new DataView(new Uint8Array([0x3c, 0]).buffer).getFloat16(0)],
  "set-float16": () => { const v = new DataView(new ArrayBuffer(2)); v.setFloat16(0, 1.5); return [v.getUint8(0), v.getUint8(1), v.getFloat16(0)]; },
  "sum-precise": () => Math.sumPrecise?.([1e20, 0.1, -1e20]) ?? 0.1,
  "base64": () => [new Uint8Array([1, 2, 255]).toBase64?.(), new Uint8Array([1, 255]).toHex?.(), Uint8Array.fromHex?.("01ff")?.[1]],
  "json-raw": () => JSON.stringify({ a: JSON.rawJSON("1e1000") }),
  "json-errors": () => ["{", "[1,]", '{"a":1,}', "nul", "", '"\n"', "01"].map((t) => { try { return JSON.parse(t); } catch (e) { return e.message; } }),
  "error-cause": () => { const e = new Error("a", { cause: 1 }); return [e.cause, "cause" in new Error("b"), Object.keys(e)]; },
  "error-is": () => [Error.isError(new TypeError()), Error.isError({})],
  "aggregate-error": () => { const e = new AggregateError([1], "m"); return [e.name, e.message, e.errors]; },
  "private-in": () => { class A { #x; static is(o) { return #x in o; } } return [A.is(new A()), A.is({})]; },
  "class-fields": () => { class A { get = 1; static set = 2; async = 3; #p = 4; static { this.s = 5; } p() { return this.#p; } } const a = new A(); return [a.get, A.set, a.async, a.p(), A.s]; },
  decorators: () => typeof Symbol.metadata,
  "logical-assignment": () => { let a = null, b = 0, c = 1; a ??= 5; b ||= 6; c &&= 7; return [a, b, c]; },
  "tagged-templates": () => { const t = (s, ...v) => [s.raw, v]; return t`a${1}\n${2}`; },
  labels: () => { let n = 0; outer: for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; n++; } return n; },
  bigint: () => [2n ** 64n, BigInt.asIntN(8, 255n), -7n / 2n, 5n > 4, 1n + BigInt(2), typeof 1n],
  "bigint-error": () => 1n + 1,
  "date-parse": () => ["2026-11-22", "2026-11-22T10:00", "Nov 22, 2026 10:00 GMT", "2026-02-30", "x"].map((s) => Date.parse(s)),
  "date-annex-b": () => [new Date(0).getYear(), typeof new Date(0).toGMTString()],
  "string-html": () => ["a".bold(), "a".link('"x"'), "x".anchor("y")],
  "weak-ref": () => { const o = { a: 1 }; return new WeakRef(o).deref().a; },
  "atomics": () => { const a = new Int32Array(2); return [Atomics.add(a, 0, 5), Atomics.load(a, 0), Atomics.compareExchange(a, 0, 5, 7), a[0]]; },
  "structured-iterators": () => Object.prototype.toString.call([].values()) + Object.prototype.toString.call(new Map().entries()),
  "function-text": () => [Math.max.toString(), String(class A { x = 1 }).startsWith("class A")],
  "eval-refused": () => globalThis.eval("1"),
  "function-refused": () => new Function("return 1"),
  "global-this": () => [typeof globalThis, globalThis === self, this === undefined],
  getters: () => { const o = {}; o.__defineGetter__("x", () => 5); return [o.x, typeof o.__lookupGetter__("x")]; },
  "proxy": () => { const log = []; const p = new Proxy({}, { get: (t, k) => (log.push(String(k)), 1), has: () => true }); return [p.a, "z" in p, log]; },
  "sort-stable": () => [..."dcbabcd"].map((c, i) => [c, i]).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)).map((x) => x.join("")),
  "to-fixed": () => [(1.005).toFixed(2), (1e21).toFixed(2), (0.000001).toString(), (255).toString(16), (0.1).toString(2).length, (123.456).toPrecision(4)],
};

const run = async (f) => {
  try {
    return await f();
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

export default {
  async fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const show = (k, v) => (typeof v === "bigint" ? `${v}n` : v === undefined ? "undefined" : v);
    return new Response(JSON.stringify(await run(snippets[name]), show, 1));
  },
};
