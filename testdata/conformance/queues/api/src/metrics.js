// How much waits, as send tells it and as metrics does.
const told = ({ backlogCount, backlogBytes, oldestMessageTimestamp: at }) => [
  backlogCount,
  backlogBytes,
  at === undefined ? "none" : at instanceof Date,
];
const settled = async (q, call) => {
  const answer = await call(q);
  await scheduler.wait(30);
  return told(answer?.metadata?.metrics ?? answer);
};

export const snippets = {
  empty: (q) => settled(q, () => q.metrics()),
  first: (q) => settled(q, () => q.send("a")),
  afterFirst: (q) => settled(q, () => q.metrics()),
  second: (q) => settled(q, () => q.send("bb", { contentType: "text" })),
  bytes: (q) =>
    settled(q, () => q.send(new Uint8Array(10), { contentType: "bytes" })),
  batch: (q) => settled(q, () => q.sendBatch([{ body: 1 }, { body: 22 }])),
  delayed: (q) => settled(q, () => q.send(1, { delaySeconds: 60 })),
  afterAll: (q) => settled(q, () => q.metrics()),
  other: (q, env) => settled(q, () => env.OTHER.metrics()),
  oldest: async (q) => {
    const { oldestMessageTimestamp } = await q.metrics();
    const age = Date.now() - oldestMessageTimestamp.getTime();
    return [age >= 0, age < 60_000];
  },
};
