// A try in a branch: what goes on behind it is outside of its catch.
let hits = 0;

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/p/")) {
      try {
        if (pathname === "/p/a") return new Response("a");
        if (pathname === "/p/boom") throw new Error("boom");
        return new Response("p", { status: 404 });
      } catch (error) {
        return new Response("caught " + error.message, { status: 500 });
      }
    }
    if (hits++ > 3 && pathname.startsWith("/q")) {
      try {
        if (pathname === "/q/boom") throw new Error("q");
        return new Response("q");
      } catch {
        return new Response("q caught");
      }
    }
    if (pathname.startsWith("/d")) {
      try {
        if (pathname === "/d/7") return new Response("seven");
        if (pathname === "/deep") throw new Error("deep");
      } catch (error) {
        return new Response("d " + error.message);
      }
    }
    if (pathname === "/d/x") throw new Error("outside");
    return new Response("end " + hits);
  },
};
