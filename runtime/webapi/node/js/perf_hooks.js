// node:perf_hooks: the platform's performance with what Node adds.
// https://nodejs.org/docs/latest-v22.x/api/perf_hooks.html
(function (native, internals) {
  "use strict";
  const { notImplemented } = internals.node.require("internal/errors");
  const out = { performance: globalThis.performance };
  for (const name of ["Performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure", "PerformanceObserver",
    "PerformanceObserverEntryList", "PerformanceResourceTiming"]) {
    if (typeof globalThis[name] === "function") out[name] = globalThis[name];
  }
  for (const name of ["createHistogram", "monitorEventLoopDelay"]) out[name] = { [name]() { notImplemented(name); } }[name];
  out.constants = {};
  return out;
})
