// HTTP and custom metadata on their way in and out.
const all = {
  contentType: "text/html; charset=utf-8",
  contentLanguage: "en, de",
  contentDisposition: 'attachment; filename="a.html"',
  contentEncoding: "gzip",
  cacheControl: "max-age=60",
  cacheExpiry: new Date(1700000000123),
};
const both = async (b, httpMetadata) => {
  const put = await b.put("k", "x", { httpMetadata });
  const head = await b.head("k");
  return [put.httpMetadata, head.httpMetadata];
};
const custom = async (b, customMetadata) => {
  const put = await b.put("k", "x", { customMetadata });
  const head = await b.head("k");
  return [put.customMetadata, head.customMetadata];
};
const written = async (b, httpMetadata) => {
  await b.put("k", "x", { httpMetadata });
  const headers = new Headers({
    "content-type": "old/type",
    "x-other": "kept",
  });
  const result = (await b.head("k")).writeHttpMetadata(headers);
  return [result, headers];
};

export const snippets = {
  none: (b) => both(b),
  all: (b) => both(b, all),
  order: async (b) => {
    const mixed = { cacheControl: "no-store", contentType: "a/b" };
    const [put, head] = await both(b, mixed);
    return [Object.keys(put), Object.keys(head)];
  },
  unknown: (b) => both(b, { contentType: "a/b", other: "x" }),
  empty: (b) => both(b, {}),
  emptyText: (b) => both(b, { contentType: "" }),
  undefinedField: (b) => both(b, { contentType: undefined }),
  nullField: (b) => both(b, { contentType: null }),
  numberField: (b) => both(b, { contentType: 5 }),
  objectField: (b) => both(b, { contentType: {} }),
  symbolField: (b) => both(b, { contentType: Symbol("s") }),
  expiryNumber: (b) => both(b, { cacheExpiry: 1700000000000 }),
  expiryFraction: (b) => both(b, { cacheExpiry: new Date(1700000000123.9) }),
  expiryText: (b) => both(b, { cacheExpiry: "2024-01-01" }),
  expiryInvalid: (b) => both(b, { cacheExpiry: new Date(NaN) }),
  expiryZero: (b) => both(b, { cacheExpiry: new Date(0) }),
  headers: (b) =>
    both(
      b,
      new Headers({
        "content-type": "text/css",
        "content-language": "fr",
        "content-disposition": "inline",
        "content-encoding": "br",
        "cache-control": "private",
        expires: "Tue, 14 Nov 2023 22:13:20 GMT",
        "x-other": "no",
      }),
    ),
  headersFew: (b) => both(b, new Headers({ "Content-Type": "a/b" })),
  headersNone: (b) => both(b, new Headers()),
  headersBadDate: (b) => both(b, new Headers({ expires: "never" })),
  plainHeaders: (b) => both(b, { "content-type": "a/b" }),
  text: (b) => both(b, "text/html"),
  nothing: (b) => both(b, null),
  number: (b) => both(b, 5),
  list: (b) => both(b, ["a"]),
  write: (b) => written(b, all),
  writeSome: (b) => written(b, { cacheControl: "no-cache" }),
  writeNone: (b) => written(b),
  writeBad: (b) => written(b, { contentType: "a\r\nb: c" }),
  writeNul: (b) => written(b, { contentDisposition: "a\0b" }),
  writeUnicode: async (b) => {
    const [, headers] = await written(b, { contentDisposition: "é" });
    return headers.get("content-disposition");
  },
  writeToNothing: async (b) => (await b.head("k")).writeHttpMetadata(),
  writeToObject: async (b) => (await b.head("k")).writeHttpMetadata({}),
  custom: (b) => custom(b, { one: "1", Two: "é😀", "three four": "" }),
  customOrder: (b) => custom(b, { z: "1", a: "2", 1: "3", m: "4" }),
  customEmpty: (b) => custom(b, {}),
  customNone: (b) => custom(b),
  customNull: (b) => custom(b, null),
  customNumber: (b) => custom(b, { n: 5, t: true, u: undefined, x: null }),
  customObject: (b) => custom(b, { o: {} }),
  customSymbolValue: (b) => custom(b, { s: Symbol("s") }),
  customSymbolKey: (b) => custom(b, { [Symbol("s")]: "x", a: "1" }),
  customList: (b) => custom(b, ["a", "b"]),
  customText: (b) => custom(b, "text"),
  customMap: (b) => custom(b, new Map([["a", "1"]])),
  customHeaders: (b) => custom(b, new Headers({ a: "1" })),
  customInherited: (b) => custom(b, Object.create({ up: "1" })),
  customProto: (b) => custom(b, JSON.parse('{"__proto__": "x", "a": "1"}')),
  customSurrogate: (b) => custom(b, { a: "\ud800" }),
  customEmptyKey: (b) => custom(b, { "": "x" }),
  customFits: async (b) =>
    (await custom(b, { a: "x".repeat(2000) }))[1].a.length,
  customTooLarge: (b) => custom(b, { a: "x".repeat(9000) }),
  storageStandard: async (b) =>
    (await b.put("k", "x", { storageClass: "Standard" })).size,
  storageNumber: async (b) => (await b.put("k", "x", { storageClass: 5 })).size,
  changeReturned: async (b) => {
    await b.put("k", "x", { customMetadata: { a: "1" } });
    const o = await b.head("k");
    o.customMetadata.a = "2";
    o.customMetadata.b = "3";
    return [o.customMetadata, (await b.head("k")).customMetadata];
  },
  unknownOption: async (b) => (await b.put("k", "x", { nothing: 1 })).size,
  nullOptions: async (b) => (await b.put("k", "x", null)).size,
  textOptions: (b) => b.put("k", "x", "options"),
  numberOptions: (b) => b.put("k", "x", 5),
  functionOptions: async (b) => (await b.put("k", "x", () => 1)).size,
};
