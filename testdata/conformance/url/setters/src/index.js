// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/href": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.href = "http://b/c"; return u.href; })(),
  "/protocol": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.protocol = "http"; return u.href; })(),
  "/protocol-odd": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.protocol = "foo:"; return u.href; })(),
  "/host": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.host = "a.b:99"; return u.href; })(),
  "/host-default-port": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.host = "a.b:443"; return u.href; })(),
  "/hostname": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.hostname = "ü.de"; return u.href; })(),
  "/hostname-port": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.hostname = "x:1"; return u.href; })(),
  "/hostname-empty": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.hostname = ""; return u.href; })(),
  "/port": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.port = "443"; return u.href; })(),
  "/port-text": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.port = "12ab"; return u.href; })(),
  "/port-bad": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.port = "ab"; return u.href; })(),
  "/port-large": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.port = "70000"; return u.href; })(),
  "/port-empty": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.port = ""; return u.href; })(),
  "/pathname": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.pathname = "a b/../c?d#e"; return u.href; })(),
  "/pathname-empty": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.pathname = ""; return u.href; })(),
  "/search": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.search = "a=ü&b=\"#x"; return u.href; })(),
  "/search-question": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.search = "?a"; return u.href; })(),
  "/search-empty": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.search = ""; return u.href; })(),
  "/hash": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.hash = "a b"; return u.href; })(),
  "/hash-empty": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.hash = ""; return u.href; })(),
  "/username": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.username = "a:b@c/"; return u.href; })(),
  "/password": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.password = ""; return u.href; })(),
  "/params-append": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.searchParams.append("z", "1 2"); return u.href; })(),
  "/params-delete": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); u.searchParams.delete("q"); return u.href; })(),
  "/params-after-search": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); const p = u.searchParams; u.search = "?n=2"; p.append("m", "3"); return u.href; })(),
  "/origin-read-only": async (request, env, ctx) => (() => { const u = new URL("https://user:pw@example.com:8080/path/x?q=1#h"); try { u.origin = "x" } catch (e) { u.hash = e.name }; return u.href; })(),
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
