// Literals that say a path in another way, and text that looks like code.
const note = 'if (path === "/not-a-route") return 1; // }';
const re = /["'`{}/*]|\/\//;
export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    if (path === "/\u0061") return new Response("a");
    if (path === '/\x62') return new Response("b");
    if (path === `/c`) return new Response(`c ${`nested ${path === "/c" ? "}" : "{"}`}`);
    if (path === "/d\
e") return new Response("de");
    if (path === "/it's") return new Response("its " + note.length);
    if (re.test(path)) return new Response("re");
    if (path === "/*" || path === "/:x" || path === "/{y}") return new Response("odd");
    return new Response("end", { status: 404 });
  },
};
