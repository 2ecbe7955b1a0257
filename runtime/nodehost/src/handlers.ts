// Runs the Worker's handlers that no request calls: once per call, until what they
// gave waitUntil has settled too.
import { randomUUID } from "node:crypto";
import { ExecutionContext, WorkerEvent } from "./context.ts";
import type { Context } from "./context.ts";
import type { Handlers } from "./host.ts";
import { errorFields, log } from "./log.ts";
import type { Platform } from "./runtime.ts";
import type { Env, ScheduledController, Worker } from "./worker.ts";

class Controller implements ScheduledController {
  readonly scheduledTime: number;
  readonly cron: string;
  readonly type = "scheduled";

  constructor(scheduledTime: number, cron: string) {
    this.scheduledTime = scheduledTime;
    this.cron = cron;
  }

  // Runs are not retried in the first place.
  noRetry(): void {}
}

/** What triggers call; it rejects when the handler or its waitUntil work does. */
export function handlersOf(
  host: Platform,
  { worker, env }: { readonly worker: Worker; readonly env: Env },
): Handlers {
  return {
    scheduled(cron, at) {
      const controller = new Controller(at.getTime(), cron);
      return run(host, "scheduled", { cron }, (ctx) =>
        worker.scheduled(controller, env, ctx),
      );
    },
    queue(queue, batch, early) {
      const work = (ctx: Context) => worker.queue(batch, env, ctx);
      return run(host, "queue", { queue }, work, early);
    },
  };
}

// With early, the run is over when the handler is.
async function run(
  host: Platform,
  handler: "scheduled" | "queue",
  labels: Readonly<Record<string, string>>,
  work: (ctx: Context) => Promise<void>,
  early = false,
): Promise<void> {
  let late: { readonly error: unknown } | undefined;
  const event = new WorkerEvent(randomUUID(), (error) => {
    late = { error };
    log("error", "a waitUntil promise was rejected", errorFields(error));
  });
  const started = performance.now();
  let outcome = "exception";
  const running = event.run(async () => {
    try {
      await work(new ExecutionContext(event));
    } catch (error) {
      const fields = { ...labels, ...errorFields(error) };
      log("error", `the ${handler} handler threw`, fields);
      throw error;
    }
  });
  // A run counts as work of its event: the drain waits for it.
  event.waitUntil(running.catch(() => {}));
  const settled = event.settled().then(() => event.end());
  try {
    await running;
    if (!early) await settled;
    if (late !== undefined) throw late.error;
    outcome = "ok";
  } finally {
    host.metrics.runs[handler].add({ ...labels, outcome });
    log("info", handler, {
      ...labels,
      outcome,
      duration_ms: Math.round((performance.now() - started) * 1000) / 1000,
    });
  }
}
