// scheduler, performance, navigator and the classes of the global scope. Node's
// hosts run this too. native has after(ms, f), which returns what stops it,
// beacon(url, data) where beacons can be sent, and promises of nothing else.
(function (native, internals) {
  "use strict";
  const { badParam, badCtor } = internals;
  const illegal = () => new TypeError("Illegal constructor");
  const misused = () =>
    new TypeError(
      "Illegal invocation: function called with incorrect `this` reference. " +
        "See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
    );
  const TOKEN = {};
  const isObject = (v) =>
    (typeof v === "object" && v !== null) || typeof v === "function";

  // Members as workerd's are: enumerable, of length 0, getters without a name.
  const dress = (C) => {
    const put = Object.defineProperty;
    for (const o of [C, C.prototype]) {
      for (const k of Object.getOwnPropertyNames(o)) {
        const d = Object.getOwnPropertyDescriptor(o, k);
        if (/^(constructor|length|name|prototype)$/.test(k)) continue;
        d.enumerable = true;
        for (const f of [d.value, d.get])
          if (typeof f === "function")
            put(f, "length", { value: 0, configurable: true });
        if (d.get) put(d.get, "name", { value: "", configurable: true });
        put(o, k, d);
      }
    }
    put(C, "length", { value: 0, configurable: true });
  };

  class Scheduler {
    constructor(token) {
      if (token !== TOKEN) throw illegal();
    }
    wait(ms, options) {
      return new Promise((resolve, reject) => {
        if (ms === undefined) throw badParam("wait", "Scheduler", 1, "number");
        if (options != null && !isObject(options))
          throw badParam("wait", "Scheduler", 2, "WaitOptions");
        const signal = options?.signal;
        if (signal !== undefined && !internals.isSignal(signal))
          throw new TypeError(
            "Incorrect type for the 'signal' field on 'WaitOptions': the provided value is not of type 'AbortSignal'.",
          );
        // A reason on its way through the platform, where only errors live.
        const aborted = (reason) =>
          reject(isObject(reason) ? reason : new Error(String(reason)));
        if (signal?.aborted) {
          aborted(signal.reason);
          return;
        }
        let forget;
        const stop = native.after(Number(ms), () => {
          forget?.();
          resolve();
        });
        if (signal !== undefined)
          forget = internals.events.onAbort(signal, (reason) => {
            stop();
            aborted(reason);
          });
      });
    }
  }
  dress(Scheduler);

  // What an entry says; Go's and Node's clocks count milliseconds alike.
  const copyOf = (detail) =>
    detail === undefined || detail === null
      ? null
      : globalThis.structuredClone(detail);
  class PerformanceEntry {
    #name;
    #type;
    #start;
    #duration;
    constructor(token, name, type, start, duration) {
      if (token !== TOKEN) throw illegal();
      this.#name = name;
      this.#type = type;
      this.#start = start;
      this.#duration = duration;
    }
    static #of(v) {
      if (!isObject(v) || !(#name in v)) throw misused();
      return v;
    }
    get name() {
      return PerformanceEntry.#of(this).#name;
    }
    get entryType() {
      return PerformanceEntry.#of(this).#type;
    }
    get startTime() {
      return PerformanceEntry.#of(this).#start;
    }
    get duration() {
      return PerformanceEntry.#of(this).#duration;
    }
    toJSON() {
      const { name, entryType, startTime, duration } =
        PerformanceEntry.#of(this);
      return { name, entryType, startTime, duration };
    }
  }
  dress(PerformanceEntry);

  class PerformanceMark extends PerformanceEntry {
    #detail;
    constructor(name, options) {
      if (name === undefined) throw badCtor("PerformanceMark", 1, "string");
      super(TOKEN, `${name}`, "mark", Number(options?.startTime ?? now()), 0);
      this.#detail = copyOf(options?.detail);
    }
    get detail() {
      if (!isObject(this) || !(#detail in this)) throw misused();
      return this.#detail;
    }
    toJSON() {
      return { ...super.toJSON(), detail: this.detail };
    }
  }
  dress(PerformanceMark);

  class PerformanceMeasure extends PerformanceEntry {
    #detail;
    constructor(token, name, start, end, detail) {
      if (token !== TOKEN) throw illegal();
      super(TOKEN, name, "measure", start, end - start);
      this.#detail = copyOf(detail);
    }
    get detail() {
      if (!isObject(this) || !(#detail in this)) throw misused();
      return this.#detail;
    }
    toJSON() {
      const json = super.toJSON();
      return this.detail === null ? json : { ...json, detail: this.detail };
    }
  }
  dress(PerformanceMeasure);

  const now = () => Date.now();
  let entries = [];
  // What is kept is bounded: nobody clears marks that a library makes.
  const keep = (entry) => {
    if (entries.length >= 10000) entries.shift();
    entries.push(entry);
    return entry;
  };
  class Performance extends EventTarget {
    #made;
    constructor(token) {
      if (token !== TOKEN) throw illegal();
      super();
      this.#made = true;
    }
    static #check(v) {
      if (!isObject(v) || !(#made in v)) throw misused();
    }
    get timeOrigin() {
      Performance.#check(this);
      return 0;
    }
    now() {
      Performance.#check(this);
      return now();
    }
    mark(name, options) {
      Performance.#check(this);
      if (name === undefined)
        throw badParam("mark", "Performance", 1, "string");
      return keep(new PerformanceMark(name, options));
    }
    // Marks that do not exist count as the beginning and as now.
    measure(name, from, to) {
      Performance.#check(this);
      if (name === undefined)
        throw badParam("measure", "Performance", 1, "string");
      const options = isObject(from) ? from : { start: from, end: to };
      const at = (v, otherwise) => {
        if (v === undefined || v === null) return otherwise;
        if (typeof v === "number") return v;
        const mark = entries.findLast(
          (e) => e.entryType === "mark" && e.name === `${v}`,
        );
        return mark === undefined ? otherwise : mark.startTime;
      };
      const { duration } = options;
      let start = at(options.start, 0);
      let end = at(options.end, now());
      if (duration !== undefined && options.end === undefined)
        end = start + Number(duration);
      else if (duration !== undefined && options.start === undefined)
        start = end - Number(duration);
      return keep(
        new PerformanceMeasure(TOKEN, `${name}`, start, end, options.detail),
      );
    }
    getEntries() {
      Performance.#check(this);
      return entries.slice();
    }
    getEntriesByName(name, type) {
      Performance.#check(this);
      if (name === undefined)
        throw badParam("getEntriesByName", "Performance", 1, "string");
      return entries.filter(
        (e) =>
          e.name === `${name}` &&
          (type === undefined || e.entryType === `${type}`),
      );
    }
    getEntriesByType(type) {
      Performance.#check(this);
      if (type === undefined)
        throw badParam("getEntriesByType", "Performance", 1, "string");
      return entries.filter((e) => e.entryType === `${type}`);
    }
    clearMarks(name) {
      Performance.#check(this);
      clear("mark", name);
    }
    clearMeasures(name) {
      Performance.#check(this);
      clear("measure", name);
    }
    clearResourceTimings() {
      Performance.#check(this);
    }
    setResourceTimingBufferSize() {
      Performance.#check(this);
    }
    toJSON() {
      Performance.#check(this);
      return { timeOrigin: 0 };
    }
  }
  const clear = (type, name) => {
    entries = entries.filter(
      (e) =>
        e.entryType !== type || (name !== undefined && e.name !== `${name}`),
    );
  };
  dress(Performance);

  class Navigator {
    constructor(token) {
      if (token !== TOKEN) throw illegal();
      const values = {
        languages: Object.freeze(["en"]),
        language: "en",
        platform: "",
        hardwareConcurrency: 1,
        userAgent: "Cloudflare-Workers",
      };
      for (const k of Object.keys(values))
        Object.defineProperty(this, k, {
          value: values[k],
          enumerable: true,
          configurable: true,
        });
    }
    sendBeacon(url, data) {
      if (!(this instanceof Navigator)) throw misused();
      if (url === undefined)
        throw badParam("sendBeacon", "Navigator", 1, "string");
      return native.beacon(`${url}`, data);
    }
  }
  dress(Navigator);

  class WorkerGlobalScope extends EventTarget {
    constructor() {
      throw illegal();
    }
    static [Symbol.hasInstance](value) {
      return this === ServiceWorkerGlobalScope && value === globalThis;
    }
  }
  dress(WorkerGlobalScope);
  class ServiceWorkerGlobalScope extends WorkerGlobalScope {}
  dress(ServiceWorkerGlobalScope);

  const classes = {
    Scheduler,
    Performance,
    PerformanceEntry,
    PerformanceMark,
    PerformanceMeasure,
    Navigator,
    WorkerGlobalScope,
    ServiceWorkerGlobalScope,
  };
  // A bundler may have given the classes other names in its own scope.
  for (const [name, C] of Object.entries(classes)) {
    Object.defineProperty(C, "name", { value: name, configurable: true });
    Object.defineProperty(C.prototype, Symbol.toStringTag, {
      value: name,
      writable: true,
      configurable: true,
    });
  }
  return {
    ...classes,
    scheduler: new Scheduler(TOKEN),
    performance: new Performance(TOKEN),
    navigator: new Navigator(TOKEN),
  };
});
