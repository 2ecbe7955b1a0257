// Deleting one key, several, and none.
const left = async (b) => (await b.list()).objects.map(({ key }) => key);
const fill = (b) =>
  Promise.all(["a", "b", "c", "d"].map((key) => b.put(key, key)));

export const snippets = {
  one: async (b) => {
    await fill(b);
    return [await b.delete("a"), await left(b)];
  },
  missing: async (b) => [await b.delete("missing"), await left(b)],
  several: async (b) => {
    await fill(b);
    return [await b.delete(["a", "missing", "c"]), await left(b)];
  },
  twice: async (b) => {
    await fill(b);
    return [await b.delete(["b", "b"]), await left(b)];
  },
  none: async (b) => [await b.delete([]), await left(b)],
  noArguments: (b) => b.delete(),
  nothing: (b) => b.delete(null),
  undefinedKey: (b) => b.delete(undefined),
  number: async (b) => {
    await b.put("5", "x");
    await b.delete(5);
    return b.head("5");
  },
  numbers: async (b) => {
    await b.put("5", "x");
    await b.delete([5, null]);
    return b.head("5");
  },
  object: (b) => b.delete({}),
  set: (b) => b.delete(new Set(["a"])),
  symbol: (b) => b.delete(Symbol("s")),
  emptyKey: (b) => b.delete(""),
  emptyKeyInList: async (b) => [await b.delete([""]), await left(b)],
  longKey: (b) => b.delete("k".repeat(1025)),
  longKeyInList: async (b) => {
    await fill(b);
    const error = await b
      .delete(["a", "k".repeat(1025)])
      .catch((e) => e.message);
    return [error, await left(b)];
  },
  thousand: async (b) => {
    const keys = Array.from({ length: 1000 }, (_, i) => `t/${i}`);
    await Promise.all(keys.slice(0, 20).map((key) => b.put(key, "x")));
    await b.delete(keys);
    return left(b);
  },
  headEmptyKey: (b) => b.head(""),
  getEmptyKey: (b) => b.get(""),
  headLongKey: (b) => b.head("k".repeat(1025)),
  getLongKey: (b) => b.get("k".repeat(1025)),
  createEmptyKey: (b) => b.createMultipartUpload(""),
  createLongKey: (b) => b.createMultipartUpload("k".repeat(1025)),
  goneAtOnce: async (b) => {
    await b.put("g", "x");
    await b.delete("g");
    return [await b.head("g"), await b.get("g")];
  },
};
