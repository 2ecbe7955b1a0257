// URL and URLSearchParams: odd input, odd arguments, setters, statics, iteration.
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
  "urlsearchparams-length": async () => URLSearchParams.length,
  "url-prototype-constructor-url": async () =>
    URL.prototype.constructor === URL,
  "url-undefined": async () => new URL(undefined),
  "url-http-a-undefined-href": async () => new URL("http://a", undefined).href,
  "url-x": async () => new URL("x", ""),
  "url-x-null": async () => new URL("x", null),
  "url-canparse-x": async () => URL.canParse("x"),
  "url-parse-http-x-5": async () => URL.parse("http://x", 5),
  "url-http-x": async () => new URL("http://\ud800x/"),
  "url-http-x-href": async () => new URL("http://x/\ud800").href,
  "url-symbol": async () => new URL(Symbol()),
  "url-tostring-return-http-q-href": async () =>
    new URL({
      toString() {
        return "http://q/";
      },
    }).href,
  "url-http-x-searchparams-new-url-http-x-searchparams": async () =>
    new URL("http://x/").searchParams === new URL("http://x/").searchParams,
  "u-new-url-http-x-a-1-const-p-u-searchparams-u-search-b-2-r": async () => {
    const u = new URL("http://x/?a=1");
    const p = u.searchParams;
    u.search = "?b=2";
    return [p.toString(), u.searchParams === p];
  },
  "u-new-url-http-x-a-1-const-p-u-searchparams-u-href-http-y": async () => {
    const u = new URL("http://x/?a=1");
    const p = u.searchParams;
    u.href = "http://y/?c=3";
    return p.toString();
  },
  "u-new-url-http-x-u-search-return-u-href": async () => {
    const u = new URL("http://x/");
    u.search = "\ud800";
    return u.href;
  },
  "u-new-url-http-x-u-host-a-b-return-u-href": async () => {
    const u = new URL("http://x/");
    u.host = "a b";
    return u.href;
  },
  "u-new-url-http-x-u-port-99999-return-u-href": async () => {
    const u = new URL("http://x/");
    u.port = "99999";
    return u.href;
  },
  "u-new-url-http-x-u-port-8a-return-u-href": async () => {
    const u = new URL("http://x/");
    u.port = "8a";
    return u.href;
  },
  "u-new-url-http-x-u-protocol-ftp-return-u-href": async () => {
    const u = new URL("http://x/");
    u.protocol = "ftp";
    return u.href;
  },
  "u-new-url-http-x-u-protocol-foo-return-u-href": async () => {
    const u = new URL("http://x/");
    u.protocol = "foo";
    return u.href;
  },
  "u-new-url-mailto-a-b-u-host-x-u-pathname-q-return-u-href": async () => {
    const u = new URL("mailto:a@b");
    u.host = "x";
    u.pathname = "/q";
    return u.href;
  },
  "u-new-url-http-u-p-x-u-username-u-password-return-u-href": async () => {
    const u = new URL("http://u:p@x/");
    u.username = "";
    u.password = "é:";
    return u.href;
  },
  "u-new-url-http-x-u-hash-a-b-return-u-href": async () => {
    const u = new URL("http://x/");
    u.hash = "a b`";
    return u.href;
  },
  "u-new-url-http-x-a-return-u-search-u-href": async () => {
    const u = new URL("http://x/a?");
    return [u.search, u.href];
  },
  "urlsearchparams-5-tostring": async () => new URLSearchParams(5).toString(),
  "urlsearchparams-null-tostring": async () =>
    new URLSearchParams(null).toString(),
  "urlsearchparams-true-tostring": async () =>
    new URLSearchParams(true).toString(),
  "urlsearchparams-a-b-c": async () => new URLSearchParams([["a", "b"], ["c"]]),
  "urlsearchparams-a-b-c-2": async () => new URLSearchParams([["a", "b", "c"]]),
  "urlsearchparams-ab-cd-tostring": async () =>
    new URLSearchParams(["ab", "cd"]).toString(),
  "urlsearchparams-a-undefined-tostring": async () =>
    new URLSearchParams([["a", undefined]]).toString(),
  "urlsearchparams-a-undefined-b-null-c-1-2-tostring": async () =>
    new URLSearchParams({ a: undefined, b: null, c: [1, 2] }).toString(),
  "urlsearchparams-new-map-a-1-tostring": async () =>
    new URLSearchParams(new Map([["a", 1]])).toString(),
  "urlsearchparams-function-tostring": async () =>
    new URLSearchParams(function () {}).toString(),
  "urlsearchparams-symbol": async () => new URLSearchParams(Symbol()),
  "urlsearchparams-symbol-a-1-tostring": async () =>
    new URLSearchParams({ [Symbol("a")]: 1 }).toString(),
  "urlsearchparams-5": async () => new URLSearchParams([5]),
  "urlsearchparams-symbol-iterator-5": async () =>
    new URLSearchParams({ [Symbol.iterator]: 5 }),
  "urlsearchparams-a-b-20c-d-tostring": async () =>
    new URLSearchParams("a=b%20c+d&é=ü").toString(),
  "urlsearchparams-a-tostring": async () =>
    new URLSearchParams("a=~!*()'-._").toString(),
  "p-new-urlsearchparams-a-1-a-2-b-3-p-delete-a-1-return-p-to": async () => {
    const p = new URLSearchParams("a=1&a=2&b=3");
    p.delete("a", "1");
    return p.toString();
  },
  "p-new-urlsearchparams-a-1-a-2-b-3-p-delete-a-undefined-ret": async () => {
    const p = new URLSearchParams("a=1&a=2&b=3");
    p.delete("a", undefined);
    return p.toString();
  },
  "p-new-urlsearchparams-a-1-return-p-has-a-1-p-has-a-2-p-has": async () => {
    const p = new URLSearchParams("a=1");
    return [p.has("a", "1"), p.has("a", "2"), p.has("a", undefined)];
  },
  "p-new-urlsearchparams-a-1-return-p-append-x": async () => {
    const p = new URLSearchParams("a=1");
    return p.append("x");
  },
  "p-new-urlsearchparams-a-1-return-p-set-x": async () => {
    const p = new URLSearchParams("a=1");
    return p.set("x");
  },
  "p-new-urlsearchparams-a-1-return-p-foreach": async () => {
    const p = new URLSearchParams("a=1");
    return p.forEach();
  },
  "p-new-urlsearchparams-z-1-a-2-z-0-3-1-2-p-sort-return-p-to": async () => {
    const p = new URLSearchParams("z=1&a=2&z=0&é=3&😀=1&\uffff=2");
    p.sort();
    return p.toString();
  },
  "p-new-urlsearchparams-a-1-b-2-c-3-const-out-for-const-k-of": async () => {
    const p = new URLSearchParams("a=1&b=2&c=3");
    const out = [];
    for (const [k] of p) {
      out.push(k);
      p.delete("b");
    }
    return out;
  },
  "url-http-example-com-80-7efoo-a-b-q-href": async () =>
    new URL("http://EXAMPLE.com:80/%7Efoo/../a b?q='<>#\"").href,
  "url-http-0x7f-1-href": async () => new URL("http://0x7f.1/").href,
  "url-http-1-80-host": async () => new URL("http://[::1]:80/").host,
  "url-http-ffff-1-2-3-4-host": async () =>
    new URL("http://[::ffff:1.2.3.4]/").host,
  "url-http-a-41-com-host": async () => new URL("http://a%41.com/").host,
  "url-http-ex-2eample-com-host": async () =>
    new URL("http://ex%2eample.com/").host,
  "url-http-fa-de-host": async () => new URL("http://faß.de/").host,
  "url-http-net-host": async () => new URL("http://☃.net/").host,
  "url-http-a-b-c-host": async () => new URL("http://a_b.c/").host,
  "url-http-a-b-host": async () => new URL("http://a..b/").host,
  "url-http-1-2-3-4-5-host": async () => new URL("http://1.2.3.4.5/").host,
  "url-http-256-1-1-1": async () => new URL("http://256.1.1.1/"),
  "url-http-ex-ample": async () => new URL("http://ex ample/"),
  "url-http-x-y-href": async () => new URL("http:/x/y").href,
  "url-http-x-href-2": async () => new URL("http:x").href,
  "url-file-c-x-href": async () => new URL("file:///C|/x").href,
  "url-file-host-x-href": async () => new URL("file://host/../x").href,
  "url-x-http-y-href": async () => new URL("//x", "http://y").href,
  "url-a-http-y-b-c-d-href": async () => new URL("?a", "http://y/b?c#d").href,
  "url-e-http-y-b-c-d-href": async () => new URL("#e", "http://y/b?c#d").href,
  "url-http-y-b-c-d-href": async () => new URL("", "http://y/b?c#d").href,
  "url-javascript-alert-1-x-y-href": async () =>
    new URL("javascript:alert(1) ?x #y").href,
  "url-data-text-plain-a-b-c-href": async () =>
    new URL("data:text/plain, a b #c").href,
  "url-blob-https-a-com-x-origin": async () =>
    new URL("blob:https://a.com/x").origin,
  "url-blob-ftp-a-com-x-origin": async () =>
    new URL("blob:ftp://a.com/x").origin,
  "url-foo-x-origin": async () => new URL("foo://x").origin,
  "url-file-x-origin": async () => new URL("file:///x").origin,
  "url-non-special-1-a-b-href": async () =>
    new URL("non-special://[::1]/a/../b").href,
  "url-non-special-opaque-q-href": async () =>
    new URL("non-special:opaque  ?q").href,
  "url-http-user-x": async () => new URL("http://user@/x"),
  "url-http-x-65536": async () => new URL("http://x:65536"),
  "url-http-x-065535-port": async () => new URL("http://x:065535").port,
  "url-http-x-href-3": async () => new URL("  http://x  ").href,
  "url-http-x-a-href": async () => new URL("ht\ntp://x\t/a\r").href,
  "url-http-x-href-4": async () => new URL("http://x/%").href,
  "url-http-x-zz-41-pathname": async () => new URL("http://x/%zz%41").pathname,
  "url-http-x-a-2e-2e-b-pathname": async () =>
    new URL("http://x/a%2e%2E/b").pathname,
  "url-http-a-b-c-com-host": async () => new URL("http://a&b=c.com/").host,
  "url-http-x-search": async () => new URL("http://x/?\u{1F600}").search,
  "url-wss-x-443-host": async () => new URL("wss://x:443/").host,
  "url-http-x-tojson": async () => new URL("http://x").toJSON(),
  "json-stringify-u-new-url-http-x": async () =>
    JSON.stringify({ u: new URL("http://x") }),
  "structuredclone-new-url-http-x": async () =>
    structuredClone(new URL("http://x")),
  "structuredclone-new-urlsearchparams-a-1": async () =>
    structuredClone(new URLSearchParams("a=1")),
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
