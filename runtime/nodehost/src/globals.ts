// Makes Node's globals those of a Worker, where a Worker could tell the
// difference and where every Worker might: features.ts brings the rest. Imported
// before everything else, the Worker above all.
import { installHeaders } from "./headers.ts";
import { errorFields, log } from "./log.ts";
import { parts } from "./parts.ts";
import { installRequest } from "./request-class.ts";
import { installResponse } from "./response-class.ts";

installHeaders();
installRequest();
installResponse();

// Workers have none.
Reflect.deleteProperty(globalThis, "BroadcastChannel");

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
}

Object.defineProperty(globalThis, Symbol.toStringTag, {
  value: "ServiceWorkerGlobalScope",
  configurable: true,
});
define("self", globalThis);
Object.defineProperty(globalThis, "origin", {
  value: "null",
  configurable: true,
  enumerable: true,
});

// What is wrong with the argument of a global function.
const wrong = (name: string, type: string) =>
  new TypeError(
    `Failed to execute '${name}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type '${type}'.`,
  );

function report(error: unknown): void {
  if (parts.streams !== undefined) parts.streams.report(error);
  else log("error", "uncaught exception", errorFields(error));
}

const { queueMicrotask: later } = globalThis;
const methods = {
  queueMicrotask(f: () => void) {
    if (typeof f !== "function") throw wrong("queueMicrotask", "function");
    later(() => {
      try {
        f();
      } catch (error) {
        report(error);
      }
    });
  },
};
define("queueMicrotask", methods.queueMicrotask);

// Without an argument, workerd refuses.
for (const name of ["clearTimeout", "clearInterval"] as const) {
  const clear = globalThis[name];
  define(name, (...timers: [NodeJS.Timeout?]) => {
    if (timers.length === 0) throw wrong(name, "Number");
    clear(...timers);
  });
}
