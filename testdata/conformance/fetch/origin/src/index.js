// A Worker in front of an origin: fetch(request) goes to the server that would have answered without it.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/text" && url.searchParams.has("banner")) {
      const response = await fetch(request);
      const text = await response.text();
      return new Response(`banner\n${text}`, response);
    }
    if (url.pathname === "/rewrite") {
      url.pathname = "/echo/rewritten";
      return fetch(new Request(url, request));
    }
    if (url.pathname === "/by-url") return fetch(new URL("/text", url));
    if (url.pathname === "/add-header") {
      const copy = new Request(new URL("/echo", url), request);
      copy.headers.set("X-From", "worker");
      return fetch(copy);
    }
    return fetch(request);
  },
};
