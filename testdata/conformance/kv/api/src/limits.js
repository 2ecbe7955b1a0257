// Cloudflare's capacity limits, which our hosts enforce with W2C_LIMITS=cloudflare.
export async function run(probe, { KV }) {
  for (const [name, key] of Object.entries({ "512": "x".repeat(512), "513": "x".repeat(513), "257 é": "é".repeat(257) })) {
    await probe.try(`put ${name}`, () => KV.put(key, "v"));
    await probe.try(`get ${name}`, () => KV.get(key));
    await probe.try(`getWithMetadata ${name}`, () => KV.getWithMetadata(key));
    await probe.try(`bulk ${name}`, async () => (await KV.get([key])).size);
    await probe.try(`delete ${name}`, () => KV.delete(key));
    await probe.try(`prefix ${name}`, async () => (await KV.list({ prefix: key })).keys.length);
  }
  await probe.try("metadata 1024", () => KV.put("m", "v", { metadata: "m".repeat(1022) }));
  await probe.try("metadata 1025", () => KV.put("m", "v", { metadata: "m".repeat(1023) }));
  await probe.try("metadata é", () => KV.put("m", "v", { metadata: "é".repeat(600) }));
  await probe.try("limit 1001", () => KV.list({ limit: 1001 }));
  await probe.try("101 keys", () => KV.get(Array.from({ length: 101 }, (_, i) => `k${i}`)));
  await probe.try("25 MiB", () => KV.put("big", new Uint8Array(26214400)));
  await probe.try("25 MiB and a byte", () => KV.put("big", new Uint8Array(26214401)));
  await probe.try("25 MiB and a letter", () => KV.put("big", "x".repeat(26214401)));
  await probe.try("a stream of 26 MiB", () => {
    let left = 26;
    return KV.put(
      "big",
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(1 << 20));
          if (--left === 0) controller.close();
        },
      }),
    );
  });
  await probe.try("what is stored", async () => (await KV.get("big", "arrayBuffer")).byteLength);
  await probe.try("bulk above 25 MiB", async () => {
    await KV.put("small", "x");
    return (await KV.get(["big", "small"])).size;
  });
  await probe.try("a bad key length and a bad TTL", () => KV.put("x".repeat(513), "v", { expirationTtl: 1 }));
}
