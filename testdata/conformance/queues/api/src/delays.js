// delaySeconds, of a queue that delays by an hour. What is delayed does not count
// as waiting.
const waits = async (q) => (await q.metrics()).backlogCount;
const after = (call) => async (q) => {
  const before = await waits(q);
  await call(q);
  await scheduler.wait(30);
  return (await waits(q)) - before;
};

export const snippets = {
  own: after((q) => q.send(1)),
  zero: after((q) => q.send(1, { delaySeconds: 0 })),
  one: after((q) => q.send(1, { delaySeconds: 600 })),
  undefined: after((q) => q.send(1, { delaySeconds: undefined })),
  null: after((q) => q.send(1, { delaySeconds: null })),
  text: after((q) => q.send(1, { delaySeconds: "0" })),
  fraction: after((q) => q.send(1, { delaySeconds: 0.9 })),
  negativeFraction: after((q) => q.send(1, { delaySeconds: -0.9 })),
  most: after((q) => q.send(1, { delaySeconds: 86400 })),
  batchOwn: after((q) => q.sendBatch([{ body: 1 }, { body: 2 }])),
  batchZero: after((q) =>
    q.sendBatch([{ body: 1 }, { body: 2 }], { delaySeconds: 0 }),
  ),
  batchMixed: after((q) =>
    q.sendBatch([{ body: 1, delaySeconds: 600 }, { body: 2 }], {
      delaySeconds: 0,
    }),
  ),
  batchOfOne: after((q) => q.sendBatch([{ body: 1, delaySeconds: 0 }])),
  batchInner: after((q) =>
    q.sendBatch([{ body: 1, options: { delaySeconds: 0 } }]),
  ),
  tooMuch: (q) => q.send(1, { delaySeconds: 86401 }),
  negative: (q) => q.send(1, { delaySeconds: -1 }),
  batchTooMuch: (q) => q.sendBatch([{ body: 1 }], { delaySeconds: 86401 }),
  batchNegative: (q) => q.sendBatch([{ body: 1 }], { delaySeconds: -1 }),
  notANumber: after((q) => q.send(1, { delaySeconds: NaN })),
  infinite: after((q) => q.send(1, { delaySeconds: Infinity })),
  word: after((q) => q.send(1, { delaySeconds: "soon" })),
  object: after((q) => q.send(1, { delaySeconds: {} })),
  large: (q) => q.send(1, { delaySeconds: 2 ** 31 }),
  small: (q) => q.send(1, { delaySeconds: -(2 ** 31) - 1 }),
  bigint: (q) => q.send(1, { delaySeconds: 1n }).catch((e) => e.name),
  symbol: (q) => q.send(1, { delaySeconds: Symbol() }).catch((e) => e.name),
};
