export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/before") {
      return new Response("before");
    }
    if (url.pathname.endsWith("/")) {
      url.pathname = url.pathname.slice(0, -1);
    }
    if (url.pathname === "/page") {
      return new Response("page");
    }
    return new Response("Not found", { status: 404 });
  },
};
