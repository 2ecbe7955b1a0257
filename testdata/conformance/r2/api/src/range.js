// Parts of an object: "0123456789".
const part =
  (range, text = "0123456789") =>
  async (b) => {
    await b.put("k", text);
    const o = await b.get("k", { range });
    return [o.range, o.size, await o.text()];
  };
const header = (range) => part(new Headers({ range }));

export const snippets = {
  none: part(undefined),
  nothing: part(null),
  empty: part({}),
  offset: part({ offset: 3 }),
  offsetLength: part({ offset: 3, length: 4 }),
  length: part({ length: 4 }),
  suffix: part({ suffix: 3 }),
  whole: part({ offset: 0, length: 10 }),
  tooLong: part({ offset: 8, length: 10 }),
  lengthTooLong: part({ length: 99 }),
  suffixTooLong: part({ suffix: 99 }),
  zero: part({ offset: 0 }),
  atEnd: part({ offset: 10 }),
  behindEnd: part({ offset: 11 }),
  farBehindEnd: part({ offset: 2 ** 53 }),
  lengthZero: part({ length: 0 }),
  offsetLengthZero: part({ offset: 2, length: 0 }),
  suffixZero: part({ suffix: 0 }),
  negativeOffset: part({ offset: -1 }),
  negativeLength: part({ length: -1 }),
  negativeSuffix: part({ suffix: -1 }),
  fractionOffset: part({ offset: 1.5 }),
  fractionLength: part({ length: 1.5 }),
  fractionSuffix: part({ suffix: 0.5 }),
  nanOffset: part({ offset: NaN }),
  infinityLength: part({ length: Infinity }),
  textOffset: part({ offset: "3" }),
  textBad: part({ offset: "x" }),
  nullOffset: part({ offset: null }),
  booleanOffset: part({ offset: true }),
  largeNumbers: part({ offset: -1e21 }),
  smallNumbers: part({ length: 0.0000001 }),
  suffixAndOffset: part({ suffix: 3, offset: 1 }),
  suffixAndLength: part({ suffix: 3, length: 1 }),
  unknown: part({ other: 1 }),
  text: part("bytes=0-3"),
  list: part([1]),
  emptyObject: part(undefined, ""),
  emptyObjectOffset: part({ offset: 0 }, ""),
  emptyObjectSuffix: part({ suffix: 1 }, ""),
  emptyObjectHeader: part(new Headers({ range: "bytes=0-0" }), ""),
  header: header("bytes=2-5"),
  headerOpen: header("bytes=7-"),
  headerSuffix: header("bytes=-3"),
  headerSuffixZero: header("bytes=-0"),
  headerSuffixLong: header("bytes=-99"),
  headerTooLong: header("bytes=5-99"),
  headerBehind: header("bytes=10-12"),
  headerFirst: header("bytes=0-0"),
  headerLast: header("bytes=9-9"),
  headerBackwards: header("bytes=5-2"),
  headerSeveral: header("bytes=0-1,3-4"),
  headerSpaces: header("bytes = 1 - 2"),
  headerUpper: header("Bytes=1-2"),
  headerOtherUnit: header("items=1-2"),
  headerNonsense: header("nonsense"),
  headerEmpty: header("bytes="),
  headerDash: header("bytes=-"),
  headerNone: part(new Headers()),
  bytes: async (b) => {
    await b.put(
      "k",
      new Uint8Array(256).map((_, i) => i),
    );
    const o = await b.get("k", { range: { offset: 250, length: 4 } });
    return o.bytes();
  },
  characters: async (b) => {
    await b.put("k", "aé😀");
    const o = await b.get("k", { range: { offset: 2, length: 3 } });
    return [o.range, await o.text()];
  },
  headHasRange: async (b) => (await b.head("k")).range,
  putHasRange: async (b) => (await b.put("k", "x")).range,
};
