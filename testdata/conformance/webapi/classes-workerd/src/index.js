// Headers, Request and Response, one snippet a path: texts and habits that are workerd's own. Each path runs one snippet
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
  async "body-null-status"(request) {
    return new Response("x", { status: 204 });
  },
  async "status-range"(request) {
    new Response("", { status: 199 });
  },
  async "status-1000"(request) {
    new Response("", { status: 1000 });
  },
  async "status-101"(request) {
    new Response(null, { status: 101 });
  },
  async "header-name"(request) {
    new Headers({ "a b": "c" });
  },
  async "header-value"(request) {
    new Headers({ a: "c\nd" });
  },
  async "header-value-uni"(request) {
    return [...new Headers({ a: "é€" })];
  },
  async "header-null-nul"(request) {
    new Headers({ a: "\0" });
  },
  async "header-comb"(request) {
    const h = new Headers();
    h.append("A", "1");
    h.append("a", "2");
    h.append("Set-Cookie", "x");
    h.append("set-cookie", "y");
    h.set("b", "z");
    return [
      h.get("a"),
      h.get("set-cookie"),
      h.getSetCookie(),
      h.getAll("set-cookie"),
      [...h],
      [...h.keys()],
      [...h.values()],
      h.has("B"),
    ];
  },
  async "header-getall"(request) {
    return new Headers({ a: "1" }).getAll("a");
  },
  async "header-init-bad"(request) {
    new Headers(5);
  },
  async "header-init-str"(request) {
    new Headers("abc");
  },
  async "header-init-null"(request) {
    new Headers(null);
  },
  async "header-init-seq"(request) {
    new Headers([["a"]]);
  },
  async "header-init-seq3"(request) {
    new Headers([["a", "b", "c"]]);
  },
  async "header-get-0"(request) {
    new Headers().get();
  },
  async "header-append-1"(request) {
    new Headers().append("a");
  },
  async "header-guard"(request) {
    request.headers.set("a", "b");
  },
  async "header-guard-del"(request) {
    request.headers.delete("a");
  },
  async redirect(request) {
    const r = Response.redirect("http://a/b?c=ü", 307);
    return [r.status, [...r.headers], r.statusText, r.body === null];
  },
  async "redirect-bad"(request) {
    Response.redirect("http://a/", 200);
  },
  async "redirect-badurl"(request) {
    Response.redirect("/x");
  },
  async "redirect-hdr-guard"(request) {
    const r = Response.redirect("http://a/");
    r.headers.set("a", "b");
    return [...r.headers];
  },
  async "json-undef"(request) {
    Response.json(undefined);
  },
  async "body-used"(request) {
    const r = new Response("a");
    await r.text();
    return [
      r.bodyUsed,
      await r.text().catch((e) => e.name + ": " + e.message),
      (() => {
        try {
          r.clone();
        } catch (e) {
          return e.name + ": " + e.message;
        }
      })(),
      (() => {
        try {
          new Response(r.body);
        } catch (e) {
          return e.name + ": " + e.message;
        }
      })(),
    ];
  },
  async locked(request) {
    const r = new Response("a");
    r.body.getReader();
    return [
      r.bodyUsed,
      await r.text().catch((e) => e.name + ": " + e.message),
      (() => {
        try {
          r.clone();
        } catch (e) {
          return e.name + ": " + e.message;
        }
      })(),
      (() => {
        try {
          new Response(r.body);
        } catch (e) {
          return e.name + ": " + e.message;
        }
      })(),
      (() => {
        try {
          r.body.getReader();
        } catch (e) {
          return e.name + ": " + e.message;
        }
      })(),
    ];
  },
  async proto(request) {
    return [
      Object.getPrototypeOf(Request.prototype).constructor.name,
      typeof globalThis.Body,
      Object.prototype.toString.call(request),
      Object.prototype.toString.call(new Headers()),
      Object.prototype.toString.call(new FormData()),
    ];
  },
  async "req-rel"(request) {
    new Request("/a");
  },
  async "req-cred"(request) {
    new Request("http://u:p@a/");
  },
  async "req-get-body"(request) {
    new Request("http://a/", { body: "a" });
  },
  async "req-method"(request) {
    return [
      new Request("http://a/", { method: "post" }).method,
      new Request("http://a/", { method: "patch" }).method,
      new Request("http://a/", { method: "foo" }).method,
    ];
  },
  async "req-method-bad"(request) {
    return new Request("http://a/", { method: "a b" }).method;
  },
  async "req-trace"(request) {
    return new Request("http://a/", { method: "TRACE" }).method;
  },
  async "req-cache2"(request) {
    return new Request("http://a/", { cache: "force-cache" }).cache;
  },
  async "req-mode"(request) {
    return new Request("http://a/", { mode: "cors" }).mode;
  },
  async "req-cred2"(request) {
    return new Request("http://a/", { credentials: "include" }).credentials;
  },
  async "req-redirect"(request) {
    return new Request("http://a/", { redirect: "foo" }).redirect;
  },
  async "req-noargs"(request) {
    new Request();
  },
  async "req-used"(request) {
    const a = new Request("http://a/", { method: "POST", body: "x" });
    const b = new Request(a);
    return [
      a.bodyUsed,
      await b.text(),
      (() => {
        try {
          new Request(a);
        } catch (e) {
          return e.name + ": " + e.message;
        }
      })(),
    ];
  },
  async "empty-body-used"(request) {
    const r = new Response("");
    await r.text();
    return [r.bodyUsed, await aerr(() => r.text())];
  },
  async "blob-body"(request) {
    const b = await new Response("abc", { headers: { "content-type": "a/B; charset=x" } }).blob();
    return [
      b.type,
      b.size,
      (await new Response("x").blob()).type,
      (await new Response(new Uint8Array(1)).blob()).type,
    ];
  },
  async "init-bad"(request) {
    return [
      err(() => new Response("", 5)),
      err(() => new Response("", null).status),
      err(() => new Response("", "x")),
      err(() => new Response("", { status: NaN })),
      err(() => new Response("", { status: null }).status),
      err(() => new Response("", { headers: null }).status),
      err(() => new Response("", { headers: 5 })),
      err(() => new Response("", { status: "x" })),
      err(() => new Response("", { status: undefined }).status),
    ];
  },
  async "status-text"(request) {
    return [200, 201, 204, 302, 404, 418, 500, 599, 429].map(
      (s) => new Response(null, { status: s }).statusText,
    );
  },
  async "resp-defaults"(request) {
    const r = new Response("a");
    return [
      r.type,
      r.url,
      r.redirected,
      r.ok,
      r.status,
      r.statusText,
      r.webSocket,
      r.cf === undefined,
      r.bodyUsed,
      new Response(null, { cf: { a: 1 } }).cf,
      new Response("a", { encodeBody: "manual" }).status,
      err(() => new Response("a", { encodeBody: "x" })),
      err(() => new Response("a", { url: "http://q" }).url),
    ];
  },
  async "headers-iter-mut"(request) {
    const h = new Headers({ a: 1, c: 2 });
    const o = [];
    for (const [k] of h) {
      o.push(k);
      if (o.length < 3) h.append("b" + o.length, "1");
    }
    return o;
  },
  async "headers-empty"(request) {
    return [
      err(() => new Headers().append("", "a")),
      err(() => new Headers().get("")),
      err(() => new Headers().get("a b")),
      err(() => new Headers().has("\u0100")),
      err(() => new Headers().delete("é")),
      new Headers().get("x"),
      err(() => new Headers({ a: "\u0100" }).get("a")),
      err(() => new Headers({ é: "a" })),
    ];
  },
  async "req-clone"(request) {
    const r = new Request("http://a/", { method: "POST", body: "x", headers: { a: "b" }, cf: { x: 1 } });
    const c = r.clone();
    return [await r.text(), await c.text(), c.cf, [...c.headers], c.url, c.method];
  },
  async "req-init3"(request) {
    const r = new Request("http://a/", { method: "POST", body: "x" });
    const c = new Request(r, { body: null });
    return [
      c.body === null,
      c.method,
      r.bodyUsed,
      err(() => new Request(r, { method: "GET" })),
      err(() => new Request(r, { method: "GET", body: null }).method),
    ];
  },
  async "req-signal"(request) {
    const ac = new AbortController();
    const r = new Request("http://a", { signal: ac.signal });
    ac.abort("z");
    return [
      r.signal === ac.signal,
      r.signal.aborted,
      new Request(r).signal.aborted,
      err(() => new Request("http://a", { signal: 5 })),
      new Request("http://a", { signal: null }).signal?.aborted,
    ];
  },
  async method(request) {
    return [
      "post",
      "patch",
      "Patch",
      "purge",
      "PURGE",
      "connect",
      "query",
      "propfind",
      "X",
      "options",
      "m-search",
      "MSEARCH",
      "source",
    ].map((m) => err(() => new Request("http://a/", { method: m }).method));
  },
  async fdfmt(request) {
    const f = new FormData();
    f.append('a"b\r\nq', "1\r\n2");
    f.append("b", new Blob(["x"]));
    f.append("e\u00e9", new File(["z"], 'a"\r\nb\u00e9'));
    const r = new Response(f);
    const t = await r.text();
    return JSON.stringify(t.replaceAll(r.headers.get("content-type").split("boundary=")[1], "BB"));
  },
  async fdempty(request) {
    const r = new Response(new FormData());
    return JSON.stringify(
      (await r.text()).replaceAll(r.headers.get("content-type").split("boundary=")[1], "BB"),
    );
  },
  async mf(request) {
    const r = new Response("x", { webSocket: undefined });
    return r.webSocket;
  },
  async "respinit-getter"(request) {
    let o = [];
    new Response("x", {
      get status() {
        o.push("status");
        return 200;
      },
      get headers() {
        o.push("headers");
      },
      get statusText() {
        o.push("statusText");
      },
      get cf() {
        o.push("cf");
      },
      get webSocket() {
        o.push("ws");
      },
      get encodeBody() {
        o.push("eb");
      },
    });
    return o;
  },
  async "req-null-init"(request) {
    return [
      err(() => new Request("http://a", null).url),
      err(() => new Request("http://a", 5)),
      err(() => new Request("http://a", { headers: 5 })),
      err(() => new Request("http://a", { headers: null })),
      err(() => new Request("http://a", { cf: 5 }).cf),
      err(() => new Request("http://a", { integrity: "x" }).integrity),
      err(() => new Request("http://a", { keepalive: true }).keepalive),
    ];
  },
  async "req-method-null"(request) {
    return [
      err(() => new Request("http://a", { method: undefined }).method),
      err(() => new Request("http://a", { method: null }).method),
    ];
  },
  async "resp-status-vals"(request) {
    return [
      err(() => new Response(null, { status: 200.7 }).status),
      err(() => new Response(null, { status: 204 }).statusText),
      err(() => new Response(null, { status: 201, statusText: "x" }).statusText),
      err(() => new Response(null, { statusText: undefined }).statusText),
      err(() => new Response(null, { statusText: null }).statusText),
      err(() => new Response(null, { statusText: "" }).statusText),
      err(() => new Response(null, { status: 101, webSocket: null }).status),
    ];
  },
  async "hdr-names"(request) {
    return [
      err(() => new Headers({ a: "b" }).append("x\n", "1")),
      err(() => new Headers({ "a:": "b" })),
      err(() => {
        const h = new Headers();
        h.append("X-Foo", "1");
        return [...h.keys()];
      }),
      err(() => new Headers([["a", "b"], ["c"]])),
      err(() => new Headers([5])),
      err(() => new Headers(["ab"])),
      [...new Headers([new Set(["a", "b"])])],
    ];
  },
  async "hdr-val"(request) {
    return [
      err(() => new Headers({ a: "b\n" }).get("a")),
      err(() => new Headers({ a: "\nb" }).get("a")),
      err(() => new Headers({ a: "b\x01" }).get("a")),
      err(() => new Headers({ a: "b\x7f" }).get("a")),
      err(() => new Headers({ a: "" }).get("a")),
      err(() => new Headers({ a: Symbol() })),
    ];
  },
  async "hdr-out"(request) {
    return new Response("", { headers: { "X-Uni": "é", "x-e": "", "X-Two": "a" } });
  },
  async "hdr-multi"(request) {
    const h = new Headers();
    h.append("x-m", "1");
    h.append("X-M", "2");
    h.append("set-cookie", "a=1");
    h.append("set-cookie", "b=2");
    return new Response("x", { headers: h });
  },
  async "clone-immut"(request) {
    const r = request.clone();
    return err(() => r.headers.set("a", "b"));
  },
  async "content-length-resp"(request) {
    return new Response("hello", { headers: { "content-length": "3" } });
  },
  async "fd-set-3"(request) {
    const f = new FormData();
    return [
      err(() => f.set("a", "b", "c")),
      err(() => f.append("a", new Blob([]), undefined)),
      f.get("a").name,
      f.get("a") instanceof File,
    ];
  },
  async "form-latin"(request) {
    return await aerr(async () => [
      ...(await new Response("a=1", {
        headers: { "content-type": "application/x-www-form-urlencoded;charset=latin1" },
      }).formData()),
    ]);
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
