// Runs the Worker's scheduled handler: once per call, until its waitUntil work
// has settled too.
import { randomUUID } from "node:crypto";
import { ExecutionContext, WorkerEvent } from "./context.ts";
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

/** What a trigger calls; it rejects when the handler does. */
export function fireWith(
  host: Platform,
  { worker, env }: { readonly worker: Worker; readonly env: Env },
): (cron: string, at: Date) => Promise<void> {
  return async (cron, at) => {
    const event = new WorkerEvent(randomUUID(), (error) =>
      log("error", "a waitUntil promise was rejected", errorFields(error)),
    );
    const started = performance.now();
    const run = event.run(async () => {
      let outcome = "ok";
      try {
        await worker.scheduled(
          new Controller(at.getTime(), cron),
          env,
          new ExecutionContext(event),
        );
      } catch (error) {
        outcome = "exception";
        log("error", "the scheduled handler threw", {
          cron,
          ...errorFields(error),
        });
        throw error;
      } finally {
        host.metrics.scheduledRuns.add({ cron, outcome });
        log("info", "scheduled", {
          cron,
          outcome,
          duration_ms: Math.round((performance.now() - started) * 1000) / 1000,
        });
      }
    });
    // A run counts as work of its event: the drain waits for it.
    event.waitUntil(run.catch(() => {}));
    await run;
    await event.settled();
  };
}
