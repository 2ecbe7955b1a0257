// Asks rate limiters everything a script can ask, one line a snippet. Each
// snippet has keys of its own and asks quickly, so that no window ends in between.
const times = async (limiter, n, options) => {
  const out = [];
  for (let i = 0; i < n; i++) out.push((await limiter.limit(options)).success);
  return out;
};

const snippets = {
  three: ({ THREE }) => times(THREE, 5, { key: "a" }),
  keysApart: async ({ THREE }) => [await times(THREE, 4, { key: "b1" }), await times(THREE, 4, { key: "b2" })],
  namespacesApart: async ({ THREE, OTHER }) => [await times(OTHER, 2, { key: "c" }), await times(THREE, 4, { key: "c" })],
  namespaceShared: async ({ THREE, SAME }) => [await times(THREE, 2, { key: "c2" }), await times(SAME, 2, { key: "c2" })],
  weight: async ({ THREE }) => [await times(THREE, 1, { key: "d", delta: 2 }), await times(THREE, 1, { key: "d", delta: 2 }), await times(THREE, 1, { key: "d" })],
  weightOver: ({ THREE }) => times(THREE, 2, { key: "e", delta: 100 }),
  weightFraction: async ({ THREE }) => [await times(THREE, 1, { key: "f", delta: 1.9 }), await times(THREE, 3, { key: "f" })],
  weightText: ({ THREE }) => times(THREE, 2, { key: "g", delta: "3" }),
  weightZero: ({ THREE }) => THREE.limit({ key: "h", delta: 0 }),
  weightHalf: ({ THREE }) => THREE.limit({ key: "h", delta: 0.5 }),
  weightNegative: ({ THREE }) => THREE.limit({ key: "h", delta: -1 }),
  weightNaN: ({ THREE }) => THREE.limit({ key: "h", delta: NaN }),
  weightHuge: ({ THREE }) => THREE.limit({ key: "h", delta: 2 ** 33 }),
  weightObject: ({ THREE }) => THREE.limit({ key: "h", delta: {} }),
  weightNull: ({ THREE }) => THREE.limit({ key: "h", delta: null }),
  weightUndefined: ({ THREE }) => times(THREE, 1, { key: "h2", delta: undefined }),
  ownLimit: ({ THREE }) => times(THREE, 3, { key: "i", limit: 1 }),
  ownPeriod: async ({ THREE }) => [await times(THREE, 3, { key: "j", period: 10 }), await times(THREE, 1, { key: "j" })],
  wrongPeriod: ({ THREE }) => THREE.limit({ key: "k", period: 5 }),
  periodText: ({ THREE }) => THREE.limit({ key: "k", period: "10" }),
  limitText: ({ THREE }) => THREE.limit({ key: "k", limit: "1" }),
  limitZero: ({ THREE }) => times(THREE, 1, { key: "l", limit: 0 }),
  noKey: ({ THREE }) => times(THREE, 4, {}),
  emptyKey: ({ THREE }) => times(THREE, 1, { key: "" }),
  keyUndefined: ({ THREE }) => times(THREE, 1, { key: undefined }),
  keyNumber: ({ THREE }) => THREE.limit({ key: 5 }),
  keyNull: ({ THREE }) => THREE.limit({ key: null }),
  keyObject: ({ THREE }) => THREE.limit({ key: {} }),
  keyUnicode: ({ THREE }) => times(THREE, 4, { key: "é😀\ud800" }),
  unknownOption: ({ THREE }) => THREE.limit({ key: "m", x: 1, y: 2 }),
  nothing: ({ THREE }) => THREE.limit(),
  nul: ({ THREE }) => THREE.limit(null),
  text: ({ THREE }) => THREE.limit("a"),
  list: ({ THREE }) => THREE.limit(["a"]),
  answer: async ({ THREE }) => JSON.stringify(await THREE.limit({ key: "n" })),
  object: ({ THREE }) => [typeof THREE, typeof THREE.limit, THREE.limit.length, THREE.limit({ key: "o" }) instanceof Promise],
  together: async ({ THREE }) => (await Promise.all([1, 2, 3, 4, 5].map(() => THREE.limit({ key: "p" })))).filter((r) => r.success).length,
};

export default {
  async fetch(request, env) {
    const lines = [];
    for (const [name, snippet] of Object.entries(snippets)) {
      let line;
      try {
        line = JSON.stringify(await snippet(env));
      } catch (error) {
        line = `${error.constructor.name}: ${error.message}`;
      }
      lines.push(`${name}: ${line}`);
    }
    return new Response(lines.join("\n") + "\n");
  },
};
