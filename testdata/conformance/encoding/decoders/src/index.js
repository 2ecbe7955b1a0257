// TextDecoder and TextEncoder: labels, options, errors, byte order marks, streams and the
// older encodings.
// One snippet a path: it shows what it returned or threw.
const show = (v, deep = false) => {
  if (typeof v === "string") return deep ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object")
    return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error || v instanceof DOMException)
    return `${v.name}: ${v.message}`;
  if (Array.isArray(v)) return `[${v.map((x) => show(x, true)).join(", ")}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}[${[...v]}]`;
  const p = Object.getPrototypeOf(v);
  if (p === Object.prototype || p === null)
    return `{${Object.keys(v)
      .map((k) => `${k}: ${show(v[k], true)}`)
      .join(", ")}}`;
  return Object.prototype.toString.call(v);
};

// The digest of many answers at once.
const digest = async (texts) => {
  const units = texts.map((t) =>
    Array.from({ length: t.length }, (_, i) =>
      t.charCodeAt(i).toString(16),
    ).join(" "),
  );
  const bytes = new TextEncoder().encode(units.join(","));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `${texts.length} ${new Uint8Array(hash).toHex()}`;
};
const range = (from, to) =>
  Array.from({ length: to - from }, (_, i) => from + i);
const each = (label, ...sets) => {
  const d = new TextDecoder(label);
  let rows = [[]];
  for (const set of sets) rows = rows.flatMap((r) => set.map((b) => [...r, b]));
  return digest(rows.map((r) => d.decode(Uint8Array.from(r))));
};

