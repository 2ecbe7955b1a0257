// node:http on the platform's fetch: a client whose requests are fetches, and
// servers that answer the Worker's own requests (cloudflare:node).
// https://nodejs.org/docs/latest-v22.x/api/http.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const EventEmitter = require("events");
  const { Readable, Writable } = require("stream");
  const { Buffer } = require("buffer");
  const { codes, notImplemented } = require("internal/errors");
  const { validateInteger, validateObject, validateString } = require("internal/validators");
  const { statusCodes, methods } = require("internal/numbers");
  const STATUS_CODES = statusCodes(), METHODS = methods();

  const invalidChar = (name) => {
    const e = new TypeError(`Invalid character in header content ["${name}"]`);
    e.code = "ERR_INVALID_CHAR";
    return e;
  };
  const validateHeaderName = function validateHeaderName(name, label) {
    if (typeof name !== "string" || !/^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/.test(name)) throw new codes.ERR_INVALID_HTTP_TOKEN(label || "Header name", name);
  };
  const validateHeaderValue = function validateHeaderValue(name, value) {
    if (value === undefined) throw new codes.ERR_HTTP_INVALID_HEADER_VALUE(value, name);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(String(value))) throw invalidChar(name);
  };

  // OutgoingMessage is a message somebody writes: the headers and the body.
  class OutgoingMessage extends Writable {
    #headers = new Map(); #sent = false;
    constructor(options) {
      super({ decodeStrings: true, highWaterMark: options?.highWaterMark, autoDestroy: false, emitClose: false });
      this.finished = false;
      this.sendDate = false;
      this.chunkedEncoding = false;
      this.shouldKeepAlive = true;
    }
    get headersSent() { return this.#sent; }
    _markSent() { this.#sent = true; }
    #mutable(what) { if (this.#sent) throw new codes.ERR_HTTP_HEADERS_SENT(what); }
    setHeader(name, value) {
      this.#mutable("set");
      validateHeaderName(name);
      for (const v of Array.isArray(value) ? value : [value]) validateHeaderValue(name, v);
      this.#headers.set(name.toLowerCase(), [name, value]);
      return this;
    }
    setHeaders(headers) {
      this.#mutable("set");
      if (!headers || Array.isArray(headers) || typeof headers.keys !== "function" || typeof headers.get !== "function") {
        throw new codes.ERR_INVALID_ARG_TYPE("headers", ["Headers", "Map"], headers);
      }
      const cookies = [];
      for (const [k, v] of headers) if (k === "set-cookie") cookies.push(...[v].flat()); else this.setHeader(k, v);
      if (cookies.length) this.setHeader("set-cookie", cookies);
      return this;
    }
    appendHeader(name, value) {
      this.#mutable("append");
      validateHeaderName(name);
      for (const v of Array.isArray(value) ? value : [value]) validateHeaderValue(name, v);
      const had = this.#headers.get(name.toLowerCase());
      if (!had) this.#headers.set(name.toLowerCase(), [name, value]);
      else had[1] = [had[1], value].flat();
      return this;
    }
    getHeader(name) { validateString(name, "name"); return this.#headers.get(name.toLowerCase())?.[1]; }
    hasHeader(name) { validateString(name, "name"); return this.#headers.has(name.toLowerCase()); }
    removeHeader(name) { validateString(name, "name"); this.#mutable("remove"); this.#headers.delete(name.toLowerCase()); }
    getHeaderNames() { return [...this.#headers.keys()]; }
    getRawHeaderNames() { return [...this.#headers.values()].map(([n]) => n); }
    getHeaders() {
      const out = Object.create(null);
      for (const [k, [, v]] of this.#headers) out[k] = v;
      return out;
    }
    flushHeaders() {}
    addTrailers() { notImplemented("addTrailers"); }
    setTimeout(ms, callback) { if (callback) this.once("timeout", callback); return this; }
    // toHeaders is what fetch and Response take.
    _toHeaders() {
      const h = new Headers();
      for (const [name, value] of this.#headers.values()) for (const v of [value].flat()) h.append(name, String(v));
      return h;
    }
    end(chunk, encoding, callback) {
      this.finished = true;
      return super.end(chunk, encoding, callback);
    }
  }

  // Headers that are sent once keep their first value; the others are joined,
  // set-cookie like the rest: workerd.
  const SINGLE = new Set("age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent".split(" "));
  class IncomingMessage extends Readable {
    #raw = []; #headers; #distinct;
    constructor(source, url, onAbort) {
      super({ highWaterMark: undefined });
      this.httpVersion = "1.1";
      this.httpVersionMajor = 1;
      this.httpVersionMinor = 1;
      this.complete = false;
      this.aborted = false;
      this.url = url ?? "";
      this.method = null;
      this.statusCode = null;
      this.statusMessage = null;
      this.socket = { encrypted: url?.startsWith?.("https:") ?? false, remoteFamily: "IPv4", remoteAddress: "127.0.0.1", remotePort: 80, localAddress: "127.0.0.1", localPort: 80, destroy() {}, setTimeout() {}, setKeepAlive() {}, setNoDelay() {}, ref() {}, unref() {} };
      if (!source) return;
      for (const [k, v] of source.headers) this.#raw.push(k, v);
      const reader = source.body?.getReader();
      this._source = reader;
      this._onAbort = onAbort;
    }
    get connection() { return this.socket; }
    get rawHeaders() { return this.#raw; }
    get rawTrailers() { return []; }
    get trailers() { return {}; }
    get trailersDistinct() { return {}; }
    get headers() {
      if (this.#headers) return this.#headers;
      const out = (this.#headers = {});
      for (let i = 0; i < this.#raw.length; i += 2) {
        const k = this.#raw[i].toLowerCase(), v = this.#raw[i + 1];
        if (out[k] === undefined) out[k] = v;
        else if (!SINGLE.has(k)) out[k] += (k === "cookie" ? "; " : ", ") + v;
      }
      return out;
    }
    get headersDistinct() {
      if (this.#distinct) return this.#distinct;
      const out = (this.#distinct = {});
      for (let i = 0; i < this.#raw.length; i += 2) (out[this.#raw[i].toLowerCase()] ??= []).push(this.#raw[i + 1]);
      return out;
    }
    setTimeout(ms, callback) { if (callback) this.once("timeout", callback); return this; }
    _read() {
      if (!this._source) { this.complete = true; this.push(null); return; }
      this._source.read().then(({ value, done }) => {
        if (done) { this.complete = true; this.push(null); } else this.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      }, (e) => this.destroy(e));
    }
    _destroy(error, done) {
      if (!this.readableEnded && !this.complete) {
        this.aborted = true;
        this._source?.cancel(error).catch(() => {});
        this._onAbort?.();
      }
      done(error);
    }
  }

  class Agent extends EventEmitter {
    constructor(options) {
      super();
      this.defaultPort = 80;
      this.protocol = "http:";
      this.options = Object.assign(Object.create(null), options, { path: null });
      this.keepAliveMsecs = options?.keepAliveMsecs ?? 1000;
      this.keepAlive = true;
      this.maxSockets = options?.maxSockets ?? Infinity;
      this.maxFreeSockets = options?.maxFreeSockets ?? 256;
      this.scheduling = options?.scheduling ?? "lifo";
      this.maxTotalSockets = options?.maxTotalSockets ?? Infinity;
      this.totalSocketCount = 0;
      this.freeSockets = {};
      this.sockets = {};
      this.requests = {};
    }
    getName(o = {}) { return `${o.host || "localhost"}:${o.port || ""}:${o.localAddress || ""}`; }
    destroy() {}
    createConnection() { notImplemented("Agent.createConnection"); }
    keepSocketAlive() { return false; }
    reuseSocket() {}
    addRequest() {}
    createSocket() { notImplemented("Agent.createSocket"); }
    removeSocket() {}
  }
  const globalAgent = new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 });

  class ClientRequest extends OutgoingMessage {
    #chunks = []; #controller = new AbortController(); #timer; #url;
    constructor(input, options, callback) {
      super();
      let base = {};
      if (typeof input === "string") {
        try { base = require("url").urlToHttpOptions(new URL(input)); } catch { throw new TypeError("Invalid URL string."); }
      } else if (input instanceof URL) base = require("url").urlToHttpOptions(input);
      else { callback = options; options = input; }
      if (typeof options === "function") { callback = options; options = undefined; }
      options = Object.assign(Object.create(null), base, options);
      const agent = options.agent === false ? new Agent() : options.agent || options._defaultAgent || globalAgent;
      const protocol = options.protocol || agent.protocol, expected = options._expected || agent.protocol || "http:";
      if (options.path && /[^\u0021-\u00ff]/.test(String(options.path))) {
        const e = new TypeError("Request path contains unescaped characters");
        e.code = "ERR_UNESCAPED_CHARACTERS";
        throw e;
      }
      if (protocol !== expected) throw new codes.ERR_INVALID_PROTOCOL(protocol, expected);
      const method = options.method;
      if (method != null && typeof method !== "string") throw new codes.ERR_INVALID_ARG_TYPE("options.method", "string", method);
      if (method) validateHeaderName(method, "Method");
      this.method = method ? method.toUpperCase() : "GET";
      this.agent = agent;
      this.protocol = protocol;
      this.host = options.hostname || options.host || "localhost";
      this.port = String(options.port || options.defaultPort || agent.defaultPort || 80);
      this.path = options.path || "/";
      this.reusedSocket = false;
      this.maxHeadersCount = null;
      if (options.headers) {
        if (Array.isArray(options.headers)) for (let i = 0; i < options.headers.length; i += 2) this.appendHeader(options.headers[i], options.headers[i + 1]);
        else for (const k of Object.keys(options.headers)) this.setHeader(k, options.headers[k]);
      }
      if (options.auth && !this.hasHeader("authorization")) this.setHeader("authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
      const host = this.host.includes(":") && !this.host.startsWith("[") ? `[${this.host}]` : this.host;
      if (!this.hasHeader("host")) this.setHeader("host", this.port === (protocol === "https:" ? "443" : "80") ? host : `${host}:${this.port}`);
      this.#url = `${protocol}//${host}:${this.port}${this.path}`;
      if (options.timeout) this.setTimeout(options.timeout);
      if (options.signal) {
        if (options.signal.aborted) queueMicrotask(() => this.destroy(new (require("internal/errors").AbortError)()));
        else options.signal.addEventListener("abort", () => this.destroy(new (require("internal/errors").AbortError)()), { once: true });
      }
      if (callback) this.once("response", callback);
    }
    _write(chunk, encoding, done) { this.#chunks.push(chunk); done(); }
    _final(done) { this.#send(); done(); }
    #send() {
      this._markSent();
      const headers = this._toHeaders();
      headers.delete("host");
      const body = this.#chunks.length && this.method !== "GET" && this.method !== "HEAD" ? Buffer.concat(this.#chunks) : undefined;
      fetch(this.#url, { method: this.method, headers, body, redirect: "manual", signal: this.#controller.signal, encodeResponseBody: "manual" }).then((response) => {
        clearTimeout(this.#timer);
        if (this.destroyed && this._errored) return;
        const message = new IncomingMessage(response, "", () => {});
        message.statusCode = response.status;
        message.statusMessage = response.statusText || STATUS_CODES[response.status] || "";
        message.req = this;
        this.res = message;
        message.on("close", () => this.emit("close"));
        if (!this.emit("response", message)) message.resume();
      }, (e) => {
        clearTimeout(this.#timer);
        if (!this._aborting) this.destroy(e);
      });
    }
    setTimeout(ms, callback) {
      clearTimeout(this.#timer);
      if (callback) this.once("timeout", callback);
      this.timeout = ms;
      if (ms > 0) this.#timer = setTimeout(() => this.emit("timeout"), ms);
      return this;
    }
    clearTimeout() { clearTimeout(this.#timer); }
    abort() { if (!this.aborted) { this.aborted = true; queueMicrotask(() => this.emit("abort")); } this.destroy(); }
    _destroy(error, done) {
      clearTimeout(this.#timer);
      if (!this.res) {
        this._aborting = true;
        this.#controller.abort();
        if (!error) {
          error = new Error("socket hang up");
          error.code = "ECONNRESET";
        }
      }
      done(error);
    }
    setNoDelay() {}
    setSocketKeepAlive() {}
    onSocket() {}
  }

  // Servers: listen(port) makes them reachable for cloudflare:node.
  const ports = new Map();
  class ServerResponse extends OutgoingMessage {
    #resolve; #controller; #wake;
    constructor(request, options) {
      super(options);
      this.req = request;
      this.statusCode = 200;
      this.statusMessage = undefined;
      this._hasBody = request?.method !== "HEAD";
      this.strictContentLength = false;
    }
    _answer(resolve) { this.#resolve = resolve; }
    assignSocket() {}
    detachSocket() {}
    writeContinue() {}
    writeProcessing() {}
    writeEarlyHints() {}
    writeHead(status, reason, headers) {
      if (this.headersSent) throw new codes.ERR_HTTP_HEADERS_SENT("write");
      status |= 0;
      if (status < 100 || status > 999) throw new codes.ERR_HTTP_INVALID_STATUS_CODE(status);
      if (typeof reason === "string") this.statusMessage = reason;
      else headers ??= reason;
      this.statusCode = status;
      if (Array.isArray(headers)) for (let i = 0; i < headers.length; i += 2) this.appendHeader(headers[i], headers[i + 1]);
      else if (headers) for (const k of Object.keys(headers)) this.setHeader(k, headers[k]);
      this._wroteHead = true;
      return this;
    }
    flushHeaders() { this.#head(false); }
    #head(whole, body) {
      if (this.headersSent) return;
      this._markSent();
      const empty = [101, 204, 205, 304].includes(this.statusCode) || !this._hasBody;
      const init = { status: this.statusCode, statusText: this.statusMessage ?? "unknown", headers: this._toHeaders() };
      if (empty) { this.#resolve?.(new Response(null, init)); return; }
      if (whole) { this.#resolve?.(new Response(body, init)); return; }
      const stream = new ReadableStream({
        pull: (c) => { this.#controller = c; const w = this.#wake; this.#wake = undefined; w?.(); },
        cancel: () => { this.destroy(); },
      });
      this.#resolve?.(new Response(stream, init));
    }
    _write(chunk, encoding, done) {
      if (!this.headersSent && this.finished && this.writableLength <= chunk.length) {
        this.#head(true, chunk);
        done();
        return;
      }
      this.#head(false);
      const push = () => { try { this.#controller.enqueue(new Uint8Array(chunk)); } catch { /* the client has gone */ } done(); };
      if (this.#controller && this.#controller.desiredSize > 0) push(); else this.#wake = push;
    }
    _final(done) {
      if (!this.headersSent) { this.#head(true, null); done(); return; }
      const close = () => { try { this.#controller.close(); } catch { /* closed by the other side */ } };
      if (this.#controller) close(); else this.#wake = close;
      done();
    }
  }
  class Server extends EventEmitter {
    #port = null; #listening = false;
    constructor(options, listener) {
      super();
      if (typeof options === "function") { listener = options; options = {}; }
      else if (options != null) validateObject(options, "options");
      this.httpAllowHalfOpen = false;
      this.timeout = 0;
      this.keepAliveTimeout = 5000;
      this.maxHeadersCount = null;
      this.maxRequestsPerSocket = 0;
      this.headersTimeout = 60000;
      this.requestTimeout = 300000;
      if (listener) this.on("request", listener);
    }
    get listening() { return this.#listening; }
    get maxConnections() { return Infinity; }
    get connections() { return 0; }
    listen(...args) {
      const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
      const port = typeof args[0] === "object" && args[0] !== null ? args[0].port : args[0];
      this.#port = Number(port ?? 0);
      validateInteger(this.#port, "options.port", 0, 65535);
      while (this.#port === 0 || (port === undefined && ports.has(this.#port))) this.#port = 1024 + Math.floor(Math.random() * 60000);
      if (ports.has(this.#port)) {
        const e = new Error(`listen EADDRINUSE: address already in use :::${this.#port}`);
        e.code = "EADDRINUSE";
        throw e;
      }
      ports.set(this.#port, { fetch: (request, env, ctx) => this.#handle(request, env, ctx) });
      this.#listening = true;
      if (callback) this.once("listening", callback);
      queueMicrotask(() => this.emit("listening"));
      return this;
    }
    address() { return this.#listening ? { port: this.#port, family: "IPv4", address: "127.0.0.1" } : null; }
    close(callback) {
      if (callback) this.once("close", callback);
      ports.delete(this.#port);
      this.#listening = false;
      queueMicrotask(() => this.emit("close"));
      return this;
    }
    closeAllConnections() {}
    closeIdleConnections() {}
    setTimeout() { return this; }
    getConnections(callback) { callback?.(null, 0); return this; }
    ref() { return this; }
    unref() { return this; }
    #handle(request, env, ctx) {
      return new Promise((resolve, reject) => {
        const url = new URL(request.url);
        const incoming = new IncomingMessage(request, url.pathname + url.search);
        incoming.method = request.method;
        incoming.cloudflare = { cf: request.cf, env, ctx };
        const response = new ServerResponse(incoming);
        response._answer(resolve);
        response.on("error", reject);
        request.signal?.addEventListener("abort", () => { incoming.destroy(); response.destroy(); });
        try {
          if (!this.emit("request", incoming, response)) resolve(new Response(null, { status: 404 }));
        } catch (e) { reject(e); }
      });
    }
  }

  const request = function request(...args) { return new ClientRequest(...args); };
  const get = function get(...args) {
    const r = request(...args);
    r.end();
    return r;
  };
  // The classes are called without new, too.
  const callable = (C) => new Proxy(C, { apply: (target, self, args) => new target(...args) });
  const out = {
    validateHeaderName, validateHeaderValue, METHODS, STATUS_CODES, ClientRequest: callable(ClientRequest), request, get, OutgoingMessage, Agent: callable(Agent), globalAgent,
    IncomingMessage, Server: callable(Server), ServerResponse,
    createServer(options, listener) { return new Server(options, listener); },
    maxHeaderSize: 16384,
    setMaxIdleHTTPParsers(max) { validateInteger(max, "max", 1); },
    _connectionListener() { notImplemented("_connectionListener"); },
    WebSocket: globalThis.WebSocket, CloseEvent: globalThis.CloseEvent, MessageEvent: globalThis.MessageEvent,
  };
  internals.nodePorts = ports;
  return out;
})
