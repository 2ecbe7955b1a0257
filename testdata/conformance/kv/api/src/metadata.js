const cyclic = {};
cyclic.self = cyclic;

const values = {
  null: null,
  undefined: undefined,
  text: "x",
  empty: "",
  number: 1.5,
  zero: 0,
  false: false,
  NaN: NaN,
  object: { b: 1, a: [null, { c: "é日😀" }], 10: 1, 2: 2, undefined: undefined, date: new Date(0) },
  array: [1, "2"],
  "empty object": {},
  toJSON: {
    toJSON() {
      return "made";
    },
  },
  control: "\n\u0001\u2028",
  surrogate: "\ud800",
  function: () => 1,
  symbol: Symbol("x"),
  bigint: 5n,
};

export async function run(probe, { KV }) {
  for (const [name, metadata] of Object.entries(values)) {
    const key = `metadata ${name}`;
    await probe.try(`put ${name}`, async () => {
      try {
        await KV.put(key, "v", { metadata });
      } catch (error) {
        if (typeof metadata === "bigint") throw new Error(error.name); // the text is the engine's own
        throw error;
      }
    });
    await probe.try(`getWithMetadata ${name}`, () => KV.getWithMetadata(key));
    await probe.try(`list ${name}`, () => KV.list({ prefix: key }));
    await KV.delete(key);
  }
  await probe.try("put cyclic", async () => {
    try {
      await KV.put("cyclic", "v", { metadata: cyclic });
    } catch (error) {
      return error.name;
    }
  });
  await probe.try("a plain put takes it away", async () => {
    await KV.put("key", "1", { metadata: { m: 1 } });
    await KV.put("key", "2");
    return KV.getWithMetadata("key");
  });
}
