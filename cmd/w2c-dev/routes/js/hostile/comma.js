// Things that happen inside tests.
let hits = 0;
export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    if ((hits++, path) === "/a") return new Response("a" + hits);
    if (path === "/b" && hits++ > 0) return new Response("b" + hits);
    if ((hits += 2) && path === "/c") return new Response("c" + hits);
    let m;
    if ((m = /^\/d\/(\d+)$/.exec(path)) && (hits = +m[1])) return new Response("d" + hits);
    return new Response("end" + hits, { status: 404 });
  },
};
