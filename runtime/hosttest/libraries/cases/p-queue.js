import PQueue from "p-queue";
import pLimit from "p-limit";

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

export default async function run() {
  const q = new PQueue({ concurrency: 2 });
  const order = [];
  let most = 0, now = 0;
  const job = (n) => async () => { most = Math.max(most, ++now); await sleep(2); now--; order.push(n); return n; };
  const all = await Promise.all([q.add(job(1)), q.add(job(2)), q.add(job(3), { priority: 1 })]);
  await q.onIdle();
  const limit = pLimit(1);
  return [all, most, order.length, await Promise.all([3, 1, 2].map((n) => limit(async () => { await sleep(n); return n; })))];
}
