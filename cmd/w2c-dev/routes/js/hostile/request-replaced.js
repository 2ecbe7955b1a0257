// request and env are other objects from the middle on.
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/a") return new Response("a " + request.method);
    request = new Request(request, { method: "PATCH", body: null });
    env = { ...env, NAME: "changed" };
    if (request.method === "PATCH" && url.pathname === "/b") return new Response("b " + env.NAME);
    if (url.pathname === "/c") return new Response("c " + request.method);
    return new Response("end " + request.method, { status: 404 });
  },
};
