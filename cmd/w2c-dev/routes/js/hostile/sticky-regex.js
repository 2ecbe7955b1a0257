// Regular expressions that remember where they were.
const again = /\/a/g;
const sticky = /^\/b\/(\w)/y;
export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    if (again.test(path)) return new Response("a " + again.lastIndex);
    const m = sticky.exec(path);
    if (m) return new Response("b " + m[1] + sticky.lastIndex);
    if (/^\/c$/g.test(path)) return new Response("c");
    return new Response(`end ${again.lastIndex} ${sticky.lastIndex}`, { status: 404 });
  },
};
