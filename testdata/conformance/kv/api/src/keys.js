const named = {
  empty: "",
  dot: ".",
  dots: "..",
  slash: "a/b?c#d%20 e",
  percent: "%",
  zero: "\u0000",
  unicode: "日本😀",
  space: " ",
  newline: "a\nb",
  undefined: undefined,
  null: null,
  number: 5,
  object: {},
  array: ["a", "b"],
  "lone surrogate": "\ud800",
  symbol: Symbol("x"),
  throws: {
    toString() {
      throw new RangeError("from toString");
    },
  },
};

export async function run(probe, { KV }) {
  for (const [name, key] of Object.entries(named)) {
    await probe.try(`put ${name}`, () => KV.put(key, "v"));
    if (!Array.isArray(key)) {
      await probe.try(`get ${name}`, () => KV.get(key));
      await probe.try(`getWithMetadata ${name}`, () => KV.getWithMetadata(key));
    }
    await probe.try(`delete ${name}`, () => KV.delete(key));
    if (!Array.isArray(key)) await probe.try(`get ${name} again`, () => KV.get(key));
  }
}
