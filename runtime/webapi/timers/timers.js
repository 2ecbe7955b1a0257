// scheduler, performance, navigator and the class of the global scope.
(function (native) {
  const illegal = () => {
    throw new TypeError("Illegal constructor");
  };
  const internal = Symbol("internal");
  const tag = (Class, name) =>
    Object.defineProperty(Class.prototype, Symbol.toStringTag, {
      value: name,
      configurable: true,
    });

  class Scheduler {
    constructor(key) {
      if (key !== internal) illegal();
    }
    wait(ms, options) {
      return new Promise((resolve, reject) => {
        if (ms === undefined) {
          throw new TypeError(
            "Failed to execute 'wait' on 'Scheduler': parameter 1 is not of type 'number'.",
          );
        }
        const signal = options?.signal;
        if (signal?.aborted) throw signal.reason;
        const aborted = () => {
          stop();
          reject(signal.reason);
        };
        const stop = native.after(Number(ms), () => {
          signal?.removeEventListener("abort", aborted);
          resolve();
        });
        signal?.addEventListener("abort", aborted);
      });
    }
  }
  tag(Scheduler, "Scheduler");

  class Performance {
    constructor(key) {
      if (key !== internal) illegal();
    }
    get timeOrigin() {
      return 0;
    }
    now() {
      return Date.now();
    }
    toJSON() {
      return { timeOrigin: 0 };
    }
  }
  tag(Performance, "Performance");

  class Navigator {
    constructor(key) {
      if (key !== internal) illegal();
    }
    get userAgent() {
      return "Cloudflare-Workers";
    }
    get hardwareConcurrency() {
      return 1;
    }
    get language() {
      return "en";
    }
    get languages() {
      return Object.freeze(["en"]);
    }
    get platform() {
      return "";
    }
  }
  tag(Navigator, "Navigator");

  class WorkerGlobalScope {
    constructor() {
      illegal();
    }
    static [Symbol.hasInstance](value) {
      return value === globalThis;
    }
  }
  class ServiceWorkerGlobalScope extends WorkerGlobalScope {}

  return {
    Scheduler,
    scheduler: new Scheduler(internal),
    Performance,
    performance: new Performance(internal),
    Navigator,
    navigator: new Navigator(internal),
    WorkerGlobalScope,
    ServiceWorkerGlobalScope,
  };
});
