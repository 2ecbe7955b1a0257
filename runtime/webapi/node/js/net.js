// node:net: sockets on cloudflare:sockets. A Worker cannot listen.
// https://nodejs.org/docs/latest-v22.x/api/net.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Duplex } = require("stream");
  const EventEmitter = require("events");
  const { Buffer } = require("buffer");
  const { codes, notImplemented } = require("internal/errors");
  const { validateAbortSignal, validateNumber, validatePort, validateString } = require("internal/validators");

  const isIP = function isIP(v) { return native.isIP(`${v}`); };
  const isIPv4 = function isIPv4(v) { return native.isIP(`${v}`) === 4; };
  const isIPv6 = function isIPv6(v) { return native.isIP(`${v}`) === 6; };
  const refused = (e, host, port) => {
    if (e?.code) return e;
    return Object.assign(new Error(e?.message ?? "connection failed", { cause: e }), { code: "ECONNREFUSED", errno: -111, syscall: "connect", address: host, port });
  };

  class Socket extends Duplex {
    #socket; #reader; #writer; #timer; #timeout = 0; #connecting = false; #host; #port; #pending = null; #reading = false;
    constructor(options) {
      if (typeof options === "number") options = { fd: options };
      if (options?.fd !== undefined && !(options instanceof Socket)) throw new codes.ERR_INVALID_ARG_VALUE("options.fd", options.fd, "is not supported");
      super({ allowHalfOpen: Boolean(options?.allowHalfOpen), emitClose: true, autoDestroy: true, decodeStrings: true, highWaterMark: options?.highWaterMark });
      this.bytesRead = 0;
      this.server = null;
      if (options?.signal) {
        validateAbortSignal(options.signal, "options.signal");
        options.signal.addEventListener("abort", () => this.destroy(new (require("internal/errors").AbortError)()), { once: true });
      }
      if (options?.handle) this._adopt(options.handle);
    }
    get connecting() { return this.#connecting; }
    get pending() { return !this.#socket || this.#connecting; }
    get readyState() {
      if (this.#connecting) return "opening";
      if (!this.#socket) return "closed";
      return this.readable && this.writable ? "open" : this.readable ? "readOnly" : this.writable ? "writeOnly" : "closed";
    }
    get remoteAddress() { return this.#host; }
    get remotePort() { return this.#port; }
    get remoteFamily() { return this.#host && native.isIP(this.#host) === 6 ? "IPv6" : this.#host ? "IPv4" : undefined; }
    get localAddress() { return "0.0.0.0"; }
    get localPort() { return 0; }
    get localFamily() { return "IPv4"; }
    get bytesWritten() { return this._written ?? 0; }
    get bufferSize() { return this.writableLength; }
    get timeout() { return this.#timeout || undefined; }
    get _handle() { return this.#socket ?? null; }
    address() { return this.#host ? { address: this.#host, port: this.#port, family: this.remoteFamily } : {}; }
    connect(...args) {
      const [options, callback] = normalize(args);
      if (callback) this.once("connect", callback);
      if (options.path) throw new codes.ERR_INVALID_ARG_VALUE("path", options.path, "is not supported");
      if (options.port === undefined) throw new codes.ERR_MISSING_ARGS(["options", "port", "path"]);
      validatePort(options.port, "Port");
      if (options.host !== undefined) validateString(options.host, "options.host");
      if (options.timeout) this.setTimeout(options.timeout);
      if (options.onread) this.on("data", (b) => { options.onread.buffer?.set?.(b); options.onread.callback(b.length, b); });
      const host = options.host || "localhost", port = +options.port;
      this.#connecting = true;
      let socket;
      try {
        const { connect } = globalThis.__w2c_module("cloudflare:sockets");
        socket = connect({ hostname: host.includes(":") && !host.startsWith("[") ? `[${host}]` : host, port }, { allowHalfOpen: true, secureTransport: options.secureTransport ?? "starttls" });
      } catch (e) {
        queueMicrotask(() => this.destroy(refused(e, host, port)));
        return this;
      }
      this.#host = host;
      this.#port = port;
      this._adopt(socket);
      return this;
    }
    // _adopt makes a socket of the platform this one's; tls does so after STARTTLS.
    _adopt(socket) {
      this.#socket = socket;
      this.#connecting = true;
      this.#writer = socket.writable.getWriter();
      this.#reader = socket.readable.getReader();
      socket.opened.then(() => {
        if (this.destroyed) return;
        this.#connecting = false;
        this.#touch();
        const p = this.#pending;
        this.#pending = null;
        p?.();
        this.emit("connect");
        this.emit("ready");
        if (this.#reading) { this.#reading = false; this._read(); }
      }, (e) => this.destroy(refused(e, this.#host, this.#port)));
      socket.closed.catch((e) => { if (!this.destroyed && !this.#connecting) this.destroy(refused(e, this.#host, this.#port)); });
    }
    // _release gives the platform's socket away, locks undone.
    _release() {
      const socket = this.#socket;
      this.#reader.releaseLock();
      this.#writer.releaseLock();
      this.#socket = this.#reader = this.#writer = undefined;
      return socket;
    }
    #touch() {
      clearTimeout(this.#timer);
      if (this.#timeout > 0) this.#timer = setTimeout(() => this.emit("timeout"), this.#timeout);
    }
    _read() {
      if (this.#reading) return;
      this.#reading = true;
      if (!this.#reader || this.#connecting) return;
      const reader = this.#reader;
      reader.read().then(({ value, done }) => {
        this.#reading = false;
        if (reader !== this.#reader) return;
        this.#touch();
        if (done) {
          this.push(null);
          if (this.readableLength === 0) this.read(0);
          return;
        }
        this.bytesRead += value.byteLength;
        this.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      }, (e) => { this.#reading = false; if (reader === this.#reader) this.destroy(e); });
    }
    _write(chunk, encoding, done) {
      if (!this.#writer || this.#connecting) {
        this.#pending = () => this._write(chunk, encoding, done);
        return;
      }
      this.#touch();
      this._written = (this._written ?? 0) + chunk.length;
      this.#writer.write(new Uint8Array(chunk)).then(() => done(), done);
    }
    _final(done) {
      if (this.#connecting) { this.#pending = () => this._final(done); return; }
      if (!this.#writer) { done(); return; }
      this.#writer.close().then(() => done(), () => done());
    }
    _destroy(error, done) {
      clearTimeout(this.#timer);
      this.#connecting = false;
      const socket = this.#socket;
      this.#socket = undefined;
      if (!socket) { done(error); return; }
      Promise.resolve(socket.close?.()).then(() => done(error), () => done(error));
    }
    destroySoon() { if (this.writable) this.end(); if (this.writableFinished) this.destroy(); else this.once("finish", () => this.destroy()); }
    resetAndDestroy() { return this.destroy(); }
    setTimeout(ms, callback) {
      validateNumber(ms, "msecs");
      this.#timeout = ms;
      if (callback) { if (ms === 0) this.removeListener("timeout", callback); else this.once("timeout", callback); }
      this.#touch();
      return this;
    }
    setNoDelay() { return this; }
    setKeepAlive() { return this; }
    ref() { return this; }
    unref() { return this; }
  }

  const normalize = (args) => {
    let options = {};
    if (typeof args[0] === "object" && args[0] !== null) options = args[0];
    else if (typeof args[0] === "string" && Number.isNaN(Number(args[0]))) options = { path: args[0] };
    else options = { port: args[0], ...(typeof args[1] === "string" ? { host: args[1] } : {}) };
    const callback = args.at(-1);
    return [options, typeof callback === "function" ? callback : undefined];
  };
  const connect = function connect(...args) {
    const [options, callback] = normalize(args);
    return new Socket(options).connect(options, callback);
  };

  // A server can be made, which libraries do, and cannot listen.
  class Server extends EventEmitter {
    constructor(options, listener) {
      super();
      if (typeof options === "function") { listener = options; options = {}; }
      this.allowHalfOpen = Boolean(options?.allowHalfOpen);
      this.pauseOnConnect = Boolean(options?.pauseOnConnect);
      this.noDelay = Boolean(options?.noDelay);
      this.keepAlive = Boolean(options?.keepAlive);
      this.keepAliveInitialDelay = options?.keepAliveInitialDelay ?? 0;
      if (listener) this.on("connection", listener);
    }
    get listening() { return false; }
    address() { return null; }
    listen() { notImplemented("net.Server.listen"); }
    close(callback) { if (callback) this.once("close", callback); return this; }
    getConnections(callback) { callback?.(null, 0); return this; }
    ref() { return this; }
    unref() { return this; }
  }
  class SocketAddress {
    #o;
    constructor(options = {}) {
      const family = String(options.family ?? "ipv4").toLowerCase();
      const address = options.address ?? (family === "ipv6" ? "::" : "127.0.0.1");
      if (native.isIP(address) !== (family === "ipv6" ? 6 : 4)) throw new codes.ERR_INVALID_ADDRESS();
      this.#o = { address, port: validatePort(options.port ?? 0, "options.port"), family, flowlabel: options.flowlabel ?? 0 };
    }
    get address() { return this.#o.address; }
    get port() { return this.#o.port; }
    get family() { return this.#o.family; }
    get flowlabel() { return this.#o.flowlabel; }
    toJSON() { return { ...this.#o }; }
  }
  class BlockList {
    #rules = [];
    get rules() { return this.#rules.map(([text]) => text).reverse(); }
    addAddress(a, family = "ipv4") { this.#rules.push([`Address: ${family === "ipv6" ? "IPv6" : "IPv4"} ${a}`, native.range(a, a)]); }
    addRange(a, b, family = "ipv4") { this.#rules.push([`Range: ${family === "ipv6" ? "IPv6" : "IPv4"} ${a}-${b}`, native.range(a, b)]); }
    addSubnet(a, prefix, family = "ipv4") { this.#rules.push([`Subnet: ${family === "ipv6" ? "IPv6" : "IPv4"} ${a}/${prefix}`, native.subnet(a, prefix)]); }
    check(a) { return this.#rules.some(([, has]) => has(a)); }
  }
  let autoSelect = false, autoTimeout = 2500;
  return {
    BlockList, SocketAddress, Stream: Socket, Server, Socket, connect, createConnection: connect,
    createServer: (options, listener) => new Server(options, listener),
    getDefaultAutoSelectFamily: () => autoSelect, setDefaultAutoSelectFamily: (v) => { autoSelect = v; },
    getDefaultAutoSelectFamilyAttemptTimeout: () => autoTimeout, setDefaultAutoSelectFamilyAttemptTimeout: (v) => { autoTimeout = Math.max(10, v); },
    isIP, isIPv4, isIPv6, _createServerHandle() { notImplemented("net._createServerHandle"); }, _normalizeArgs: normalize,
  };
})
