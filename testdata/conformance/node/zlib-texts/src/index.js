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
  async "ek-zlib-gunzipsync-df-ek-zlib-gunzipsync-buf"() {
    const { ek, gz, df, rw, br } = zipped;
    return [
      await ek(() => zlib.gunzipSync(df)),
      await ek(() => zlib.gunzipSync(Buffer.alloc(0))),
      await ek(() => zlib.gunzipSync(gz.subarray(0, 20))),
      await ek(() => zlib.gunzipSync(gz.subarray(0, 5))),
      await ek(() => zlib.gunzipSync(Buffer.concat([gz, gz]))),
      await ek(() => zlib.gunzipSync(Buffer.concat([gz, Buffer.from("junk")]))),
      await ek(() => zlib.gunzipSync(Buffer.concat([gz, Buffer.alloc(3)]))),
      await ek(() => {
        const b = Buffer.from(gz);
        b[25] ^= 1;
        return zlib.gunzipSync(b);
      }),
      await ek(() => {
        const b = Buffer.from(gz);
        b[b.length - 1] ^= 1;
        return zlib.gunzipSync(b);
      }),
    ];
  },
  async "ek-zlib-inflatesync-gz-ek-zlib-inflatesync-b"() {
    const { ek, gz, df, rw, br } = zipped;
    return [
      await ek(() => zlib.inflateSync(gz)),
      await ek(() => zlib.inflateSync(Buffer.from([0x78, 0x9c]))),
      await ek(() => zlib.inflateSync(df.subarray(0, 10))),
      await ek(() => {
        const b = Buffer.from(df);
        b[b.length - 1] ^= 1;
        return zlib.inflateSync(b);
      }),
      await ek(() => zlib.inflateRawSync(Buffer.from([255, 255, 255]))),
      await ek(() => zlib.inflateRawSync(Buffer.from([1, 1, 1, 1, 1, 1]))),
      await ek(() => zlib.inflateRawSync(df)),
      await ek(() => zlib.inflateSync(Buffer.concat([df, Buffer.from("junk")]))),
      await ek(() => zlib.unzipSync(Buffer.from("xyz"))),
      await ek(() => zlib.unzipSync(Buffer.alloc(0))),
      await ek(() => zlib.inflateSync(Buffer.from([0x78, 0xbb, 1, 2, 3, 4, 5]))),
    ];
  },
  async "zlib-crc32-hello-zlib-crc32-buffer-from-hell"() {
    const { ek, gz, df, rw, br } = zipped;
    return [
      zlib.crc32("hello"),
      zlib.crc32(Buffer.from("hello")),
      zlib.crc32("lo", zlib.crc32("hel")),
      zlib.crc32(""),
      await ek(() => zlib.crc32(5)),
      await ek(() => zlib.crc32("x", "y")),
      await ek(() => zlib.crc32("x", -1)),
      await ek(() => zlib.crc32(raw.buffer)),
      zlib.crc32(new DataView(new ArrayBuffer(2))),
    ];
  },
  async "d-buffer-from-hello-world-dictionary-c-zlib"() {
    const { ek, gz, df, rw, br } = zipped;
    const d = Buffer.from("hello world dictionary");
    const c = zlib.deflateSync("hello world", { dictionary: d });
    const r = zlib.deflateRawSync("hello world", { dictionary: d });
    return [
      zlib.inflateSync(c, { dictionary: d }).toString(),
      await ek(() => zlib.inflateSync(c)),
      await ek(() => zlib.inflateSync(c, { dictionary: Buffer.from("bad") })),
      zlib.inflateRawSync(r, { dictionary: d }).toString(),
    ];
  },
  async "promise-r-zlib-gunzip-buffer-from-zz-e-b-r-e"() {
    const { ek, gz, df, rw, br } = zipped;
    return new Promise((r) => zlib.gunzip(Buffer.from("zz"), (e, b) => r([e.code, e.errno, e.message, b])));
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
