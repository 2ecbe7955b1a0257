// Closures over the handler's own variables, shared between routes.
export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    let n = 0;
    const inc = () => ++n;
    const is = (p) => (inc(), path === p);
    if (is("/a")) return new Response("a" + n);
    if (is("/b") || is("/c")) return new Response("bc" + n);
    const later = Promise.resolve().then(() => effect("later " + n));
    if (is("/d")) { await later; return new Response("d" + n); }
    inc();
    return new Response("end" + n, { status: 404 });
  },
};
