// The classes of the Cache API and what decides how long a response is kept:
// RFC 9111 for a shared cache, as wrangler's local cache reads it. Responses are
// kept by URL alone; Vary is not looked at. native keeps them.
const { shape, badParam } = internals;
const TOKEN = {};

const notImplemented = (name, on) => new Error(`Failed to execute '${name}' on '${on}': the method is not implemented.`);

// directives reads a Cache-Control header; names are taken as they are written.
const directives = (header) => {
  const out = Object.create(null);
  if (!header) return out;
  for (const part of header.trim().split(",")) {
    const [name, value] = part.split("=", 2);
    out[name.trim()] = value === undefined ? true : value.trim().replace(/^"|"$/g, "");
  }
  return out;
};
const number = (s) => {
  const n = parseInt(s, 10);
  return Number.isFinite(n) ? n : 0;
};
const UNDERSTOOD = new Set([200, 203, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501]);
const BY_DEFAULT = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501]);
const HOP_BY_HOP = new Set(["date", "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"]);

// lifetime says for how many milliseconds a response may be kept: 0 for one that
// is out of date at once, -1 for one that must not be stored. headers are a map
// of lower-case names, which it tidies.
const lifetime = (request, status, headers, now) => {
  const control = headers.get("cache-control") ?? "";
  if (control.toLowerCase().includes("private=set-cookie")) {
    headers.set("cache-control", control.toLowerCase().replace(/private=set-cookie;?/i, ""));
    headers.delete("set-cookie");
  }
  const cc = directives(headers.get("cache-control"));
  if (!headers.has("cache-control") && /no-cache/.test(headers.get("pragma") ?? "")) cc["no-cache"] = true;
  const explicit = headers.get("expires") || cc["max-age"] || cc["s-maxage"];
  const authorized = !request.headers.has("authorization") || cc["must-revalidate"] || cc.public || cc["s-maxage"];
  if (!UNDERSTOOD.has(status) || cc["no-store"] || cc.private || !authorized || headers.has("set-cookie") ||
      !(explicit || cc.public || BY_DEFAULT.has(status))) return -1;
  const age = number(headers.get("age"));
  const left = maxAge(cc, headers, now) - age;
  return Math.max(0, left, left + number(cc["stale-if-error"]), left + number(cc["stale-while-revalidate"])) * 1000;
};
const maxAge = (cc, headers, now) => {
  if (cc["no-cache"] || cc["proxy-revalidate"]) return 0;
  if (cc["s-maxage"]) return number(cc["s-maxage"]);
  if (cc["max-age"]) return number(cc["max-age"]);
  const least = cc.immutable ? 24 * 3600 : 0;
  const said = Date.parse(headers.get("date") ?? "");
  const date = Number.isFinite(said) ? said : now;
  if (headers.get("expires")) {
    const expires = Date.parse(headers.get("expires"));
    return Number.isNaN(expires) || expires < date ? 0 : Math.max(least, (expires - date) / 1000);
  }
  const modified = Date.parse(headers.get("last-modified") ?? "");
  if (Number.isFinite(modified) && date > modified) return Math.max(least, (date - modified) / 10000);
  return least;
};

// stored are the headers that a response is kept with.
const stored = (headers, now) => {
  const out = [];
  for (const [name, value] of headers) {
    if (HOP_BY_HOP.has(name) || name === "age") continue;
    if (name === "warning") {
      const kept = value.split(",").filter((w) => !/^\s*1[0-9][0-9]/.test(w));
      if (kept.length > 0) out.push(name, kept.join(",").trim());
      continue;
    }
    out.push(name, value);
  }
  out.push("age", `${Math.round(number(headers.get("age")))}`, "date", new Date(now).toUTCString());
  return out;
};

