// node:url: the platform's URL classes, file URLs, and the legacy parser.
// https://nodejs.org/docs/latest-v22.x/api/url.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { validateObject, validateString } = require("internal/validators");
  const { ERR_INVALID_ARG_TYPE, ERR_INVALID_URL } = codes;
  const querystring = () => require("querystring");

  const domainToASCII = function domainToASCII(domain) {
    if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS("domain");
    try { return new URL(`ws://${domain}`).hostname; } catch { return ""; }
  };
  const domainToUnicode = function domainToUnicode(domain) {
    if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS("domain");
    try { return require("punycode").toUnicode(new URL(`ws://${domain}`).hostname); } catch { return ""; }
  };

  function Url() {
    this.protocol = null; this.slashes = null; this.auth = null; this.host = null; this.port = null; this.hostname = null;
    this.hash = null; this.search = null; this.query = null; this.pathname = null; this.path = null; this.href = null;
  }
  const SLASHED = new Set(["http", "https", "ftp", "gopher", "file", "ws", "wss"].flatMap((p) => [p, `${p}:`]));
  const OPAQUE = new Set(["javascript", "javascript:"]);
  const ESCAPES = { "\t": "%09", "\n": "%0A", "\r": "%0D", " ": "%20", '"': "%22", "'": "%27", "<": "%3C", ">": "%3E", "\\": "%5C", "^": "%5E", "`": "%60", "{": "%7B", "|": "%7C", "}": "%7D" };
  const isSpace = (c) => c === " " || c === "\t" || c === "\r" || c === "\n" || c === "\f" || c === "\u00a0" || c === "\ufeff";

  const parse = function parse(url, parseQuery, slashesDenoteHost) {
    if (url instanceof Url) return url;
    const u = new Url();
    u.parse(url, parseQuery, slashesDenoteHost);
    return u;
  };
  // clean trims white space and turns backslashes before the query into slashes.
  const clean = (url) => {
    let start = 0, end = url.length, out = "", query = false;
    while (start < end && isSpace(url[start])) start++;
    while (end > start && isSpace(url[end - 1])) end--;
    for (let i = start; i < end; i++) {
      if (url[i] === "?" || url[i] === "#") query = true;
      out += url[i] === "\\" && !query ? "/" : url[i];
    }
    return out;
  };
  const HOST_END = /[\t\n\r "#%/;<>?\\^`{|}']/;

  Url.prototype.parse = function (url, parseQuery, slashesDenoteHost) {
    validateString(url, "url");
    let rest = clean(url);
    if (!slashesDenoteHost && !/[#@]/.test(rest)) {
      const simple = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/.exec(rest);
      if (simple) {
        this.path = rest;
        this.href = rest;
        this.pathname = simple[1];
        if (simple[2]) {
          this.search = simple[2];
          this.query = simple[2].slice(1);
          if (parseQuery) this.query = querystring().parse(this.query);
        } else if (parseQuery) {
          this.search = null;
          this.query = Object.create(null);
        }
        return this;
      }
    }
    let proto = /^[a-z0-9.+-]+:/i.exec(rest), lower;
    if (proto) {
      proto = proto[0];
      lower = proto.toLowerCase();
      this.protocol = lower;
      rest = rest.slice(proto.length);
    }
    let slashes;
    if (slashesDenoteHost || proto || /^\/\/[^@/]+@[^@/]+/.test(rest)) {
      slashes = rest.startsWith("//");
      if (slashes && !(proto && OPAQUE.has(lower))) { rest = rest.slice(2); this.slashes = true; }
    }
    if (!OPAQUE.has(lower) && (slashes || (proto && !SLASHED.has(proto)))) {
      // The host ends at the first of these; what stands before the last "@" in it is the auth.
      let hostEnd = -1, at = -1, bad = -1;
      for (let i = 0; i < rest.length; i++) {
        const c = rest[i];
        if ("\t\n\r \"%';<>\\^`{|}".includes(c)) { if (bad < 0) bad = i; }
        else if (c === "#" || c === "/" || c === "?") { if (bad < 0) bad = i; hostEnd = i; }
        else if (c === "@") { at = i; bad = -1; }
        if (hostEnd >= 0) break;
      }
      let start = 0;
      if (at >= 0) {
        this.auth = decodeURIComponent(rest.slice(0, at));
        start = at + 1;
      }
      if (bad < 0) { this.host = rest.slice(start); rest = ""; } else { this.host = rest.slice(start, bad); rest = rest.slice(bad); }
      this.parseHost();
      if (typeof this.hostname !== "string") this.hostname = "";
      const bracketed = this.hostname.length > 2 && this.hostname[0] === "[" && this.hostname.endsWith("]");
      if (!bracketed) {
        // A host name that is none ends where it stops being one.
        const end = this.hostname.search(/[^a-z0-9.\-_+\u0080-\uffff]/i);
        if (end >= 0) { rest = `/${this.hostname.slice(end)}${rest}`; this.hostname = this.hostname.slice(0, end); }
      }
      this.hostname = this.hostname.length > 255 ? "" : this.hostname.toLowerCase();
      if (!bracketed && this.hostname !== "") {
        const ascii = /[^\x00-\x7f]/.test(this.hostname) ? domainToASCII(this.hostname) : this.hostname;
        if (ascii === "" || HOST_END.test(ascii)) {
          const e = new ERR_INVALID_URL(url);
          e.input = url;
          throw e;
        }
        this.hostname = ascii;
      }
      this.host = this.hostname + (this.port ? `:${this.port}` : "");
      if (bracketed) {
        this.hostname = this.hostname.slice(1, -1);
        if (rest[0] !== "/") rest = `/${rest}`;
      }
    }
    if (!OPAQUE.has(lower)) rest = rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (c) => ESCAPES[c]);
    const hash = rest.indexOf("#");
    let question = rest.indexOf("?");
    if (hash >= 0) {
      this.hash = rest.slice(hash);
      if (question > hash) question = -1;
    }
    if (question >= 0) {
      this.search = rest.slice(question, hash < 0 ? undefined : hash);
      this.query = this.search.slice(1);
      if (parseQuery) this.query = querystring().parse(this.query);
    } else if (parseQuery) {
      this.search = null;
      this.query = Object.create(null);
    }
    const first = question >= 0 ? question : hash;
    if (first < 0) { if (rest.length > 0) this.pathname = rest; } else if (first > 0) this.pathname = rest.slice(0, first);
    if (SLASHED.has(lower) && this.hostname && !this.pathname) this.pathname = "/";
    if (this.pathname || this.search) this.path = (this.pathname || "") + (this.search || "");
    this.href = this.format();
    return this;
  };
  Url.prototype.parseHost = function () {
    let host = this.host;
    let port = /:[0-9]*$/.exec(host);
    if (port) {
      port = port[0];
      if (port !== ":") this.port = port.slice(1);
      host = host.slice(0, host.length - port.length);
    }
    if (host) this.hostname = host;
  };
  Url.prototype.format = function () {
    let auth = this.auth || "";
    if (auth) auth = `${encodeURIComponent(auth).replace(/%3A/i, ":").replace(/%(21|27|28|29|2A|7E)/gi, (x) => decodeURIComponent(x))}@`;
    let protocol = this.protocol || "", pathname = this.pathname || "", hash = this.hash || "", host = "", query = "";
    if (this.host) host = auth + this.host;
    else if (this.hostname) {
      host = auth + (this.hostname.includes(":") && !this.hostname.startsWith("[") ? `[${this.hostname}]` : this.hostname);
      if (this.port) host += `:${this.port}`;
    }
    if (this.query !== null && typeof this.query === "object") query = querystring().stringify(this.query);
    let search = this.search || (query && `?${query}`) || "";
    if (protocol && !protocol.endsWith(":")) protocol += ":";
    pathname = pathname.replace(/[#?]/g, (c) => (c === "#" ? "%23" : "%3F"));
    if (this.slashes || SLASHED.has(protocol)) {
      if (this.slashes || host) {
        if (pathname && pathname[0] !== "/") pathname = `/${pathname}`;
        host = `//${host}`;
      } else if (/^file:?$/.test(protocol)) host = "//";
    }
    search = search.replace(/#/g, "%23");
    if (hash && hash[0] !== "#") hash = `#${hash}`;
    if (search && search[0] !== "?") search = `?${search}`;
    return protocol + host + pathname + search + hash;
  };

  Url.prototype.resolve = function (relative) { return this.resolveObject(parse(relative, false, true)).format(); };
  Url.prototype.resolveObject = function (relative) {
    if (typeof relative === "string") relative = parse(relative, false, true);
    const out = Object.assign(new Url(), this);
    out.hash = relative.hash;
    const done = () => { out.href = out.format(); return out; };
    if (relative.href === "") return done();
    if (relative.slashes && !relative.protocol) {
      for (const k of Object.keys(relative)) if (k !== "protocol") out[k] = relative[k];
      if (SLASHED.has(out.protocol) && out.hostname && !out.pathname) out.path = out.pathname = "/";
      return done();
    }
    if (relative.protocol && relative.protocol !== out.protocol) {
      if (!SLASHED.has(relative.protocol)) { Object.assign(out, relative); return done(); }
      out.protocol = relative.protocol;
      if (!relative.host && !/^file:?$/.test(relative.protocol)) {
        const parts = (relative.pathname || "").split("/");
        while (parts.length && !(relative.host = parts.shift()));
        relative.host ||= "";
        relative.hostname ||= "";
        if (parts[0] !== "") parts.unshift("");
        if (parts.length < 2) parts.unshift("");
        out.pathname = parts.join("/");
      } else out.pathname = relative.pathname;
      out.search = relative.search;
      out.query = relative.query;
      out.host = relative.host || "";
      out.auth = relative.auth;
      out.hostname = relative.hostname || relative.host;
      out.port = relative.port;
      if (out.pathname || out.search) out.path = (out.pathname || "") + (out.search || "");
      out.slashes ||= relative.slashes;
      return done();
    }
    const sourceAbsolute = out.pathname && out.pathname[0] === "/";
    const relativeAbsolute = relative.host || (relative.pathname && relative.pathname[0] === "/");
    let end = relativeAbsolute || sourceAbsolute || (out.host && relative.pathname);
    const strip = end;
    let path = (out.pathname && out.pathname.split("/")) || [];
    const given = (relative.pathname && relative.pathname.split("/")) || [];
    const hostless = out.protocol && !SLASHED.has(out.protocol);
    if (hostless) {
      out.hostname = "";
      out.port = null;
      if (out.host) { if (path[0] === "") path[0] = out.host; else path.unshift(out.host); }
      out.host = "";
      if (relative.protocol) {
        relative.hostname = null;
        relative.port = null;
        out.auth = null;
        if (relative.host) { if (given[0] === "") given[0] = relative.host; else given.unshift(relative.host); }
        relative.host = null;
      }
      end &&= given[0] === "" || path[0] === "";
    }
    if (relativeAbsolute) {
      if (relative.host || relative.host === "") {
        if (out.host !== relative.host) out.auth = null;
        out.host = relative.host;
        out.port = relative.port;
      }
      if (relative.hostname || relative.hostname === "") {
        if (out.hostname !== relative.hostname) out.auth = null;
        out.hostname = relative.hostname;
      }
      out.search = relative.search;
      out.query = relative.query;
      path = given;
    } else if (given.length) {
      path.pop();
      path = path.concat(given);
      out.search = relative.search;
      out.query = relative.query;
    } else if (relative.search !== null && relative.search !== undefined) {
      if (hostless) {
        out.hostname = out.host = path.shift();
        const auth = out.host?.indexOf("@") > 0 && out.host.split("@");
        if (auth) { out.auth = auth.shift(); out.host = out.hostname = auth.shift(); }
      }
      out.search = relative.search;
      out.query = relative.query;
      if (out.pathname !== null || out.search !== null) out.path = (out.pathname || "") + (out.search || "");
      return done();
    }
    if (!path.length) {
      out.pathname = null;
      out.path = out.search ? `/${out.search}` : null;
      return done();
    }
    let last = path.at(-1);
    const trailing = ((out.host || relative.host || path.length > 1) && (last === "." || last === "..")) || last === "";
    let up = 0;
    for (let i = path.length - 1; i >= 0; i--) {
      last = path[i];
      if (last === ".") path.splice(i, 1);
      else if (last === "..") { path.splice(i, 1); up++; } else if (up) { path.splice(i, 1); up--; }
    }
    if (!end && !strip) while (up--) path.unshift("..");
    if (end && path[0] !== "" && (!path[0] || path[0][0] !== "/")) path.unshift("");
    if (trailing && path.join("/").at(-1) !== "/") path.push("");
    const absolute = path[0] === "" || (path[0] && path[0][0] === "/");
    if (hostless) {
      out.hostname = out.host = absolute ? "" : path.length ? path.shift() : "";
      const auth = out.host?.indexOf("@") > 0 ? out.host.split("@") : false;
      if (auth) { out.auth = auth.shift(); out.host = out.hostname = auth.shift(); }
    }
    end ||= out.host && path.length;
    if (end && !absolute) path.unshift("");
    if (!path.length) { out.pathname = null; out.path = null; } else out.pathname = path.join("/");
    if (out.pathname !== null || out.search !== null) out.path = (out.pathname || "") + (out.search || "");
    out.auth = relative.auth || out.auth;
    out.slashes ||= relative.slashes;
    return done();
  };

  const format = function format(url, options) {
    if (typeof url === "string") return parse(url).format();
    if (typeof url !== "object" || url === null) throw new ERR_INVALID_ARG_TYPE("urlObject", ["Object", "string"], url);
    if (!(url instanceof URL)) return Url.prototype.format.call(url);
    const o = { fragment: true, unicode: false, search: true, auth: true };
    if (options) {
      validateObject(options, "options");
      for (const k of Object.keys(o)) if (options[k] != null) o[k] = Boolean(options[k]);
    }
    const host = o.unicode ? domainToUnicode(url.hostname) + (url.port ? `:${url.port}` : "") : url.host;
    const auth = o.auth && (url.username || url.password) ? `${url.username}${url.password ? `:${url.password}` : ""}@` : "";
    const slashes = url.host !== "" || url.href.startsWith(`${url.protocol}//`) ? "//" : "";
    return `${url.protocol}${slashes}${auth}${host}${url.pathname}${o.search ? url.search : ""}${o.fragment ? url.hash : ""}`;
  };

  const fileURLToPath = function fileURLToPath(path, options = {}) {
    if (typeof path === "string") path = new URL(path);
    else if (!(path instanceof URL)) throw new ERR_INVALID_ARG_TYPE("path", ["string", "URL"], path);
    if (path.protocol !== "file:") throw new codes.ERR_INVALID_URL_SCHEME("file");
    const { pathname } = path;
    if (options?.windows) {
      if (/%2f|%5c/i.test(pathname)) throw new codes.ERR_INVALID_FILE_URL_PATH("must not include encoded \\ or / characters");
      const text = decodeURIComponent(pathname.replace(/\//g, "\\"));
      if (path.hostname !== "") return `\\\\${domainToUnicode(path.hostname)}${text}`;
      if (!/^\\[a-z]:/i.test(text)) throw new codes.ERR_INVALID_FILE_URL_PATH("must be absolute");
      return text.slice(1);
    }
    if (path.hostname !== "") throw new codes.ERR_INVALID_FILE_URL_HOST("linux");
    if (/%2f/i.test(pathname)) throw new codes.ERR_INVALID_FILE_URL_PATH("must not include encoded / characters");
    return decodeURIComponent(pathname);
  };
  const pathToFileURL = function pathToFileURL(path) {
    validateString(path, "filepath");
    const { posix } = require("path");
    let resolved = posix.resolve(path);
    if (path.endsWith("/") && !resolved.endsWith("/")) resolved += "/";
    const u = new URL("file:///");
    u.pathname = resolved.replace(/%/g, "%25").replace(/\\/g, "%5C").replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/\t/g, "%09")
      .replace(/\?/g, "%3F").replace(/#/g, "%23");
    return u;
  };
  const urlToHttpOptions = function urlToHttpOptions(url) {
    const out = Object.assign(Object.create(null), url, {
      protocol: url.protocol,
      hostname: url.hostname?.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname,
      hash: url.hash, search: url.search, pathname: url.pathname,
      path: `${url.pathname || ""}${url.search || ""}`, href: url.href,
    });
    if (url.port !== "") out.port = Number(url.port);
    if (url.username || url.password) out.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return out;
  };

  return {
    domainToASCII, domainToUnicode, URL: globalThis.URL, URLSearchParams: globalThis.URLSearchParams, fileURLToPath, pathToFileURL,
    toPathIfFileURL: (v) => (v instanceof URL ? fileURLToPath(v) : v),
    urlToHttpOptions, format, parse,
    resolve(from, to) { return parse(from, false, true).resolve(to); },
    resolveObject(from, to) { return from ? parse(from, false, true).resolveObject(to) : to; },
    Url,
  };
})
