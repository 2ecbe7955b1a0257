// The handlers, by their queue.
import { told } from "./show.js";

const texts = (batch) => batch.messages.map((m) => [m.body, m.attempts]);
const first = (batch) => batch.messages[0].attempts === 1;
const bytes = (body) =>
  body instanceof ArrayBuffer || ArrayBuffer.isView(body)
    ? `bytes ${new Uint8Array(body)}`
    : told(body);

const names = (o) => Object.getOwnPropertyNames(o).sort();
const shown = (o) => {
  const out = [];
  for (const name in o) out.push(name);
  return out.sort();
};
const thrown = (f) => {
  try {
    f();
    return "nothing";
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

export const consumers = {
  async shapes(batch, write, env, ctx) {
    const [m, other] = batch.messages;
    await write([
      batch.constructor.name,
      Object.prototype.toString.call(batch),
      names(Object.getPrototypeOf(batch)),
      names(batch),
      shown(batch),
    ]);
    await write([
      m.constructor.name,
      Object.prototype.toString.call(m),
      names(Object.getPrototypeOf(m)),
      names(m),
      shown(m),
    ]);
    await write([
      batch.queue,
      Array.isArray(batch.messages),
      batch.messages === batch.messages,
      batch.messages[0] === m,
      Object.isFrozen(batch.messages),
      JSON.stringify(batch.metadata.metrics),
      Object.keys(batch.metadata),
    ]);
    await write([
      /^[0-9a-f]{32}$/.test(m.id),
      m.id !== other.id,
      m.timestamp instanceof Date,
      Math.abs(Date.now() - m.timestamp.getTime()) < 60_000,
      m.timestamp === m.timestamp,
      m.body === m.body,
      m.body,
      m.attempts,
      other.body,
    ]);
    await write([
      m.ack.length,
      m.retry.length,
      batch.ackAll.length,
      batch.retryAll.length,
    ]);
    await write([
      typeof ctx.waitUntil,
      typeof env.KV,
      Object.prototype.toString.call(ctx),
    ]);
    await write([
      thrown(() => new batch.constructor()),
      thrown(() => new m.constructor()),
      thrown(() => m.ack.call({})),
      thrown(() => batch.ackAll.call(m)),
      thrown(() => m.retry(5)),
      thrown(() => batch.retryAll("soon")),
      thrown(() => m.retry({ delaySeconds: 2 ** 40 })),
    ]);
    await write([
      JSON.stringify(Object.getOwnPropertyDescriptor(m, "attempts")),
      thrown(() => {
        "use strict";
        m.body = 1;
      }).slice(0, 9),
      Object.keys(JSON.parse(JSON.stringify(m))),
      Object.keys(JSON.parse(JSON.stringify(batch))),
    ]);
    await write([m.ack(), batch.ackAll()].map(told));
  },

  async bodies(batch, write) {
    for (const { body } of batch.messages) await write(bytes(body));
  },

  async clones(batch, write) {
    for (const { body } of batch.messages) {
      if (body.name === "circle") await write(body.self === body);
      else if (body.a) await write([body.a === body.b, body.a.n]);
      else if (Array.isArray(body) && body[0] instanceof Uint8Array)
        await write(body[0].buffer === body[1].buffer);
      else await write(told(body));
    }
  },

  order: (batch, write) => write(batch.messages.map((m) => m.body)),

  async throws(batch, write) {
    await write(texts(batch));
    throw new Error("always");
  },
  "throws-dead": (batch, write) => write(texts(batch)),

  async waits(batch, write, env, ctx) {
    await write(texts(batch));
    if (first(batch)) ctx.waitUntil(Promise.reject(new Error("late")));
  },

  async single(batch, write) {
    await write(texts(batch));
    if (!first(batch)) return;
    for (const m of batch.messages) {
      if (m.body.startsWith("ack")) m.ack();
      if (m.body.endsWith("retry")) m.retry();
    }
  },

  async rules(batch, write) {
    await write(texts(batch));
    if (!first(batch)) return;
    for (const m of batch.messages)
      for (const call of m.body.split(" "))
        if (call === "retry" || call === "ack") m[call]();
        else if (call === "twice") m[m.body.split(" ")[0]]();
    batch.ackAll();
  },

  async both(batch, write) {
    await write(texts(batch));
    if (first(batch)) batch.retryAll();
    batch.ackAll();
  },

  async none(batch, write) {
    await write(texts(batch));
    batch.messages[0].retry();
  },
  "none-dead": (batch, write) => write(texts(batch)),

  // The queue's own delay is a second.
  async delay(batch, write, env) {
    const [m] = batch.messages;
    await write(texts(batch));
    if (m.attempts === 1) {
      await env.KV.put("retried", String(Date.now()));
      return m.retry();
    }
    const before = Number(await env.KV.get("retried"));
    await write(Date.now() - before >= 900);
  },

  // This one's is an hour, and is not asked.
  async hasty(batch, write) {
    const [m] = batch.messages;
    await write(texts(batch));
    if (m.attempts === 1) m.retry({ delaySeconds: 0 });
    if (m.attempts === 2) batch.retryAll({ delaySeconds: 0 });
  },

  zero: (batch, write) => write(texts(batch)),
  timed: (batch, write) => write(texts(batch)),

  async chain(batch, write, env) {
    const [{ body }] = batch.messages;
    await write(body);
    if (body < 4) await env.CHAIN.send(body + 1);
  },
};
