// node:dns on the resolver of the machine.
// https://nodejs.org/docs/latest-v22.x/api/dns.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes, notImplemented } = require("internal/errors");
  const { validateFunction, validateString } = require("internal/validators");

  const failure = (code, syscall, host) => {
    const e = new Error(`${syscall} ${code} ${host}`);
    return Object.assign(e, { errno: undefined, code, syscall, hostname: host });
  };
  const query = async (kind, name) => {
    validateString(name, "name");
    const syscall = `query${kind[0]}${kind.slice(1).toLowerCase()}`;
    const { code, answers } = await native.query(kind, name);
    if (code) throw failure(code, syscall, name);
    return answers;
  };
  const flat = (kind) => (name) => query(kind, name);
  const records = (kind, fields) => async (name) => (await query(kind, name)).map((r) => Object.fromEntries(fields.map((f, i) => [f, r[i]])));
  const promises = {
    resolve4: (name, options) => query("A", name).then((list) => (options?.ttl ? list.map((address) => ({ address, ttl: 0 })) : list)),
    resolve6: (name, options) => query("AAAA", name).then((list) => (options?.ttl ? list.map((address) => ({ address, ttl: 0 })) : list)),
    resolveCname: flat("CNAME"), resolveNs: flat("NS"), resolvePtr: flat("PTR"),
    resolveTxt: (name) => query("TXT", name).then((list) => list.map((t) => [t])),
    resolveMx: records("MX", ["exchange", "priority"]),
    resolveSrv: records("SRV", ["name", "port", "priority", "weight"]),
    async reverse(address) {
      validateString(address, "ip");
      const { code, answers } = await native.query("PTR", address);
      if (code) throw failure(code, "getHostByAddr", address);
      return answers;
    },
    async resolve(name, type = "A") {
      validateString(type, "rrtype");
      const f = promises[{ A: "resolve4", AAAA: "resolve6" }[type] ?? `resolve${type[0]}${type.slice(1).toLowerCase()}`];
      if (!f) throw new codes.ERR_INVALID_ARG_VALUE("rrtype", type);
      return f(name);
    },
    async lookup(name, options) {
      validateString(name, "hostname");
      const family = typeof options === "number" ? options : options?.family === "IPv4" ? 4 : options?.family === "IPv6" ? 6 : options?.family ?? 0;
      const isIP = native.isIP(name);
      const list = isIP ? [[name, isIP]] : [];
      if (!isIP) {
        for (const [kind, f] of [["A", 4], ["AAAA", 6]]) {
          if (family && family !== f) continue;
          const { answers } = await native.query(kind, name);
          for (const a of answers ?? []) list.push([a, f]);
        }
      }
      if (!list.length) throw failure("ENOTFOUND", "getaddrinfo", name);
      if (options?.all) return list.map(([address, f]) => ({ address, family: f }));
      return { address: list[0][0], family: list[0][1] };
    },
    getServers: () => ["1.1.1.1", "2606:4700:4700::1111", "1.0.0.1", "2606:4700:4700::1001"],
    getDefaultResultOrder: () => "verbatim",
    setDefaultResultOrder() { notImplemented("dns.setDefaultResultOrder"); },
    setServers() { throw new Error("setServers is not implemented"); },
    lookupService() { notImplemented("dns.lookupService"); },
  };
  for (const name of ["resolveAny", "resolveCaa", "resolveNaptr", "resolveSoa", "resolveTlsa"]) promises[name] = async () => notImplemented(`dns.${name}`);
  class PromiseResolver { constructor() { Object.assign(this, resolving(promises)); } cancel() {} setLocalAddress() {} }
  const resolving = (o) => Object.fromEntries(Object.entries(o).filter(([k]) => k.startsWith("resolve") || k === "reverse" || k === "getServers" || k === "setServers"));

  const dns = {};
  for (const name of Object.keys(promises)) {
    if (/^(get|set)/.test(name)) { dns[name] = promises[name]; continue; }
    dns[name] = { [name](...args) {
      const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
      validateFunction(callback, "callback");
      if (typeof args[0] !== "string") throw new codes.ERR_INVALID_ARG_TYPE(name === "lookup" ? "hostname" : "name", "string", args[0]);
      promises[name](...args).then((v) => {
        if (name === "lookup" && !args[1]?.all) callback(null, v.address, v.family); else callback(null, v);
      }, callback);
    } }[name];
  }
  const constants = { ADDRCONFIG: 1024, ALL: 256, V4MAPPED: 2048 };
  for (const name of "ADDRGETNETWORKPARAMS BADFAMILY BADFLAGS BADHINTS BADNAME BADQUERY BADRESP BADSTR CANCELLED CONNREFUSED DESTRUCTION FILE FORMERR LOADIPHLPAPI NODATA NOMEM NONAME NOTFOUND NOTIMP NOTINITIALIZED REFUSED SERVFAIL TIMEOUT".split(" ")) constants[name] = `E${name}`;
  constants.EOF = "EOF";
  class Resolver { constructor() { Object.assign(this, resolving(dns)); } cancel() {} setLocalAddress() {} }
  Object.assign(promises, constants, { Resolver: PromiseResolver });
  return Object.assign(dns, constants, { Resolver, promises });
})