// ranges reads a Range header for a body of so many bytes: null when it cannot be
// satisfied, none for the whole.
const ranges = (header, length) => {
  const prefix = /^ *bytes *=/i.exec(header);
  if (prefix === null) return null;
  const rest = header.slice(prefix[0].length);
  if (rest.trimStart() === "") return [];
  const out = [];
  for (const part of rest.split(",")) {
    const m = /^ *(\d+)? *- *(\d+)? *$/.exec(part);
    if (m === null) return null;
    const start = m[1] === undefined ? -1 : parseInt(m[1], 10), end = m[2] === undefined ? -1 : parseInt(m[2], 10);
    if (start >= 0) {
      if (start >= length || (end >= 0 && start > end)) return null;
      out.push([start, end < 0 || end >= length ? length - 1 : end]);
    } else if (end >= 0) {
      if (end >= length) return [];
      if (end > 0) out.push([length - end, length - 1]);
    } else return null;
  }
  return out;
};

const etag = (value) => /^(W\/)?"(.+)"$/.exec(value.trim())?.[2];
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d\d\d \d\d:\d\d:\d\d GMT$/;
const date = (value) => DATE.test(value) ? Date.parse(value) : NaN;

// unchanged answers the conditions of a request.
const unchanged = (asked, kept) => {
  const none = asked.get("if-none-match"), tag = etag(kept.get("etag") ?? "");
  if (none !== null && tag !== undefined && (none.trim() === "*" || none.split(",").some((t) => etag(t) === tag))) return true;
  const since = asked.get("if-modified-since"), modified = kept.get("last-modified");
  return since !== null && modified !== undefined && date(modified) <= date(since);
};

const REASONS = { 200: "OK", 203: "Non-Authoritative Information", 204: "No Content", 206: "Partial Content", 300: "Multiple Choices",
  301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
  404: "Not Found", 405: "Method Not Allowed", 410: "Gone", 414: "URI Too Long", 416: "Range Not Satisfiable", 501: "Not Implemented" };
const respond = (status, headers, body) => {
  const list = [];
  for (const [name, value] of headers) list.push(name, value);
  return native.respond(status, REASONS[status] ?? "", list, body);
};

// answer makes the response of a hit.
const answer = (asked, hit) => {
  const headers = new Map();
  for (let i = 0; i + 1 < hit.headers.length; i += 2) headers.set(hit.headers[i], hit.headers[i + 1]);
  headers.set("cf-cache-status", "HIT");
  const bytes = hit.body, size = bytes.length, wanted = asked.get("range");
  const parts = wanted === null ? [] : ranges(wanted, size);
  if (parts === null) return respond(416, [["content-range", `bytes */${size}`], ["cf-cache-status", "HIT"]], null);
  if (unchanged(asked, headers)) return respond(304, headers, null);
  if (parts.length === 0) return respond(hit.status, headers, bytes);
  if (parts.length === 1) {
    const [[start, end]] = parts;
    headers.set("content-range", `bytes ${start}-${end}/${size}`);
    headers.set("content-length", `${end - start + 1}`);
    return respond(206, headers, bytes.subarray(start, end + 1));
  }
  const boundary = native.boundary(), type = headers.get("content-type");
  headers.set("content-type", `multipart/byteranges; boundary=${boundary}`);
  headers.delete("content-length");
  const pieces = [];
  parts.forEach(([start, end], i) => {
    pieces.push(`${i === 0 ? "" : "\r\n"}--${boundary}\r\n${type === undefined ? "" : `Content-Type: ${type}\r\n`}Content-Range: bytes ${start}-${end}/${size}\r\n\r\n`);
    pieces.push(bytes.subarray(start, end + 1));
  });
  pieces.push(`\r\n--${boundary}--`);
  return respond(206, headers, native.join(pieces));
};

const toRequest = (v) => native.isRequest(v) ? v : new Request(v === undefined ? "undefined" : v);
// keyOf is what a response is kept under.
const keyOf = (request) => {
  const own = request.cf?.cacheKey;
  if (own) return String(own);
  const url = new URL(request.url);
  if (url.username !== "" || url.password !== "") throw new TypeError("Invalid URL. Cache API keys must be fully-qualified, valid URLs.");
  url.hash = "";
  return url.href;
};
const ignoresMethod = (options, method) => {
  if (options === undefined || options === null) return false;
  if (typeof options !== "object" && typeof options !== "function") throw badParam(method, "Cache", 2, "CacheQueryOptions");
  for (const name of ["ignoreSearch", "ignoreVary"]) {
    if (options[name] !== undefined) throw new Error(`The '${name}' field on 'CacheQueryOptions' is not implemented.`);
  }
  return !!options.ignoreMethod;
};

