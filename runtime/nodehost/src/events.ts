// Puts Workers' event classes in the place of Node's. Imported before everything
// that listens, dispatches or aborts.
import { classes, events } from "./event-classes.js";
import { internals } from "./events-host.ts";

for (const [name, value] of Object.entries(classes))
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });

/** Makes an event that scripts see as the platform's own. */
export function platformEvent(
  Class: new (type: string, init?: object) => Event,
  type: string,
  init: object,
): Event {
  return internals.platformEvent(Class, type, init);
}

export { classes, events };
