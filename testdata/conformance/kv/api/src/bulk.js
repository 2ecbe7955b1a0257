export async function run(probe, { KV }) {
  await KV.put("b", "bee");
  await KV.put("e", "");
  await KV.put("j", '{"x":[1]}', { metadata: { m: 1 } });
  await KV.put("n", "null");
  await KV.put("z", "0");
  await KV.put("bad", "{x");
  await KV.put("bom", new Uint8Array([0xef, 0xbb, 0xbf, 53]));
  await KV.put("bytes", new Uint8Array([255, 65]));
  await KV.put("10", "ten");
  await probe.try("two", () => KV.get(["b", "missing"]));
  await probe.try("none", () => KV.get([]));
  await probe.try("order and repetition", () => KV.get(["j", "b", "missing", "b", "constructor"]));
  await probe.try("indexes", () => KV.get(["b", "10", "9", "01", "4294967295", "4294967294", "-1", "1.5", "__proto__"]));
  await probe.try("values", () => KV.get(["e", "bom", "bytes", "n"]));
  await probe.try("json", () => KV.get(["j", "n", "z", "missing"], "json"));
  await probe.try("json of a BOM", () => KV.get(["bom"], "json"));
  await probe.try("json that is none", () => KV.get(["j", "bad"], "json"));
  await probe.try("json of nothing", () => KV.get(["e"], "json"));
  await probe.try("getWithMetadata", () => KV.getWithMetadata(["j", "b", "missing", "e"]));
  await probe.try("getWithMetadata json", () => KV.getWithMetadata(["j", "n", "z"], "json"));
  await probe.try("getWithMetadata {type: json}", () => KV.getWithMetadata(["j"], { type: "json" }));
  for (const type of [undefined, null, "", "text", "stream", "arrayBuffer", "blob", 5]) {
    await probe.try(`type ${String(type)}`, () => KV.get(["b"], type));
    await probe.try(`type {${String(type)}}`, () => KV.get(["b"], { type }));
  }
  await probe.try("elements that are no strings", () => KV.get(["b", null, undefined, true, ["j"], {}]));
  await probe.try("a symbol", () => KV.get([Symbol("x")]));
  await probe.try("a set", () => KV.get(new Set(["b"])));
  await probe.try("an empty key", () => KV.get(["b", ""]));
  await probe.try("a dot", () => KV.get(["."]));
  await probe.try("two dots", () => KV.get([".."]));
  await probe.try("cacheTtl", () => KV.get(["b"], { cacheTtl: 10 }));
  await probe.try("cacheTtl 60", () => KV.get(["b"], { cacheTtl: 60 }));
  await probe.try("a type before no keys", () => KV.get([], "stream"));
  await probe.try("a hundred", async () => (await KV.get(Array.from({ length: 100 }, (_, i) => `k${i}`))).size);
}
