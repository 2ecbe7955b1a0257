// Makes Node's globals those of a Worker, where a Worker could tell the
// difference. Imported first: everything after it, the Worker above all, sees
// these.
import "./streams.ts"; // before everything that makes or takes a stream
import { setTimeout as sleep } from "node:timers/promises";
import { installCache } from "./cache.ts";
import { currentEvent } from "./context.ts";
import { installCrypto } from "./crypto.ts";
import { installLanguage } from "./es.ts";
import { installForms } from "./form.ts";
import { installHeaders } from "./headers.ts";
import { errorFields, log } from "./log.ts";
import { installMessages } from "./messages.ts";

installLanguage();
installHeaders();
installMessages();
installForms();
installCrypto();
installCache();

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
}

class Navigator {
  readonly userAgent = "Cloudflare-Workers";
  readonly language = "en";
  readonly hardwareConcurrency = 1;

  sendBeacon(url: string, data?: BodyInit | null): boolean {
    const sent = fetch(url, { method: "POST", body: data ?? null });
    currentEvent()?.waitUntil(sent);
    return true;
  }

  get [Symbol.toStringTag](): string {
    return "Navigator";
  }
}

class Scheduler {
  wait(ms: number, options?: { signal?: AbortSignal }): Promise<void> {
    return sleep(ms, undefined, options);
  }

  get [Symbol.toStringTag](): string {
    return "Scheduler";
  }
}

// Service-worker syntax replaces these three by ones that know its events.
const listeners = new EventTarget();

define("self", globalThis);
Object.defineProperty(globalThis, "origin", {
  value: "null",
  configurable: true,
  enumerable: true,
});
define("navigator", new Navigator());
define("scheduler", new Scheduler());
define("addEventListener", listeners.addEventListener.bind(listeners));
define("removeEventListener", listeners.removeEventListener.bind(listeners));
define("dispatchEvent", listeners.dispatchEvent.bind(listeners));
define("reportError", (error: unknown) =>
  log("error", "reported by the Worker", errorFields(error)),
);
for (const name of ["HTMLRewriter"])
  define(
    name,
    class {
      constructor() {
        throw new Error(`${name} is not available in this converted Worker.`);
      }
    },
  );

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

// The default reason of an abort says so in workerd's words.
const { abort } = AbortController.prototype;
const aborted = () =>
  new DOMException("The operation was aborted", "AbortError");
AbortController.prototype.abort = {
  abort(this: AbortController, reason: unknown = aborted()) {
    abort.call(this, reason);
  },
}.abort;
const abortedSignal = AbortSignal.abort.bind(AbortSignal);
AbortSignal.abort = {
  abort: (reason: unknown = aborted()) => abortedSignal(reason),
}.abort;
