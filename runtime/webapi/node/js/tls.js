// node:tls: secure sockets on cloudflare:sockets, from the start or by STARTTLS.
// https://nodejs.org/docs/latest-v22.x/api/tls.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const net = require("net");
  const { Buffer } = require("buffer");
  const { codes, notImplemented } = require("internal/errors");
  const EventEmitter = require("events");
  const unsupported = (option) => Object.assign(new TypeError(`The property 'options.${option}' is not supported`), { code: "ERR_OPTION_NOT_IMPLEMENTED" });

  class SecureContext { constructor() { this.context = undefined; } }
  class TLSSocket extends net.Socket {
    constructor(socket, options = {}) {
      if (options.isServer) notImplemented("tls.TLSSocket with isServer");
      if (options.checkServerIdentity) throw unsupported("checkServerIdentity");
      super({ allowHalfOpen: socket?.allowHalfOpen });
      this.encrypted = true;
      this.authorized = false;
      this.authorizationError = null;
      this.alpnProtocol = false;
      this.servername = options.servername ?? null;
      this.once("connect", () => { this.authorized = true; this.emit("secureConnect"); });
      if (socket instanceof net.Socket) {
        const start = () => this._adopt(socket._release().startTls());
        if (socket.connecting) socket.once("connect", start); else start();
      }
    }
    connect(...args) {
      const [options, callback] = net._normalizeArgs(args);
      return super.connect({ ...options, secureTransport: "on" }, callback);
    }
    getPeerCertificate() { return {}; }
    getPeerX509Certificate() { return undefined; }
    getCipher() { return undefined; }
    getProtocol() { return null; }
    getSession() { return undefined; }
    isSessionReused() { return false; }
    setServername(name) { this.servername = name; }
    setMaxSendFragment() { return false; }
    disableRenegotiation() {}
    renegotiate() { notImplemented("tls.TLSSocket.renegotiate"); }
    exportKeyingMaterial() { notImplemented("tls.TLSSocket.exportKeyingMaterial"); }
    getFinished() { return undefined; }
    getPeerFinished() { return undefined; }
    getEphemeralKeyInfo() { return {}; }
    getSharedSigalgs() { return []; }
    getTLSTicket() { return undefined; }
    enableTrace() {}
  }
  const connect = function connect(...args) {
    const [options, callback] = net._normalizeArgs(args);
    if (options.checkServerIdentity) throw unsupported("checkServerIdentity");
    const socket = new TLSSocket(options.socket, options);
    if (callback) socket.once("secureConnect", callback);
    if (!options.socket) socket.connect(options);
    return socket;
  };
  class Server extends EventEmitter { constructor() { super(); notImplemented("tls.Server"); } }
  return {
    SecureContext, Server, TLSSocket, connect, createSecureContext: () => new SecureContext(),
    createServer() { throw new Error("Not implemented"); },
    checkServerIdentity(host, cert) {
      const names = String(cert?.subjectaltname ?? "").split(", ").filter((n) => n.startsWith("DNS:")).map((n) => n.slice(4).toLowerCase());
      host = String(host).toLowerCase();
      if (names.some((n) => n === host || (n.startsWith("*.") && host.split(".").slice(1).join(".") === n.slice(2)))) return undefined;
      const reason = `Host: ${host}. is not in the cert's altnames: ${cert?.subjectaltname}`;
      return Object.assign(new Error(`Hostname/IP does not match certificate's altnames: ${reason}`), { code: "ERR_TLS_CERT_ALTNAME_INVALID", reason, host, cert });
    },
    convertALPNProtocols(protocols, out) {
      if (Array.isArray(protocols)) out.ALPNProtocols = Buffer.concat(protocols.map((p) => {
        const b = Buffer.from(p);
        if (b.length > 255) throw new codes.ERR_OUT_OF_RANGE("The byte length of the protocol exceeds the maximum length.", "<= 255", b.length);
        return Buffer.concat([Buffer.from([b.length]), b]);
      }));
      else out.ALPNProtocols = Buffer.from(protocols);
    },
    getCiphers() { notImplemented("tls.getCiphers"); },
    createSecurePair() { notImplemented("tls.createSecurePair"); },
    CLIENT_RENEG_LIMIT: 3, CLIENT_RENEG_WINDOW: 600, DEFAULT_CIPHERS: "", DEFAULT_ECDH_CURVE: "auto", DEFAULT_MAX_VERSION: "TLSv1.3",
    DEFAULT_MIN_VERSION: "TLSv1.2", rootCertificates: [],
  };
})
