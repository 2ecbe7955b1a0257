// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/primitives": async (request, env, ctx) => [structuredClone(1), structuredClone("s"), structuredClone(null), structuredClone(true), typeof structuredClone(undefined), String(structuredClone(5n)), Object.is(structuredClone(-0), -0), Number.isNaN(structuredClone(NaN))],
  "/nested": async (request, env, ctx) => (() => { const o = { a: [1, { b: 2 }], d: { e: "f" } }; const c = structuredClone(o); return [c, c !== o, c.a !== o.a]; })(),
  "/cycle": async (request, env, ctx) => (() => { const o = { n: 1 }; o.self = o; const c = structuredClone(o); return [c.self === c, c.n]; })(),
  "/shared": async (request, env, ctx) => (() => { const x = {}; const c = structuredClone([x, x]); return c[0] === c[1]; })(),
  "/date": async (request, env, ctx) => (() => { const c = structuredClone(new Date(5)); return [c instanceof Date, c.getTime()]; })(),
  "/regexp": async (request, env, ctx) => (() => { const r = /a+/gi; r.lastIndex = 3; const c = structuredClone(r); return [String(c), c.lastIndex]; })(),
  "/map-and-set": async (request, env, ctx) => (() => { const c = structuredClone(new Map([["a", new Set([1, 2])], [{ k: 1 }, 2]])); return [c instanceof Map, c.size, [...c.get("a")]]; })(),
  "/buffers": async (request, env, ctx) => (() => { const b = new Uint8Array([1, 2, 3, 4]); const c = structuredClone(b.subarray(1, 3)); return [c instanceof Uint8Array, [...c], c.buffer.byteLength, c.byteOffset]; })(),
  "/array-buffer": async (request, env, ctx) => [...new Uint8Array(structuredClone(new Uint8Array([9, 8]).buffer))],
  "/data-view": async (request, env, ctx) => structuredClone(new DataView(new Uint8Array([1, 2, 3]).buffer, 1)).getUint8(0),
  "/transfer": async (request, env, ctx) => (() => { const b = new ArrayBuffer(4); const c = structuredClone(b, { transfer: [b] }); return [c.byteLength, b.byteLength]; })(),
  "/errors": async (request, env, ctx) => (() => { const c = structuredClone(new RangeError("m", { cause: 1 })); return [c instanceof RangeError, c.name, c.message]; })(),
  "/class-instance": async (request, env, ctx) => (() => { class P { constructor() { this.x = 1; } get y() { return 2; } } const c = structuredClone(new P()); return [c, c instanceof P, Object.getPrototypeOf(c) === Object.prototype]; })(),
  "/function": async (request, env, ctx) => structuredClone(() => 1),
  "/symbol": async (request, env, ctx) => structuredClone(Symbol("s")),
  "/function-inside": async (request, env, ctx) => structuredClone({ a: [() => 1] }),
  "/weak-map": async (request, env, ctx) => structuredClone(new WeakMap()),
  "/promise": async (request, env, ctx) => structuredClone(Promise.resolve()),
  "/data-clone-error": async (request, env, ctx) => (() => { try { structuredClone(() => 1); } catch (e) { return [e.name, e.code, e instanceof DOMException]; } })(),
  "/boxed": async (request, env, ctx) => (() => { const c = structuredClone([new Number(1), new String("s"), new Boolean(false)]); return c.map((x) => [typeof x, String(x)]); })(),
  "/getter": async (request, env, ctx) => structuredClone({ get a() { return 1; } }),
  "/getter-throws": async (request, env, ctx) => structuredClone({ get a() { throw new RangeError("x"); } }),
  "/sparse": async (request, env, ctx) => (() => { const c = structuredClone([1, , 3]); return [c.length, 1 in c]; })(),
  "/array-properties": async (request, env, ctx) => (() => { const a = [1]; a.extra = 2; const c = structuredClone(a); return [c.length, c.extra]; })(),
  "/no-argument": async (request, env, ctx) => structuredClone(),
  "/symbol-keys-dropped": async (request, env, ctx) => Object.getOwnPropertySymbols(structuredClone({ [Symbol.iterator]: 1, a: 1 })).length,
  "/undefined-kept": async (request, env, ctx) => "a" in structuredClone({ a: undefined }),
  "/bigint-arrays": async (request, env, ctx) => String(structuredClone(new BigInt64Array([1n, -2n]))[1]),
  "/frozen": async (request, env, ctx) => Object.isFrozen(structuredClone(Object.freeze({ a: 1 }))),
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
