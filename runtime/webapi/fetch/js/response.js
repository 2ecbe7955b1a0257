// What Response does beside its fields.
const NULL_BODY = new Set([101, 204, 205, 304]);
const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308]);

// newResponse is what the constructor gives Body: [body, headers, status, more].
const newResponse = (body, init) => {
  let status = 200, headers = null, m = null;
  if (init !== undefined && init !== null) {
    if (typeof init !== "object") throw badCtor("Response", 2, "InitializerDict or Response");
    if (isResponse(init)) {
      status = A(init);
      headers = copyHeaders(init);
      m = kept(init);
    } else {
      const s = init.status;
      if (s !== undefined) status = statusOf(s, init);
      m = statusTextOf(init);
      const h = init.headers;
      if (h !== undefined) headers = fill(h, badInit);
      m = responseOptions(init, m);
    }
  }
  if (m !== null && m.webSocket && status !== 101) throw new RangeError("Responses with a WebSocket must have status code 101.");
  if (typeof body === "string") {
    if (status !== 200 && NULL_BODY.has(status)) body = nullBody(body, status);
    else if (headers === null) headers = CT_TEXT;
    else headers = withType(headers, TEXT);
    return [body, headers, status, m];
  }
  let type = null;
  if (body !== null && body !== undefined) {
    [body, type] = extract(body);
    if (NULL_BODY.has(status)) body = nullBody(body, status);
  } else body = null;
  return [body, withType(headers, type), status, m];
};

members(Response, {
  error() { return new Response(TOKEN, null, null, 0, null, { type: "error" }); },
  redirect(url, status = 302) {
    if (arguments.length === 0) throw badParam("redirect", "Response", 1, "string");
    status = Number(status);
    if (!REDIRECT_STATUS.has(status)) {
      throw new RangeError(`${status} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`);
    }
    const location = native.parseURL(`${url}`);
    if (location === null) throw new TypeError("Unable to parse URL: " + url);
    return new Response(TOKEN, null, ["location", location], status, null, { frozen: true });
  },
  json(data, init) {
    if (internals.atTop) native.refuse();
    if (data === undefined && arguments.length === 0) throw badParam("json", "Response", 1, "Value");
    const given = JSON.stringify(data), text = typeof given === "string" ? given : `${given}`;
    if (init === undefined || init === null) {
      return native.response(text, CT_JSON, 200, null) ?? new Response(TOKEN, text, CT_JSON, 200, null, null);
    }
    let headers = isResponse(init) ? copyHeaders(init) : init.headers === undefined ? null : fill(init.headers, badInit);
    headers = headers === null ? CT_JSON : withType(headers, "application/json");
    const status = isResponse(init) ? A(init) : init.status === undefined ? 200 : statusOf(init.status, init);
    const body = NULL_BODY.has(status) ? nullBody(text, status) : text;
    return new Response(TOKEN, body, headers, status, null, isResponse(init) ? kept(init) : responseOptions(init, statusTextOf(init)));
  },
}, false);

members(Response.prototype, {
  clone() {
    if (more(this)?.webSocket) throw new TypeError("Cannot clone a response to a WebSocket handshake.");
    const b = cloneBody(this), m = more(this);
    return new Response(TOKEN, b, copyHeaders(this), A(this), null, m === null ? null : { ...m });
  },
  get status() { return A(this); },
  get statusText() { return more(this)?.statusText ?? ""; },
  get headers() { return headersOf(this); },
  get ok() { const s = A(this); return s >= 200 && s < 300; },
  get redirected() { return more(this)?.redirected ?? false; },
  get url() { return more(this)?.url ?? ""; },
  get webSocket() { return more(this)?.webSocket ?? null; },
  get cf() { return more(this)?.cf; },
  get type() { return more(this)?.type ?? "default"; },
}, true);

const badInit = () => badField("headers", "InitializerDict", "Headers or Sequence or object");
const badStatus = () => new RangeError("Responses may only be constructed with status codes in the range 200 to 599, inclusive.");

const statusOf = (v, init) => {
  const s = Math.trunc(Number(v));
  if (s === 101 && init.webSocket) return s;
  if (!(s >= 200 && s <= 599)) throw badStatus();
  return s;
};

// An empty string is as good as no body; the runtime says no to anything else.
const nullBody = (body, status) => {
  if (body === "" || (body instanceof Uint8Array && body.length === 0)) return null;
  throw new TypeError("Response with null body status (101, 204, 205, or 304) cannot have a body.");
};

const statusTextOf = (o) => {
  const text = o.statusText;
  if (text === undefined) return null;
  const t = `${text}`;
  if (/[^\t\x20-\x7e\x80-\xff]/.test(t)) throw new TypeError("Invalid statusText");
  return { statusText: t };
};

const responseOptions = (o, m) => {
  const put = (k, v) => { m = m === null ? {} : m; m[k] = v; };
  if (o.cf !== undefined) put("cf", o.cf);
  const socket = o.webSocket;
  if (socket !== undefined && socket !== null) {
    if (!internals.websocket.is(socket)) throw badField("webSocket", "InitializerDict", "WebSocket");
    put("webSocket", socket);
  }
  const encode = o.encodeBody;
  if (encode !== undefined) {
    const e = `${encode}`;
    if (e !== "automatic" && e !== "manual") throw new TypeError("encodeBody: unexpected value: " + e);
    if (e === "manual") put("encodeBody", e);
  }
  return m;
};

// kept is what new Response(body, response) keeps of the rare fields.
const kept = (r) => {
  const m = more(r);
  if (m === null) return null;
  const out = {};
  let any = false;
  for (const k of ["statusText", "cf", "webSocket", "encodeBody"]) {
    if (m[k] !== undefined && m[k] !== null) { out[k] = m[k]; any = true; }
  }
  return any ? out : null;
};

// takeOther is take (core.js) for whatever is not text with a list nobody looked at.
const takeOther = (r) => {
  const m = more(r), h = rawHeaders(r);
  const headers = h === null ? null : h === CT_TEXT ? 1 : h === CT_JSON ? 2 : sendable(h);
  const body = takeBody(r);
  native.out(A(r), m === null ? undefined : m.statusText, headers, body, m !== null && m.encodeBody === "manual", lengthOf(body),
    m !== null && m.webSocket ? m.webSocket : undefined);
  return true;
};

// sendable is a header list as Go takes it: a handle, or one string of lines.
const sendable = (h) => {
  if (h instanceof Headers) h = goOf(h) || listOf(h);
  return Array.isArray(h) ? h.join("\n") : h;
};
// lengthOf is how long a body that Go cannot measure is known to be.
const lengthOf = (body) => streaming(body) ? internals.streams.knownLength(internals.streams.stateOf(body)) ?? -1 : -1;
