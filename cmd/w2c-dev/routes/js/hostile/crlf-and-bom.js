// A mark in front, and lines that end as in the old days.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    // café
    if (url.pathname === "/a") {
      return new Response(`one
two`);
    }
    if (url.pathname === "/b") return new Response("b");
    return new Response("end");
  },
};
