// Modules that workerd has only for the sake of imports: what their functions
// answer or throw there. A name alone throws ERR_METHOD_NOT_IMPLEMENTED.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes, notImplemented } = require("internal/errors");
  const { validateObject, validateString, validateFunction, validateNumber } = require("internal/validators");
  const EventEmitter = require("events");
  const lacking = (method, shown = method) => ({ [method]() { notImplemented(shown); } })[method];
  const lack = (o, names, before = "") => { for (const n of names.split(" ")) o[n] = lacking(n, before + n); return o; };
  // methods gives a class methods that all answer the same.
  const methods = (C, names, answer) => {
    for (const n of names.split(" ")) Object.defineProperty(C.prototype, n, { value: { [n]() { return answer.call(this); } }[n], writable: true, configurable: true });
    return C;
  };
  const lackingMethods = (C, names, before = "") => {
    for (const n of names.split(" ")) Object.defineProperty(C.prototype, n, { value: lacking(n, before + n), writable: true, configurable: true });
    return C;
  };
  const self = function () { return this; };
  const nothing = () => undefined;
  const no = () => false;

  const modules = {
    child_process() {
      class ChildProcess extends EventEmitter { constructor() { super(); notImplemented("child_process.ChildProcess"); } }
      methods(ChildProcess, "kill send", no);
      methods(ChildProcess, "disconnect unref ref", nothing);
      const checked = (name) => ({ [name](command) { validateString(command, "command"); notImplemented(`child_process.${name}`); } })[name];
      return { ChildProcess, ...lack({}, "_forkChild execFile execFileSync execSync fork spawn", "child_process."), exec: checked("exec"), spawnSync: checked("spawnSync") };
    },
    cluster() {
      class Worker extends EventEmitter {
        constructor(options) { super(); this.id = options?.id ?? 0; }
        get process() { return require("process"); }
        get exitedAfterDisconnect() { return false; }
        isDead() { return true; }
      }
      methods(Worker, "isConnected send", no);
      methods(Worker, "kill destroy", nothing);
      methods(Worker, "disconnect", self);
      class Cluster extends EventEmitter {}
      lackingMethods(Cluster, "setupPrimary setupMaster disconnect fork", "cluster.");
      const c = Object.assign(new Cluster(), {
        Worker, isMaster: true, isPrimary: true, isWorker: false, SCHED_NONE: 1, SCHED_RR: 2, schedulingPolicy: 2, settings: {}, workers: {},
      });
      for (const n of ["setupPrimary", "setupMaster", "disconnect", "fork"]) Object.defineProperty(c, n, { value: Cluster.prototype[n], enumerable: true });
      return c;
    },
    dgram() {
      class Socket extends EventEmitter {
        constructor(type) {
          super();
          if (typeof type !== "string") validateObject(type, "type");
        }
        address() { return {}; }
        remoteAddress() { return {}; }
      }
      methods(Socket, "bind close ref unref", self);
      methods(Socket, "connect disconnect sendto send setBroadcast setTTL setMulticastTTL setMulticastLoopback setMulticastInterface addMembership dropMembership addSourceSpecificMembership dropSourceSpecificMembership setRecvBufferSize setSendBufferSize", nothing);
      methods(Socket, "getRecvBufferSize getSendBufferSize getSendQueueSize getSendQueueCount", () => 0);
      return { createSocket(type) { return new Socket(type); }, Socket };
    },
    domain() {
      class Domain extends EventEmitter {}
      methods(Domain, "_errorHandler enter exit add remove", nothing);
      Object.assign(Domain.prototype, {
        run(f, ...args) { return Reflect.apply(f, this, args); },
        intercept(f) { return f; },
        bind(f) { return f; },
      });
      const create = () => Object.assign(new Domain(), { members: undefined });
      return { Domain, active: null, createDomain: create, create };
    },
    http2() {
      class Http2ServerRequest { constructor() { notImplemented("http2.Http2ServerRequest"); } }
      class Http2ServerResponse { constructor() { notImplemented("http2.Http2ServerResponse"); } }
      return {
        constants: {}, Http2ServerRequest, Http2ServerResponse, ...lack({}, "createSecureServer createServer connect performServerHandshake", "http2."),
        getDefaultSettings: () => ({}), getPackedSettings: () => require("buffer").Buffer.alloc(0), getUnpackedSettings: () => ({}),
        sensitiveHeaders: Symbol("nodejs.http2.sensitiveHeaders"),
      };
    },
    inspector: () => inspector({ close: nothing, open: () => ({ [Symbol.dispose]() {} }), url: nothing, waitForDebugger: nothing }),
    "inspector/promises": () => inspector(lack({}, "close open url waitForDebugger", "Inspector.")),
    readline() {
      return { clearLine: no, clearScreenDown: no, createInterface: (o) => new Interface(o), cursorTo: no, emitKeypressEvents: nothing, moveCursor: no, Interface, promises: require("readline/promises") };
    },
    "readline/promises"() {
      class PromiseInterface extends Interface {}
      Object.defineProperty(PromiseInterface, "name", { value: "Interface" });
      PromiseInterface.prototype.question = () => Promise.resolve("");
      class Readline {}
      methods(Readline, "clearLine clearScreenDown cursorTo moveCursor rollback", self);
      methods(Readline, "commit", () => Promise.resolve());
      return { Interface: PromiseInterface, Readline, createInterface: (o) => new PromiseInterface(o) };
    },
    repl() {
      class Recoverable extends SyntaxError {}
      class REPLServer extends Interface { constructor() { super(); notImplemented("REPLServer"); } }
      lackingMethods(REPLServer, "setupHistory defineCommand displayPrompt clearBufferedCommand");
      const builtinModules = require("module").builtinModules.filter((n) => !n.startsWith("_"));
      return { ...lack({}, "writer start"), Recoverable, REPLServer, builtinModules, _builtinLibs: builtinModules, REPL_MODE_SLOPPY: Symbol("repl-sloppy"), REPL_MODE_STRICT: Symbol("repl-strict") };
    },
    trace_events: () => ({
      createTracing(options) { validateObject(options, "options"); return { enable() {}, disable() {}, enabled: false, categories: "" }; },
      getEnabledCategories: nothing,
    }),
    tty() {
      class ReadStream extends EventEmitter {
        constructor(fd) { super(); this.fd = fd; this.isRaw = false; this.isTTY = false; }
        setRawMode(on) { this.isRaw = on; return this; }
      }
      class WriteStream extends EventEmitter {
        constructor(fd) { super(); this.fd = fd; this.columns = 0; this.rows = 0; }
        get isTTY() { return true; }
        getColorDepth() { return 8; }
        getWindowSize() { return [this.columns, this.rows]; }
      }
      methods(WriteStream, "hasColors cursorTo moveCursor clearLine clearScreenDown", no);
      methods(WriteStream, "_refreshSize", nothing);
      return { isatty: no, ReadStream, WriteStream };
    },
    v8() {
      const zeros = (text) => Object.fromEntries(text.split(" ").map((k) => [k, 0]));
      class Serializer { constructor() { notImplemented("Serializer"); } }
      lackingMethods(Serializer, "writeHeader writeValue releaseBuffer transferArrayBuffer writeUint32 writeUint64 writeDouble writeRawBytes _getDataCloneError _getSharedArrayBufferId _setTreatArrayBufferViewsAsHostObjects _writeHostObject");
      class Deserializer { constructor() { notImplemented("Deserializer"); } }
      lackingMethods(Deserializer, "readHeader readValue transferArrayBuffer getWireFormatVersion readUint32 readUint64 readDouble readRawBytes _readHostObject");
      class DefaultSerializer extends Serializer {}
      class DefaultDeserializer extends Deserializer {}
      class GCProfiler {}
      lackingMethods(GCProfiler, "start stop", "GCProfiler.");
      return {
        cachedDataVersionTag: () => 0,
        getHeapStatistics: () => zeros("total_heap_size total_heap_size_executable total_physical_size total_available_size used_heap_size heap_size_limit malloced_memory peak_malloced_memory does_zap_garbage number_of_native_contexts number_of_detached_contexts total_global_handles_size used_global_handles_size external_memory"),
        getHeapSpaceStatistics: () => [],
        getHeapCodeStatistics: () => zeros("code_and_metadata_size bytecode_and_metadata_size external_script_source_size cpu_profiler_metadata_size"),
        getCppHeapStatistics: () => ({ ...zeros("committed_size_bytes resident_size_bytes used_size_bytes"), space_statistics: [], type_names: [], detail_level: "detailed" }),
        setFlagsFromString(flags) { validateString(flags, "flags"); },
        Serializer, Deserializer, DefaultSerializer, DefaultDeserializer, GCProfiler,
        ...lack({}, "getHeapSnapshot deserialize takeCoverage stopCoverage serialize writeHeapSnapshot"),
        promiseHooks: lack({}, "createHook onInit onBefore onAfter onSettled"),
        queryObjects(ctor) { validateFunction(ctor, "constructor"); notImplemented("queryObjects"); },
        startupSnapshot: { ...lack({}, "addSerializeCallback addDeserializeCallback setDeserializeMainFunction"), isBuildingSnapshot: no },
        setHeapSnapshotNearHeapLimit(limit) { validateNumber(limit, "limit"); },
        isStringOneByteRepresentation(content) { validateString(content, "content"); return /^[\0-\xff]*$/.test(content); },
      };
    },
    vm() {
      const object = (v) => { if (typeof v !== "object" || v === null) throw new codes.ERR_INVALID_ARG_TYPE("object", "object", v); };
      class Script {
        constructor() { this.cachedDataRejected = undefined; this.cachedDataProduced = undefined; this.cachedData = undefined; this.sourceMapURL = undefined; }
        createCachedData() { return require("buffer").Buffer.alloc(0); }
        runInThisContext() { notImplemented("runInThisContext"); }
        runInContext(context) { object(context); notImplemented("runInContext"); }
        runInNewContext() { notImplemented("runInThisContext"); }
      }
      return {
        Script, createContext: (o) => o ?? Object.create(null), createScript: (code, options) => new Script(code, options),
        runInContext(code, context) { object(context); notImplemented("runInContext"); },
        runInNewContext: lacking("runInNewContext", "runInThisContext"), runInThisContext: lacking("runInThisContext"),
        isContext(o) { object(o); return false; },
        compileFunction(code) { validateString(code, "code"); notImplemented("compileFunction"); },
        measureMemory: lacking("measureMemory"),
        constants: Object.assign(Object.create(null), { USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol("vm_dynamic_import_main_context_default"), DONT_CONTEXTIFY: Symbol("vm_context_no_contextify") }),
      };
    },
    wasi() {
      class WASI {
        constructor(options = {}) {
          if (options.version !== "unstable" && options.version !== "preview1") {
            throw new codes.ERR_INVALID_ARG_VALUE("options.version", options.version, "must be one of: 'unstable', 'preview1'");
          }
          notImplemented("WASI");
        }
        getImportObject() { return {}; }
      }
      return { WASI: lackingMethods(WASI, "finalizeBindings start initialize", "WASI.") };
    },
    worker_threads() {
      class BroadcastChannel { constructor() { notImplemented("BroadcastChannel"); } }
      class Worker extends EventEmitter { constructor() { super(); notImplemented("Worker"); } }
      return {
        BroadcastChannel, MessageChannel: globalThis.MessageChannel, MessagePort: globalThis.MessagePort, Worker,
        SHARE_ENV: Symbol.for("nodejs.worker_threads.SHARE_ENV"), getEnvironmentData: nothing, isMainThread: true, isMarkedAsUntransferable: no,
        markAsUntransferable: nothing, markAsUncloneable: nothing,
        moveMessagePortToContext() { throw new TypeError("Illegal constructor"); },
        parentPort: null, receiveMessageOnPort: nothing, resourceLimits: {}, setEnvironmentData: nothing,
        postMessageToThread: lacking("postMessageToThread"), threadId: 0, workerData: null, isInternalThread: false,
      };
    },
    _stream_wrap: () => class JSStreamSocket extends EventEmitter { constructor() { super(); notImplemented("JSStreamSocket"); } },
    _http_common() {
      const { methods: list } = require("internal/numbers");
      return {
        _checkIsHttpToken: (v) => /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/.test(v), _checkInvalidHeaderChar: (v) => /[^\t\x20-\x7e\x80-\xff]/.test(v),
        chunkExpression: /(?:^|\W)chunked(?:$|\W)/i, CRLF: "\r\n", continueExpression: /(?:^|\W)100-continue(?:$|\W)/i, methods: list(),
        parsers: { name: "parsers", max: 1000 }, kIncomingMessage: Symbol("IncomingMessage"),
      };
    },
  };
  const inspector = (functions) => {
    class Session extends EventEmitter { constructor() { super(); notImplemented("Session"); } }
    lackingMethods(Session, "connect connectToMainThread disconnect post", "Session.");
    const silent = (names) => Object.fromEntries(names.split(" ").map((n) => [n, nothing]));
    return {
      Session, ...functions,
      console: silent("debug error info log warn dir dirxml table trace group groupCollapsed groupEnd clear count countReset assert profile profileEnd time timeLog timeStamp"),
      Network: silent("requestWillBeSent dataReceived dataSent responseReceived loadingFinished loadingFailed webSocketCreated webSocketHandshakeResponseReceived webSocketClosed"),
    };
  };
  class Interface extends EventEmitter {
    getPrompt() { return ""; }
    getCursorPos() { return { rows: 0, cols: 0 }; }
  }
  methods(Interface, "setPrompt prompt question close write", nothing);
  methods(Interface, "pause resume", self);
  return (name) => modules[name]();
})
