// Lists of paths, some of which no request has.
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (["health", "/a b"].includes(pathname)) return new Response("never");
    if (["/a", "b"].includes(pathname) && request.method !== "DELETE") return new Response("a");
    if (pathname === "/c" || pathname === "c") return new Response("c");
    return new Response("end", { status: 404 });
  },
};
