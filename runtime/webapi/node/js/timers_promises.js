// node:timers/promises. https://nodejs.org/docs/latest-v22.x/api/timers.html#timers-promises-api
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const timers = require("timers");
  const { AbortError, codes } = require("internal/errors");
  const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require("internal/validators");

  const check = (options) => {
    validateObject(options, "options");
    validateAbortSignal(options.signal, "options.signal");
    if (options.ref !== undefined) validateBoolean(options.ref, "options.ref");
  };
  const aborted = (signal) => new AbortError(undefined, { cause: signal.reason });
  const once = (start, stop) => async (options) => {
    check(options);
    const signal = options.signal;
    if (signal?.aborted) throw aborted(signal);
    return new Promise((resolve, reject) => {
      const cancel = () => { stop(timer); reject(aborted(signal)); };
      const timer = start(() => { signal?.removeEventListener("abort", cancel); resolve(); });
      signal?.addEventListener("abort", cancel, { once: true });
    });
  };
  async function setTimeout(delay, value, options = {}) {
    if (delay !== undefined) validateNumber(delay, "delay");
    await once((f) => timers.setTimeout(f, delay), timers.clearTimeout)(options);
    return value;
  }
  async function setImmediate(value, options = {}) {
    await once((f) => timers.setImmediate(f), timers.clearImmediate)(options);
    return value;
  }
  function setInterval(delay, value, options = {}) {
    if (delay !== undefined) validateNumber(delay, "delay");
    check(options);
    const signal = options.signal;
    let timer, due = 0, wake, failed, ended = false;
    const begin = () => {
      if (timer || ended) return;
      if (signal?.aborted) { failed = aborted(signal); return; }
      timer = timers.setInterval(() => { due++; wake?.(); }, delay);
      signal?.addEventListener("abort", () => { failed = aborted(signal); wake?.(); }, { once: true });
    };
    const end = () => { ended = true; timers.clearInterval(timer); };
    return {
      async next() {
        begin();
        while (!due && !failed && !ended) {
          await new Promise((resolve) => { wake = resolve; });
          wake = undefined;
        }
        if (due) { due--; return { value, done: false }; }
        if (failed) { const e = failed; failed = undefined; end(); throw e; }
        return { value: undefined, done: true };
      },
      async return() { end(); wake?.(); return { value: undefined, done: true }; },
      async throw(e) { end(); throw e; },
      [Symbol.asyncIterator]() { return this; },
    };
  }
  const scheduler = {
    async wait(delay, options) { await setTimeout(delay, undefined, options); },
    async yield() { await setImmediate(); },
  };
  return { scheduler, setImmediate, setInterval, setTimeout };
})
