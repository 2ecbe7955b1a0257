// Makes Node's globals those of a Worker, where a Worker could tell the
// difference. Imported first: everything after it, the Worker above all, sees
// these.
import { events } from "./events.ts"; // these two before everything else
import "./streams.ts";
import { types } from "node:util";
import clone from "./clone.js";
import { installCache } from "./cache.ts";
import { currentEvent } from "./context.ts";
import { installCrypto } from "./crypto.ts";
import { installLanguage } from "./es.ts";
import { internals } from "./events-host.ts";
import { installEventSource } from "./event-source.ts";
import { installForms } from "./form.ts";
import { installHeaders } from "./headers.ts";
import { HTMLRewriter } from "./html-rewriter.ts";
import { errorFields, log } from "./log.ts";
import { installMessages } from "./messages.ts";
import scopeClasses from "./scope-classes.js";
import { installCoding } from "./text-decoder.ts";
import { installWrongArguments } from "./wrong-arguments.ts";

installLanguage();
installHeaders();
installMessages();
installForms();
installWrongArguments();
installCoding();
installCrypto();
installCache();
installEventSource();

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
}

const { structuredClone: cloned } = clone(
  {
    uncloneable: (value) => types.isPromise(value) || types.isProxy(value),
    detached: (buffer) => buffer.detached,
  },
  internals,
);
define("structuredClone", cloned);

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
for (const [name, value] of Object.entries(scope)) define(name, value);
// Workers have none.
Reflect.deleteProperty(globalThis, "BroadcastChannel");

// Service-worker syntax replaces these three by ones that know its events.
const listeners = events.scope;

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
const { queueMicrotask: later } = globalThis;
define(
  "queueMicrotask",
  {
    queueMicrotask(f: () => void) {
      if (typeof f !== "function")
        throw new TypeError(
          "Failed to execute 'queueMicrotask' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'function'.",
        );
      later(() => {
        try {
          f();
        } catch (error) {
          events.report(error);
        }
      });
    },
  }.queueMicrotask,
);
define("HTMLRewriter", HTMLRewriter);

// Without an argument, workerd refuses.
for (const name of ["clearTimeout", "clearInterval"] as const) {
  const clear = globalThis[name];
  define(name, (...timers: [NodeJS.Timeout?]) => {
    if (timers.length === 0)
      throw new TypeError(
        `Failed to execute '${name}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Number'.`,
      );
    clear(...timers);
  });
}
