// node:buffer and node:string_decoder, one snippet a path.
import {
  Buffer,
  constants,
  isAscii,
  isUtf8,
  kMaxLength,
  transcode,
} from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { inspect } from "node:util";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const hex = (b) => Buffer.from(b).toString("hex");
const snippets = {
  async "base64-padding"() {
    return [
      "YQ==YQ==",
      "YQ",
      "Y",
      "Y!Q",
      "YQ=YQ",
      "Y Q\n=",
      "-_8",
      "+/8",
      "aGk===",
      "",
    ].map((s) => hex(Buffer.from(s, "base64")));
  },
  async base64url() {
    return [
      Buffer.from("a>?b").toString("base64url"),
      Buffer.from("a>?b").toString("base64"),
      hex(Buffer.from("YT4_Yg", "base64url")),
    ];
  },
  async "hex-odd"() {
    return ["6g", "abc", "abzz", "zz", "ABcd"].map((s) =>
      hex(Buffer.from(s, "hex")),
    );
  },
  async latin1() {
    return [
      hex(Buffer.from("ÿĀé", "latin1")),
      Buffer.from([0xe9, 0xff]).toString("latin1"),
      hex(Buffer.from("ÿ", "binary")),
    ];
  },
  async ascii() {
    return [
      hex(Buffer.from("ÿ", "ascii")),
      Buffer.from([0xff, 0x41]).toString("ascii"),
    ];
  },
  async utf16() {
    return [
      hex(Buffer.from("a€😀", "utf16le")),
      Buffer.from("61003dd800de", "hex").toString("ucs2"),
      Buffer.from([1, 2, 3]).toString("ucs2").length,
    ];
  },
  async "utf8-broken"() {
    return [
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x9f, 0x98],
      [0xc0, 0x80],
      [0xff, 0x41],
    ].map((b) => Buffer.from(b).toString());
  },
  async "utf8-lone"() {
    return hex(Buffer.from("\ud800a\udc00"));
  },
  async "from-array"() {
    return hex(Buffer.from([256, -1, 1.5, "3", NaN]));
  },
  async "from-like"() {
    return hex(Buffer.from({ length: 3, 0: 1, 1: 2 }));
  },
  async "from-string-object"() {
    return hex(Buffer.from(new String("abc")));
  },
  async "from-json"() {
    return hex(Buffer.from({ type: "Buffer", data: [1, 2] }));
  },
  async "from-typed"() {
    return hex(Buffer.from(new Uint16Array([1, 256])));
  },
  async "from-arraybuffer"() {
    const ab = new ArrayBuffer(4);
    const b = Buffer.from(ab, 1, 2);
    b[0] = 7;
    return [b.length, new Uint8Array(ab)[1], b.byteOffset];
  },
  async "from-copies"() {
    const a = new Uint8Array([1]);
    const b = Buffer.from(a);
    a[0] = 2;
    return b[0];
  },
  async "from-number"() {
    return thrown(() => Buffer.from(5))
      .split(".")[0]
      .slice(0, 40);
  },
  async "alloc-fill"() {
    return [
      hex(Buffer.alloc(5, "ab")),
      hex(Buffer.alloc(3, 257)),
      hex(Buffer.alloc(4, Buffer.from([1, 2]))),
      hex(Buffer.alloc(3, "YQ==", "base64")),
      hex(Buffer.alloc(2, true)),
    ];
  },
  async "alloc-type"() {
    return thrown(() => Buffer.alloc("5"));
  },
  async concat() {
    return [
      hex(Buffer.concat([Buffer.from("a"), new Uint8Array([1])])),
      hex(Buffer.concat([Buffer.from("abc")], 2)),
      hex(Buffer.concat([Buffer.from("a")], 3)),
      Buffer.concat([]).length,
    ];
  },
  async "concat-bad"() {
    return thrown(() => Buffer.concat("a")).slice(0, 40);
  },
  async is() {
    return [
      Buffer.isBuffer(Buffer.alloc(1)),
      Buffer.isBuffer(new Uint8Array(1)),
      Buffer.isEncoding("UTF-8"),
      Buffer.isEncoding("utf16"),
      Buffer.isEncoding("binary"),
      Buffer.isEncoding("base64url"),
      Buffer.isEncoding(""),
      Buffer.isEncoding(5),
    ];
  },
  async "byte-length"() {
    return [
      Buffer.byteLength("äé€😀"),
      Buffer.byteLength("abc", "base64"),
      Buffer.byteLength("YQ==", "base64"),
      Buffer.byteLength("äé€", "latin1"),
      Buffer.byteLength("abc", "hex"),
      Buffer.byteLength("ab", "ucs2"),
      Buffer.byteLength(new ArrayBuffer(3)),
      Buffer.byteLength("abc", "foo"),
    ];
  },
  async compare() {
    return [
      Buffer.compare(Buffer.from("a"), Buffer.from("b")),
      Buffer.from("abc").compare(Buffer.from("abd")),
      Buffer.from("abc").compare(Buffer.from("xbcx"), 1, 3, 1, 3),
      Buffer.from("a").equals(Buffer.from("a")),
    ];
  },
  async "compare-bad"() {
    return thrown(() => Buffer.from("abc").compare("abc"));
  },
  async sorted() {
    return [Buffer.from("b"), Buffer.from("a"), Buffer.from("aa")]
      .sort(Buffer.compare)
      .map(String);
  },
  async "index-of"() {
    return ["c", "bc", 99, Buffer.from("ab"), "", "x"].map((v) =>
      Buffer.from("abcabc").indexOf(v),
    );
  },
  async "index-of-offset"() {
    return [
      Buffer.from("abcabc").indexOf("a", 1),
      Buffer.from("abcabc").indexOf("a", -3),
      Buffer.from("abcabc").indexOf("a", -99),
      Buffer.from("abcabc").indexOf("a", 99),
      Buffer.from("abcabc").indexOf("", 99),
      Buffer.from("abc").indexOf("a", NaN),
    ];
  },
  async "last-index-of"() {
    return [
      Buffer.from("abcabc").lastIndexOf("a"),
      Buffer.from("abcabc").lastIndexOf("a", 2),
      Buffer.from("abcabc").lastIndexOf("abc", -4),
      Buffer.from("abcabc").lastIndexOf("x"),
      Buffer.from("abcabc").lastIndexOf("c", -99),
    ];
  },
  async "index-of-encoding"() {
    return [
      Buffer.from("6162", "hex").indexOf("62", 0, "hex"),
      Buffer.from("a€b", "ucs2").indexOf("€", 0, "ucs2"),
      Buffer.from("abc").includes("bc"),
    ];
  },
  async "index-of-type"() {
    return thrown(() => Buffer.from("abc").indexOf({}));
  },
  async fill() {
    return [
      hex(Buffer.alloc(4).fill("ab")),
      hex(Buffer.alloc(4).fill("a", 1, 3)),
      hex(Buffer.alloc(4).fill(1, 2)),
      hex(Buffer.alloc(4).fill("€")),
      hex(Buffer.alloc(4).fill("")),
      hex(Buffer.alloc(3).fill("0a0b", "hex")),
    ];
  },
  async "fill-range"() {
    return thrown(() => Buffer.alloc(4).fill("a", 0, 9)).slice(0, 46);
  },
  async write() {
    const b = Buffer.alloc(6);
    return [
      b.write("abc", 1),
      b.write("€€", 4),
      b.write("ff", 0, "hex"),
      b.write("xyz", 0, 2),
      hex(b),
    ];
  },
  async "write-partial"() {
    const b = Buffer.alloc(4);
    return [b.write("a€€"), hex(b), b.write("ab", 1, 3, "ucs2"), hex(b)];
  },
  async "write-range"() {
    return thrown(() => Buffer.alloc(4).write("abc", 5)).slice(0, 60);
  },
  async "write-encoding"() {
    return thrown(() => Buffer.alloc(4).write("abc", 0, 2, "foo"));
  },
  async "to-string"() {
    return [
      Buffer.from("abc").toString("utf8", 1, 2),
      Buffer.from("abc").toString(undefined, -1, 9),
      Buffer.from("abc").toString("utf8", 2, 1),
      Buffer.from("abc").toString("utf8", "1"),
      String(Buffer.from("x")),
      Buffer.from("abc").toLocaleString(),
    ];
  },
  async "to-string-encoding"() {
    return thrown(() => Buffer.from("abc").toString("foo"));
  },
  async json() {
    return [JSON.stringify(Buffer.from("ab")), Buffer.from("a").toJSON()];
  },
  async slices() {
    const b = Buffer.from("abcdef");
    const s = b.slice(1, -1);
    s[0] = 88;
    return [
      String(b),
      String(s),
      String(b.subarray(-2)),
      b.subarray(2) instanceof Buffer,
      b.slice(4, 2).length,
      String(b.slice("1", "3")),
    ];
  },
  async copy() {
    const b = Buffer.alloc(4);
    return [
      Buffer.from("abc").copy(b, 1),
      hex(b),
      Buffer.from("abc").copy(b, 5),
      Buffer.from("abc").copy(b, 0, 1, 2),
      hex(b),
    ];
  },
  async "copy-overlap"() {
    const b = Buffer.from("abcdef");
    b.copy(b, 2, 0, 4);
    return String(b);
  },
  async "copy-range"() {
    return thrown(() => Buffer.from("abc").copy(Buffer.alloc(2), 0, -1)).slice(
      0,
      60,
    );
  },
  async swap() {
    return [
      hex(Buffer.from("01020304", "hex").swap16()),
      hex(Buffer.from("01020304", "hex").swap32()),
      hex(Buffer.from("0102030405060708", "hex").swap64()),
    ];
  },
  async "swap-size"() {
    return thrown(() => Buffer.alloc(3).swap16());
  },
  async "read-int"() {
    const b = Buffer.from("fe017f80ff00", "hex");
    return [
      b.readUInt8(0),
      b.readInt8(0),
      b.readUInt16LE(0),
      b.readUInt16BE(0),
      b.readInt16BE(2),
      b.readUInt32LE(1),
      b.readInt32BE(2),
      b.readUIntBE(0, 3),
      b.readIntLE(0, 6),
      b.readUintLE(1, 5),
    ];
  },
  async "read-big"() {
    const b = Buffer.from("ffffffffffffff7f0102030405060780", "hex");
    return [
      b.readBigInt64LE(),
      b.readBigUInt64BE(),
      b.readBigInt64LE(8),
      b.readBigUint64LE(8),
    ].map(String);
  },
  async "read-float"() {
    const b = Buffer.from("0000803f400921fb54442d18", "hex");
    return [b.readFloatLE(0), b.readDoubleBE(4), b.readFloatBE(4)];
  },
  async "write-int"() {
    const b = Buffer.alloc(16);
    return [
      b.writeUInt8(255),
      b.writeInt8(-1, 1),
      b.writeUInt16LE(0x1234, 2),
      b.writeInt32BE(-2, 4),
      b.writeUIntBE(0x123456, 8, 3),
      b.writeIntLE(-5, 11, 5),
      hex(b),
    ];
  },
  async "write-big"() {
    const b = Buffer.alloc(16);
    b.writeBigInt64BE(-2n);
    b.writeBigUInt64LE(0x0102030405060708n, 8);
    return hex(b);
  },
  async "write-float"() {
    const b = Buffer.alloc(12);
    b.writeFloatBE(1.5);
    b.writeDoubleLE(-0.1, 4);
    return hex(b);
  },
  async "read-offset"() {
    return [
      thrown(() => Buffer.from("abc").readUInt16LE(1.5)),
      thrown(() => Buffer.from("abc").readUInt16LE("1")),
      thrown(() => Buffer.from("a").readUInt32LE()),
    ];
  },
  async "write-value"() {
    return [
      thrown(() => Buffer.alloc(4).writeUInt8(300)),
      thrown(() => Buffer.alloc(4).writeInt16LE(-40000)),
      thrown(() => Buffer.alloc(8).readUIntBE(0, 7)),
    ];
  },
  async iterate() {
    return [
      [...Buffer.from("ab")],
      [...Buffer.from("ab").entries()],
      Object.keys(Buffer.from("ab")),
      Buffer.from("abc")
        .map((x) => x + 1)
        .toString(),
      Buffer.from([3, 1, 2]).sort().toJSON().data,
    ];
  },
  async names() {
    return [
      Buffer.name,
      Buffer.from("").constructor === Buffer,
      Object.prototype.toString.call(Buffer.alloc(0)),
      Buffer.alloc(1) instanceof Uint8Array,
      Buffer.of(1, 2).length,
    ];
  },
  async "is-utf8"() {
    return [
      isUtf8(Buffer.from("é")),
      isUtf8(Buffer.from([0xff])),
      isAscii(Buffer.from("a")),
      isAscii(Buffer.from("é")),
    ];
  },
  async constants() {
    return [
      kMaxLength > 1e9,
      constants.MAX_STRING_LENGTH > 5e8,
      Blob === globalThis.Blob,
      atob("YQ=="),
      btoa("a"),
    ];
  },
  async transcode() {
    return [
      hex(transcode(Buffer.from("é"), "utf8", "latin1")),
      hex(transcode(Buffer.from("é"), "utf8", "utf16le")),
      hex(transcode(Buffer.from("e900", "hex"), "ucs2", "utf8")),
    ];
  },
  async inspect() {
    return [
      inspect(Buffer.from("abc")),
      inspect(Buffer.alloc(52)).slice(-22),
      inspect({ b: Buffer.from("a") }),
    ];
  },
  async response() {
    const r = new Response(Buffer.from("xabc").subarray(1));
    return [
      await r.text(),
      Buffer.from(await new Response("é").arrayBuffer()).length,
    ];
  },
  async blob() {
    const b = new Blob([Buffer.from("ab"), "c"]);
    return [b.size, await b.text()];
  },
  async global() {
    return [
      globalThis.Buffer === Buffer,
      typeof globalThis.process,
      typeof globalThis.global,
    ];
  },
  async decoder() {
    const d = new StringDecoder("utf8");
    return [
      d.write(Buffer.from([0xe2, 0x82])),
      d.write(Buffer.from([0xac])),
      d.end(Buffer.from([0xe2])),
      d.encoding,
    ];
  },
  async "decoder-base64"() {
    const d = new StringDecoder("base64");
    return [d.write(Buffer.from("ab")), d.write(Buffer.from("cd")), d.end()];
  },
  async "decoder-unknown"() {
    return thrown(() => new StringDecoder("foo"));
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