class Cache {
  #name;
  constructor(...[token, name]) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#name = name;
  }
  async match(...args) {
    const name = this.#name;
    if (args.length === 0) throw badParam("match", "Cache", 1, "Request or string");
    const ignore = ignoresMethod(args[1], "match"), request = toRequest(args[0]);
    if (!ignore && request.method !== "GET") return undefined;
    const hit = await native.find(name, keyOf(request));
    return hit === null ? undefined : answer(request.headers, hit);
  }
  async put(...args) {
    const name = this.#name, [input, response] = args;
    if (args.length === 0) throw badParam("put", "Cache", 1, "Request or string");
    if (!native.isResponse(response)) throw badParam("put", "Cache", 2, "Response");
    if (response.type === "error") throw new TypeError("Cache is unable to store an error response");
    const request = toRequest(input);
    if (request.method !== "GET") throw new TypeError("Cannot cache response to non-GET request.");
    const { status } = response;
    if (status === 206) throw new TypeError("Cannot cache response to a range request (206 Partial Content).");
    const headers = new Map(response.headers);
    if (headers.get("vary")?.includes("*")) throw new TypeError("Cannot cache response with 'Vary: *' header.");
    if (status === 304) return;
    if (response.webSocket) {
      throw new TypeError(`Worker tried to return a WebSocket in a response to a request which did not contain the header "Upgrade: websocket".`);
    }
    const key = keyOf(request), length = native.lengthOf(response);
    if (response.body !== null && response.body.locked && !response.bodyUsed) throw new TypeError("The ReadableStream has been locked to a reader.");
    // Whoever writes the body through a stream must get to its end, kept or not.
    const body = new Uint8Array(await response.arrayBuffer());
    const now = Date.now(), left = lifetime(request, status, headers, now);
    if (left < 0) return;
    headers.delete("content-length");
    if (length !== undefined) headers.set("content-length", `${length}`);
    await native.keep(name, key, status, stored(headers, now), body, now + left);
  }
  async delete(...args) {
    const name = this.#name;
    if (args.length === 0) throw badParam("delete", "Cache", 1, "Request or string");
    const ignore = ignoresMethod(args[1], "delete"), request = toRequest(args[0]);
    if (!ignore && request.method !== "GET") return false;
    return native.remove(name, keyOf(request));
  }
  add() { this.#name; throw notImplemented("add", "Cache"); }
  addAll() { this.#name; throw notImplemented("addAll", "Cache"); }
  matchAll() { this.#name; throw notImplemented("matchAll", "Cache"); }
  keys() { this.#name; throw notImplemented("keys", "Cache"); }
}
shape(Cache, "Cache", true);

class CacheStorage {
  #made = true;
  constructor(...[token]) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    Object.defineProperty(this, "default", { value: new Cache(TOKEN, ""), enumerable: true, configurable: true, writable: false });
  }
  async open(...args) {
    this.#made;
    if (args.length === 0) throw badParam("open", "CacheStorage", 1, "string");
    const name = `${args[0]}`;
    if (native.utf8Length(name) >= 1024) throw new TypeError("Cache name is too long.");
    return new Cache(TOKEN, "named:" + name);
  }
  match() { this.#made; throw notImplemented("match", "CacheStorage"); }
  has() { this.#made; throw notImplemented("has", "CacheStorage"); }
  delete() { this.#made; throw notImplemented("delete", "CacheStorage"); }
  keys() { this.#made; throw notImplemented("keys", "CacheStorage"); }
}
shape(CacheStorage, "CacheStorage", true);

return { Cache, CacheStorage, caches: new CacheStorage(TOKEN) };
