// A counter and a log stand between the tests: they run for later routes only.
let seen = 0;
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/a") return new Response("a " + seen);
    seen++;
    effect("past a");
    if (url.pathname === "/b") return new Response("b " + seen);
    seen += 10;
    return new Response("end " + seen);
  },
};