const snippets = {
  "textdecoder-length": async () => TextDecoder.length,
  "textdecoder-foo": async () => new TextDecoder("foo"),
  textdecoder: async () => new TextDecoder(""),
  "textdecoder-replacement": async () => new TextDecoder("replacement"),
  "textdecoder-iso-2022-kr": async () => new TextDecoder("iso-2022-kr"),
  "textdecoder-hz-gb-2312": async () => new TextDecoder("hz-gb-2312"),
  "textdecoder-utf-7": async () => new TextDecoder("utf-7"),
  "textdecoder-x-user-defined-decode-new-uint8array-65-128-25": async () =>
    new TextDecoder("x-user-defined").decode(new Uint8Array([65, 128, 255])),
  "textdecoder-null": async () => new TextDecoder(null),
  "textdecoder-undefined-encoding": async () =>
    new TextDecoder(undefined).encoding,
  "textdecoder-utf-8": async () => new TextDecoder("\u00a0utf-8"),
  "textdecoder-utf-8-encoding": async () =>
    new TextDecoder(" utf-8\n").encoding,
  "textdecoder-utf-8-2": async () => new TextDecoder("UTF-8\0"),
  "textdecoder-unicode-1-1-utf-8-encoding": async () =>
    new TextDecoder("unicode-1-1-utf-8").encoding,
  "textdecoder-utf-16-encoding": async () => new TextDecoder("utf-16").encoding,
  "textdecoder-ucs-2-encoding": async () => new TextDecoder("ucs-2").encoding,
  "textdecoder-latin1-encoding": async () => new TextDecoder("latin1").encoding,
  "textdecoder-ascii-encoding": async () => new TextDecoder("ascii").encoding,
  "textdecoder-sjis-encoding": async () => new TextDecoder("sjis").encoding,
  "textdecoder-ms-kanji-encoding": async () =>
    new TextDecoder("ms_kanji").encoding,
  "textdecoder-windows-31j-encoding": async () =>
    new TextDecoder("windows-31j").encoding,
  "textdecoder-gb2312-encoding": async () => new TextDecoder("gb2312").encoding,
  "textdecoder-big5-hkscs-encoding": async () =>
    new TextDecoder("big5-hkscs").encoding,
  "textdecoder-korean-encoding": async () => new TextDecoder("korean").encoding,
  "textdecoder-visual-encoding": async () => new TextDecoder("visual").encoding,
  "textdecoder-logical-encoding": async () =>
    new TextDecoder("logical").encoding,
  "textdecoder-csiso88598i-encoding": async () =>
    new TextDecoder("csiso88598i").encoding,
  "textdecoder-dos-874-encoding": async () =>
    new TextDecoder("dos-874").encoding,
  "textdecoder-mac-encoding": async () => new TextDecoder("mac").encoding,
  "textdecoder-x-sjis-encoding": async () => new TextDecoder("x-sjis").encoding,
  "textdecoder-unicodefffe-encoding": async () =>
    new TextDecoder("unicodefffe").encoding,
  "textdecoder-utf-8-5": async () => new TextDecoder("utf-8", 5),
  "textdecoder-utf-8-x": async () => new TextDecoder("utf-8", "x"),
  "textdecoder-utf-8-null-fatal": async () =>
    new TextDecoder("utf-8", null).fatal,
  "textdecoder-utf-8-function-fatal": async () =>
    new TextDecoder("utf-8", function () {}).fatal,
  "textdecoder-utf-8-fatal-1-ignorebom-x-fatal": async () =>
    new TextDecoder("utf-8", { fatal: 1, ignoreBOM: "x" }).fatal,
  "textdecoder-utf-8-fatal-true-decode-new-uint8array-255": async () =>
    new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255])),
  "textdecoder-utf-16le-fatal-true-decode-new-uint8array-0": async () =>
    new TextDecoder("utf-16le", { fatal: true }).decode(new Uint8Array([0])),
  "textdecoder-shift-jis-fatal-true-decode-new-uint8array-0x8": async () =>
    new TextDecoder("shift_jis", { fatal: true }).decode(
      new Uint8Array([0x81]),
    ),
  "textdecoder-windows-1253-fatal-true-decode-new-uint8array": async () =>
    new TextDecoder("windows-1253", { fatal: true }).decode(
      new Uint8Array([0xd2]),
    ),
  "textdecoder-decode-x": async () => new TextDecoder().decode("x"),
  "textdecoder-decode-5": async () => new TextDecoder().decode(5),
  "textdecoder-decode-null": async () => new TextDecoder().decode(null),
  "textdecoder-decode": async () => new TextDecoder().decode({}),
  "textdecoder-decode-65": async () => new TextDecoder().decode([65]),
  "textdecoder-decode-new-arraybuffer-0-5": async () =>
    new TextDecoder().decode(new ArrayBuffer(0), 5),
  "textdecoder-decode-new-uint8array-65-null": async () =>
    new TextDecoder().decode(new Uint8Array([65]), null),
  "textdecoder-decode-new-uint16array-0x4241": async () =>
    new TextDecoder().decode(new Uint16Array([0x4241])),
  "textdecoder-decode-new-dataview-new-uint8array-65-66-67-bu": async () =>
    new TextDecoder().decode(
      new DataView(new Uint8Array([65, 66, 67]).buffer, 1, 1),
    ),
  "textdecoder-decode-undefined": async () =>
    new TextDecoder().decode(undefined),
  "textdecoder-decode-new-uint8array-0xef-0xbb-0xbf-0x41-leng": async () =>
    new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x41])).length,
  "textdecoder-utf-8-ignorebom-true-decode-new-uint8array-0xe": async () =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      new Uint8Array([0xef, 0xbb, 0xbf, 0x41]),
    ).length,
  "textdecoder-utf-16be-decode-new-uint8array-0xfe-0xff-0-65": async () =>
    new TextDecoder("utf-16be").decode(new Uint8Array([0xfe, 0xff, 0, 65])),
  "textdecoder-utf-16be-ignorebom-true-decode-new-uint8array": async () =>
    new TextDecoder("utf-16be", { ignoreBOM: true }).decode(
      new Uint8Array([0xfe, 0xff, 0, 65]),
    ).length,
  "d-new-textdecoder-const-o-for-const-b-of-0xf0-0x9f-0x98-0x": async () => {
    const d = new TextDecoder();
    const o = [];
    for (const b of [0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x82])
      o.push(d.decode(new Uint8Array([b]), { stream: true }));
    o.push(d.decode());
    return o;
  },
  "d-new-textdecoder-utf-8-fatal-true-try-d-decode-new-uint8a": async () => {
    const d = new TextDecoder("utf-8", { fatal: true });
    try {
      d.decode(new Uint8Array([0xff]), { stream: true });
    } catch (e) {}
    return d.decode(new Uint8Array([65]));
  },
  "d-new-textdecoder-utf-8-fatal-true-try-d-decode-new-uint8a-2": async () => {
    const d = new TextDecoder("utf-8", { fatal: true });
    try {
      d.decode(new Uint8Array([0xe2, 0x82]), { stream: true });
      d.decode();
    } catch (e) {
      return e;
    }
  },
  "d-new-textdecoder-euc-jp-return-d-decode-new-uint8array-0x": async () => {
    const d = new TextDecoder("euc-jp");
    return [
      d.decode(new Uint8Array([0xa4]), { stream: true }),
      d.decode(new Uint8Array([0xa2]), { stream: true }),
      d.decode(),
    ];
  },
  "d-new-textdecoder-gb18030-return-d-decode-new-uint8array-0": async () => {
    const d = new TextDecoder("gb18030");
    return [
      d.decode(new Uint8Array([0x81, 0x30]), { stream: true }),
      d.decode(new Uint8Array([0x81, 0x30, 65])),
    ];
  },
  "d-new-textdecoder-iso-2022-jp-return-d-decode-new-uint8arr": async () => {
    const d = new TextDecoder("iso-2022-jp");
    return [
      d.decode(new Uint8Array([0x1b, 0x24]), { stream: true }),
      d.decode(new Uint8Array([0x42, 0x24, 0x22]), { stream: true }),
      d.decode(),
    ];
  },
  "textdecoder-euc-kr-decode-new-uint8array-0x81-0x41-0xb0-0x": async () =>
    new TextDecoder("euc-kr").decode(
      new Uint8Array([0x81, 0x41, 0xb0, 0xa1, 0xc8, 0x41, 0xff]),
    ),
  "textdecoder-shift-jis-decode-new-uint8array-0x80-0xa1-0xf0": async () =>
    new TextDecoder("shift_jis").decode(
      new Uint8Array([
        0x80, 0xa1, 0xf0, 0x40, 0x87, 0x40, 0x1a, 0x7f, 0x81, 0x41, 0x85, 0x41,
      ]),
    ),
  "textdecoder-euc-jp-decode-new-uint8array-0x8f-0xb0-0xa1-0x": async () =>
    new TextDecoder("euc-jp").decode(
      new Uint8Array([
        0x8f, 0xb0, 0xa1, 0x8e, 0xa1, 0x8e, 0x41, 0xf4, 0xa1, 0x80,
      ]),
    ),
  "textdecoder-gbk-decode-new-uint8array-0x80-0xa2-0xe3-0xa6": async () =>
    new TextDecoder("gbk").decode(
      new Uint8Array([
        0x80, 0xa2, 0xe3, 0xa6, 0xd9, 0xa8, 0xbc, 0xff, 0x81, 0x30, 0x81, 0x30,
      ]),
    ),
  "textdecoder-windows-1252-decode-new-uint8array-0x80-0x81-0": async () =>
    new TextDecoder("windows-1252").decode(
      new Uint8Array([0x80, 0x81, 0x8d, 0x9f, 0xff]),
    ),
  "textdecoder-iso-8859-1-decode-new-uint8array-0x80": async () =>
    new TextDecoder("iso-8859-1").decode(new Uint8Array([0x80])),
  "textdecoder-iso-8859-16-decode-new-uint8array-0xa4-0xa5": async () =>
    new TextDecoder("iso-8859-16").decode(new Uint8Array([0xa4, 0xa5])),
  "textdecoder-koi8-u-decode-new-uint8array-0xae-0xbe": async () =>
    new TextDecoder("koi8-u").decode(new Uint8Array([0xae, 0xbe])),
  "textdecoder-macintosh-decode-new-uint8array-0xdb-0xf0": async () =>
    new TextDecoder("macintosh").decode(new Uint8Array([0xdb, 0xf0])),
  "textdecoder-windows-1255-decode-new-uint8array-0xca-0xd9": async () =>
    new TextDecoder("windows-1255").decode(new Uint8Array([0xca, 0xd9])),
  "object-prototype-tostring-call-new-textdecoder": async () =>
    Object.prototype.toString.call(new TextDecoder()),
  "textencoder-utf-16-encoding": async () => new TextEncoder("utf-16").encoding,
  "textencoder-encode": async () => new TextEncoder().encode(),
  "textencoder-encode-undefined-length": async () =>
    new TextEncoder().encode(undefined).length,
  "textencoder-encode-null": async () => new TextEncoder().encode(null),
  "textencoder-encode-2": async () =>
    new TextEncoder().encode("\ud800\udc00\ud800"),
  "textencoder-encode-symbol": async () => new TextEncoder().encode(Symbol()),
  "textencoder-encodeinto-a": async () => new TextEncoder().encodeInto("a"),
  "textencoder-encodeinto-a-new-uint16array-1": async () =>
    new TextEncoder().encodeInto("a", new Uint16Array(1)),
  "textencoder-encodeinto-a-new-arraybuffer-1": async () =>
    new TextEncoder().encodeInto("a", new ArrayBuffer(1)),
  "b-new-uint8array-5-return-new-textencoder-encodeinto-a-b-b": async () => {
    const b = new Uint8Array(5);
    return [new TextEncoder().encodeInto("a\u20ac\ud83d\ude00", b), b];
  },
  "b-new-uint8array-2-return-new-textencoder-encodeinto-b-b": async () => {
    const b = new Uint8Array(2);
    return [new TextEncoder().encodeInto("\u20ac", b), b];
  },
  "b-new-uint8array-4-return-new-textencoder-encodeinto-b-b": async () => {
    const b = new Uint8Array(4);
    return [new TextEncoder().encodeInto("\ud800a", b), b];
  },
  "b-new-uint8array-0-return-new-textencoder-encodeinto-b": async () => {
    const b = new Uint8Array(0);
    return new TextEncoder().encodeInto("", b);
  },
  "all-of-ibm866": async () => each("ibm866", range(0, 256)),
  "all-of-iso-8859-2": async () => each("iso-8859-2", range(0, 256)),
  "all-of-iso-8859-3": async () => each("iso-8859-3", range(0, 256)),
  "all-of-iso-8859-4": async () => each("iso-8859-4", range(0, 256)),
  "all-of-iso-8859-5": async () => each("iso-8859-5", range(0, 256)),
  "all-of-iso-8859-6": async () => each("iso-8859-6", range(0, 256)),
  "all-of-iso-8859-7": async () => each("iso-8859-7", range(0, 256)),
  "all-of-iso-8859-8": async () => each("iso-8859-8", range(0, 256)),
  "all-of-iso-8859-8-i": async () => each("iso-8859-8-i", range(0, 256)),
  "all-of-iso-8859-10": async () => each("iso-8859-10", range(0, 256)),
  "all-of-iso-8859-13": async () => each("iso-8859-13", range(0, 256)),
  "all-of-iso-8859-14": async () => each("iso-8859-14", range(0, 256)),
  "all-of-iso-8859-15": async () => each("iso-8859-15", range(0, 256)),
  "all-of-iso-8859-16": async () => each("iso-8859-16", range(0, 256)),
  "all-of-koi8-r": async () => each("koi8-r", range(0, 256)),
  "all-of-koi8-u": async () => each("koi8-u", range(0, 256)),
  "all-of-macintosh": async () => each("macintosh", range(0, 256)),
  "all-of-windows-874": async () => each("windows-874", range(0, 256)),
  "all-of-windows-1250": async () => each("windows-1250", range(0, 256)),
  "all-of-windows-1251": async () => each("windows-1251", range(0, 256)),
  "all-of-windows-1252": async () => each("windows-1252", range(0, 256)),
  "all-of-windows-1253": async () => each("windows-1253", range(0, 256)),
  "all-of-windows-1254": async () => each("windows-1254", range(0, 256)),
  "all-of-windows-1255": async () => each("windows-1255", range(0, 256)),
  "all-of-windows-1256": async () => each("windows-1256", range(0, 256)),
  "all-of-windows-1257": async () => each("windows-1257", range(0, 256)),
  "all-of-windows-1258": async () => each("windows-1258", range(0, 256)),
  "all-of-x-mac-cyrillic": async () => each("x-mac-cyrillic", range(0, 256)),
  "all-of-x-user-defined": async () => each("x-user-defined", range(0, 256)),
  "pairs-of-gbk": async () => each("gbk", range(0x80, 256), range(0x20, 256)),
  "pairs-of-gb18030": async () =>
    each("gb18030", range(0x80, 256), range(0x20, 256)),
  "pairs-of-euc-jp": async () =>
    each("euc-jp", range(0x80, 256), range(0x20, 256)),
  "pairs-of-shift_jis": async () =>
    each("shift_jis", range(0x80, 256), range(0x20, 256)),
  "pairs-of-euc-kr": async () =>
    each("euc-kr", range(0x80, 256), range(0x20, 256)),
  "pairs-of-iso-2022-jp": async () =>
    each("iso-2022-jp", range(0x80, 256), range(0x20, 256)),
  "three-bytes-of-euc-jp": async () =>
    each("euc-jp", [0x8f], range(0xa0, 256), range(0x9f, 256)),
  "all-of-jis-x-0208": async () =>
    each(
      "iso-2022-jp",
      [0x1b],
      [0x24],
      [0x42],
      range(0x20, 0x80),
      range(0x20, 0x80),
    ),
  "escapes-of-iso-2022-jp": async () =>
    each(
      "iso-2022-jp",
      [0x41],
      [0x1b],
      range(0x20, 0x80),
      range(0x20, 0x80),
      [0x5c],
    ),
  "four-bytes-of-gb18030": async () =>
    each(
      "gb18030",
      [0x81, 0x82, 0x84, 0x90, 0xe3, 0xfe],
      range(0x2f, 0x3b),
      range(0x80, 256),
      range(0x2f, 0x3b),
    ),
  "half-a-gb18030": async () =>
    each(
      "gb18030",
      [0x81],
      [0x30, 0x41, 0x7f],
      [0x81, 0x41, 0xff],
      [0x20, 0x30, 0xff],
    ),
  "big5-of-a-desk": async () =>
    each("big5", range(0xa4, 0xc6), range(0x40, 256)),
};

export default {
  async fetch(request) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    if (snippet === undefined)
      return new Response("no such snippet", { status: 404 });
    try {
      return new Response(show(await snippet()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
