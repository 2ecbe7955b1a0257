// Each path runs one expression; what it gives or throws is the answer.
const parts = (u) => { const x = new URL(u); return [x.href, x.origin, x.protocol, x.username, x.password, x.host, x.hostname, x.port, x.pathname, x.search, x.hash]; };

const tests = {
  "/plain": async (request, env, ctx) => parts("https://user:pa%20ss@Example.COM:8443/a/b?x=1#frag"),
  "/default-port": async (request, env, ctx) => [parts("http://a:80/"), parts("https://a:443/"), parts("ws://a:80/")],
  "/dots": async (request, env, ctx) => [parts("http://a/b/../c/./d"), parts("http://a/../../x"), parts("http://a/%2e%2E/x")],
  "/spaces": async (request, env, ctx) => [parts("  http://a/b c?d e#f g  "), parts("http://a/\tb\nc")],
  "/unicode": async (request, env, ctx) => [parts("http://bücher.de/ü?ö#ä"), parts("http://☕.example/"), parts("http://faß.de/"), parts("http://xn--bcher-kva.de/")],
  "/ipv4": async (request, env, ctx) => [parts("http://0x7f.1/"), parts("http://127.1/"), parts("http://3232235777/"), parts("http://1.2.3.4./")],
  "/ipv6": async (request, env, ctx) => [parts("http://[::1]:8080/"), parts("http://[2001:DB8:0:0:0:0:0:1]/"), parts("http://[::ffff:1.2.3.4]/")],
  "/opaque": async (request, env, ctx) => [parts("mailto:a@b.c"), parts("data:text/plain,hi there"), parts("javascript:alert(1)"), parts("blob:https://a/b")],
  "/file": async (request, env, ctx) => [parts("file:///C:/x/../y"), parts("file://host/p")],
  "/other-scheme": async (request, env, ctx) => [parts("foo://Host:99/p/../q?x#y"), parts("foo:/a/../b")],
  "/relative": async (request, env, ctx) => ["../x", "?q", "#h", "//other/p", "/abs", "", "http:rel", "\\back\\slash"].map((u) => new URL(u, "http://a/b/c?d#e").href),
  "/bad": async (request, env, ctx) => ["", "nope", "http://", "http://a:99999/", "http://[1::", "http://a b/", "http://%zz/", "//x", "http://256.256.256.256/"].map((u) => { try { return new URL(u).href; } catch (e) { return e.name; } }),
  "/can-parse": async (request, env, ctx) => [URL.canParse("http://a"), URL.canParse("x"), URL.canParse("x", "http://a"), URL.canParse("")],
  "/parse": async (request, env, ctx) => [URL.parse("http://a/b")?.href, URL.parse("x"), URL.parse("c", "http://a/b/")?.href],
  "/percent": async (request, env, ctx) => [parts("http://a/%41%zz%?%41%zz"), parts("http://a/{}|^`<>\""), parts("http://a/?{}|^`<>\"'#{}`")],
  "/credentials": async (request, env, ctx) => [parts("http://u@a/"), parts("http://:p@a/"), parts("http://u:@a/"), parts("http://u@v:p@a/")],
  "/json": async (request, env, ctx) => [new URL("http://a/"), String(new URL("http://a/?x")), new URL("http://a/").toJSON()],
  "/own-keys": async (request, env, ctx) => [Object.keys(new URL("http://a/")), Object.prototype.toString.call(new URL("http://a/")), new URL("http://a/") instanceof URL],
  "/without-new": async (request, env, ctx) => URL("http://a/"),
  "/from-url": async (request, env, ctx) => new URL(new URL("http://a/b")).href,
};

export default {
  async fetch(request, env, ctx) {
    const run = tests[new URL(request.url).pathname];
    if (!run) return new Response("?", { status: 404 });
    let result;
    try {
      result = await run(request, env, ctx);
    } catch (e) {
      result = { threw: e?.name ?? typeof e };
    }
    return result instanceof Response ? result : Response.json(result === undefined ? { undefined: true } : result);
  },
};
