export async function run(probe, { KV, OTHER }) {
  await KV.put("one", "1");
  await KV.put("word", "héllo 😀");
  await KV.put("empty", "");
  await KV.put("json", '{"a":[1,null,"x"]}');
  await KV.put("bad", "{x");
  await KV.put("null", "null");
  await KV.put("bytes", new Uint8Array([0, 255, 0xe2, 0x82, 65]));
  await KV.put("bom", new Uint8Array([0xef, 0xbb, 0xbf, 53]));

  await probe.try("no arguments", () => KV.get());
  await probe.try("missing", () => KV.get("nothing"));
  await probe.try("another namespace", () => OTHER.get("one"));
  for (const key of ["one", "word", "empty", "json", "bad", "null", "bytes", "bom"]) {
    for (const type of [undefined, null, "text", "json", "arrayBuffer", "stream"]) {
      await probe.try(`get ${key} ${type}`, () => KV.get(key, type));
      await probe.try(`get ${key} {type: ${type}}`, () => KV.get(key, { type }));
    }
    await probe.try(`getWithMetadata ${key}`, () => KV.getWithMetadata(key));
    await probe.try(`getWithMetadata ${key} json`, () => KV.getWithMetadata(key, "json"));
  }
  const types = { empty: "", space: " ", blob: "blob", arraybuffer: "arraybuffer", JSON: "JSON", number: 5, boolean: true, array: [], "array of one": ["json"], object: {}, function: () => 1, symbol: Symbol("json") };
  for (const [name, type] of Object.entries(types)) {
    await probe.try(`type ${name}`, () => KV.get("json", type));
    await probe.try(`type {${name}}`, () => KV.get("json", { type }));
    await probe.try(`type ${name} of nothing`, () => KV.get("nothing", type));
    await probe.try(`getWithMetadata type ${name}`, () => KV.getWithMetadata("json", type));
  }
  await probe.try("getWithMetadata missing", () => KV.getWithMetadata("nothing"));
  await probe.try("getWithMetadata missing stream", () => KV.getWithMetadata("nothing", "stream"));
  await probe.try("getWithMetadata stream", async () => {
    const { value, metadata, cacheStatus } = await KV.getWithMetadata("word", "stream");
    return [await new Response(value).text(), metadata, cacheStatus];
  });
  await probe.try("keys of the answer", async () => Object.keys(await KV.getWithMetadata("one")));
  await probe.try("a stream reads by bytes", async () => {
    const reader = (await KV.get("bytes", "stream")).getReader({ mode: "byob" });
    const { done, value } = await reader.read(new Uint8Array(3));
    return [done, [...value]];
  });
  await probe.try("an ArrayBuffer is the script's own", async () => {
    const bytes = new Uint8Array(await KV.get("bytes", "arrayBuffer"));
    bytes[0] = 7;
    return [...new Uint8Array(await KV.get("bytes", "arrayBuffer"))];
  });
  await probe.try("the order of two gets", async () => {
    const seen = [];
    await Promise.all([KV.get("one").then(() => seen.push(1)), KV.get("nothing").then(() => seen.push(2))]);
    return seen.length;
  });
  for (const ttl of [undefined, null, 0, -1, 10, 29, 29.9, 30, 30.5, 60, NaN, Infinity, "60", "abc", 2 ** 31, -(2 ** 31) - 1]) {
    await probe.try(`cacheTtl ${String(ttl)}`, () => KV.get("one", { cacheTtl: ttl }));
    await probe.try(`cacheTtl ${String(ttl)} of nothing`, () => KV.getWithMetadata("nothing", { cacheTtl: ttl }));
  }
  await probe.try("a getter that throws", () =>
    KV.get("one", {
      get type() {
        throw new RangeError("from the getter");
      },
    }),
  );
}
