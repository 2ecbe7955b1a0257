// Branches that leave a switch with a default, on a path that changes meanwhile.
let hits = 0;

export default {
  async fetch(request) {
    const url = new URL(request.url);
    let path = url.pathname;
    let note = "none";
    switch (path) {
      case "/a":
        note = "a";
        break;
      case "/b":
        path = "/a";
        break;
      case "/c":
        hits++;
      case "/d":
        if (request.method === "POST") break;
        return new Response("c or d " + hits);
      case "/e": {
        const note = "inner";
        effect(note);
        break;
      }
      case "/f":
      default:
        if (path === "/g") return new Response("g");
        const own = "default";
        return new Response(own, { status: 404 });
    }
    switch (url.pathname) {
      case "/a":
        if (request.method === "POST") return new Response("posted");
        break;
      case "/e":
        break;
      default:
        return new Response("second " + note + path);
    }
    return new Response("behind " + note + path);
  },
};
