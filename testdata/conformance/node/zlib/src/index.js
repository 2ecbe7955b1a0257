import * as nodeCrypto from "node:crypto";
import * as zlib from "node:zlib";
import * as stream from "node:stream";
import { promisify } from "node:util";
import { Buffer } from "node:buffer";

// One snippet a path: what it gives, or the name and message it throws.
const S = crypto.subtle;
const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join("");
const un = (s) => new Uint8Array((s.match(/../g) ?? []).map((x) => parseInt(x, 16)));
const enc = (s) => new TextEncoder().encode(s);
const b64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const raw = new Uint8Array([1, 2, 3]);
const show = (k) => ({ type: k.type, ext: k.extractable, u: k.usages, a: k.algorithm });
const er = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const without = (o, ...names) => {
  const c = { ...o };
  for (const n of names) delete c[n];
  return c;
};

const zipped = (() => {
  const ek = async (f) => {
    try {
      const r = await f();
      return r instanceof Uint8Array ? Buffer.from(r).toString("latin1") : r;
    } catch (e) {
      return e.name + ": " + e.message + " [" + e.code + "] " + e.errno;
    }
  };
  const gz = Buffer.from("H4sIAAAAAAAAA8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==", "base64"),
    df = Buffer.from("eJzLSM3JyVcozy/KSQEAGgsEXQ==", "base64"),
    rw = Buffer.from("y0jNyclXKM8vykkBAA==", "base64"),
    br = Buffer.from("CwWAaGVsbG8gd29ybGQD", "base64");
  return { ek, gz, df, rw, br };
})();

const snippets = {
  async "ek-zlib-gunzipsync-gz-ek-zlib-inflatesync-df"() {
    const { ek, gz, df, rw, br } = zipped;
    return [
      await ek(() => zlib.gunzipSync(gz)),
      await ek(() => zlib.inflateSync(df)),
      await ek(() => zlib.inflateRawSync(rw)),
      await ek(() => zlib.brotliDecompressSync(br)),
      await ek(() => zlib.unzipSync(gz)),
      await ek(() => zlib.unzipSync(df)),
      await ek(() => promisify(zlib.gunzip)(gz)),
      await ek(() => promisify(zlib.inflate)(df)),
      await ek(() => promisify(zlib.unzip)(df)),
      await ek(() => promisify(zlib.brotliDecompress)(br)),
    ];
  },
  async "big-hello-repeat-5000-c-d-gzipsync-gunzipsyn"() {
    const { ek, gz, df, rw, br } = zipped;
    const big = "hello ".repeat(5000);
    const out = [];
    for (const [c, d] of [
      ["gzipSync", "gunzipSync"],
      ["deflateSync", "inflateSync"],
      ["deflateRawSync", "inflateRawSync"],
      ["brotliCompressSync", "brotliDecompressSync"],
      ["zstdCompressSync", "zstdDecompressSync"],
    ]) {
      const x = zlib[c](big);
      out.push(x instanceof Buffer, x.length < big.length / 10, zlib[d](x).toString() === big);
      for (const level of [0, 1, 9])
        if (!/brotli|zstd/.test(c)) out.push(zlib[d](zlib[c](big, { level })).toString() === big);
      out.push(
        zlib[d](zlib[c](new Uint16Array([1, 2]))).toString("hex"),
        zlib[d](zlib[c](new ArrayBuffer(2))).length,
        zlib[d](zlib[c]("")).length,
      );
    }
    return out;
  },
  async "g-zlib-creategzip-parts-g-on-data-d-parts-pu"() {
    const { ek, gz, df, rw, br } = zipped;
    const g = zlib.createGzip();
    const parts = [];
    g.on("data", (d) => parts.push(d));
    await new Promise((r) => g.write("hello", r));
    await new Promise((r) => g.flush(r));
    const n = Buffer.concat(parts).length;
    await new Promise((r) => g.flush(zlib.constants.Z_FULL_FLUSH, r));
    g.end(" world");
    await new Promise((r) => g.on("end", r));
    return [n > 10, zlib.gunzipSync(Buffer.concat(parts)).toString(), g.bytesWritten];
  },
  async "d-zlib-createdeflate-parts-d-on-data-x-parts"() {
    const { ek, gz, df, rw, br } = zipped;
    const d = zlib.createDeflate();
    const parts = [];
    d.on("data", (x) => parts.push(x));
    await new Promise((r) => d.write("aaaa", r));
    await new Promise((r) => d.params(0, 0, r));
    d.end("bbbb");
    await new Promise((r) => d.on("end", r));
    return zlib.inflateSync(Buffer.concat(parts)).toString();
  },
  async "g-zlib-creategunzip-promise-r-g-on-error-e-r"() {
    const { ek, gz, df, rw, br } = zipped;
    const g = zlib.createGunzip();
    return new Promise((r) => {
      g.on("error", (e) => r(e.message));
      g.on("close", () => r("closed"));
      g.close();
    });
  },
  async "promise-r-zlib-gzip-hello-level-1-e-b-r-e-zl"() {
    const { ek, gz, df, rw, br } = zipped;
    return new Promise((r) => zlib.gzip("hello", { level: 1 }, (e, b) => r([e, zlib.gunzipSync(b).toString()])));
  },
};

export default {
  async fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    let body;
    try {
      const v = await snippets[name]();
      body =
        typeof v === "string" ? v : (JSON.stringify(v, (k, x) => (typeof x === "bigint" ? x + "n" : x)) ?? String(v));
    } catch (e) {
      body = e.name + ": " + e.message + (typeof e.code === "string" ? " [" + e.code + "]" : "");
    }
    return new Response(body);
  },
};
