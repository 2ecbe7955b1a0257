// node:https: node:http with another protocol and port.
// https://nodejs.org/docs/latest-v22.x/api/https.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const http = require("http");
  const { notImplemented } = require("internal/errors");
  class Agent extends http.Agent {
    constructor(options) {
      super(options);
      this.defaultPort = 443;
      this.protocol = "https:";
      this.maxCachedSessions = options?.maxCachedSessions ?? 100;
    }
  }
  const globalAgent = new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 });
  const request = function request(...args) {
    const first = typeof args[0] === "string" || args[0] instanceof URL ? args.shift() : undefined;
    const options = typeof args[0] === "object" && args[0] !== null ? args.shift() : {};
    const own = { ...options, _defaultAgent: globalAgent };
    return first === undefined ? http.request(own, ...args) : http.request(first, own, ...args);
  };
  class Server extends http.Server {}
  for (const n of ["addContext", "getTicketKeys", "setSecureContext", "setTicketKeys"]) Server.prototype[n] = () => notImplemented(`https.Server.${n}`);
  return {
    get(...args) { const r = request(...args); r.end(); return r; },
    request, Agent, globalAgent,
    createServer(options, listener) { return new Server(options, listener); },
    Server,
  };
})
