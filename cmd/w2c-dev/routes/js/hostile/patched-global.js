// The global URL is replaced before the first request.
const Before = globalThis.URL;
globalThis.URL = class extends Before {
  get pathname() {
    return super.pathname.replace(/^\/app/, "");
  }
};
export default {
  async fetch(request) {
    const url = new URL(request.url);
    try {
      if (url.pathname === "/a") return new Response("a");
      if (url.pathname.startsWith("/b/")) return new Response("b");
      return new Response("end " + url.pathname);
    } finally {
      globalThis.URL = Before;
    }
  },
};
