// Parameters that are taken apart by plain names.
const inner = {
  fetch({ url, method, headers, ...rest }) {
    return new Response(url + method + headers.get("x-flag") + Object.keys(rest));
  },
};

export default {
  async fetch({ url, method, headers: sent }, { NAME, MISSING: missing } = {}, ctx = null) {
    const { pathname } = new URL(url);
    if (pathname === "/shorthand") {
      return Response.json({ url, method, NAME });
    }
    if (pathname === "/closure") {
      const list = ["x"].map((request) => request + method + sent.get("x-flag"));
      return new Response(list.join());
    }
    if (pathname === "/shadow") {
      const env = "mine";
      const request = "own";
      return new Response(env + request + NAME);
    }
    if (pathname === "/typeof") {
      return new Response(typeof missing + typeof NAME);
    }
    if (method === "POST" && pathname === "/ctx") {
      ctx.waitUntil(Promise.resolve());
      return new Response("ctx");
    }
    if (pathname === "/inner") {
      return inner.fetch({ url: "u", method, headers: sent });
    }
    return new Response("end " + NAME);
  },
};
