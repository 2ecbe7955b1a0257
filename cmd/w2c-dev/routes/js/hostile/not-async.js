// A handler that is not async: what it throws, it throws at once.
export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/throw") throw new Error("at once");
    if (pathname === "/promise") return Promise.resolve(new Response("promise"));
    if (pathname === "/wait") {
      ctx.waitUntil(Promise.resolve().then(() => effect("waited")));
      return new Response("wait");
    }
    if (pathname === "/stream")
      return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("str")); c.enqueue(new TextEncoder().encode("eam")); c.close(); } }));
    return new Response("end", { status: 404 });
  },
};
