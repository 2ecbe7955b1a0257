// Runs cron.ts on a clock of its own, on one machine, and prints what fired.
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import { cron } from "./cron.ts";
import type { Host } from "./host.ts";

mock.timers.enable({
  apis: ["setTimeout", "Date"],
  now: Date.parse("2026-11-22T00:00:30Z"),
});
const host = { name: "test", env: {} } as Host;
const start = await cron(host, {
  crons: ["*/5 * * * *", "10 * * * *", "0 0 31 4 *"],
  services: false,
});
const stop = start({
  async scheduled(text, at) {
    console.log(at.toISOString(), text);
    throw new Error("the handler threw: not our business");
  },
  queue: () => Promise.reject(new Error("cron sends no batches")),
});

async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    mock.timers.tick(1000);
    await setImmediate();
  }
}

await pass(20 * 60);
console.log("asleep");
mock.timers.setTime(Date.parse("2026-11-22T00:58:10Z"));
await pass(5 * 60);
stop();
console.log("stopped");
await pass(20 * 60);
