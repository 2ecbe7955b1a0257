// Listing: order, pages, prefixes, delimiters, what is included.
const names = ({ objects }) => objects.map(({ key }) => key);
const page = async (b, options) => {
  const p = await b.list(options);
  return [names(p), p.truncated, typeof p.cursor, p.delimitedPrefixes];
};
const pages = async (b, options) => {
  const out = [];
  let cursor;
  do {
    const p = await b.list({ ...options, cursor });
    out.push([names(p), p.delimitedPrefixes]);
    cursor = p.truncated ? p.cursor : undefined;
  } while (cursor !== undefined && out.length < 20);
  return out;
};

export const snippets = {
  empty: (b) => b.list(),
  fill: async (b) => {
    const keys = [
      "a",
      "a/1",
      "a/2",
      "a/b/1",
      "a/b/2",
      "a/c",
      "b",
      "b/1",
      "ä",
      "z",
      "Z",
      "😀",
      "\uffff",
      "%",
      "_x",
      "a%b",
      "1",
      "10",
      "2",
    ];
    for (const key of keys)
      await b.put(key, key, {
        httpMetadata: { contentType: "text/plain" },
        customMetadata: { of: key },
      });
  },
  all: (b) => page(b),
  shape: async (b) => {
    const p = await b.list({ limit: 1 });
    return [
      Object.keys(p),
      String(p),
      String(p.objects[0]),
      Object.keys(p.objects[0]),
    ];
  },
  shapeLast: async (b) => Object.keys(await b.list()),
  first: async (b) => (await b.list({ limit: 1 })).objects,
  prefix: (b) => page(b, { prefix: "a/" }),
  prefixWhole: (b) => page(b, { prefix: "a" }),
  prefixNone: (b) => page(b, { prefix: "nothing" }),
  prefixEmpty: (b) => page(b, { prefix: "", limit: 2 }),
  prefixPercent: (b) => page(b, { prefix: "%" }),
  prefixUnderscore: (b) => page(b, { prefix: "_" }),
  prefixEmoji: (b) => page(b, { prefix: "😀" }),
  prefixSurrogate: (b) => page(b, { prefix: "\ud83d" }),
  prefixCase: (b) => page(b, { prefix: "Z" }),
  delimiter: (b) => page(b, { delimiter: "/" }),
  delimiterPrefix: (b) => page(b, { prefix: "a/", delimiter: "/" }),
  delimiterInPrefix: (b) => page(b, { prefix: "a", delimiter: "/" }),
  delimiterLong: (b) => page(b, { delimiter: "/b/" }),
  delimiterEmpty: (b) => page(b, { delimiter: "", prefix: "b" }),
  delimiterLetter: (b) => page(b, { delimiter: "b" }),
  delimiterNone: (b) => page(b, { delimiter: "nothing", prefix: "b" }),
  startAfter: (b) => page(b, { startAfter: "a/b/1" }),
  startAfterMissing: (b) => page(b, { startAfter: "a/a" }),
  startAfterEnd: (b) => page(b, { startAfter: "\u{10ffff}" }),
  startAfterEmpty: (b) => page(b, { startAfter: "", limit: 2 }),
  startAfterPrefix: (b) => page(b, { startAfter: "a/1", prefix: "a/" }),
  startAfterBeforePrefix: (b) => page(b, { startAfter: "1", prefix: "a/" }),
  startAfterDelimiter: (b) => page(b, { startAfter: "a/1", delimiter: "/" }),
  limit: (b) => page(b, { limit: 3 }),
  limitExact: (b) => page(b, { limit: 2, prefix: "b" }),
  limitOneMore: (b) => page(b, { limit: 3, prefix: "b" }),
  limitMost: async (b) => (await b.list({ limit: 1000 })).objects.length,
  limitTooMany: (b) => b.list({ limit: 1001 }),
  limitZero: (b) => b.list({ limit: 0 }),
  limitNegative: (b) => b.list({ limit: -1 }),
  limitFraction: (b) => page(b, { limit: 2.9 }),
  limitText: (b) => page(b, { limit: "2" }),
  limitNonsense: (b) => b.list({ limit: "x" }),
  limitNull: (b) => b.list({ limit: null }),
  limitHuge: (b) => b.list({ limit: 2 ** 40 }),
  pagesOfFive: (b) => pages(b, { limit: 5 }),
  pagesOfPrefix: (b) => pages(b, { limit: 2, prefix: "a" }),
  pagesOfDelimiter: (b) => pages(b, { limit: 2, delimiter: "/" }),
  pagesOfOneDelimiter: (b) =>
    pages(b, { limit: 1, delimiter: "/", prefix: "a" }),
  cursorAndStartAfter: async (b) => {
    const { cursor } = await b.list({ limit: 4 });
    return [
      await page(b, { cursor, startAfter: "1", limit: 2 }),
      await page(b, { cursor, startAfter: "b", limit: 2 }),
    ];
  },
  cursorEmpty: (b) => page(b, { cursor: "", limit: 2 }),
  includeNone: async (b) => {
    const { objects } = await b.list({ prefix: "b/" });
    return [objects[0].httpMetadata, objects[0].customMetadata];
  },
  includeHttp: async (b) => {
    const { objects } = await b.list({
      prefix: "b/",
      include: ["httpMetadata"],
    });
    return [objects[0].httpMetadata, objects[0].customMetadata];
  },
  includeCustom: async (b) => {
    const { objects } = await b.list({
      prefix: "b/",
      include: ["customMetadata"],
    });
    return [objects[0].httpMetadata, objects[0].customMetadata];
  },
  includeBoth: async (b) => {
    const { objects } = await b.list({
      prefix: "b/",
      include: ["customMetadata", "httpMetadata"],
    });
    return [objects[0].httpMetadata, objects[0].customMetadata];
  },
  includeDelimiter: async (b) => {
    const { objects } = await b.list({
      prefix: "b",
      delimiter: "/",
      include: ["customMetadata"],
    });
    return [objects[0].key, objects[0].httpMetadata, objects[0].customMetadata];
  },
  includeEmpty: async (b) => {
    const { objects } = await b.list({ prefix: "b/", include: [] });
    return [objects[0].httpMetadata, objects[0].customMetadata];
  },
  includeUnknown: (b) => b.list({ include: ["everything"] }),
  includeNumber: (b) => b.list({ include: [5] }),
  includeText: (b) => b.list({ include: "httpMetadata" }),
  includeNull: (b) => b.list({ include: null }),
  includeSet: (b) => b.list({ include: new Set(["httpMetadata"]) }),
  includeWrite: async (b) => {
    const { objects } = await b.list({ prefix: "b/" });
    const headers = new Headers();
    objects[0].writeHttpMetadata(headers);
    return headers;
  },
  includeWritten: async (b) => {
    const { objects } = await b.list({
      prefix: "b/",
      include: ["httpMetadata"],
    });
    const headers = new Headers();
    objects[0].writeHttpMetadata(headers);
    return headers;
  },
  range: async (b) => (await b.list({ limit: 1 })).objects[0].range,
  numberPrefix: (b) => b.list({ prefix: 5 }),
  nullPrefix: (b) => b.list({ prefix: null }),
  undefinedPrefix: (b) => page(b, { prefix: undefined, limit: 1 }),
  numberCursor: (b) => b.list({ cursor: 5 }),
  numberDelimiter: (b) => b.list({ delimiter: 5 }),
  numberStartAfter: (b) => b.list({ startAfter: 5 }),
  nullOptions: (b) => page(b, null).then(([list]) => list.length),
  textOptions: (b) => b.list("a"),
  numberOptions: (b) => b.list(5),
  unknownOption: (b) => page(b, { other: 1, limit: 1 }),
  longPrefix: (b) => page(b, { prefix: "x".repeat(2000) }),
  afterDelete: async (b) => {
    await b.delete(["a/b/1", "a/b/2"]);
    return page(b, { prefix: "a/", delimiter: "/" });
  },
  many: async (b) => {
    const keys = Array.from(
      { length: 120 },
      (_, i) => `m/${String(i).padStart(3, "0")}`,
    );
    await Promise.all(keys.map((key) => b.put(key, "")));
    const plain = await b.list({ prefix: "m/" });
    const including = await b.list({ prefix: "m/", include: ["httpMetadata"] });
    const both = await pages(b, { prefix: "m/", include: ["httpMetadata"] });
    return [
      plain.objects.length,
      plain.truncated,
      including.objects.length,
      including.truncated,
      both.map(([list]) => list.length),
    ];
  },
};
