// A class as default export, where the handler's end decides: what it gave
// waitUntil goes on and cannot fail the batch.
import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
  async fetch(request) {
    if (new URL(request.url).pathname === "/start") {
      await this.env.QUEUE.sendBatch([{ body: "a" }, { body: "b" }]);
      return new Response(Object.keys(this.env).sort().join(" "));
    }
    let keys = [];
    for (let i = 0; i < 400 && keys.length < 4; i++) {
      await scheduler.wait(50);
      ({ keys } = await this.env.KV.list());
    }
    const lines = await Promise.all(
      keys.map(({ name }) => this.env.KV.get(name)),
    );
    return new Response(lines.map((line) => `${line}\n`).join(""));
  }

  async queue(batch, env, ctx) {
    const { attempts } = batch.messages[0];
    await this.env.KV.put(
      `1-${attempts}`,
      JSON.stringify([
        batch.queue,
        batch.messages.map((m) => [m.body, m.attempts]),
        env === undefined,
        ctx === undefined,
      ]),
    );
    this.ctx.waitUntil(this.late(attempts));
    if (attempts === 1) batch.retryAll();
  }

  async late(attempts) {
    await scheduler.wait(50);
    await this.env.KV.put(`2-${attempts}`, `late ${attempts}`);
    throw new Error("nobody hears of it");
  }
}
