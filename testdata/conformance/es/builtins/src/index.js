// What the newer built-ins answer, errors included, one snippet a path.
const snippets = {
  "other-1": async () => typeof Math.f16round,
  "iterator-1": async () => typeof Iterator.prototype[Symbol.dispose],
  "json-1": async () => JSON.stringify(Object.getOwnPropertyDescriptor(Iterator.prototype, Symbol.toStringTag)) + typeof Object.getOwnPropertyDescriptor(Iterator.prototype, Symbol.toStringTag).get,
  "iterator-2": async () => { let c = 0; const it = { __proto__: Iterator.prototype, next() {}, return() { c++; return {} } }; try { it.map(1) } catch (e) { return e.message + c } },
  "iterator-3": async () => { let c = 0; const it = { __proto__: Iterator.prototype, next() {}, return() { c++; return {} } }; try { it.take(-1) } catch (e) { return e.message + c } },
  "iterator-4": async () => { let c = 0; const it = { __proto__: Iterator.prototype, next() {}, return() { c++; return {} } }; try { it.take(NaN) } catch (e) { return e.message + c } },
  "iterator-5": async () => [1].values().take("x"),
  "iterator-6": async () => [1].values().map(1),
  "iterator-7": async () => [1].values().flatMap(1),
  "iterator-8": async () => Iterator.prototype.map.call(1, () => 1),
  "iterator-9": async () => Iterator.from(1),
  "buffer-1": async () => new ArrayBuffer(8, { maxByteLength: 4 }),
  "buffer-2": async () => new ArrayBuffer(8, { maxByteLength: -1 }),
  "buffer-3": async () => new ArrayBuffer(8, { maxByteLength: 2 ** 53 }),
  "buffer-4": async () => new ArrayBuffer(8, { maxByteLength: 16 }).resize(17),
  "buffer-5": async () => new ArrayBuffer(8, { maxByteLength: 16 }).resize(-1),
  "buffer-6": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); b.transfer(); b.resize(1) },
  "buffer-7": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); b.transfer(17) },
  "buffer-8": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const c = b.transfer(12); return [c.resizable, c.maxByteLength, c.byteLength, b.maxByteLength, b.resizable, b.detached] },
  "buffer-9": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const c = b.transferToFixedLength(12); return [c.resizable, c.maxByteLength, c.byteLength] },
  "buffer-10": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Uint16Array(b, 2); const f = new Uint16Array(b, 2, 2); const out = []; for (const n of [8, 12, 4, 1, 16]) { b.resize(n); out.push(n, a.length, a.byteLength, a.byteOffset, f.length, f.byteOffset) } return out },
  "buffer-11": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Uint8Array(b, 4); b.resize(2); return [a[0], 0 in a, Object.keys(a).length, (a[0] = 5), a[0]] },
  "buffer-12": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Uint8Array(b, 4); b.resize(2); return new TextDecoder().decode(a) },
  "buffer-13": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); const a = new Uint8Array(b); a.set([104, 105, 33, 33]); b.resize(3); return new TextDecoder().decode(a) },
  "buffer-14": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); return new Response(b).text().then((t) => t.length) },
  "buffer-15": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); return new Blob([b, new Uint8Array(b, 1)]).size },
  "buffer-16": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); const c = structuredClone(b); return [c.resizable, c.maxByteLength, c.byteLength] },
  "buffer-17": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); const c = structuredClone(b, { transfer: [b] }); return [c.resizable, c.maxByteLength, c.byteLength, b.detached] },
  "buffer-18": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); const c = structuredClone(new Uint8Array(b)); b.resize(8); return [c.length, c.buffer.resizable] },
  "buffer-19": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); return crypto.getRandomValues(new Uint8Array(b)).length },
  "buffer-20": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); return new TextEncoder().encodeInto("abcdef", new Uint8Array(b)).written },
  "buffer-21": async () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); return crypto.subtle.digest("SHA-1", b).then((d) => d.byteLength) },
  "buffer-22": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); return new Float64Array(b, 3) },
  "buffer-23": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); return new Float64Array(b, 16) },
  "buffer-24": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); return new Float64Array(b, 0, 2) },
  "buffer-25": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Int8Array(b); const s = a.subarray(2); b.resize(12); return [a.length, s.length, a.slice(1, 3).buffer.resizable] },
  "buffer-26": async () => { const b = new ArrayBuffer(4, { maxByteLength: 8 }); const a = new Uint8Array(b); a.set([3, 1, 2, 0]); const seen = []; a.forEach((v, i) => { seen.push(v); if (i === 1) b.resize(2); }); return [seen, a.sort(), a.join("-"), String(a)] },
  "weak-1": async () => Object.prototype.toString.call(new WeakRef({})),
  "weak-2": async () => new WeakRef(1),
  "weak-3": async () => new WeakRef(Symbol.for("a")),
  "weak-4": async () => typeof new WeakRef(Symbol("a")).deref(),
  "weak-5": async () => new WeakSet([Symbol("a")]) instanceof WeakSet,
  "weak-6": async () => new WeakSet([Symbol.for("a")]),
  "weak-7": async () => new WeakSet([1]),
  "weak-8": async () => new FinalizationRegistry(1),
  "weak-9": async () => new FinalizationRegistry(() => {}).register(1),
  "weak-10": async () => new FinalizationRegistry(() => {}).unregister(1),
  "weak-11": async () => { const o = {}; new FinalizationRegistry(() => {}).register(o, o) },
  "weak-12": async () => new WeakMap([[1, 2]]),
  "weak-13": async () => new WeakMap([1]),
  "weak-14": async () => WeakMap(),
  "json-2": async () => JSON.parse('{"a":1.0,"b":[1,"x",{"c":-0}],"d":"\\u0061"}', function (k, v, c) { this; return typeof v === "object" ? v : [v, c.source] }),
  "json-3": async () => JSON.stringify(JSON.parse("[1e3, 123456789012345678901, true, null]", (k, v, { source }) => source ?? v)),
  "json-4": async () => JSON.parse("[1,2,3]", function (k, v, c) { if (k === "0") this[1] = 9; return Array.isArray(v) ? v : [v, c.source === undefined ? "none" : c.source] }),
  "json-5": async () => JSON.parse("5", (k, v, c) => JSON.stringify(c) + v),
  "json-6": async () => JSON.parse('{"a":[1,2]}', function (k, v, c) { if (k === "a") return Object.keys(c).length; return v }).a,
  "json-7": async () => JSON.stringify({ a: JSON.rawJSON("12345678901234567890") }),
  "json-8": async () => JSON.parse(Symbol("a")),
  "atomics-1": async () => Atomics.add([1], 0, 1),
  "atomics-2": async () => Atomics.add(new Float64Array(1), 0, 1),
  "atomics-3": async () => Atomics.wait(new Int32Array(1), 0, 0),
  "atomics-4": async () => Atomics.waitAsync(new Int32Array(1), 0, 0),
  "json-9": async () => JSON.stringify(Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 1)),
  "atomics-5": async () => Atomics.notify(new Int32Array(1), 0, 1),
  "atomics-6": async () => Atomics.notify(new Int16Array(1), 0, 1),
  "atomics-7": async () => Atomics.pause("a"),
  "atomics-8": async () => Atomics.pause(-1),
  "atomics-9": async () => Atomics.load(1),
  "atomics-10": async () => Atomics.store(new Int8Array(1), 0, 300),
  "atomics-11": async () => Atomics.add(new Uint8Array(1), 0, -1),
  "dispose-1": async () => new DisposableStack().use({}),
  "dispose-2": async () => new DisposableStack().use(1),
  "dispose-3": async () => new DisposableStack().defer(1),
  "dispose-4": async () => new DisposableStack().adopt(1, 1),
  "dispose-5": async () => { const s = new DisposableStack(); s.dispose(); s.use(null) },
  "dispose-6": async () => { const s = new DisposableStack(); s.dispose(); s.move() },
  "dispose-7": async () => { const s = new AsyncDisposableStack(); await s.disposeAsync(); s.defer(() => {}) },
  "dispose-8": async () => new AsyncDisposableStack().use({}),
  "dispose-9": async () => DisposableStack(),
  "dispose-10": async () => DisposableStack.prototype.dispose.call({}),
  "dispose-11": async () => DisposableStack.prototype.use.call({}, {}),
  "dispose-12": async () => AsyncDisposableStack.prototype.disposeAsync.call({}),
  "other-2": async () => String.prototype.isWellFormed.call(null),
  "other-3": async () => String.prototype.isWellFormed.call(Symbol()),
};

const show = (v, inner) => {
  if (typeof v === "string") return inner ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object") return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error) return `${v.name}: ${v.message}`;
  if (Array.isArray(v) || ArrayBuffer.isView(v)) return `${v.constructor.name}[${Array.from(v, (x) => show(x, true))}]`;
  if (Object.getPrototypeOf(v) === Object.prototype) return `{${Object.keys(v).map((k) => `${k}: ${show(v[k], true)}`)}}`;
  return Object.prototype.toString.call(v);
};

export default {
  async fetch(request) {
    try {
      return new Response(show(await snippets[new URL(request.url).pathname.slice(1)]()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
