// Puts Workers' event classes in the place of Node's, and makes the global scope
// a target of events. Imported before everything that listens, dispatches or aborts.
import { classes, events } from "./event-classes.js";
import { internals } from "./events-host.ts";

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
}

for (const [name, value] of Object.entries(classes)) define(name, value);

// Service-worker syntax replaces these three by ones that know its events.
const listeners = events.scope;
define("addEventListener", listeners.addEventListener.bind(listeners));
define("removeEventListener", listeners.removeEventListener.bind(listeners));
define("dispatchEvent", listeners.dispatchEvent.bind(listeners));
define(
  "reportError",
  {
    reportError(...errors: unknown[]) {
      if (errors.length === 0)
        throw new TypeError(
          "Failed to execute 'reportError' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Value'.",
        );
      events.report(errors[0]);
    },
  }.reportError,
);

/** Makes an event that scripts see as the platform's own. */
export function platformEvent(
  Class: new (type: string, init?: object) => Event,
  type: string,
  init: object,
): Event {
  return internals.platformEvent(Class, type, init);
}

export { classes, events };
