// Windows line ends and a byte order mark.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/grüße") {
      return new Response("never: the path is encoded");
    }
    if (url.pathname === "/ok") {
      return new Response("größe\n");
    }
    return new Response("Not found", { status: 404 });
  },
};
