let count = 0;

async function isBlocked(request) {
  return request.headers.get("x-blocked") === "yes";
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/free") {
      return new Response("free");
    }
    if (await isBlocked(request)) {
      return new Response("blocked", { status: 403 });
    }
    if (url.pathname === "/count" && ++count > 2) {
      return new Response("often");
    }
    if (url.pathname === "/count") {
      return new Response(String(count));
    }
    if (env.STRICT && url.search !== "") {
      return new Response("no query please", { status: 400 });
    }
    return new Response("Not found", { status: 404 });
  },
};
