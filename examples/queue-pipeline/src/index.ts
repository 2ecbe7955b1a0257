// Orders come in over HTTP and go through two queues: one prices them, the other
// writes receipts. What cannot be priced ends in a dead letter queue.
import { price, type Order, type Priced } from "./price.ts";

interface Env {
  STATUS: KVNamespace;
  ORDERS: Queue<Order>;
  RECEIPTS: Queue<Priced>;
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (request.method === "POST" && pathname === "/orders")
      return accept(await request.json<Order[]>(), env);
    const id = /^\/orders\/(\w+)$/.exec(pathname)?.[1];
    if (id !== undefined && request.method === "GET")
      return status(id, secondsToWait(request), env);
    return new Response("Not Found", { status: 404 });
  },

  async queue(batch, env) {
    switch (batch.queue) {
      case "orders":
        return priceAll(batch as MessageBatch<Order>, env);
      case "receipts":
        return writeReceipts(batch as MessageBatch<Priced>, env);
      case "orders-dead":
        return giveUp(batch as MessageBatch<Order>, env);
    }
  },
} satisfies ExportedHandler<Env, Order | Priced>;

async function accept(orders: Order[], env: Env): Promise<Response> {
  if (orders.length === 0 || orders.some(({ id }) => !/^\w+$/.test(id)))
    return Response.json({ error: "every order needs an id" }, { status: 400 });
  await Promise.all(
    orders.map(({ id }) =>
      env.STATUS.put(id, JSON.stringify({ state: "accepted" })),
    ),
  );
  await env.ORDERS.sendBatch(orders.map((body) => ({ body })));
  return Response.json({ accepted: orders.length }, { status: 202 });
}

// One order that fails must not take the others with it, so each message is
// acknowledged by itself.
async function priceAll(batch: MessageBatch<Order>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    try {
      await env.RECEIPTS.send(price(message.body));
      message.ack();
    } catch (error) {
      console.warn(
        `order ${message.body.id}, attempt ${message.attempts}: ${String(error)}`,
      );
      message.retry();
    }
  }
}

async function writeReceipts(
  batch: MessageBatch<Priced>,
  env: Env,
): Promise<void> {
  await Promise.all(
    batch.messages.map(({ body: { id, total } }) =>
      env.STATUS.put(id, JSON.stringify({ state: "done", total })),
    ),
  );
}

async function giveUp(batch: MessageBatch<Order>, env: Env): Promise<void> {
  for (const { body } of batch.messages)
    await env.STATUS.put(
      body.id,
      JSON.stringify({ state: "failed", order: body }),
    );
}

// Prefer: wait=10 (RFC 7240) holds the answer back until the order is through.
async function status(
  id: string,
  seconds: number,
  env: Env,
): Promise<Response> {
  for (let waited = 0; ; waited += 0.1) {
    const text = await env.STATUS.get(id);
    if (text === null)
      return Response.json({ error: "no such order" }, { status: 404 });
    const { state } = JSON.parse(text) as { state: string };
    if (state !== "accepted" || waited >= seconds)
      return new Response(text, {
        headers: { "content-type": "application/json" },
      });
    await scheduler.wait(100);
  }
}

function secondsToWait(request: Request): number {
  const wait = /\bwait=(\d+)/.exec(request.headers.get("prefer") ?? "")?.[1];
  return Math.min(Number(wait ?? 0), 30);
}
