// The path that is tested is not the one that came.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    let path = url.pathname;
    if (path === "/old") path = "/new";
    if (path.endsWith("/")) path = path.slice(0, -1);
    if (path === "/new") return new Response("new " + url.pathname);
    path = path.replace("/v1", "");
    if (path === "/users") return new Response("users " + path);
    url.pathname = "/changed";
    if (url.pathname === "/users") return new Response("never");
    return new Response(url.pathname, { status: 404 });
  },
};
