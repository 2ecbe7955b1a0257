const times = [undefined, null, 0, -1, 1, 59, 59.9, 60, 60.5, NaN, Infinity, -Infinity, "60", "59", "abc", "", "60abc", true, {}, [60], [], 1e21, 2 ** 31, -(2 ** 31) - 1];

export async function run(probe, { KV }) {
  for (const time of times) {
    const name = `${typeof time} ${String(time)}`;
    await KV.delete("key");
    await probe.try(`expirationTtl ${name}`, () => KV.put("key", "v", { expirationTtl: time }));
    await probe.try(`expiration ${name}`, () => KV.put("other", "v", { expiration: time }));
    await probe.try(`expires ${name}`, async () => {
      const [key] = (await KV.list({ prefix: "key" })).keys;
      // A clock may tick between put and here.
      return key?.expiration === undefined ? key : Math.abs(key.expiration - Date.now() / 1000 - Math.trunc(Number(time))) < 5;
    });
  }
  const now = Math.floor(Date.now() / 1000);
  for (const [name, expiration] of Object.entries({ "in an hour": now + 3600, "in 30 s": now + 30, now: now - 2, "an hour ago": now - 3600 })) {
    await probe.try(`expiration ${name}`, async () => {
      try {
        await KV.put("key", "v", { expiration });
      } catch (error) {
        throw new Error(error.message.replace(String(expiration), "that time"));
      }
      return (await KV.list({ prefix: "key" })).keys[0].expiration === expiration;
    });
  }
  await probe.try("the TTL wins", async () => {
    await KV.put("key", "v", { expiration: 5, expirationTtl: 600 });
    return (await KV.list({ prefix: "key" })).keys[0].expiration > now + 500;
  });
  await probe.try("writing again keeps nothing", async () => {
    await KV.put("key", "v");
    return (await KV.list({ prefix: "key" })).keys;
  });
  for (const [name, options] of Object.entries({ null: null, undefined: undefined, text: "x", number: 5, boolean: true, function: () => 1, array: [], date: new Date(0) })) {
    await probe.try(`put options ${name}`, () => KV.put("key", "v", options));
    await probe.try(`list options ${name}`, async () => (await KV.list(options)).list_complete);
  }
  await probe.try("a getter that throws", () =>
    KV.put("key", "v", {
      get expirationTtl() {
        throw new RangeError("from the getter");
      },
    }),
  );
  // Which mistake is reported.
  await probe.try("no key and a bad value", () => KV.put("", {}));
  await probe.try("no key and a bad TTL", () => KV.put("", "v", { expirationTtl: 1 }));
  await probe.try("no key and a TTL out of range", () => KV.put("", "v", { expirationTtl: 2 ** 40 }));
  await probe.try("a bad value and a bad TTL", () => KV.put("key", {}, { expirationTtl: 1 }));
  await probe.try("bad metadata and a bad TTL", () => KV.put("key", "v", { expirationTtl: 1, metadata: "m".repeat(2000) }));
  await probe.try("bad metadata and a bad value", () => KV.put("key", {}, { metadata: "m".repeat(2000) }));
}
