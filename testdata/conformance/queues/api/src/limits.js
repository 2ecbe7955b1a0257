// How large messages and batches may be.
const some = (n, body = 1) => Array.from({ length: n }, () => ({ body }));
const text = (n) => "x".repeat(n);

export const snippets = {
  largest: (q) => q.send(text(128_000), { contentType: "text" }),
  tooLarge: (q) => q.send(text(128_001), { contentType: "text" }),
  bytes: (q) => q.send(new Uint8Array(128_001), { contentType: "bytes" }),
  json: (q) => q.send(text(127_998)),
  jsonTooLarge: (q) => q.send(text(127_999)),
  letters: (q) => q.send("é".repeat(64_001), { contentType: "text" }),
  hundred: (q) => q.sendBatch(some(100)),
  hundredAndOne: (q) => q.sendBatch(some(101)),
  batchLargest: (q) =>
    q.sendBatch([
      ...some(2, text(127_998)),
      { body: text(32_000), contentType: "text" },
    ]),
  batchTooLarge: (q) =>
    q.sendBatch([
      ...some(2, text(127_998)),
      { body: text(32_001), contentType: "text" },
    ]),
  oneTooLarge: (q) => q.sendBatch([{ body: 1 }, { body: text(128_000) }]),
};
