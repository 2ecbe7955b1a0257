// What event-classes.js needs of Node: a clock and a log.
import { flagOn } from "./flags.ts";
import { errorFields, log } from "./log.ts";

export { internals } from "./web-streams-host.ts";

export const native = {
  after(ms: number, f: () => void): void {
    const delay = Math.min(Math.max(Math.trunc(ms) || 0, 0), 2 ** 31 - 1);
    setTimeout(f, delay);
  },
  reportsExceptions: () => flagOn("spec_compliant_dispatch_exceptions"),
  log: (error: unknown) =>
    log("error", "uncaught exception", errorFields(error)),
};
