// A direct eval may assign what the next test reads.
export default {
  async fetch(request) {
    let path = new URL(request.url).pathname;
    eval('path = path + "!"');
    if (path === "/a!") return new Response("a!");
    if (path === "/a") return new Response("a");
    return new Response("end " + path);
  },
};
