// A Worker that sends to itself. /start sends everything; each queue's handler
// writes what it saw to KV, one key a delivery, and /NAME shows what is there.
import { bodies, clones } from "./bodies.js";
import { consumers } from "./consumers.js";
import { show } from "./show.js";

const send = {
  SHAPES: (q) => q.sendBatch([{ body: { a: 1 } }, { body: "b" }]),
  BODIES: (q) => q.sendBatch(bodies()),
  CLONES: (q) => q.sendBatch(clones()),
  ORDER: async (q) => {
    for (let i = 0; i < 4; i++) await q.send(i);
    await q.sendBatch([4, 5, 6, 7, 8, 9].map((body) => ({ body })));
  },
  THROWS: (q) => q.sendBatch([{ body: "a" }, { body: "b" }]),
  WAITS: (q) => q.send("waits"),
  SINGLE: (q) =>
    q.sendBatch(
      ["ack", "retry", "nothing", "ack then retry"].map((body) => ({ body })),
    ),
  RULES: (q) =>
    q.sendBatch(
      [
        "retry then ack",
        "retry twice",
        "retry then ackAll",
        "ack twice",
        "ack then ackAll",
        "nothing",
      ].map((body) => ({ body })),
    ),
  BOTH: (q) => q.sendBatch([{ body: "a" }, { body: "b" }]),
  NONE: (q) => q.send("only once"),
  DELAY: (q) => q.send("later"),
  HASTY: (q) => q.send("again"),
  ZERO: (q) => q.send("at once"),
  TIMED: (q) => q.sendBatch([{ body: 1 }, { body: 2 }, { body: 3 }]),
  CHAIN: (q) => q.send(1),
};

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const name = pathname.slice(1);
    if (name === "start") {
      for (const [queue, f] of Object.entries(send)) await f(env[queue]);
      return new Response("sent");
    }
    if (name === "all") {
      const { keys } = await env.KV.list();
      return new Response(`${keys.length} lines`);
    }
    // Waits until as many lines are there as the request expects.
    const expected = Number(searchParams.get("lines"));
    let keys = [];
    for (let i = 0; i < 400; i++) {
      keys = (await env.KV.list({ prefix: `${name}:` })).keys;
      if (keys.length >= expected) break;
      await scheduler.wait(50);
    }
    const lines = await Promise.all(keys.map(({ name }) => env.KV.get(name)));
    return new Response(lines.map((line) => `${line}\n`).join(""));
  },
  async queue(batch, env, ctx) {
    // What came before is counted, so that each delivery has a line of its own.
    const write = async (line) => {
      const { keys } = await env.KV.list({ prefix: `${batch.queue}:` });
      const number = String(keys.length).padStart(3, "0");
      await env.KV.put(`${batch.queue}:${number}`, show(line));
    };
    await consumers[batch.queue](batch, write, env, ctx);
  },
};
