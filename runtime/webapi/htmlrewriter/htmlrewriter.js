// HTMLRewriter, and the names of the classes of what handlers get: their members
// are Go's (classes.go).
(function (native, internals) {
  "use strict";
  const illegal = () => new TypeError("Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.");
  const bad = (method, n, want) => new TypeError(`Failed to execute '${method}' on 'HTMLRewriter': parameter ${n} is not of type '${want}'.`);

  const prototypes = {};
  for (const name of ["Element", "EndTag", "Text", "Comment", "Doctype", "DocumentEnd", "AttributesIterator"]) {
    const C = { [name]: class { constructor() { throw new TypeError("Illegal constructor"); } } }[name];
    Object.defineProperty(C.prototype, Symbol.toStringTag, { value: name, configurable: true });
    prototypes[name] = C.prototype;
  }
  const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  Object.setPrototypeOf(prototypes.AttributesIterator, iterator);

  // tunnel is what becomes of a thrown value on its way through the platform: it
  // arrives as a copy, and as an error.
  const standard = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const tunnel = (e) => {
    if (e === null || (typeof e !== "object" && typeof e !== "function")) return new Error(String(e));
    if (e instanceof DOMException) return new DOMException(e.message, e.name);
    if (!(e instanceof Error)) {
      try { return structuredClone(e); } catch { return new Error(String(e)); }
    }
    const out = new (standard[e.name] ?? Error)(e.message);
    for (const k of Object.keys(e)) {
      try { out[k] = structuredClone(e[k]); } catch { /* it stays behind */ }
    }
    return out;
  };

  const read = (handlers, struct, fields) => {
    const list = [handlers];
    for (const field of fields) {
      const f = handlers === null ? undefined : handlers[field];
      if (f !== undefined && typeof f !== "function") {
        throw new TypeError(`Incorrect type for the '${field}' field on '${struct}': the provided value is not of type 'function'.`);
      }
      list.push(f);
    }
    return list;
  };
  const isStruct = (v) => v === null || typeof v === "object" || typeof v === "function";

  class HTMLRewriter {
    #list = [];
    on(selector, handlers) {
      if (!isRewriter(this)) throw illegal();
      if (arguments.length === 0) throw bad("on", 1, "string");
      if (!isStruct(handlers)) throw bad("on", 2, "ElementContentHandlers");
      const [self, comments, element, texts] = read(handlers, "ElementContentHandlers", ["comments", "element", "text"]);
      this.#list.push(native.selector(selector), self, element, comments, texts, undefined);
      return this;
    }
    onDocument(handlers) {
      if (!isRewriter(this)) throw illegal();
      if (!isStruct(handlers)) throw bad("onDocument", 1, "DocumentContentHandlers");
      const [self, comments, doctype, end, texts] = read(handlers, "DocumentContentHandlers", ["comments", "doctype", "end", "text"]);
      this.#list.push(null, self, doctype, comments, texts, end);
      return this;
    }
    transform(response) {
      if (!isRewriter(this)) throw illegal();
      if (!(response instanceof Response)) throw bad("transform", 1, "Response");
      if (response.type === "error") throw new TypeError("HTMLRewriter cannot transform an error response");
      const body = response.body;
      if (body === null) return response;
      if (body.locked || response.bodyUsed) throw new TypeError("The ReadableStream has been locked to a reader.");
      const charset = native.charset(response.headers.get("content-type") ?? "") || "utf-8";
      const handle = native.start(body, charset, this.#list, prototypes, tunnel);
      return new Response(internals.streams.publicOf(internals.streams.fromGo(handle)), response);
    }
    static { isRewriter = (v) => typeof v === "object" && v !== null && #list in v; }
  }
  var isRewriter;
  internals.jsg.shape(HTMLRewriter);
  return { HTMLRewriter };
})
