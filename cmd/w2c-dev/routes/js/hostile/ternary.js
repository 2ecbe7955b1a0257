// No statement but one.
export default {
  fetch: (request, env, ctx, path = new URL(request.url).pathname) =>
    path === "/a" ? new Response("a") : path === "/b" && request.method === "POST" ? new Response("b") : (effect("else"), new Response("end", { status: 404 })),
};
