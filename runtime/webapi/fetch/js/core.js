// What the first answer needs of fetch: the shells of Body, Request and
// Response. Everything else (Headers, fetch, nearly all members, unusual
// arguments) is in the other files of this folder, compiled when first touched.
const { shape, define } = internals;
const TOKEN = {};

// Body is what Request and Response share. It is the class both inherit from, as
// in workerd, and owns the private fields of both, so that one script can reach
// them all without objects in between.
//
// A body is kept in the form it came in and becomes a stream only when somebody
// asks for one:
//   null · a string · a Uint8Array of its own · a handle of Go · a ReadableStream · SPENT
const SPENT = { spent: true };

// Header lists that many responses share; headersOf copies them before anybody can write.
const CT_TEXT = ["content-type", "text/plain;charset=UTF-8"], CT_JSON = ["content-type", "application/json"];

class Body {
  #body; #headers; #a; #b; #more;
  // For a Request a and b are method and URL; for a Response a is the status.
  // more holds what most of them never have, and is null then.
  constructor(token, body, headers, a, b, more) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#body = body;
    this.#headers = headers;
    this.#a = a;
    this.#b = b;
    this.#more = more;
  }
  static {
    isBody = (v) => typeof v === "object" && v !== null && #body in v;
    bodyOf = (v) => v.#body;
    setBody = (v, b) => { v.#body = b; };
    A = (v) => v.#a;
    B = (v) => v.#b;
    more = (v) => v.#more;
    putMore = (v, m) => { v.#more = m; };
    rawHeaders = (v) => v.#headers;
    putHeaders = (v, h) => { v.#headers = h; };

    // For Go: what nearly every answer is, text in memory and a list nobody looked
    // at, in one call. Such a text with status 200 is returned; of others Go is told by
    // native.out(status, statusText, headers, body, manual, length), where headers
    // is null, a number for a common list, a handle, or one string of lines.
    const { out } = native;
    take = (r) => {
      if (typeof r !== "object" || r === null || !(#body in r) || typeof r.#a !== "number") return false;
      const b = r.#body;
      if (typeof b !== "string" || r.#more !== null) return takeOther(r);
      r.#body = SPENT;
      const h = r.#headers, status = r.#a;
      if (h === CT_TEXT && status === 200) return b;
      out(status, undefined, h === CT_TEXT ? 1 : h === CT_JSON ? 2 : h === null ? null : sendable(h), b);
      return true;
    };
  }
}
var isBody, bodyOf, setBody, A, B, more, putMore, rawHeaders, putHeaders, take;

// A body is I/O, which top-level code may not make: workerd. The host says when
// such code runs.
let topLevel = false;
internals.topLevel = (on) => { topLevel = internals.atTop = on; };

class Request extends Body {
  constructor(input, init, a, b, c, d) {
    if (input === TOKEN) { super(TOKEN, init, a, b, c, d); return; }
    const p = newRequest(input, init);
    if (topLevel && p[0] !== null) native.refuse();
    super(TOKEN, p[0], p[1], p[2], p[3], p[4]);
  }
  get method() { return A(this); }
  get url() { return B(this); }
}

class Response extends Body {
  constructor(body, init, a, b, c, d) {
    if (body === TOKEN) { super(TOKEN, init, a, b, c, d); return; }
    if (topLevel && body !== undefined && body !== null) native.refuse();
    if (typeof body === "string" && (init === undefined || init === null)) {
      const made = new.target === Response ? native.response(body, CT_TEXT, 200, null) : undefined;
      if (made !== undefined) return made;
      super(TOKEN, body, CT_TEXT, 200, null, null);
      return;
    }
    const p = newResponse(body, init), made = new.target === Response ? native.response(p[0], p[1], p[2], p[3]) : undefined;
    if (made !== undefined) return made;
    super(TOKEN, p[0], p[1], p[2], null, p[3]);
  }
}

// All arguments are optional to workerd's classes.
for (const C of [Body, Request, Response]) Object.defineProperty(C, "length", { value: 0, configurable: true });

// A Request's first field is its method, a Response's its status.
const isRequest = (v) => isBody(v) && typeof A(v) === "string";
const isResponse = (v) => isBody(v) && typeof A(v) === "number";

// For Go: a response that arrived. headers is a handle, body a handle or null.
const makeResponse = (status, statusText, headers, body, url, redirected, webSocket) =>
  new Response(TOKEN, body, headers, status, null, { frozen: true, statusText, url, redirected, webSocket });

// The other files. Loading them gives the classes their real members.
let rest = null;
const load = () => {
  if (rest === null) {
    rest = native.rest({
      TOKEN, SPENT, CT_TEXT, CT_JSON, Body, Request, Response, isBody, bodyOf, setBody, A, B, more, putMore, rawHeaders, putHeaders,
      isRequest, isResponse, makeResponse, LATE,
    });
    ({ newRequest, newResponse, sendable, takeOther } = rest);
  }
  return rest;
};
var newRequest = (input, init) => load().newRequest(input, init), newResponse = (body, init) => load().newResponse(body, init),
  sendable = (h) => load().sendable(h), takeOther = (r) => load().takeOther(r);

// late gives target members that load the other files at their first use. LATE
// holds them by target and name until the real ones take their places: scripts may
// have kept or replaced one meanwhile.
const LATE = new Map();
const late = (target, methods, getters) => {
  const own = {};
  LATE.set(target, own);
  const put = (k, kind, f) => {
    own[k] = f;
    Object.defineProperty(target, k, { [kind]: f, configurable: true, enumerable: target !== Response });
    if (kind === "value") Object.defineProperty(target, k, { writable: true });
  };
  for (const k of methods) {
    put(k, "value", function (...args) { load(); return own[k].apply(this, args); });
  }
  for (const k of getters) put(k, "get", function () { load(); return own[k].call(this); });
};
late(Body.prototype, ["arrayBuffer", "bytes", "text", "json", "formData", "blob"], ["body", "bodyUsed"]);
shape(Body);
late(Request.prototype, ["clone"], ["headers", "redirect", "fetcher", "signal", "cf", "integrity", "keepalive", "cache"]);
shape(Request, "Request", true);
late(Response.prototype, ["clone"], ["status", "statusText", "headers", "ok", "redirected", "url", "webSocket", "cf", "type"]);
shape(Response);
late(Response, ["error", "redirect", "json"], []);

define({ Body, Request, Response });
internals.fetch = {
  isRequest, isResponse, headersOf: (v) => load().headersOf(v), take,
  frozen: (...args) => load().frozen(...args), bodyLength: (v) => load().bodyLength(v),
  isHeaders: (v) => rest !== null && rest.isHeaders(v),
  ...Object.fromEntries(["whole", "signal", "incoming", "fetched", "checked"].map((name) => [name, (...args) => load().between[name](...args)])),
};

return { makeResponse, take, isResponse, Body, Request, Response, SPENT, CT_TEXT, CT_JSON, token: TOKEN, load };
