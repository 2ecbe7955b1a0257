// Reading a property does something.
export default {
  async fetch(request) {
    let reads = 0;
    const at = {
      get path() {
        reads++;
        effect("read " + reads);
        return new URL(request.url).pathname;
      },
    };
    if (at.path === "/a") return new Response("a");
    if (at.path === "/b" || at.path === "/c") return new Response("b or c " + reads);
    return new Response("read " + reads);
  },
};
