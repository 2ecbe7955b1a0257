// A Worker that loops forever. On Cloudflare it is stopped at its CPU limit and
// other requests go on; Node has one thread for all of them, and nothing in
// that thread can run while the loop does. So a second thread watches, and when
// the first has stood still for W2C_CPU_MS it says so and ends the process, for
// the platform to start a fresh one. W2C_CPU_MS=0 turns this off.
import process from "node:process";
import { Worker } from "node:worker_threads";

// Source text, because the thread must also start from the one-file bundle. A
// pause of the whole process (a suspended machine) stops the watcher as well,
// and is told from a loop by that.
const watcher = `
  const { workerData } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  const beats = new Int32Array(workerData.beats);
  const { stallMs, tickMs } = workerData;
  let seen = 0, still = Date.now(), ticked = Date.now();
  setInterval(() => {
    const now = Date.now(), beat = Atomics.load(beats, 0);
    if (beat !== seen || now - ticked > 4 * tickMs) still = now;
    seen = beat;
    ticked = now;
    if (now - still < stallMs) return;
    const line = {
      time: new Date().toISOString(),
      level: "error",
      msg: "the Worker kept the CPU for longer than W2C_CPU_MS; the process ends",
      limit_ms: stallMs,
    };
    try { writeSync(1, JSON.stringify(line) + "\\n"); } catch {}
    process.kill(process.pid, "SIGKILL");
  }, tickMs);
`;

export function watchLoop(stallMs: number): void {
  if (stallMs === 0) return;
  const tickMs = Math.min(Math.max(stallMs / 10, 10), 500);
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), tickMs).unref();
  new Worker(watcher, {
    eval: true,
    workerData: { beats: beats.buffer, stallMs, tickMs },
    // It needs next to nothing.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  }).unref();
}
