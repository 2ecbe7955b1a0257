// Every way to answer that HTTP allows, and what the runtime makes of it.
const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);

const routes = {
  "/empty": () => new Response(),
  "/null": () => new Response(null),
  "/undefined": () => new Response(undefined),
  "/empty-string": () => new Response(""),
  "/string": () => new Response("text ☕"),
  "/number": () => new Response(42),
  "/object": () => new Response({}),
  "/array-buffer": () => new Response(bytes.buffer),
  "/view": () => new Response(bytes.subarray(1, 3)),
  "/data-view": () => new Response(new DataView(bytes.buffer, 2, 2)),
  "/blob": () => new Response(new Blob(["<p>", "hi"], { type: "text/html" })),
  "/blob-no-type": () => new Response(new Blob(["x"])),
  "/params": () => new Response(new URLSearchParams({ a: "1 2", b: "ü" })),
  "/json": () => Response.json({ a: 1, b: [null, "é"], c: undefined }),
  "/json-array": () => Response.json([]),
  "/json-null": () => Response.json(null),
  "/json-string": () => Response.json("s"),
  "/json-init": () => Response.json({ error: "no" }, { status: 418, statusText: "Teapot", headers: { "X-A": "1" } }),
  "/json-own-type": () => Response.json({}, { headers: { "content-type": "application/problem+json" } }),
  "/own-type": () => new Response("{}", { headers: { "Content-Type": "application/json" } }),
  "/empty-type": () => new Response("x", { headers: { "Content-Type": "" } }),
  "/bytes-type": () => new Response(bytes, { headers: { "Content-Type": "image/png" } }),
  "/redirect": () => Response.redirect("https://example.org/a b?c=ü"),
  "/redirect-301": () => Response.redirect("https://example.org/", 301),
  "/redirect-relative": () => new Response(null, { status: 302, headers: { Location: "/next" } }),
  "/redirect-bad-status": () => tryIt(() => Response.redirect("https://example.org/", 200)),
  "/redirect-bad-url": () => tryIt(() => Response.redirect("not a url")),
  "/204": () => new Response(null, { status: 204 }),
  "/204-body": () => tryIt(() => new Response("x", { status: 204 })),
  "/304": () => new Response(null, { status: 304, headers: { ETag: '"x"' } }),
  "/205": () => new Response(null, { status: 205 }),
  "/status-199": () => tryIt(() => new Response(null, { status: 199 })),
  "/status-600": () => tryIt(() => new Response(null, { status: 600 })),
  "/status-text": () => tryIt(() => new Response(null, { status: 200, statusText: "bad\nline" })),
  "/init-response": () => new Response("copy", new Response("x", { status: 201, headers: { "X-A": "1" } })),
  "/headers-object": () => new Response("h", { headers: { "X-B": "2", "X-A": "1" } }),
  "/headers-pairs": () => new Response("h", { headers: [["X-A", "1"], ["X-A", "2"]] }),
  "/headers-class": () => {
    const h = new Headers({ "x-a": "1" });
    h.append("X-A", "2");
    h.set("x-c", "3");
    h.delete("X-C");
    return new Response("h", { headers: h });
  },
  "/headers-later": () => {
    const r = new Response("h");
    r.headers.set("X-Later", "yes");
    r.headers.append("Vary", "Accept");
    r.headers.append("Vary", "Cookie");
    return r;
  },
  "/latin1": () => new Response("h", { headers: { "X-Latin": "caf\u00e9" } }),
  "/cookies": () => {
    const r = new Response("c");
    r.headers.append("Set-Cookie", "a=1; Path=/");
    r.headers.append("set-cookie", "b=2, c");
    r.headers.append("X-Count", String(r.headers.getSetCookie().length));
    return r;
  },
  "/content-length": () => new Response("12345", { headers: { "Content-Length": "5" } }),
  "/wrong-length-head": () => new Response(null, { headers: { "Content-Length": "5" } }),
  "/error": () => tryIt(() => { const r = Response.error(); return Response.json([r.type, r.status]); }),
  "/inspect": () => {
    const r = new Response("x", { status: 201, statusText: "Made" });
    return Response.json([r.ok, r.status, r.statusText, r.type, r.url, r.redirected, r.bodyUsed, r.headers.get("content-type"), r.body instanceof ReadableStream]);
  },
  "/inspect-null": () => {
    const r = new Response();
    return Response.json([r.ok, r.statusText, r.body, r.headers.get("content-type"), [...r.headers]]);
  },
  "/clone": async () => {
    const r = new Response("twice", { headers: { "X-A": "1" } });
    const c = r.clone();
    return Response.json([await r.text(), await c.text(), c.headers.get("x-a"), r.bodyUsed]);
  },
  "/used": async () => {
    const r = new Response("once");
    await r.text();
    return tryIt(async () => new Response(await r.text()));
  },
  "/return-used": async () => {
    const r = new Response("once");
    await r.text();
    return r;
  },
  "/large": () => new Response("0123456789".repeat(300_000)),
  "/large-bytes": () => new Response(new Uint8Array(2_000_000).fill(7)),
  "/encode-body": () => new Response("manual", { encodeBody: "manual", headers: { "X-Y": "1" } }),
  "/identity": () => new Response("as is", { headers: { "Content-Encoding": "identity" } }),
};

async function tryIt(make) {
  try {
    return await make();
  } catch (e) {
    return Response.json({ threw: e.name, isTypeError: e instanceof TypeError, isRangeError: e instanceof RangeError });
  }
}

export default {
  fetch(request) {
    const make = routes[new URL(request.url).pathname];
    return make ? make() : new Response("?", { status: 404 });
  },
};
