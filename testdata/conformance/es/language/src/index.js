// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/modern-syntax": async (request, env, ctx) => (() => { class A { #p = 1; static s = 2; static { this.t = 3; } get p() { return this.#p; } has(o) { return #p in o; } } const a = new A(); const { x = 5, ...rest } = { y: 1, z: 2 }; let n = null; n ??= 7; return [a.p, A.s, A.t, a.has(a), x, rest, n, a?.nope?.deep, 2 ** 10, 1_000]; })(),
  "/generators": async (request, env, ctx) => (() => { function* g() { const got = yield 1; yield got * 2; return 3; } const i = g(); return [i.next().value, i.next(21).value, i.next(), [...(function* () { yield* [1, 2]; })()]]; })(),
  "/async-generators": async (request, env, ctx) => (async () => { async function* g() { for (let i = 0; i < 3; i++) { await null; yield i; } } const out = []; for await (const x of g()) out.push(x); return out; })(),
  "/for-await": async (request, env, ctx) => (async () => { const out = []; for await (const x of [Promise.resolve(1), 2]) out.push(x); return out; })(),
  "/destructuring": async (request, env, ctx) => (() => { const [a, , b = 3, ...c] = [1, 2, undefined, 4, 5]; const f = ({ q: { r } = { r: 9 } } = {}) => r; return [a, b, c, f(), f({ q: { r: 1 } })]; })(),
  "/tagged": async (request, env, ctx) => ((s, ...v) => [s.raw, v])`a${1}\n${2}c`,
  "/regexp": async (request, env, ctx) => [/(?<y>\d{4})-(?<m>\d\d)/.exec("on 2026-11").groups.y, "aBc".replace(/b/i, (m) => m + m), [..."a1b2".matchAll(/[a-z](\d)/g)].map((m) => m[1]), /(?<=\$)\d+/.exec("cost $42")[0], /\p{Lu}/u.test("É"), /^.$/su.test("𝄞"), "a-b-c".split(/(-)/), /a/y.sticky, "x".replaceAll("x", "$&$&")],
  "/regexp-v": async (request, env, ctx) => new RegExp("[\\p{L}--[a-z]]", "v").test("a"),
  "/arrays": async (request, env, ctx) => [[3, 1, 2].toSorted(), [1, 2, 3].toReversed(), [1, 2, 3].at(-1), [1, [2, [3]]].flat(Infinity), [1, 2, 3].findLast((x) => x < 3), [1, 2, 3].with(1, 9), Object.groupBy([1, 2, 3], (x) => (x % 2 ? "odd" : "even")), [5, 1, 4].toSpliced(1, 1), Array.from({ length: 3 }, (_, i) => i * i)],
  "/strings": async (request, env, ctx) => ["abc".padStart(5, "*"), " x ".trim(), "a,b".split(","), "ß".toUpperCase(), "İ".toLowerCase().length, "é".normalize("NFD").length, "x".repeat(3), "abc".at(-1), "\u{1F600}".codePointAt(0), "ab".isWellFormed(), String.raw`\n`],
  "/numbers": async (request, env, ctx) => [0.1 + 0.2, (1234.5678).toFixed(2), (0.000001234).toString(), 1e21, (255).toString(16), parseInt("12px"), Number("0x1f"), (25).toString(36), Number.MAX_SAFE_INTEGER, (1.005).toFixed(2), (1e21).toLocaleString === undefined, 5 % -3, -5 % 3, 2 ** 53 + 1],
  "/bigint": async (request, env, ctx) => [String(2n ** 70n), String(BigInt.asUintN(8, 257n)), typeof 1n, 5n > 4, String(-7n / 2n)],
  "/json": async (request, env, ctx) => [JSON.stringify({ a: [undefined, () => 1, NaN], b: undefined, d: new Date(0), n: null }), JSON.stringify("\u2028\ud800"), JSON.stringify({ a: 1, b: [1] }, null, 2), JSON.parse("[1,{\"__proto__\":1}]").length, JSON.stringify({ toJSON: () => 5 })],
  "/dates": async (request, env, ctx) => [new Date("2026-11-22").getTime(), new Date("2026-11-22T10:00:00+02:00").toISOString(), new Date("Sun, 22 Nov 2026 10:00:00 GMT").getTime(), new Date(2026, 0, 31, 12).toISOString(), new Date(NaN).getTime(), new Date(0).toUTCString(), String(new Date("nonsense")), new Date(0).toString()],
  "/collections": async (request, env, ctx) => [new Set([1, 2, 3]).union(new Set([4])).size, [...new Map([["a", 1]]).entries()], Object.fromEntries([["x", 1]]), Object.entries({ b: 1, a: 2, 1: 3 }), new Set([1, 2]).isSubsetOf(new Set([1, 2, 3]))],
  "/proxy-and-reflect": async (request, env, ctx) => (() => { const p = new Proxy({}, { get: (_, k) => k, has: () => true, ownKeys: () => ["z"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }); return [p.any, "x" in p, Object.keys(p), Reflect.ownKeys({ a: 1, [Symbol.iterator]: 2 }).length]; })(),
  "/promises": async (request, env, ctx) => (async () => [await Promise.allSettled([1, Promise.reject(new Error("x"))]).then((r) => r.map((s) => s.status)), await Promise.any([Promise.reject(1), 2]), await Promise.race([new Promise(() => {}), 3]), typeof Promise.withResolvers().resolve, await Promise.try(() => 4)])(),
  "/aggregate-error": async (request, env, ctx) => Promise.any([Promise.reject(1)]).catch((e) => [e.name, e.errors]),
  "/errors": async (request, env, ctx) => (() => { const e = new Error("m", { cause: "c" }); return [e.cause, e instanceof Error, String(e), typeof e.stack, Object.keys(e), new TypeError("t").name]; })(),
  "/symbols": async (request, env, ctx) => [Symbol("a").description, Symbol.for("k") === Symbol.for("k"), typeof Symbol.asyncIterator, String(Symbol("x"))],
  "/getters-and-labels": async (request, env, ctx) => (() => { let n = 0; outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; n++; } } return [n, { get a() { return 1; } }.a]; })(),
  "/typed-arrays": async (request, env, ctx) => (() => { const f = new Float32Array([1.5]); const v = new DataView(new ArrayBuffer(8)); v.setBigInt64(0, -1n); v.setFloat64(0, Math.PI); return [[...new Uint8Array(f.buffer)], v.getUint8(0), new Uint8ClampedArray([300, -5])[0], Uint8Array.from("123", Number), [...new Uint8Array([3, 1, 2]).toSorted()]]; })(),
  "/intl": async (request, env, ctx) => [typeof Intl, "a".localeCompare("b"), ["b", "ä", "a"].sort((x, y) => x.localeCompare(y)), (1234.5).toLocaleString("en-US"), new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(3.5)],
  "/weak-refs": async (request, env, ctx) => [new WeakRef({ a: 1 }).deref().a, typeof FinalizationRegistry],
  "/closures-in-loops": async (request, env, ctx) => (() => { const f = []; for (let i = 0; i < 3; i++) f.push(() => i); return f.map((x) => x()); })(),
  "/iterator-helpers": async (request, env, ctx) => [1, 2, 3, 4].values().filter((x) => x % 2).map((x) => x * 2).toArray(),
  "/globals": async (request, env, ctx) => [typeof globalThis, typeof self, typeof window, typeof process, typeof require, typeof module, typeof Buffer, typeof navigator?.userAgent, navigator.userAgent],
  "/eval": async (request, env, ctx) => eval("1 + 1"),
  "/function-constructor": async (request, env, ctx) => new Function("return 1")(),
};

export default {
  async fetch(request, env, ctx) {
    const run = tests[new URL(request.url).pathname];
    if (!run) return new Response("?", { status: 404 });
    let result;
    try {
      result = await run(request, env, ctx);
    } catch (e) {
      result = { threw: e?.name ?? typeof e };
    }
    return result instanceof Response ? result : Response.json(result === undefined ? { undefined: true } : result);
  },
};
