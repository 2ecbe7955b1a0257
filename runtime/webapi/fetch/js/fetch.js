// fetch(): a Request is taken apart here, carried by Go, and its answer put
// together again. Redirects, decompression and errors of the network are Go's.

// start sends r and resolves with a Response. transport is a handle of Go, or
// undefined for the loop's own.
const start = (r, transport) => {
  const m = more(r), url = B(r);
  // No signal stops what is here already.
  if (transport === undefined && url.startsWith("data:")) {
    if (internals.atTop) native.refuse();
    return dataURL(url, A(r));
  }
  const signal = m !== null ? m.signal : undefined;
  if (signal !== undefined && signal.aborted) {
    if (bodyOf(r) !== null) setBody(r, SPENT);
    return Promise.reject(signal.reason);
  }
  if (transport === undefined && !/^https?:/.test(url)) return Promise.reject(new TypeError("Fetch API cannot load: " + url));
  let body;
  try {
    if (r.bodyUsed) throw new TypeError("Cannot reconstruct a Request with a used body.");
    body = takeBody(r);
  } catch (e) {
    return Promise.reject(e);
  }
  const h = rawHeaders(r), headers = h === null ? null : sendable(h), length = lengthOf(body);
  const cache = m !== null ? m.cache : undefined;
  const redirect = m === null || m.redirect !== "manual";
  const manual = m !== null && m.encodeResponseBody === "manual";
  return new Promise((resolve, reject) => {
    let over = false;
    const job = native.start(transport, A(r), url, headers, body, length, redirect, cache, manual,
      (...args) => {
        over = true;
        const res = makeResponse(...args);
        resolve(res);
      },
      (e) => { over = true; forget(); reject(e); });
    const forget = signal === undefined ? () => {} : internals.events.onAbort(signal, (reason) => {
      // On its way through the platform a reason that is no object becomes an Error.
      if ((typeof reason !== "object" && typeof reason !== "function") || reason === null) reason = new Error(String(reason));
      native.abort(job, reason);
      if (!over) reject(reason);
    });
  });
};

const toRequest = (input, init) =>
  init === undefined && isRequest(input) ? input : new Request(input === undefined ? "undefined" : input, init);

// data: URLs, as https://fetch.spec.whatwg.org/#data-urls has them; the answer
// to anything but GET is empty, and the URL is not kept.
const dataURL = (url, method) => {
  const parsed = native.dataURL(url);
  if (parsed === null) return Promise.reject(new TypeError("Fetch API cannot load: " + url));
  return Promise.resolve(new Response(TOKEN, method === "GET" ? parsed.body : null, ["content-type", parsed.type], 200, null, { statusText: "OK" }));
};

const fetch = {
  fetch(...args) {
    if (this !== undefined && this !== null && this !== globalThis) {
      throw new TypeError("Illegal invocation: function called with incorrect `this` reference. " +
        "See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.");
    }
    if (args.length === 0) return Promise.reject(badParam("fetch", "ServiceWorkerGlobalScope", 1, "Request or string"));
    try {
      return start(toRequest(args[0], args[1]), undefined);
    } catch (e) {
      return Promise.reject(e);
    }
  },
}.fetch;

// Fetcher is the class of service bindings: env.X.fetch(). Relative URLs have
// no meaning there either; redirects are followed within the binding.
class Fetcher {
  #transport;
  constructor(token, transport) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#transport = transport;
  }
  fetch(...args) {
    if (args.length === 0) return Promise.reject(badParam("fetch", "Fetcher", 1, "Request or string"));
    try {
      return start(toRequest(args[0], args[1]), this.#transport);
    } catch (e) {
      return Promise.reject(e);
    }
  }
}
shape(Fetcher);

// What goes between Workers of one process: see runtime/webapi/module/rpc.js.
const between = {
  // The body as bytes where it is there already: the message is used then.
  whole(v) {
    const b = bodyOf(v);
    if (typeof b !== "string" && !(b instanceof Uint8Array)) return undefined;
    takeBody(v);
    return typeof b === "string" ? native.encode(b) : native.copy(b);
  },
  signal: (r) => more(r)?.signal,
  // A request that another Worker sent.
  incoming: ({ url, method, headers, cf, body }) => new Request(TOKEN, body, headers.flat(), method, url, { frozen: true, redirect: "manual", cf }),
  // A response of another Worker.
  fetched: ({ status, statusText, headers, cf, body, url, redirected }) =>
    new Response(TOKEN, body, headers.flat(), status, null, { frozen: true, statusText: statusText || native.reason(status), url, redirected, cf }),
  checked(r) {
    if (A(r) === 0) throw new TypeError("Return value from serve handler must not be an error response (like Response.error())");
    if (r.bodyUsed) throw used();
    if (more(r)?.webSocket) throw new Error("A WebSocket cannot be passed on through a service binding here.");
    return r;
  },
};

return {
  between, newRequest, newResponse, sendable, takeOther, headersOf, Headers, Fetcher, fetch,
  isHeaders: (v) => typeof v === "object" && v !== null && isHeaders(v),
  // frozen is a response that the platform made; bodyLength how long a body is known to be.
  frozen: (status, statusText, headers, body) => new Response(TOKEN, body, headers, status, null, { frozen: true, statusText }),
  bodyLength: (r) => bodyOf(r) === null ? 0 : internals.streams.knownLength(internals.streams.stateOf(streamOf(r))),
  fetcher: (transport) => new Fetcher(TOKEN, transport),
};
