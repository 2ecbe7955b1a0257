// What Request does beside its fields. A request that comes from Go is made without
// a look at its headers, its body or its signal.
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "PURGE", "OPTIONS", "TRACE", "COPY", "LOCK", "MKCOL",
  "MOVE", "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE", "MSEARCH", "NOTIFY",
  "SUBSCRIBE", "UNSUBSCRIBE", "QUERY", "BAN"]);
const REDIRECTS = 'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since it does not make sense at the edge; use "manual" and check the response status code).';
const badField = (field, dict, type) =>
  new TypeError(`Incorrect type for the '${field}' field on '${dict}': the provided value is not of type '${type}'.`);

const methodOf = (v) => {
  const m = `${v}`;
  if (METHODS.has(m)) return m;
  const up = m.toUpperCase();
  if (!METHODS.has(up)) throw new TypeError("Invalid HTTP method string: " + m);
  return up;
};

// newRequest is what the constructor gives Body: [body, headers, method, url, more].
const newRequest = (input, init) => {
  // Not arguments.length: goja would make an arguments object for every request.
  if (input === undefined) throw badCtor("Request", 1, "Request or string");
  let url, method = "GET", headers = null, body = null, m = null;
  const from = isRequest(input) ? input : null;
  if (init !== undefined && init !== null && typeof init !== "object") {
    throw badCtor("Request", 2, "RequestInitializerDict or Request");
  }
  const given = init ?? null;
  if (from !== null) {
    url = B(from);
    method = A(from);
    headers = copyHeaders(from);
    m = inherited(from);
  } else url = native.url(`${input}`);

  let replaced = false;
  if (given !== null) {
    // A Request as init is a dictionary like any other: its body is shared, not moved.
    const like = isRequest(given) ? given : null;
    const v = given.method;
    if (v !== undefined) method = methodOf(v);
    if (like !== null) headers = copyHeaders(like);
    else if (given.headers !== undefined) headers = fill(given.headers, () => badField("headers", "RequestInitializerDict", "Headers or Sequence or object"));
    let type = null;
    const b = given.body;
    if (b !== undefined && (like === null || b !== null || from === null)) {
      [body, type] = extract(b);
      replaced = true;
    }
    if (body !== null && (method === "GET" || method === "HEAD")) throw noBody();
    headers = withType(headers, type);
    m = options(given, m);
  }
  if (from !== null && !replaced) {
    if (bodyOf(from) !== null && (method === "GET" || method === "HEAD")) throw noBody();
    body = reuse(from);
  }
  return [body, headers, method, url, m];
};

members(Request.prototype, {
  clone() {
    const b = cloneBody(this), m = more(this);
    return new Request(TOKEN, b, copyHeaders(this), A(this), B(this), m === null ? null
      : m.incoming ? { incoming: m.incoming, frozen: true, cf: m.cf, signal: m.signal, redirect: m.redirect } : { ...m });
  },
  get headers() { return headersOf(this); },
  get redirect() { return more(this)?.redirect ?? "follow"; },
  get fetcher() { return null; },
  get signal() {
    const m = more(this);
    if (m !== null && m.signal) return m.signal;
    const go = m !== null ? m.incoming : undefined;
    const s = internals.events.makeSignal(go && ((signal) => native.onAbort(go, () => internals.events.abort(signal, clientGone()))));
    setMore(this, "signal", s);
    return s;
  },
  get cf() {
    const m = more(this);
    if (m === null) return undefined;
    if (m.cf === undefined && m.incoming) {
      const cf = native.cf(m.incoming);
      setMore(this, "cf", cf === undefined ? null : cf);
    }
    return more(this).cf ?? undefined;
  },
  get integrity() { return ""; },
  get keepalive() { return false; },
  get cache() { return more(this)?.cache ?? null; },
}, true);

const noBody = () => new TypeError("Request with a GET or HEAD method cannot have a body.");
const clientGone = () => new DOMException("The client has disconnected", "AbortError");

// reuse takes the body of another request for a new one.
const reuse = (r) => {
  if (bodyOf(r) === null) return null;
  if (r.bodyUsed) throw new TypeError("Cannot reconstruct a Request with a used body.");
  return takeBody(r);
};

// inherited is what a request made from another one keeps of the rare fields.
const inherited = (r) => {
  const m = more(r);
  if (m === null) return null;
  if (m.incoming) return { incoming: m.incoming, cf: m.cf, signal: m.signal, redirect: m.redirect };
  const { frozen, ...rest } = m;
  return rest;
};

const options = (o, m) => {
  const put = (k, v) => { m = m === null ? {} : m; m[k] = v; };
  const redirect = o.redirect;
  if (redirect !== undefined) {
    const r = `${redirect}`;
    if (r !== "follow" && r !== "manual") throw new TypeError(REDIRECTS);
    put("redirect", r);
  }
  const cf = o.cf;
  if (cf !== undefined && cf !== null) {
    if (typeof cf !== "object") throw badField("cf", "RequestInitializerDict", "Object");
    put("cf", cf);
  }
  const signal = o.signal;
  if (signal !== undefined && signal !== null) {
    if (!internals.isSignal(signal)) throw badField("signal", "RequestInitializerDict", "AbortSignal");
    put("signal", signal);
  } else if (signal === null && m !== null) put("signal", undefined);
  const cache = o.cache;
  if (cache !== undefined && cache !== null) {
    const c = `${cache}`;
    if (c !== "no-store" && c !== "no-cache" && c !== "reload") throw new TypeError("Unsupported cache mode: " + c);
    put("cache", c);
  }
  if (o.integrity !== undefined && o.integrity !== null && `${o.integrity}` !== "") {
    throw new TypeError("Subrequest integrity checking is not implemented. The integrity option must be either undefined or an empty string.");
  }
  if (o.encodeResponseBody !== undefined) put("encodeResponseBody", `${o.encodeResponseBody}`);
  return m;
};
