// The producer as a script sees it.
const names = (o) => Object.getOwnPropertyNames(o).sort();

export const snippets = {
  name: (q) => q.constructor.name,
  text: (q) => Object.prototype.toString.call(q),
  members: (q) => names(Object.getPrototypeOf(q)),
  own: (q) => names(q),
  shown: (q) => {
    const out = [];
    for (const name in q) out.push(name);
    return out.sort();
  },
  lengths: (q) => [q.send.length, q.sendBatch.length, q.metrics.length],
  global: () => [
    typeof globalThis.WorkerQueue,
    typeof globalThis.Queue,
    typeof globalThis.QueueEvent,
    typeof globalThis.QueueMessage,
  ],
  new: (q) => new q.constructor(),
  promise: async (q) => {
    const calls = [q.send(1), q.sendBatch([{ body: 1 }]), q.metrics()];
    await Promise.all(calls);
    return calls.map((p) => p instanceof Promise);
  },
  answer: async (q) => {
    const answer = await q.send(1);
    return [
      Object.keys(answer),
      Object.keys(answer.metadata),
      Object.keys(answer.metadata.metrics).sort(),
    ];
  },
  sync: (q) => {
    const out = [];
    for (const call of [
      () => q.send(undefined),
      () => q.send(1, { contentType: "xml" }),
      () => q.send(1, 5),
      () => q.sendBatch([]),
      () => q.sendBatch(5),
    ])
      try {
        const p = call();
        p.catch(() => {});
        out.push("rejects");
      } catch {
        out.push("throws");
      }
    return out;
  },
  thisSend: (q) => {
    const { send } = q;
    return send(1);
  },
  thisOther: (q) => q.metrics.call({}),
};
