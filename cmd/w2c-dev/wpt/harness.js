// What a test page or worker is to testharness.js, for a target that is neither:
// the globals a test file expects, and the way its results leave. It runs on
// every target as a global script, before anything of the suite.
globalThis.__wpt = (() => {
  "use strict";
  let config, report, failure, done;
  const hidden = new Map();
  const hide = [
    "document", "DedicatedWorkerGlobalScope", "SharedWorkerGlobalScope",
    "ServiceWorkerGlobalScope", "WorkerGlobalScope",
  ];
  const { stringify } = JSON;
  const { URL, setTimeout } = globalThis;

  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const isRelative = (v) => typeof v === "string" && !/^[a-z][a-z0-9+.-]*:/i.test(v);
  const absolute = (v) => (isRelative(v) ? new URL(v, config.base).href : v);

  // Relative addresses mean the test's own, as in a browser. A proxy leaves
  // everything else of the class as the target has it.
  const rebase = (name) => {
    const target = globalThis[name];
    if (typeof target !== "function") return;
    const args = (list) => (list.length === 0 ? list : [absolute(list[0]), ...list.slice(1)]);
    const proxy = new Proxy(target, {
      apply: (f, self, list) => Reflect.apply(f, self, args(list)),
      construct: (f, list, newTarget) => Reflect.construct(f, args(list), newTarget === proxy ? f : newTarget),
    });
    define(name, proxy);
  };

  const text = (v) => {
    try {
      return String(v);
    } catch {
      return "something without a text";
    }
  };
  const send = (status, message, tests) => {
    if (done) return;
    done = true;
    report(stringify({
      status: failure === undefined ? status : 1,
      message: failure === undefined ? message : failure,
      tests: tests.map((t) => [text(t.name), t.status, t.status === 0 ? "" : text(t.message ?? "")]),
    }));
  };

  return {
    before(settings) {
      config = settings;
      define("location", new URL(config.base));
      define("GLOBAL", { isWindow: () => false, isWorker: () => true, isShadowRealm: () => false });
      for (const name of config.rebase) rebase(name);
      for (const name of hide) {
        const own = Object.getOwnPropertyDescriptor(globalThis, name);
        if (own !== undefined && own.configurable && delete globalThis[name]) hidden.set(name, own);
      }
    },
    // testharness.js has taken this for a shell and its functions are global.
    loaded(reporter) {
      report = reporter;
      for (const [name, own] of hidden) Object.defineProperty(globalThis, name, own);
      setup({ explicit_done: true, explicit_timeout: true, output: false });
      add_completion_callback((tests, status) => send(status.status, text(status.message ?? ""), tests));
    },
    failed(error) {
      failure ??= "the file threw: " + text(error?.stack ?? error);
    },
    end() {
      try {
        globalThis.done();
      } catch (error) {
        this.failed(error);
      }
      if (failure !== undefined) setTimeout(() => send(1, failure, []), 2000);
    },
    expire() {
      try {
        globalThis.timeout();
      } catch (error) {
        failure ??= text(error);
      }
      // Cleanups may be pending for ever.
      Promise.resolve().then(() => setTimeout(() => send(2, "timeout", []), 0));
    },
    late: () => send(2, "timeout", []),
  };
})();
