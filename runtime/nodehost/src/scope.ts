// scheduler, performance, navigator and the classes of the global scope.
import { currentEvent } from "./context.ts";
import { internals } from "./events-host.ts";
import scopeClasses from "./scope-classes.js";

const scope = scopeClasses(
  {
    after(ms, f) {
      const timer = setTimeout(f, ms);
      return () => clearTimeout(timer);
    },
    beacon(url, data) {
      const sent = fetch(url, { method: "POST", body: data ?? null });
      currentEvent()?.waitUntil(sent);
      return true;
    },
  },
  internals,
);
for (const [name, value] of Object.entries(scope))
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
