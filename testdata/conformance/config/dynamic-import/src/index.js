export default {
  async fetch(request) {
    const which = new URL(request.url).pathname;
    if (which === "/a") return new Response((await import("./a.js")).default);
    if (which === "/both") {
      const [a, b] = await Promise.all([import("./a.js"), import("./b.js")]);
      return new Response(a.default + b.named + (await import("./a.js") === a));
    }
    return new Response("none");
  },
};
