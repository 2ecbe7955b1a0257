const names = ["a", "aa", "ab", "b", "ba", "é", "日", "zz", "A", "_x", "%y", "*", "?", "[z", "😀", "\ufffd", "a\u0000b", "0", "Z"];

async function all(KV, options) {
  const pages = [];
  let cursor;
  do {
    const page = await KV.list({ ...options, cursor });
    pages.push(page.keys.map((key) => key.name));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

export async function run(probe, { KV: namespace, OTHER: KV }) {
  await probe.try("empty", () => KV.list());
  for (const name of names) await KV.put(`l:${name}`, name, name === "ab" ? { metadata: { name } } : {});
  await KV.put("m", "v");
  await probe.try("everything", () => KV.list());
  await probe.try("prefix l:", () => KV.list({ prefix: "l:" }));
  await probe.try("pages of 5", () => all(KV, { prefix: "l:", limit: 5 }));
  await probe.try("pages of 1", () => all(KV, { limit: 1 }));
  await probe.try("a page", () => KV.list({ prefix: "l:", limit: 2 }));
  await probe.try("as many as there are", () => KV.list({ prefix: "l:a", limit: 4 }));
  await probe.try("keys of a page", async () => Object.keys(await KV.list({ prefix: "l:", limit: 2 })));
  await probe.try("keys of the last page", async () => Object.keys(await KV.list()));
  const short = async (options) => {
    const page = await KV.list(options);
    return [page.keys.map((key) => key.name), page.list_complete, page.cursor];
  };
  for (const limit of [undefined, null, 0, -1, 1, 1.5, 2, 1000, "3", "abc", NaN, Infinity, true, {}, [2], 2 ** 31]) {
    await probe.try(`limit ${typeof limit} ${String(limit)}`, () => short({ prefix: "l:a", limit }));
  }
  for (const prefix of [undefined, null, "", 5, {}, "l", "l:a", "l:aa", "l:%", "l:_", "l:*", "l:?", "l:[", "l:é", "l:😀", "l:\ufffd", "m", "n", "L:"]) {
    await probe.try(`prefix ${typeof prefix} ${String(prefix)}`, () => short({ prefix }));
  }
  for (const cursor of [undefined, null, "", "zzz", "!!!", 5, {}, "é", "bDph", "bDph=", "bDphYQ==", "bDrml6U=", "bDo_", "bDo/", btoa("a"), btoa("l:a")]) {
    await probe.try(`cursor ${typeof cursor} ${String(cursor)}`, () => short({ prefix: "l:", limit: 2, cursor }));
  }
  await probe.try("cursor without the prefix", () => short({ limit: 3, cursor: btoa("l:a") }));
  await probe.try("cursor with another prefix", () => short({ prefix: "m", cursor: btoa("l:a") }));
  await probe.try("deleting between pages", async () => {
    const first = await KV.list({ prefix: "l:", limit: 5 });
    for (const key of first.keys) await KV.delete(key.name);
    await KV.delete("l:Z");
    const second = await KV.list({ prefix: "l:", limit: 100, cursor: first.cursor });
    return second.keys.map((key) => key.name);
  });
  await probe.try("the other namespace", async () => (await namespace.list({ prefix: "l:" })).keys.length);
}
