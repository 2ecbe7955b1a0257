// Headers, Request and Response, one snippet a path. Each path runs one snippet
// and shows what it returned or threw.
const err = (f) => {
  try {
    return f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const aerr = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));

const snippets = {
  async "status-str"(request) {
    return new Response("", { status: "201" }).status;
  },
  async "statusText-bad"(request) {
    new Response("", { statusText: "a\nb" });
  },
  async "header-trim"(request) {
    return [...new Headers({ a: "  b \t" })];
  },
  async error(request) {
    const r = Response.error();
    return [r.status, r.type, [...r.headers]];
  },
  async json(request) {
    const r = Response.json({ a: 1 }, { status: 201, headers: { x: "y" } });
    return [r.status, [...r.headers], await r.text()];
  },
  async "json-ct"(request) {
    return [...Response.json(1, { headers: { "content-type": "x/y" } }).headers];
  },
  async "ct-string"(request) {
    return [...new Response("a").headers];
  },
  async "ct-blob"(request) {
    return [...new Response(new Blob(["a"], { type: "x/y" })).headers];
  },
  async "ct-usp"(request) {
    return [...new Response(new URLSearchParams("a=b")).headers];
  },
  async "ct-buf"(request) {
    return [...new Response(new Uint8Array(2)).headers];
  },
  async "req-cache"(request) {
    return new Request("http://a/", { cache: "no-store" }).cache;
  },
  async "req-ftp"(request) {
    return new Request("ftp://a/").url;
  },
  async "req-url-obj"(request) {
    return new Request(new URL("http://a/b")).url;
  },
  async "req-url-obj2"(request) {
    return new Request({
      toString() {
        return "http://a/c";
      },
    }).url;
  },
  async "null-body-used"(request) {
    const r = new Response(null);
    await r.text();
    return [r.bodyUsed, await aerr(() => r.text()), r.body === null];
  },
  async "init-resp"(request) {
    const a = new Response("x", {
      status: 404,
      statusText: "Nope",
      headers: { "x-a": "b", "set-cookie": "1" },
    });
    const b = new Response("y", a);
    const c = new Response(a.body, a);
    return [
      b.status,
      b.statusText,
      [...b.headers],
      b.headers === a.headers,
      c.status,
      [...c.headers],
      await c.text(),
      a.bodyUsed,
    ];
  },
  async "headers-setcookie"(request) {
    const h = new Headers({ "set-cookie": "a" });
    h.append("Set-Cookie", "b");
    h.set("set-cookie", "c");
    h.append("set-cookie", "d; expires=Mon, 01");
    return [
      h.get("set-cookie"),
      h.getSetCookie(),
      new Headers(h).getSetCookie(),
      h.delete("set-cookie"),
      h.getSetCookie(),
    ];
  },
  async "req-init"(request) {
    const r = new Request("http://a/", {
      method: "POST",
      body: "x",
      headers: { a: "b" },
      redirect: "manual",
    });
    const c = new Request(r, { method: "PUT" });
    const d = new Request("http://b/", c);
    return [
      c.method,
      c.redirect,
      [...c.headers],
      d.method,
      d.url,
      d.redirect,
      [...d.headers],
      await d.text(),
      r.bodyUsed,
      c.bodyUsed,
    ];
  },
  async "req-init2"(request) {
    const r = new Request("http://a/", { method: "POST", body: "x" });
    const c = new Request(r, { headers: { q: "1" } });
    return [[...c.headers], await c.text(), r.bodyUsed];
  },
  async "req-body-override"(request) {
    const r = new Request("http://a/", { method: "POST", body: "x" });
    const c = new Request(r, { body: "y" });
    return [await c.text(), r.bodyUsed, [...c.headers]];
  },
  async "ct-override"(request) {
    return [
      [...new Response("a", { headers: { "content-type": "x/y" } }).headers],
      [
        ...new Request("http://a", {
          method: "POST",
          body: new URLSearchParams("a=b"),
          headers: { "Content-Type": "q/w" },
        }).headers,
      ],
    ];
  },
  async "url-norm"(request) {
    return [
      "http://A.com",
      "http://a.com/ä b?q=ü#x",
      "http://a:80/",
      "HTTPS://a/../b",
      " http://a/ ",
      "http://a.com/%7e",
    ].map((u) => err(() => new Request(u).url));
  },
  async urlresp(request) {
    return new Request("http://a/?").url;
  },
  async "resp-ct-null"(request) {
    return [...new Response(null, { headers: { x: "y" } }).headers];
  },
  async "clone-null"(request) {
    const r = new Response(null).clone();
    return [r.body === null];
  },
  async "clone-headers"(request) {
    const r = new Response("a", { headers: { a: "1" } });
    const c = r.clone();
    c.headers.set("a", "2");
    return [r.headers.get("a"), c.headers.get("a")];
  },
  async "newreq-mut"(request) {
    const r = new Request(request);
    r.headers.set("a", "b");
    return r.headers.get("a");
  },
  async "resp-from-hdrs"(request) {
    const h = new Headers({ a: "1" });
    const r = new Response("", { headers: h });
    h.set("a", "2");
    return r.headers.get("a");
  },
  async "blob-stream-slices"(request) {
    const b = new Blob(["abcdef"]);
    return [
      await b.slice(0, 3).slice(1).text(),
      await b.slice(-3, -1).text(),
      b.slice().size,
      b.slice(10).size,
      b.slice(undefined, 2).size,
      b.slice(NaN).size,
    ];
  },
  async "fd-entries"(request) {
    const f = new FormData();
    f.set("a", "1");
    f.set("a", new Blob(["x"]), "fn");
    f.append("a", "2");
    f.delete("zz");
    const o = [];
    f.forEach((v, k, p) => o.push(k, typeof v, p === f));
    return [o, f.get("a").name, f.has("a", "2"), f.toString(), [...f.values()].length];
  },
  async "form-ct-case"(request) {
    const f = await new Response("a=1", {
      headers: { "content-type": "Application/X-WWW-Form-Urlencoded" },
    }).formData();
    return [...f];
  },
  async "bytes-method"(request) {
    const r = new Response("ab");
    const b = await r.bytes();
    return [b.constructor.name, b.length, (await new Response("ab").arrayBuffer()).byteLength];
  },
  async "used-after-fetchlike"(request) {
    const r = new Request("http://a", { method: "POST", body: "abc" });
    const r2 = new Request("http://b", r);
    return [r.bodyUsed, r.body?.locked, r2.bodyUsed, err(() => r.clone()), await aerr(() => r.text())];
  },
  async "body-identity"(request) {
    const r = new Response("a");
    return [r.body === r.body, r.body instanceof ReadableStream, r.body.locked, r.bodyUsed];
  },
  async "clone-body-identity"(request) {
    const r = new Response("a");
    const b = r.body;
    const c = r.clone();
    return [r.body === b, b.locked, await r.text()];
  },
  async "reqbody-get"(request) {
    return [request.body === null, request.bodyUsed, await request.text()];
  },
  async tostr(request) {
    return [String(new Response("")), String(request), String(new Blob([])), String(new Headers())];
  },
};

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](request);
      return v instanceof Response ? v : new Response("= " + show(v));
    } catch (e) {
      return new Response("! " + e.constructor.name + "/" + e.name + ": " + e.message);
    }
  },
};
