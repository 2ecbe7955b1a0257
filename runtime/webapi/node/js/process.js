// node:process and the global of that name, as workerd has it: one process per
// isolate that has no file descriptors, signals or children.
// https://nodejs.org/docs/latest-v22.x/api/process.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const EventEmitter = require("events");
  const { codes, notImplemented } = require("internal/errors");
  const { validateFunction, validateString } = require("internal/validators");

  // Values of env are strings whatever is assigned.
  const env = new Proxy(native.env(), {
    set(target, key, value) {
      if (typeof key === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
      target[key] = String(value);
      return true;
    },
    defineProperty(target, key, d) {
      if ("value" in d) return Reflect.defineProperty(target, key, { ...d, value: String(d.value) });
      return Reflect.defineProperty(target, key, d);
    },
  });

  const hrtime = function hrtime(before) {
    if (before !== undefined) {
      if (!Array.isArray(before)) throw new codes.ERR_INVALID_ARG_TYPE("time", "tuple of integers", before);
      if (before.length !== 2) throw new codes.ERR_OUT_OF_RANGE("time", 2, before.length);
    }
    const ms = Date.now();
    let s = Math.trunc(ms / 1000), n = (ms % 1000) * 1e6;
    if (before !== undefined) {
      s -= before[0];
      n -= before[1];
      if (n < 0) { s--; n += 1e9; }
    }
    return [s, n];
  };
  hrtime.bigint = function () { return BigInt(Date.now()) * 1000000n; };

  // Ticks run among the promise jobs, in their order: workerd has one queue.
  const nextTick = function nextTick(callback, ...args) {
    if (typeof callback === "function") queueMicrotask(() => callback(...args));
  };
  const emitWarning = function emitWarning(warning, type, code, ctor) {
    let detail;
    if (type !== null && typeof type === "object" && !Array.isArray(type)) {
      ctor = type.ctor;
      code = type.code;
      if (typeof type.detail === "string") detail = type.detail;
      type = type.type || "Warning";
    } else if (typeof type === "function") { ctor = type; code = ""; type = "Warning"; }
    if (type !== undefined) {
      if (typeof type !== "string") throw new codes.ERR_INVALID_ARG_TYPE("options", "object", type);
    }
    if (typeof code === "function") { ctor = code; code = undefined; }
    else if (code !== undefined) validateString(code, "code");
    if (typeof warning === "string") {
      const text = warning;
      warning = new Error(text);
      warning.name = String(type || "Warning");
      if (code !== undefined) warning.code = code;
      if (detail !== undefined) warning.detail = detail;
      if (ctor && Error.captureStackTrace) Error.captureStackTrace(warning, ctor);
    } else if (!(warning instanceof Error)) throw new codes.ERR_INVALID_ARG_TYPE("warning", ["string", "Error"].map((x) => (x === "string" ? "string or Error" : null)).filter(Boolean), warning);
    if (warning.name === "DeprecationWarning" && process.noDeprecation) return;
    if (process.listenerCount("warning") === 0) {
      console.error(`(workerd) ${warning.code ? `[${warning.code}] ` : ""}${warning.name}: ${warning.message}`);
    }
    nextTick(() => process.emit("warning", warning));
  };

  const denied = () => {
    const e = new Error("operation not permitted");
    e.code = "EPERM";
    throw e;
  };
  const lacking = (name) => ({ [name]: function () { notImplemented(`process.${name}`); } })[name];
  let directory = "/bundle", mask = 0o22;

  class Process extends EventEmitter {}
  Object.defineProperty(Process.prototype, "constructor", { value: EventEmitter, writable: true, configurable: true });
  const process = new Process();
  const none = () => {};
  const version = "22.23.4";
  const versions = { node: version };
  for (const name of "v8 modules zlib brotli zstd ares napi llhttp nghttp2 acorn ada simdutf nbytes ncrypto uvwasi uv openssl sqlite icu undici simdjson unicode cldr tz cjs_module_lexer amaro merve".split(" ")) versions[name] = "";
  Object.assign(process, {
    assert(value, message) { require("assert").ok(value, message); },
    version: `v${version}`, versions, title: "workerd", argv: ["workerd"], argv0: "workerd", execArgv: [], arch: "x64", platform: "linux",
    config: { target_defaults: { default_configuration: "Release" }, variables: { asan: 0, clang: 1, coverage: false, host_arch: "x64", napi_build_version: "9", node_byteorder: "little" } },
    pid: 1, ppid: 0,
    getegid: function getegid() { return 0; }, getgid: function getgid() { return 0; }, getgroups: function getgroups() { return [0]; },
    geteuid: function geteuid() { return 0; }, getuid: function getuid() { return 0; },
    setegid: denied, setgid: denied, setgroups: denied, seteuid: denied, setuid: denied, initgroups: denied,
    setSourceMapsEnabled: none, getSourceMapsSupport: () => ({ enabled: false, nodeModules: false, generatedCode: false }),
    nextTick, emitWarning, env,
    exit: function exit(code) {
      if (code !== undefined) process.exitCode = code;
      native.exit(Number(process.exitCode ?? 0));
    },
    abort: function abort() { native.exit(1); },
    reallyExit: function reallyExit(code) { native.exit(Number(code ?? 0)); },
    getBuiltinModule: function getBuiltinModule(id) { return internals.node.builtin(String(id)); },
    features: { cached_builtins: true, debug: false, inspector: false, ipv6: true, openssl_is_boringssl: true, require_module: false, tls: true, tls_alpn: true, tls_ocsp: true, tls_sni: true, typescript: false, uv: true },
    allowedNodeEnvironmentFlags: new Set(),
    ref: none, unref: none,
    chdir: function chdir(to) {
      validateString(to, "directory");
      directory = require("internal/files").directory(require("path").posix.resolve(directory, to), "chdir");
    },
    cwd: function cwd() { return directory; },
    umask: function umask(to) {
      const before = mask;
      if (to !== undefined) {
        if (typeof to === "string" ? !/^[0-7]+$/.test(to) : !Number.isInteger(to) || to < 0 || to > 0xffffffff) {
          throw new codes.ERR_INVALID_ARG_VALUE("mask", to, "must be a 32-bit unsigned integer or an octal string");
        }
      }
      return before;
    },
    hrtime,
    uptime: function uptime() { return 0; },
    loadEnvFile: function loadEnvFile(path = ".env") {
      const text = require("fs").readFileSync(require("path").posix.resolve(directory, String(path)), "utf8");
      for (const [k, v] of Object.entries(require("util").parseEnv(text))) if (!(k in env)) env[k] = v;
    },
    exitCode: undefined, channel: null, connected: false, debugPort: 0, execPath: "",
    finalization: { register: none, registerBeforeExit: none, unregister: none },
    memoryUsage: Object.assign(function memoryUsage() { return { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }; }, { rss: () => 0 }),
    noDeprecation: false, permission: { has: () => true },
    release: { name: "node", lts: true, sourceUrl: "", headersUrl: "" },
    report: {
      compact: false, directory: "", filename: "", getReport: lacking("report.getReport"), reportOnFatalError: false, reportOnSignal: false,
      reportOnUncaughtException: false, excludeNetwork: false, excludeEnv: false, signal: "SIGUSR2", writeReport: lacking("report.writeReport"),
    },
    resourceUsage: () => Object.fromEntries("userCPUTime systemCPUTime maxRSS sharedMemorySize unsharedDataSize unsharedStackSize minorPageFault majorPageFault swappedOut fsRead fsWrite ipcSent ipcReceived signalsCount voluntaryContextSwitches involuntaryContextSwitches".split(" ").map((k) => [k, 0])),
    send: () => false, traceDeprecation: false, throwDeprecation: false, sourceMapsEnabled: false,
    constrainedMemory: () => 0, availableMemory: () => 0, moduleLoadList: [], domain: null, openStdin() { return process.stdin; },
  });
  for (const name of ["kill", "binding", "dlopen", "getActiveResourcesInfo", "setUncaughtExceptionCaptureCallback",
    "hasUncaughtExceptionCaptureCallback", "threadCpuUsage", "cpuUsage", "execve", "_linkedBinding", "_kill"]) process[name] = lacking(name);
  Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });

  // The standard streams are made when they are touched; a line written to one
  // is a line of the log.
  const streams = {};
  const standard = (name, fd, level) => Object.defineProperty(process, name, {
    enumerable: true, configurable: true,
    get() {
      if (streams[name]) return streams[name];
      const { Readable, Writable } = require("stream");
      let s;
      if (fd === 0) s = new Readable({ read() { this.push(null); } });
      else {
        let held = "";
        s = new Writable({
          decodeStrings: false,
          write(chunk, encoding, done) {
            const lines = (held + (typeof chunk === "string" ? chunk : chunk.toString())).split("\n");
            held = lines.pop();
            for (const line of lines) console[level](line);
            done();
          },
        });
      }
      s.fd = fd;
      s.isTTY = undefined;
      return (streams[name] = s);
    },
  });
  standard("stdin", 0);
  standard("stdout", 1, "log");
  standard("stderr", 2, "error");

  // Rejections reach listeners of the process through the global events.
  const forward = { unhandledRejection: "unhandledrejection", rejectionHandled: "rejectionhandled" };
  const forwarding = new Set();
  process.on("newListener", (name) => {
    const type = forward[name];
    if (!type || forwarding.has(type) || typeof globalThis.addEventListener !== "function") return;
    forwarding.add(type);
    globalThis.addEventListener(type, (event) => {
      if (process.listenerCount(name) === 0) return;
      event.preventDefault();
      if (name === "unhandledRejection") process.emit(name, event.reason, event.promise);
      else process.emit(name, event.promise);
    });
  });
  validateFunction(process.nextTick, "nextTick");
  process.default = undefined;
  delete process.default;
  return process;
})
