// The Cache API, one snippet a path. Keys are the snippet's own, so that the
// order of requests does not matter.
const err = (f) => {
  try {
    return show(f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const aerr = async (f) => {
  try {
    return show(await f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));
// described is a response without what depends on the clock.
const described = async (r) => {
  if (r === undefined) return "miss";
  const headers = [...r.headers].filter(([name]) => name !== "date" && name !== "age").map(([name, value]) => `${name}: ${value}`);
  return [r.status, r.statusText, headers.sort(), await r.text()];
};
const fresh = (body = "body", headers = {}, init = {}) => new Response(body, { headers: { "cache-control": "max-age=60", ...headers }, ...init });
const cache = caches.default;
let key, up;
const roundTrip = async (response, request = key) => {
  await cache.put(key, response);
  return described(await cache.match(request));
};
const get = (headers) => new Request(key, { headers });

const snippets = {
  shapes: () => [Object.prototype.toString.call(caches), Object.prototype.toString.call(caches.default), caches.default === caches.default, caches instanceof CacheStorage, caches.default instanceof Cache, Object.keys(caches), typeof caches.open],
  members: () => [Object.getOwnPropertyNames(Cache.prototype).sort(), Object.getOwnPropertyNames(CacheStorage.prototype).sort(), Cache.length, CacheStorage.length],
  "illegal-constructors": () => [err(() => new Cache()), err(() => new CacheStorage())],
  "other-methods": () => [typeof caches.match, typeof caches.has, typeof caches.delete, typeof caches.keys, typeof cache.keys, typeof cache.matchAll, typeof cache.add, typeof cache.addAll],
  add: () => Promise.all([aerr(() => cache.add(key)), aerr(() => cache.addAll([key]))]),
  miss: async () => String(await cache.match(key)),
  "put-result": async () => String(await cache.put(key, fresh())),
  hit: () => roundTrip(fresh()),
  "hit-age": async () => {
    await cache.put(key, fresh());
    const r = await cache.match(key);
    return [Number(r.headers.get("age")) < 5, r.headers.has("date"), r.headers.get("cf-cache-status"), r.url, r.redirected, r.type];
  },
  "hit-immutable": async () => {
    await cache.put(key, fresh());
    const r = await cache.match(key);
    return [err(() => r.headers.set("a", "b")), new Response(r.body, r).headers.get("cf-cache-status")];
  },
  "hit-twice": async () => {
    await cache.put(key, fresh());
    return [await (await cache.match(key)).text(), await (await cache.match(key)).text()];
  },
  "no-cache-control": () => roundTrip(new Response("x")),
  "max-age-0": () => roundTrip(fresh("x", { "cache-control": "max-age=0" })),
  "s-maxage": () => roundTrip(fresh("x", { "cache-control": "max-age=0, s-maxage=60" })),
  "s-maxage-0": () => roundTrip(fresh("x", { "cache-control": "max-age=60, s-maxage=0" })),
  "no-store": () => roundTrip(fresh("x", { "cache-control": "no-store, max-age=60" })),
  "no-cache": () => roundTrip(fresh("x", { "cache-control": "no-cache, max-age=60" })),
  private: () => roundTrip(fresh("x", { "cache-control": "private, max-age=60" })),
  public: () => roundTrip(fresh("x", { "cache-control": "public" })),
  immutable: () => roundTrip(fresh("x", { "cache-control": "immutable" })),
  "must-revalidate": () => roundTrip(fresh("x", { "cache-control": "max-age=60, must-revalidate" })),
  "proxy-revalidate": () => roundTrip(fresh("x", { "cache-control": "max-age=60, proxy-revalidate" })),
  "stale-while-revalidate": () => roundTrip(fresh("x", { "cache-control": "max-age=0, stale-while-revalidate=60" })),
  "stale-if-error": () => roundTrip(fresh("x", { "cache-control": "max-age=0, stale-if-error=60" })),
  "quoted-max-age": () => roundTrip(fresh("x", { "cache-control": 'max-age="60"' })),
  "capital-directive": () => roundTrip(fresh("x", { "cache-control": "Max-Age=60" })),
  "bad-max-age": () => roundTrip(fresh("x", { "cache-control": "max-age=soon" })),
  expires: () => roundTrip(new Response("x", { headers: { expires: new Date(Date.now() + 60000).toUTCString() } })).then((r) => (r === "miss" ? r : [r[0], r[3]])),
  "expires-past": () => roundTrip(new Response("x", { headers: { expires: new Date(Date.now() - 60000).toUTCString() } })),
  "expires-bad": () => roundTrip(new Response("x", { headers: { expires: "0" } })),
  "last-modified": () => roundTrip(new Response("x", { headers: { "last-modified": "Wed, 01 Jan 2020 00:00:00 GMT" } })),
  pragma: () => roundTrip(new Response("x", { headers: { pragma: "no-cache", expires: new Date(Date.now() + 60000).toUTCString() } })),
  "age-header": () => roundTrip(fresh("x", { age: "59" })),
  "age-too-old": () => roundTrip(fresh("x", { age: "61" })),
  "date-header": () => roundTrip(fresh("x", { date: new Date(Date.now() - 30000).toUTCString() })),
  "set-cookie": () => roundTrip(fresh("x", { "set-cookie": "a=1" })),
  "set-cookie-private": () => roundTrip(fresh("x", { "set-cookie": "a=1", "cache-control": "private=set-cookie, max-age=60" })),
  "set-cookie-public": () => roundTrip(fresh("x", { "set-cookie": "a=1", "cache-control": "public, max-age=60" })),
  authorization: async () => {
    await cache.put(new Request(key, { headers: { authorization: "x" } }), fresh());
    return described(await cache.match(key));
  },
  "authorization-public": async () => {
    await cache.put(new Request(key, { headers: { authorization: "x" } }), fresh("x", { "cache-control": "public, max-age=60" }));
    return described(await cache.match(key));
  },
  "request-no-store": async () => {
    await cache.put(new Request(key, { headers: { "cache-control": "no-store" } }), fresh());
    return described(await cache.match(new Request(key, { headers: { "cache-control": "no-cache" } })));
  },
  statuses: async () => {
    const out = {};
    for (const status of [200, 201, 202, 203, 204, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 410, 414, 418, 429, 500, 501, 502, 503, 504]) {
      const url = key + "?" + status;
      const body = status === 204 || status === 304 ? null : "b";
      out[status] = await aerr(async () => {
        await cache.put(url, new Response(body, { status, headers: { "cache-control": "max-age=60" } }));
        const r = await cache.match(url);
        return r === undefined ? "miss" : `${r.status} ${await r.text()}`;
      });
    }
    return out;
  },
  "statuses-plain": async () => {
    const out = {};
    for (const status of [200, 302, 404, 500]) {
      const url = key + "?" + status;
      await cache.put(url, new Response("b", { status }));
      out[status] = (await cache.match(url)) === undefined;
    }
    return out;
  },
  "put-206": () => aerr(() => cache.put(key, fresh("x", { "content-range": "bytes 0-0/2" }, { status: 206 }))),
  "put-error": () => aerr(() => cache.put(key, Response.error())),
  "put-post": () => aerr(() => cache.put(new Request(key, { method: "POST" }), fresh())),
  "put-head": () => aerr(() => cache.put(new Request(key, { method: "HEAD" }), fresh())),
  "put-vary-star": () => aerr(() => cache.put(key, fresh("x", { vary: "*" }))),
  "put-vary-star-in-list": () => aerr(() => cache.put(key, fresh("x", { vary: "accept, *" }))),
  "put-socket": () => aerr(() => cache.put(key, new Response(null, { status: 101, webSocket: new WebSocketPair()[0] }))),
  "put-used": async () => {
    const r = fresh();
    await r.text();
    return aerr(() => cache.put(key, r));
  },
  "put-locked": async () => {
    const r = fresh(new ReadableStream({ start(c) { c.close(); } }));
    r.body.getReader();
    return aerr(() => cache.put(key, r));
  },
  "put-uses-body": async () => {
    const r = fresh();
    await cache.put(key, r);
    return [r.bodyUsed, await aerr(() => r.text())];
  },
  "put-args": () => Promise.all([aerr(() => cache.put()), aerr(() => cache.put(key)), aerr(() => cache.put(key, "x")), aerr(() => cache.put(key, {})), aerr(() => cache.put(key, null))]),
  "bad-urls": () => Promise.all(["", "x", "/a", "http://", null, undefined, 5, "http://a/#x"].map((u) => aerr(async () => String(await cache.match(u))))),
  "bad-urls-put": () => Promise.all(["x", "http://a b/", "http://a/#"].map((u) => aerr(async () => String(await cache.put(u, fresh()))))),
  "bad-urls-delete": () => Promise.all(["x", "", "http://a/b#c"].map((u) => aerr(async () => String(await cache.delete(u))))),
  "match-args": () => aerr(() => cache.match()),
  "delete-args": () => aerr(() => cache.delete()),
  "match-post": async () => {
    await cache.put(key, fresh());
    return [await described(await cache.match(new Request(key, { method: "POST" }))), await described(await cache.match(new Request(key, { method: "HEAD" }))), await described(await cache.match(new Request(key, { method: "POST" }), { ignoreMethod: true }))];
  },
  "match-options": async () => {
    await cache.put(key, fresh());
    return Promise.all([null, undefined, {}, { ignoreMethod: 0 }, { ignoreSearch: true, ignoreVary: true }, 5, "x"].map((o) => aerr(async () => (await cache.match(new Request(key), o)) !== undefined)));
  },
  "url-parts": async () => {
    await cache.put(key + "?b=2&a=1", fresh("search"));
    await cache.put("HTTP://CASE.TEST:80/a/../" + key.split("/").pop(), fresh("case"));
    const m = async (u) => ((await cache.match(u)) === undefined ? "miss" : (await (await cache.match(u)).text()));
    return [await m(key + "?b=2&a=1"), await m(key + "?a=1&b=2"), await m(key), await m("http://case.test/" + key.split("/").pop()), await m("https://case.test/" + key.split("/").pop())];
  },
  "url-object": async () => {
    await cache.put(new URL(key), fresh());
    return described(await cache.match(new URL(key)));
  },
  vary: async () => {
    await cache.put(get({ "accept-language": "de" }), fresh("de", { vary: "accept-language" }));
    return [await described(await cache.match(get({ "accept-language": "de" }))), await described(await cache.match(get({ "accept-language": "en" })))];
  },
  delete: async () => {
    await cache.put(key, fresh());
    return [await cache.delete(key), await cache.delete(key), await described(await cache.match(key))];
  },
  "delete-method": async () => {
    await cache.put(key, fresh());
    const post = new Request(key, { method: "POST" });
    return [await cache.delete(post), await cache.delete(post, { ignoreMethod: true }), await described(await cache.match(key))];
  },
  overwrite: async () => {
    await cache.put(key, fresh("one"));
    await cache.put(key, fresh("two"));
    return described(await cache.match(key));
  },
  "overwrite-unstorable": async () => {
    await cache.put(key, fresh("one"));
    await cache.put(key, fresh("two", { "cache-control": "no-store" }));
    return described(await cache.match(key));
  },
  named: async () => {
    const a = await caches.open("a");
    const b = await caches.open("b");
    await a.put(key, fresh("in a"));
    return [await described(await a.match(key)), await described(await b.match(key)), await described(await cache.match(key)), a === (await caches.open("a")), await described(await (await caches.open("a")).match(key)), Object.prototype.toString.call(a)];
  },
  "named-default": async () => {
    const named = await caches.open("default");
    await named.put(key, fresh("named"));
    return [await described(await cache.match(key)), await described(await named.match(key))];
  },
  "open-names": () => Promise.all(["", "x".repeat(1023), "x".repeat(1024), "é", 5, null, undefined].map((n) => aerr(async () => Object.prototype.toString.call(await caches.open(n))))),
  "open-args": () => aerr(() => caches.open()),
  "illegal-this": () => Promise.all([aerr(() => Cache.prototype.match.call({}, key)).then((t) => t.split(":")[0]), aerr(() => CacheStorage.prototype.open.call({}, "x")).then((t) => t.split(":")[0])]),
  "content-length": () => roundTrip(fresh("12345")),
  "empty-body": () => roundTrip(fresh("")),
  "null-body": () => roundTrip(fresh(null)),
  binary: async () => {
    await cache.put(key, fresh(new Uint8Array([0, 255, 128])));
    return [...new Uint8Array(await (await cache.match(key)).arrayBuffer())];
  },
  stream: async () => {
    await cache.put(key, fresh(new ReadableStream({ async start(c) { for (const s of ["a", "b", "c"]) { await new Promise((done) => setTimeout(done, 5)); c.enqueue(new TextEncoder().encode(s)); } c.close(); } })));
    return described(await cache.match(key));
  },
  "stream-fails": async () => {
    const failing = new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("a")); c.error(new Error("broken")); } });
    return [await aerr(async () => String(await cache.put(key, fresh(failing)))), await described(await cache.match(key))];
  },
  tee: async () => {
    const r = fresh("teed");
    const copy = r.clone();
    await cache.put(key, copy);
    return [await r.text(), await described(await cache.match(key))];
  },
  big: async () => {
    await cache.put(key, fresh(new Uint8Array(2_000_000).fill(7)));
    const b = new Uint8Array(await (await cache.match(key)).arrayBuffer());
    return [b.length, b[0], b[1_999_999]];
  },
  "status-text": () => roundTrip(fresh("x", {}, { statusText: "Fine" })),
  "header-lines": () => roundTrip(new Response("x", { headers: [["cache-control", "max-age=60"], ["x-a", "1"], ["x-a", "2"], ["X-B", "  v "], ["connection", "x-b"], ["te", "x"]] })),
  warning: () => roundTrip(fresh("x", { warning: '113 - "old", 214 - "kept"' })),
  range: async () => {
    await cache.put(key, fresh("0123456789"));
    const out = {};
    for (const range of ["bytes=0-3", "bytes=4-", "bytes=-3", "bytes=9-9", "bytes=5-100", "bytes=10-", "bytes=5-4", "bytes=-0", "bytes=-100", "bytes=", "bytes=x", "items=0-1", "bytes=0-0", "bytes = 0-1", "Bytes=0-1"]) {
      out[range] = await described(await cache.match(get({ range })));
    }
    return out;
  },
  "range-many": async () => {
    await cache.put(key, fresh("0123456789"));
    const r = await cache.match(get({ range: "bytes=0-1, 4-5" }));
    const text = await r.text();
    const type = r.headers.get("content-type");
    return [r.status, type.replace(/boundary=.*/, "boundary=B"), r.headers.get("content-range"), text.replaceAll(type.split("boundary=")[1], "B")];
  },
  "if-none-match": async () => {
    await cache.put(key, fresh("x", { etag: '"v1"' }));
    const out = {};
    for (const tag of ['"v1"', 'W/"v1"', '"v2"', '"v2", "v1"', "*", "v1", ' "v1" ', '"v2",W/"v1"', ""]) {
      out[tag] = await described(await cache.match(get({ "if-none-match": tag })));
    }
    return out;
  },
  "if-none-match-weak": async () => {
    await cache.put(key, fresh("x", { etag: 'W/"v1"' }));
    return [await described(await cache.match(get({ "if-none-match": '"v1"' }))), await described(await cache.match(get({ "if-none-match": 'W/"v1"' })))];
  },
  "if-none-match-bad-etag": async () => {
    await cache.put(key, fresh("x", { etag: "v1" }));
    return [await described(await cache.match(get({ "if-none-match": "v1" }))), await described(await cache.match(get({ "if-none-match": "*" })))];
  },
  "if-modified-since": async () => {
    await cache.put(key, fresh("x", { "last-modified": "Wed, 01 Jan 2020 00:00:00 GMT" }));
    const out = {};
    for (const date of ["Wed, 01 Jan 2020 00:00:00 GMT", "Thu, 02 Jan 2020 00:00:00 GMT", "Tue, 31 Dec 2019 23:59:59 GMT", "2020-01-02", "nonsense", "Thu, 2 Jan 2020 00:00:00 GMT"]) {
      out[date] = (await cache.match(get({ "if-modified-since": date }))).status;
    }
    return out;
  },
  "conditions-together": async () => {
    await cache.put(key, fresh("0123456789", { etag: '"v1"', "last-modified": "Wed, 01 Jan 2020 00:00:00 GMT" }));
    const m = async (h) => described(await cache.match(get(h)));
    return [
      await m({ "if-none-match": '"v2"', "if-modified-since": "Thu, 02 Jan 2020 00:00:00 GMT" }),
      await m({ "if-none-match": '"v1"', range: "bytes=0-1" }),
      await m({ "if-none-match": '"v2"', range: "bytes=0-1" }),
      await m({ "if-range": '"v2"', range: "bytes=0-1" }),
      await m({ "if-match": '"v2"' }),
    ];
  },
  expired: async () => {
    await cache.put(key, fresh("x", { "cache-control": "max-age=1" }));
    const before = await described(await cache.match(key));
    await new Promise((done) => setTimeout(done, 1300));
    return [before[0], await described(await cache.match(key))];
  },
  "cf-cache-key": async () => {
    await cache.put(new Request(key, { cf: { cacheKey: "mine" + key } }), fresh("keyed"));
    return [await described(await cache.match(key)), await described(await cache.match(new Request(key + "?other", { cf: { cacheKey: "mine" + key } })))];
  },
  fetched: async () => {
    const r = await fetch(up + "/headers?cache-control=max-age%3D60&x-a=1");
    await cache.put(key, r);
    const back = await described(await cache.match(key));
    return back;
  },
  parallel: async () => {
    await Promise.all([1, 2, 3].map((n) => cache.put(key + n, fresh("p" + n))));
    return Promise.all([1, 2, 3].map(async (n) => (await cache.match(key + n)).text()));
  },
  "answer": async () => {
    await cache.put(key, fresh("as an answer", { "x-a": "1", etag: '"e"' }));
    const r = await cache.match(key);
    const out = new Response(r.body, r);
    out.headers.delete("age");
    return out;
  },
  "answer-range": async () => {
    await cache.put(key, fresh("as an answer"));
    const r = await cache.match(get({ range: "bytes=3-4" }));
    const out = new Response(r.body, r);
    out.headers.delete("age");
    return out;
  },
  "answer-304": async () => {
    await cache.put(key, fresh("as an answer", { etag: '"e"' }));
    const r = await cache.match(get({ "if-none-match": '"e"' }));
    const out = new Response(r.body, r);
    out.headers.delete("age");
    out.headers.delete("content-type");
    return out;
  },
};

export default {
  async fetch(request, env) {
    up = env.UPSTREAM;
    const name = new URL(request.url).pathname.slice(1);
    key = "http://cache.test/" + name;
    try {
      const out = await snippets[name](request);
      return out instanceof Response ? out : new Response(show(out));
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
