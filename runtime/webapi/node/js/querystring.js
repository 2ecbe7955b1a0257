// node:querystring. https://nodejs.org/docs/latest-v22.x/api/querystring.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const HEX = "0123456789abcdefABCDEF";

  // unescapeBuffer never throws: what is no escape stays as it is.
  const unescapeBuffer = (s) => {
    const { Buffer } = require("buffer");
    const from = Buffer.from(s), out = Buffer.alloc(from.length);
    let n = 0;
    for (let i = 0; i < from.length; i++) {
      const hi = String.fromCharCode(from[i + 1]), lo = String.fromCharCode(from[i + 2]);
      if (from[i] === 37 && i + 2 < from.length && HEX.includes(hi) && HEX.includes(lo)) {
        out[n++] = parseInt(hi + lo, 16);
        i += 2;
      } else out[n++] = from[i];
    }
    return out.subarray(0, n);
  };
  const unescape = (s) => {
    try { return decodeURIComponent(s); } catch { return unescapeBuffer(s).toString(); }
  };
  const escape = (s) => {
    if (typeof s !== "string") s = typeof s === "object" ? String(s) : `${s}`;
    try { return encodeURIComponent(s); } catch { throw new codes.ERR_INVALID_URI(); }
  };
  const primitive = (v) => {
    switch (typeof v) {
      case "string": return v;
      case "number": return Number.isFinite(v) ? `${v}` : "";
      case "bigint": return `${v}`;
      case "boolean": return v ? "true" : "false";
    }
    return "";
  };
  const stringify = function stringify(o, sep, eq, options) {
    sep ||= "&";
    eq ||= "=";
    const encode = typeof options?.encodeURIComponent === "function" ? options.encodeURIComponent : exports.escape;
    if (o === null || typeof o !== "object") return "";
    const out = [];
    for (const k of Object.keys(o)) {
      const key = encode(primitive(k)) + eq;
      if (Array.isArray(o[k])) for (const v of o[k]) out.push(key + encode(primitive(v)));
      else out.push(key + encode(primitive(o[k])));
    }
    return out.join(sep);
  };
  const parse = function parse(text, sep, eq, options) {
    const out = Object.create(null);
    if (typeof text !== "string" || text.length === 0) return out;
    sep = sep ? String(sep) : "&";
    eq = eq ? String(eq) : "=";
    let left = typeof options?.maxKeys === "number" ? options.maxKeys : 1000;
    const decode = typeof options?.decodeURIComponent === "function" ? options.decodeURIComponent : exports.unescape;
    const read = (s) => {
      s = s.replace(/\+/g, " ");
      if (decode === unescape && !s.includes("%")) return s;
      try { return decode(s); } catch { return unescape(s); }
    };
    for (const pair of text.split(sep)) {
      if (pair.length === 0) continue;
      const at = pair.indexOf(eq);
      const key = read(at < 0 ? pair : pair.slice(0, at)), value = at < 0 ? "" : read(pair.slice(at + eq.length));
      if (!(key in out)) out[key] = value;
      else if (Array.isArray(out[key])) out[key].push(value);
      else out[key] = [out[key], value];
      if (--left === 0) break;
    }
    return out;
  };
  const exports = { decode: parse, encode: stringify, escape, parse, stringify, unescape, unescapeBuffer };
  return exports;
})
