// Header values beyond ASCII, repeated names, what is refused, and whose
// headers may be changed.
const routes = {
  "/repeated": () => {
    const r = new Response("x", { headers: [["A", "1"], ["a", "2"], ["b", "only"]] });
    r.headers.append("Vary", "Accept");
    r.headers.append("vary", "Cookie, Origin");
    return r;
  },
  "/joined-again": () => {
    const r = new Response("x");
    r.headers.append("a", "1");
    r.headers.append("a", "2");
    r.headers.set("a", r.headers.get("a"));
    r.headers.append("b", "1");
    r.headers.append("b", "2");
    r.headers.delete("b");
    r.headers.append("b", "3");
    return r;
  },
  "/copied": () => {
    const h = new Headers();
    h.append("a", "1");
    h.append("a", "2");
    const r = new Response("x", { headers: new Headers(h) });
    return new Response(r.clone().body, r);
  },
  "/text": () => {
    const r = new Response("x", { headers: { "X-Text": "日本é ☕" } });
    r.headers.append("x-text", "ü");
    return r;
  },
  "/text-read": () => {
    const h = new Headers({ a: "日本é" });
    h.append("a", "ü");
    return Response.json([h.get("a"), [...h], [...h.values()], h.has("A")]);
  },
  "/text-received": (request) => Response.json([request.headers.get("x-text"), request.headers.get("x-text")?.length]),
  "/spaces": () => new Response("x", { headers: { a: "  b  c  ", d: "", e: "\tf\t" } }),
  "/cookies": () => {
    const h = new Headers();
    h.append("set-cookie", "a=1");
    h.append("Set-Cookie", "b=2, c");
    return Response.json([h.get("set-cookie"), h.getSetCookie(), h.getAll("Set-Cookie"), [...h.keys()], attempt(() => h.getAll("a"))]);
  },
  "/order": () => {
    const h = new Headers({ b: "2", a: "1", C: "3" });
    const seen = [];
    h.forEach((value, name, all) => seen.push(name, value, all === h));
    return Response.json([[...h.keys()], [...h.entries()], seen]);
  },
  "/changed-while-iterated": () => {
    const h = new Headers({ a: "1", b: "2" });
    const seen = [];
    for (const [name] of h) {
      seen.push(name);
      h.delete("b");
    }
    return Response.json([seen, [...h]]);
  },
  "/refused": () =>
    Response.json([
      attempt(() => new Headers({ "a b": "c" })),
      attempt(() => new Headers({ a: "b\nc" })),
      attempt(() => new Headers([["a", "b", "c"]])),
      attempt(() => new Headers().set("a b", "c")),
      attempt(() => new Headers().append("a", "b\0")),
      attempt(() => new Headers().get("a b")),
      attempt(() => new Headers().delete("a b")),
    ]),
  "/frozen": (request) =>
    Response.json([
      attempt(() => request.headers.set("a", "b")),
      attempt(() => request.headers.append("a", "b")),
      attempt(() => request.headers.delete("a")),
      attempt(() => request.clone().headers.set("a", "b")),
      attempt(() => Response.redirect("http://example.com/").headers.set("a", "b")),
    ]),
  "/thawed": (request) => {
    const copy = new Request(request);
    copy.headers.set("a", "b");
    const other = new Request("http://example.org/", request);
    other.headers.set("c", "d");
    return Response.json([copy.headers.get("a"), other.headers.get("c"), request.headers.has("a")]);
  },
  "/values": () => Response.json([...new Headers({ a: undefined, b: null, c: 5, d: true })]),
  "/connection": () => new Response("x", { headers: { "keep-alive": "5", te: "x", trailer: "y", "proxy-connection": "z", "x-a": "1" } }),
  "/own-length": () => new Response("hello", { headers: { "content-length": "3" } }),
  "/server": () => new Response("x", { headers: { server: "mine", "x-powered-by": "me", etag: 'W/"a"' } }),
};

function attempt(work) {
  try {
    work();
    return "done";
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
}

export default {
  fetch(request) {
    return routes[new URL(request.url).pathname](request);
  },
};
