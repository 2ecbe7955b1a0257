// What wants more memory than there is, at once or bit by bit.
import memoryModule from "./memory.wasm"; // (module (memory (export "m") 1))

const gzipBomb = async () => {
  // 200 MB of zeros in some 200 KB, without holding them.
  let left = 200;
  const zeros = new ReadableStream({
    pull(c) {
      if (left-- === 0) c.close();
      else c.enqueue(new Uint8Array(1 << 20));
    },
  });
  return new Response(zeros.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
};

const memory = () => new WebAssembly.Instance(memoryModule).exports.m;

export default {
  repeat: () => "x".repeat(2 ** 40),
  repeatMost: () => "xy".repeat(2 ** 29 - 1).length,
  padStart: () => "x".padStart(2 ** 40),
  padEnd: () => "x".padEnd(2 ** 40, "ab"),
  arrayBuffer: () => new ArrayBuffer(2 ** 40),
  arrayBufferResize: () => new ArrayBuffer(8, { maxByteLength: 2 ** 40 }),
  typedArray: () => new Float64Array(2 ** 40),
  typedArrayMost: () => new Float64Array(2 ** 32),
  typedArrayFrom: () => Uint8Array.from({ length: 2 ** 40 }),
  typedArrayLike: () => new Uint8Array({ length: 2 ** 40 }),
  buffer: () => Buffer.alloc(2 ** 40),
  bufferUnsafe: () => Buffer.allocUnsafe(2 ** 33),
  bufferConcat: () => Buffer.concat([], 2 ** 40),
  arrayFill: () => new Array(2 ** 32 - 1).fill(0).length,
  arrayFillMid: () => new Array(2 ** 26).fill(0).map((x) => [x]).length,
  arrayJoin: () => new Array(2 ** 32 - 1).join("xx"),
  arrayJoinMid: () => new Array(2 ** 26).join("x".repeat(1000)),
  arrayText: () => String(new Array(2 ** 32 - 1)),
  arrayLocaleText: () => new Array(2 ** 32 - 1).toLocaleString(),
  arraySort: () => new Array(2 ** 32 - 1).sort().length,
  arraySortLike: () => Array.prototype.sort.call({ length: 2 ** 53 - 1 }),
  arrayToSorted: () => Array.prototype.toSorted.call({ length: 2 ** 53 - 1 }),
  arrayToReversed: () => Array.prototype.toReversed.call({ length: 2 ** 32 - 1 }).length,
  arrayWith: () => Array.prototype.with.call({ length: 2 ** 32 - 1 }, 0, 1).length,
  arrayToSpliced: () => Array.prototype.toSpliced.call({ length: 2 ** 32 - 1 }, 0, 1).length,
  arrayReverse: () => Array.prototype.reverse.call({ length: 2 ** 53 - 1 }),
  arrayFrom: () => Array.from({ length: 2 ** 32 - 1 }).length,
  arrayIndexOf: () => new Array(2 ** 32 - 1).indexOf(1),
  arrayIncludes: () => new Array(2 ** 32 - 1).includes(1),
  arrayMap: () => new Array(2 ** 32 - 1).map((x) => x).length,
  arraySlice: () => new Array(2 ** 32 - 1).slice(1).length,
  arraySplice: () => new Array(2 ** 32 - 1).splice(1).length,
  arrayConcat: () => new Array(2 ** 31).concat(new Array(2 ** 30)).length,
  arrayFlat: () => new Array(2 ** 32 - 1).flat().length,
  arrayCopyWithin: () => new Array(2 ** 32 - 1).copyWithin(1, 0).length,
  arrayUnshift: () => new Array(2 ** 32 - 2).unshift(1),
  arrayShift: () => Array.prototype.shift.call({ length: 2 ** 53 - 1 }),
  arrayLastIndexOf: () => new Array(2 ** 32 - 1).lastIndexOf(1),
  arraySpread: () => [...new Array(2 ** 32 - 1)].length,
  arrayEntries: () => [...new Array(2 ** 32 - 1).keys()].length,
  apply: () => Math.max.apply(null, { length: 2 ** 32 - 1 }),
  applySmall: () => Math.max.apply(null, new Array(200_000).fill(1)),
  reflectApply: () => Reflect.apply(Math.max, null, { length: 2 ** 53 - 1 }),
  reflectConstruct: () => Reflect.construct(Date, { length: 2 ** 40 }),
  spreadCall: () => Math.max(...new Array(10_000_000).fill(1)),
  fromCharCode: () => String.fromCharCode.apply(null, { length: 2 ** 32 }),
  jsonIndent: () => JSON.stringify(new Array(2 ** 24).fill([]), null, " ".repeat(10)).length,
  jsonArray: () => JSON.stringify(new Array(2 ** 32 - 1)).length,
  jsonLike: () => JSON.stringify(1, new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 53 - 1 : k) })),
  concat() {
    let s = "x";
    for (;;) s += s;
  },
  template() {
    let s = "x";
    for (;;) s = `${s}${s}`;
  },
  concatMethod() {
    let s = "x";
    for (;;) s = s.concat(s, s);
  },
  replaceAll: () => "x".repeat(2 ** 20).replaceAll("x", "y".repeat(2 ** 20)).length,
  replaceRegExp: () => "x".repeat(2 ** 20).replace(/x/g, "$&".repeat(2 ** 10)).length,
  replaceSelf: () => "x".repeat(2 ** 20).replace(/x+/g, "$&".repeat(2 ** 20)).length,
  split: () => "x".repeat(2 ** 28).split("").length,
  matchAll: () => "x".repeat(2 ** 28).match(/x/g).length,
  normalize: () => "\ufdfa".repeat(2 ** 26).normalize("NFKD").length,
  upper: () => "ß".repeat(2 ** 28).toUpperCase().length,
  escape: () => encodeURIComponent("\u20ac".repeat(2 ** 27)).length,
  hoard() {
    const all = [];
    for (;;) all.push(new Array(100_000).fill(all.length));
  },
  hoardObjects() {
    let o = null;
    for (;;) o = { o };
  },
  hoardStrings() {
    const all = [];
    for (;;) all.push("x".repeat(1 << 20));
  },
  hoardBuffers() {
    const all = [];
    for (;;) all.push(new Uint8Array(1 << 24));
  },
  mapGrowth() {
    const m = new Map();
    for (let i = 0; ; i++) m.set(i, i);
  },
  weakMap() {
    const m = new WeakMap();
    const keys = [];
    for (;;) {
      const k = {};
      keys.push(k);
      m.set(k, keys);
    }
  },
  properties() {
    const o = {};
    for (let i = 0; ; i++) o["p" + i] = i;
  },
  sparse() {
    const a = [];
    for (let i = 1; ; i = i * 2 + 1) {
      a[i % (2 ** 32 - 2)] = i;
      a.length = 2 ** 32 - 1;
      a.push.apply([], a.slice(0, 1000));
    }
  },
  symbols() {
    for (let i = 0; ; i++) Symbol.for("s" + i);
  },
  promises() {
    const all = [];
    for (;;) all.push(new Promise(() => {}));
  },
  async promisesAwaited() {
    const all = [];
    for (;;) {
      all.push((async () => await new Promise(() => {}))());
      if (all.length % 1000 === 0) await null;
    }
  },
  blob() {
    let b = new Blob(["x".repeat(1 << 20)]);
    for (;;) b = new Blob([b, b]);
  },
  blobText() {
    const b = new Blob(["x".repeat(1 << 20)]);
    return new Blob(new Array(2000).fill(b)).text().then((t) => t.length);
  },
  formData() {
    const f = new FormData();
    for (let i = 0; ; i++) f.append("name" + i, "x".repeat(1000));
  },
  headers() {
    const h = new Headers();
    for (let i = 0; i < 1e6; i++) h.append("x-" + i, "v");
    return [...h].length;
  },
  headersSame() {
    const h = new Headers();
    for (let i = 0; i < 3e5; i++) h.append("x", "v".repeat(1000));
    return h.get("x").length;
  },
  searchParams() {
    const p = new URLSearchParams();
    for (let i = 0; ; i++) p.append("x".repeat(100) + i, "y");
  },
  url: () => new URL("https://example.com/" + "x/".repeat(2 ** 27)).href.length,
  urlDots: () => new URL("https://example.com/" + "../".repeat(2 ** 22)).href.length,
  urlHost: () => new URL("https://" + "é".repeat(2 ** 20) + ".example/").href.length,
  urlPattern: () => new URLPattern({ pathname: "/:a".repeat(1000) + "{b}+".repeat(1000) }).test("https://a/" + "x/".repeat(10000)),
  async streamQueue() {
    const { readable, writable } = new TransformStream(undefined, { highWaterMark: Infinity }, { highWaterMark: Infinity });
    const w = writable.getWriter();
    for (let i = 0; ; i++) {
      w.write(new Uint8Array(1 << 20));
      if (i % 10 === 0) await null;
    }
    return readable;
  },
  async tee() {
    const [a, b] = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1 << 20)) }).tee();
    for await (const _ of a);
    return b;
  },
  async gzipBomb() {
    const bomb = await gzipBomb();
    const all = await new Response(new Blob([bomb]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    return all.byteLength;
  },
  async gzipBombs() {
    const bomb = await gzipBomb();
    const all = [];
    for (;;) all.push(await new Response(new Blob([bomb]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
  },
  wasmGrow() {
    const m = memory();
    for (;;) m.grow(1000);
  },
  wasmGrowOnce: () => memory().grow(65535),
  wasmMemories() {
    const all = [];
    for (;;) all.push(new WebAssembly.Memory({ initial: 1000 }));
  },
  wasmTable: () => new WebAssembly.Table({ element: "externref", initial: 2 ** 32 - 1 }).length,
  clone() {
    const a = [];
    for (let i = 0; i < 1e6; i++) a.push({ i });
    for (const all = []; ; ) all.push(structuredClone(a));
  },
  random: () => crypto.getRandomValues(new Uint8Array(2 ** 28)).length,
  decode: () => new TextDecoder("utf-16le").decode(new Uint8Array(2 ** 28)).length,
  encode: () => new TextEncoder().encode("\u20ac".repeat(2 ** 28)).length,
  btoa: () => btoa("x".repeat(2 ** 28)).length,
  console() {
    console.log("x".repeat(2 ** 26));
    return "logged";
  },
  pbkdf2: async () =>
    crypto.subtle.deriveBits(
      { name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(8), iterations: 100_000 },
      await crypto.subtle.importKey("raw", new Uint8Array(8), "PBKDF2", false, ["deriveBits"]),
      2 ** 31,
    ),
  dateFormat: () => new Intl.NumberFormat("en", { minimumFractionDigits: 100 }).format(1).length,
  toFixed: () => (1e21).toFixed(100).length,
  intlList: () => new Intl.ListFormat("en").format(Array(1e6).fill("x".repeat(1000))).length,
};
