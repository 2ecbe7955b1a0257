// == calls toString, and a Proxy hears every read.
const key = {
  toString() {
    effect("toString");
    return "/a";
  },
};
const config = new Proxy({ prefix: "/p" }, { get: (t, k) => (effect("get " + String(k)), t[k]) });
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname == key) return new Response("a");
    if (pathname === config.prefix) return new Response("p");
    if (pathname.startsWith(config.prefix)) return new Response("below p");
    if (pathname === `${key}/x`) return new Response("x");
    return new Response("end", { status: 404 });
  },
};
