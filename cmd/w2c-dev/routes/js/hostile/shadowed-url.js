// URL, Response and the parameter's name mean something else here.
class URL extends globalThis.URL {
  get pathname() {
    effect("pathname");
    return super.pathname.toLowerCase();
  }
}
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/a") return new Response("a");
    {
      const request = { method: "POST" };
      if (request.method === "POST" && url.pathname === "/b") return new Response("b");
    }
    const Response2 = Response;
    return new Response2("end", { status: 404 });
  },
};
