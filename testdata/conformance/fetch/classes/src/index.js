// Headers, Request, Response, their bodies, and data: URLs.
// One snippet a path: it shows what it returned or threw.
const show = (v, deep = false) => {
  if (typeof v === "string") return deep ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object")
    return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error || v instanceof DOMException)
    return `${v.name}: ${v.message}`;
  if (Array.isArray(v)) return `[${v.map((x) => show(x, true)).join(", ")}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}[${[...v]}]`;
  const p = Object.getPrototypeOf(v);
  if (p === Object.prototype || p === null)
    return `{${Object.keys(v)
      .map((k) => `${k}: ${show(v[k], true)}`)
      .join(", ")}}`;
  return Object.prototype.toString.call(v);
};

const snippets = {
  "typeof-origin-origin": async () => typeof origin + origin,
  "response-headers-content-type-text-html-charset-gbk-x-y-bl": async () =>
    new Response("", {
      headers: { "content-type": 'text/html;charset="GBK"; x=y' },
    })
      .blob()
      .then((b) => b.type),
  "response-headers-content-type-text-html-1-a-blob-then-b-b": async () =>
    new Response("", { headers: { "content-type": "text/html;é=1;a=é" } })
      .blob()
      .then((b) => b.type),
  "response-headers-content-type-text-html-a-blob-then-b-b-ty": async () =>
    new Response("", { headers: { "content-type": "text/html;a=\u0141" } })
      .blob()
      .then((b) => b.type),
  "response-headers-content-type-text-blob-then-b-b-type": async () =>
    new Response("", { headers: { "content-type": "text" } })
      .blob()
      .then((b) => b.type),
  "response-headers-content-type-text-html-text-plain-blob-th": async () =>
    new Response("", { headers: { "content-type": "text/html, text/plain" } })
      .blob()
      .then((b) => b.type),
  "response-headers-content-type-text-html-content-type-a-b-c": async () =>
    new Response("", {
      headers: [
        ["content-type", "text/html"],
        ["content-type", "a/b;c=d"],
      ],
    })
      .blob()
      .then((b) => b.type),
  "response-blob-then-b-b-type": async () =>
    new Response("").blob().then((b) => b.type),
  "response-null-blob-then-b-b-type": async () =>
    new Response(null).blob().then((b) => b.type),
  "response-new-uint8array-2-blob-then-b-b-type": async () =>
    new Response(new Uint8Array(2)).blob().then((b) => b.type),
  "fetch-data-text-plain-charset-utf-8-base64-agk-then-async": async () =>
    fetch("data:text/plain;charset=utf-8;base64,aGk=").then(async (r) => [
      r.status,
      r.statusText,
      r.url,
      r.type,
      r.redirected,
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-a-20b-frag-then-async-r-r-url-r-headers-await-r": async () =>
    fetch("data:,a%20b#frag").then(async (r) => [
      r.url,
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-text-html": async () => fetch("data:text/html"),
  "fetch-data-base64": async () => fetch("data:;base64,@"),
  "fetch-new-request-data-x-method-post-body-y-then-r-r-text": async () =>
    fetch(new Request("data:,x", { method: "POST", body: "y" })).then((r) =>
      r.text(),
    ),
  "fetch-data-x-then-r-r-url": async () => fetch("DATA:,x").then((r) => r.url),
  "c-new-abortcontroller-c-abort-const-r-new-request-http-x-s": async () => {
    const c = new AbortController();
    c.abort();
    const r = new Request("http://x", {
      signal: c.signal,
      method: "POST",
      body: "foo",
    });
    try {
      await fetch(r);
    } catch (e) {
      return [e.name, r.bodyUsed];
    }
  },
  "r-new-request-http-x-method-post-body-foo-const-q-new-requ": async () => {
    const r = new Request("http://x", { method: "POST", body: "foo" });
    const q = new Request(r, { body: "z" });
    return [r.bodyUsed, await r.text(), await q.text()];
  },
  "r-new-request-http-x-method-post-body-foo-const-q-r-clone": async () => {
    const r = new Request("http://x", { method: "POST", body: "foo" });
    const q = r.clone();
    return [r.bodyUsed, r.body === q.body, await r.text(), await q.text()];
  },
  "r-new-response-foo-const-b-r-body-await-r-text-return-r-bo": async () => {
    const r = new Response("foo");
    const b = r.body;
    await r.text();
    return [r.body === b, r.bodyUsed, b.locked];
  },
  "r-new-response-foo-const-b-r-body-const-rd-b-getreader-ret": async () => {
    const r = new Response("foo");
    const b = r.body;
    const rd = b.getReader();
    return [r.bodyUsed, b.locked, await r.text()];
  },
  "r-new-response-foo-const-b-r-body-await-b-cancel-return-r": async () => {
    const r = new Response("foo");
    const b = r.body;
    await b.cancel();
    return [r.bodyUsed, b.locked];
  },
  "r-new-response-return-r-body-null-r-bodyused": async () => {
    const r = new Response("");
    return [r.body === null, r.bodyUsed];
  },
  "r-new-response-null-await-r-text-return-r-body-r-bodyused": async () => {
    const r = new Response(null);
    await r.text();
    return [r.body, r.bodyUsed];
  },
  "r-new-response-x-r-text-return-r-bodyused": async () => {
    const r = new Response("x");
    r.text();
    return r.bodyUsed;
  },
  "r-new-response-x-await-r-text-try-await-r-text-catch-e-ret": async () => {
    const r = new Response("x");
    await r.text();
    try {
      await r.text();
    } catch (e) {
      return e;
    }
  },
  "r-new-response-x-r-body-getreader-try-r-clone-catch-e-retu": async () => {
    const r = new Response("x");
    r.body.getReader();
    try {
      r.clone();
    } catch (e) {
      return e;
    }
  },
  "r-new-response-x-r-body-getreader-try-await-r-json-catch-e": async () => {
    const r = new Response("x");
    r.body.getReader();
    try {
      await r.json();
    } catch (e) {
      return e;
    }
  },
  "response-json": async () => new Response("\ufeff{}").json(),
  "response-x-text": async () => new Response("\ufeffx").text(),
  "response-1-2-json": async () => new Response("[1,2]").json(),
  "response-new-uint8array-0xef-0xbb-0xbf-0x61-text": async () =>
    new Response(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).text(),
  "response-x-formdata": async () => new Response("x").formData(),
  "response-x-headers-content-type-multipart-form-data-bounda": async () =>
    new Response("x", {
      headers: { "content-type": "MULTIPART/FORM-DATA; Boundary=x" },
    }).formData(),
  "response-new-urlsearchparams-a-b-c-1-text": async () =>
    new Response(new URLSearchParams("a=b c&é=1")).text(),
  "response-text": async () => new Response({}).text(),
  "response-5-text": async () => new Response(5).text(),
  "response-true-headers-get-content-type": async () =>
    new Response(true).headers.get("content-type"),
  "response-function-f-headers-get-content-type": async () =>
    new Response(function f() {}).headers.get("content-type"),
  "response-new-dataview-new-arraybuffer-3-1-arraybuffer-then": async () =>
    new Response(new DataView(new ArrayBuffer(3), 1))
      .arrayBuffer()
      .then((b) => b.byteLength),
  "response-async-function-yield-new-uint8array-97-yield-new": async () =>
    new Response(
      (async function* () {
        yield new Uint8Array([97]);
        yield new Uint8Array([98]);
      })(),
    ).text(),
  "response-new-readablestream-start-c-c-enqueue-a-c-close-te": async () =>
    new Response(
      new ReadableStream({
        start(c) {
          c.enqueue("a");
          c.close();
        },
      }),
    ).text(),
  "response-new-readablestream-start-c-c-enqueue-new-uint8arr": async () =>
    new Response(
      new ReadableStream({
        start(c) {
          c.enqueue(new Uint8Array([97]));
          c.close();
        },
      }),
    ).text(),
  "response-new-readablestream-start-c-c-error-new-error-boom": async () =>
    new Response(
      new ReadableStream({
        start(c) {
          c.error(new Error("boom"));
        },
      }),
    ).text(),
  "response-new-readablestream-start-c-c-enqueue-5-c-close-te": async () =>
    new Response(
      new ReadableStream({
        start(c) {
          c.enqueue(5);
          c.close();
        },
      }),
    ).text(),
  "fetch-data-base64-then-async-r-r-headers-await-r-text": async () =>
    fetch("data:;base64,@").then(async (r) => [[...r.headers], await r.text()]),
  "fetch-data-base64-agk-then-async-r-r-headers-await-r-text": async () =>
    fetch("data:;base64,aGk").then(async (r) => [
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-base64-agk-then-async-r-r-headers-await-r-text-2": async () =>
    fetch("data:;base64,aGk@").then(async (r) => [
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-base64-a-then-async-r-r-headers-await-r-text": async () =>
    fetch("data:;base64,a").then(async (r) => [[...r.headers], await r.text()]),
  "fetch-data-base64-ag-k-then-async-r-r-headers-await-r-text": async () =>
    fetch("data:;base64,aG=k").then(async (r) => [
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-base64-agl-then-async-r-r-headers-await-r-text": async () =>
    fetch("data:;base64,aGl").then(async (r) => [
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-x-method-post-body-y-then-async-r-r-status-r-he": async () =>
    fetch("data:,x", { method: "POST", body: "y" }).then(async (r) => [
      r.status,
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-x-method-head-then-async-r-r-status-r-headers-r": async () =>
    fetch("data:,x", { method: "HEAD" }).then(async (r) => [
      r.status,
      [...r.headers],
      r.body,
      await r.text(),
    ]),
  "fetch-data-x-method-put-then-async-r-r-status-r-headers-r": async () =>
    fetch("data:,x", { method: "PUT" }).then(async (r) => [
      r.status,
      [...r.headers],
      r.body,
      await r.text(),
    ]),
  "fetch-data-x-method-options-then-async-r-r-status-r-header": async () =>
    fetch("data:,x", { method: "OPTIONS" }).then(async (r) => [
      r.status,
      [...r.headers],
      await r.text(),
    ]),
  "fetch-data-x-then-async-r-r-ok-r-bodyused-r-headers-get-co": async () =>
    fetch("data:,x").then(async (r) => [
      r.ok,
      r.bodyUsed,
      r.headers.get("content-length"),
      r.body instanceof ReadableStream,
    ]),
  "fetch-data-text-plain-x-signal-abortsignal-abort": async () =>
    fetch("data:text/plain,x", { signal: AbortSignal.abort() }),
  "fetch-about-blank": async () => fetch("about:blank"),
  "fetch-blob-http-x-y": async () => fetch("blob:http://x/y"),
  "fetch-ftp-x": async () => fetch("ftp://x/"),
  "fetch-file-x": async () => fetch("file:///x"),
  "fetch-rel": async () => fetch("/rel"),
  fetch: async () => fetch(""),
  "fetch-2": async () => fetch(),
  "fetch-5": async () => fetch(5),
  "fetch-null": async () => fetch(null),
  "fetch-new-url-data-z-then-r-r-text": async () =>
    fetch(new URL("data:,z")).then((r) => r.text()),
  "fetch-data-x-then-r-r-headers-set-a-b-return-ok": async () =>
    fetch("data:,x").then((r) => {
      r.headers.set("a", "b");
      return "ok";
    }),
  "headers-5": async () => new Headers(5),
  "headers-null": async () => new Headers(null),
  "headers-a": async () => new Headers("a"),
  "headers-a-2": async () => new Headers([["a"]]),
  "headers-a-b-c": async () => new Headers([["a", "b", "c"]]),
  "headers-5-2": async () => new Headers([5]),
  "headers-ab": async () => new Headers(["ab"]),
  "headers-a-b-c-2": async () => new Headers({ "a b": "c" }),
  "headers-a-bc": async () => new Headers({ a: "b\nc" }),
  "headers-a-bc-2": async () => new Headers({ a: "b\0c" }),
  "headers-a-get-a": async () => new Headers({ a: "\u0100" }).get("a"),
  "headers-a-get-a-2": async () => new Headers({ a: "é" }).get("a"),
  "headers-a-b-get-a": async () => new Headers({ a: " \t b \r\n" }).get("a"),
  "headers-a-1-b-null-c-undefined-d-1-2-symbol-iterator-next": async () =>
    new Headers({ A: 1, b: null, c: undefined, d: [1, 2] })
      [Symbol.iterator]()
      .next().value,
  "headers-a-1-b-null-c-undefined-d-1-2-flat": async () =>
    [...new Headers({ A: 1, b: null, c: undefined, d: [1, 2] })].flat(),
  "headers-b-1-a-2-b-3-set-cookie-x-set-cookie-y-flat": async () =>
    [
      ...new Headers([
        ["b", "1"],
        ["a", "2"],
        ["B", "3"],
        ["set-cookie", "x"],
        ["Set-Cookie", "y"],
      ]),
    ].flat(),
  "headers-set-cookie-x-set-cookie-y-get-set-cookie": async () =>
    new Headers([
      ["set-cookie", "x"],
      ["Set-Cookie", "y"],
    ]).get("set-cookie"),
  "headers-set-cookie-x-set-cookie-y-getsetcookie": async () =>
    new Headers([
      ["set-cookie", "x"],
      ["Set-Cookie", "y"],
    ]).getSetCookie(),
  "headers-set-cookie-x-set-cookie-y-getall-set-cookie": async () =>
    new Headers([
      ["set-cookie", "x"],
      ["Set-Cookie", "y"],
    ]).getAll("set-cookie"),
  "headers-a-b-getall-a": async () => new Headers({ a: "b" }).getAll("a"),
  "headers-a-b-get": async () => new Headers({ a: "b" }).get(),
  "headers-a-b-has-a": async () => new Headers({ a: "b" }).has("A"),
  "headers-a-b-get-a-b": async () => new Headers({ a: "b" }).get("a b"),
  "headers-a-b-delete-x-y": async () => new Headers({ a: "b" }).delete("x y"),
  "h-new-headers-h-append-a": async () => {
    const h = new Headers();
    h.append("a");
  },
  "h-new-headers-h-set-a": async () => {
    const h = new Headers();
    h.set("a");
  },
  "h-new-headers-h-append-a-1-h-append-a-2-h-set-a-3-return-h": async () => {
    const h = new Headers();
    h.append("a", "1");
    h.append("A", "2");
    h.set("a", "3");
    return [...h].flat();
  },
  "h-new-headers-a-1-b-2-const-out-for-const-k-of-h-out-push": async () => {
    const h = new Headers({ a: "1", b: "2" });
    const out = [];
    for (const [k] of h) {
      out.push(k);
      h.delete("b");
      h.append("c", "1");
    }
    return out;
  },
  "h-new-headers-a-1-b-2-const-out-h-foreach-v-k-o-out-push-v": async () => {
    const h = new Headers({ a: "1", b: "2" });
    const out = [];
    h.forEach((v, k, o) => out.push(v, k, o === h));
    return out;
  },
  "h-new-headers-a-1-h-foreach-5": async () => {
    const h = new Headers({ a: "1" });
    h.forEach(5);
  },
  "h-new-headers-a-1-return-object-prototype-tostring-call-h": async () => {
    const h = new Headers({ a: "1" });
    return [
      Object.prototype.toString.call(h.entries()),
      Object.prototype.toString.call(h.keys()),
      Object.prototype.toString.call(h.values()),
      h.entries().toString(),
    ];
  },
  "headers-new-map-a-b-get-a": async () =>
    new Headers(new Map([["a", "b"]])).get("a"),
  "headers-new-headers-a-b-get-a": async () =>
    new Headers(new Headers({ a: "b" })).get("a"),
  "headers-a-symbol": async () => new Headers({ a: Symbol() }),
  "headers-symbol-a-b": async () => new Headers({ [Symbol("a")]: "b" }),
  "request-http-a-headers-set-x-y": async () =>
    new Request("http://a/").headers.set("x", "y"),
  "request-http-a-headers-host-q-content-length-5-cookie-z-he": async () =>
    new Request("http://a/", {
      headers: { host: "q", "content-length": "5", cookie: "z" },
    }).headers.get("host"),
  "request-http-a-method-foo": async () =>
    new Request("http://a/", { method: "foo" }),
  "request-http-a-method-get-method": async () =>
    new Request("http://a/", { method: "get" }).method,
  "request-http-a-method-patch-method": async () =>
    new Request("http://a/", { method: "patch" }).method,
  "request-http-a-method-connect": async () =>
    new Request("http://a/", { method: "connect" }),
  "request-http-a-method": async () => new Request("http://a/", { method: "" }),
  "request-http-a-body-x": async () => new Request("http://a/", { body: "x" }),
  "request-http-a-method-post-body-null-body": async () =>
    new Request("http://a/", { method: "POST", body: null }).body,
  "request-http-a-frag-url": async () => new Request("http://a/#frag").url,
  "request-rel": async () => new Request("rel"),
  request: async () => new Request(""),
  "request-2": async () => new Request(),
  "request-url-http-x": async () => new Request({ url: "http://x" }),
  "request-http-a-5": async () => new Request("http://a/", 5),
  "request-http-a-null-method": async () =>
    new Request("http://a/", null).method,
  "request-http-a-redirect-error": async () =>
    new Request("http://a/", { redirect: "error" }),
  "request-http-a-redirect-x": async () =>
    new Request("http://a/", { redirect: "x" }),
  "request-http-a-signal-5": async () =>
    new Request("http://a/", { signal: 5 }),
  "request-http-a-signal-null-signal": async () =>
    new Request("http://a/", { signal: null }).signal,
  "request-http-a-cache-default": async () =>
    new Request("http://a/", { cache: "default" }),
  "request-http-a-cache-no-store-cache": async () =>
    new Request("http://a/", { cache: "no-store" }).cache,
  "request-http-a-integrity-sha256-x": async () =>
    new Request("http://a/", { integrity: "sha256-x" }),
  "request-http-a-mode-cors-mode": async () =>
    new Request("http://a/", { mode: "cors" }).mode,
  "request-http-a-credentials-include-credentials": async () =>
    new Request("http://a/", { credentials: "include" }).credentials,
  "request-http-a-keepalive-true-keepalive": async () =>
    new Request("http://a/", { keepalive: true }).keepalive,
  "request-http-a-duplex-half-duplex": async () =>
    new Request("http://a/", { duplex: "half" }).duplex,
  "request-http-a-cf-a-1-cf": async () =>
    new Request("http://a/", { cf: { a: 1 } }).cf,
  "request-http-a-cf-5": async () => new Request("http://a/", { cf: 5 }),
  "request-http-a-destination": async () =>
    new Request("http://a/").destination,
  "request-http-a-referrer": async () => new Request("http://a/").referrer,
  "request-new-request-http-a-headers-a-b-headers-c-d-headers": async () =>
    new Request(new Request("http://a/", { headers: { a: "b" } }), {
      headers: { c: "d" },
    }).headers.get("a"),
  "request-http-a-new-request-http-b-method-put-headers-q-r-m": async () =>
    new Request(
      "http://a/",
      new Request("http://b/", { method: "PUT", headers: { q: "r" } }),
    ).method,
  "response-x-status-199": async () => new Response("x", { status: 199 }),
  "response-x-status-600": async () => new Response("x", { status: 600 }),
  "response-x-status-204": async () => new Response("x", { status: 204 }),
  "response-null-status-204-status": async () =>
    new Response(null, { status: 204 }).status,
  "response-x-status-201-status": async () =>
    new Response("x", { status: "201" }).status,
  "response-x-status-nan": async () => new Response("x", { status: NaN }),
  "response-x-status-200-9-status": async () =>
    new Response("x", { status: 200.9 }).status,
  "response-x-statustext-statustext": async () =>
    new Response("x", { statusText: "é" }).statusText,
  "response-x-statustext-ab": async () =>
    new Response("x", { statusText: "a\nb" }),
  "response-x-statustext-null-statustext": async () =>
    new Response("x", { statusText: null }).statusText,
  "response-x-headers-5": async () => new Response("x", { headers: 5 }),
  "response-x-5": async () => new Response("x", 5),
  "response-x-null-status": async () => new Response("x", null).status,
  "response-x-status-101": async () => new Response("x", { status: 101 }),
  "response-redirect-http-a-307-headers-get-location": async () =>
    Response.redirect("http://a/é", 307).headers.get("location"),
  "response-redirect-x": async () => Response.redirect("/x"),
  "response-redirect-http-a-200": async () =>
    Response.redirect("http://a", 200),
  "response-error-status": async () => Response.error().status,
  "response-error-type": async () => Response.error().type,
  "response-json-undefined": async () => Response.json(undefined),
  "response-json-1n": async () => Response.json(1n),
  "response-json-a-1-status-201-headers-content-type-x-header": async () =>
    Response.json(
      { a: 1 },
      { status: 201, headers: { "content-type": "x" } },
    ).headers.get("content-type"),
  "r-response-redirect-http-a-r-headers-set-a-b-return-r-head": async () => {
    const r = Response.redirect("http://a");
    r.headers.set("a", "b");
    return r.headers.get("a");
  },
  "response-x-clone-text": async () => new Response("x").clone().text(),
  "response-x-encodebody-manual-status": async () =>
    new Response("x", { encodeBody: "manual" }).status,
  "response-x-encodebody-bad": async () =>
    new Response("x", { encodeBody: "bad" }),
  "response-x-cf-a-1-cf": async () => new Response("x", { cf: { a: 1 } }).cf,
  "response-x-websocket-null-websocket": async () =>
    new Response("x", { webSocket: null }).webSocket,
  "response-x-ok": async () => new Response("x").ok,
};

export default {
  async fetch(request) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    if (snippet === undefined)
      return new Response("no such snippet", { status: 404 });
    try {
      return new Response(show(await snippet()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
