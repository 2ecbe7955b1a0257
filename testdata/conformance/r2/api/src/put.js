// Everything that can be stored.
const back = async (b, value, options) => {
  const put = await b.put("k", value, options);
  const got = await b.get("k");
  return [put.size, put.etag, await got.bytes()];
};

export const snippets = {
  text: (b) => back(b, "hé😀"),
  emptyText: (b) => back(b, ""),
  loneSurrogate: (b) => back(b, "a\ud800b"),
  nul: (b) => back(b, "a\0b"),
  arrayBuffer: (b) => back(b, new Uint8Array([1, 2, 3]).buffer),
  view: (b) => back(b, new Uint8Array([1, 2, 3, 4]).subarray(1, 3)),
  dataView: (b) => back(b, new DataView(new Uint8Array([9, 8, 7]).buffer, 1)),
  wide: (b) => back(b, new Uint16Array([1, 258])),
  emptyView: (b) => back(b, new Uint8Array()),
  blob: (b) => back(b, new Blob(["ab", new Uint8Array([99])])),
  blobType: async (b) => {
    await b.put("k", new Blob(["x"], { type: "text/css" }));
    return (await b.head("k")).httpMetadata;
  },
  file: (b) => back(b, new File(["f"], "f.txt")),
  nothing: (b) => back(b, null),
  undefinedValue: (b) => back(b, undefined),
  noValue: (b) => b.put("k"),
  noArguments: (b) => b.put(),
  number: (b) => back(b, 5),
  boolean: (b) => back(b, true),
  bigint: (b) => back(b, 5n),
  symbol: (b) => back(b, Symbol("s")),
  object: (b) => back(b, {}),
  array: (b) => back(b, [1, 2]),
  date: (b) => back(b, new Date(0)),
  func: (b) => back(b, () => 1),
  params: (b) => back(b, new URLSearchParams("a=1")),
  response: (b) => back(b, new Response("x")),
  changedLater: async (b) => {
    const bytes = new Uint8Array([1, 2, 3]);
    const done = b.put("k", bytes);
    bytes[0] = 9;
    await done;
    return (await b.get("k")).bytes();
  },
  overwrite: async (b) => {
    await b.put("o", "one", { customMetadata: { a: "1" } });
    await b.put("o", "second");
    const o = await b.get("o");
    return [o.size, o.customMetadata, await o.text()];
  },
  keys: async (b) => {
    const keys = [
      "a/b",
      "/",
      "//",
      ".",
      "..",
      "a b",
      "é",
      "😀",
      "%2F",
      "a?b#c",
      "\n",
      "\0",
      "__proto__",
    ];
    const out = [];
    for (const key of keys) {
      const put = await b.put(key, key);
      const got = await b.get(key);
      out.push([
        put.key === key,
        got?.key === key,
        (await got?.text()) === key,
      ]);
    }
    return out;
  },
  surrogateKey: async (b) => {
    const put = await b.put("a\ud800", "x");
    return [put.key, (await b.head("a\ud800"))?.key];
  },
  emptyKey: (b) => b.put("", "x"),
  longKey: async (b) => (await b.put("k".repeat(1024), "x")).key.length,
  tooLongKey: (b) => b.put("k".repeat(1025), "x"),
  tooLongBytes: (b) => b.put("é".repeat(513), "x"),
  numberKey: async (b) => (await b.put(5, "x")).key,
  nullKey: async (b) => (await b.put(null, "x")).key,
  undefinedKey: async (b) => (await b.put(undefined, "x")).key,
  objectKey: async (b) => (await b.put({}, "x")).key,
  symbolKey: (b) => b.put(Symbol("s"), "x"),
  large: async (b) => {
    const bytes = new Uint8Array(3 << 20);
    for (let i = 0; i < bytes.length; i += 4096) bytes[i] = i >> 12;
    const put = await b.put("large", bytes);
    const got = new Uint8Array(await (await b.get("large")).arrayBuffer());
    return [put.size, put.etag, got.length, got[4096 * 5], got[4096 * 300]];
  },
  many: async (b) => {
    const names = Array.from({ length: 30 }, (_, i) => `many/${i}`);
    await Promise.all(names.map((name) => b.put(name, name)));
    const texts = await Promise.all(
      names.map(async (name) => (await b.get(name)).text()),
    );
    return texts.every((text, i) => text === names[i]);
  },
  sameKeyTogether: async (b) => {
    const puts = await Promise.all(
      ["one", "two", "three"].map((text) => b.put("race", text)),
    );
    const last = await b.get("race");
    return [puts.length, puts.some((put) => put.version === last.version)];
  },
};
