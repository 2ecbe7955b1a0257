// The handler is wrapped after it was written.
const worker = {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/a") return new Response("a");
    if (pathname === "/b") return new Response("b");
    return new Response("end");
  },
};
const inner = worker.fetch;
worker.fetch = async (request, env, ctx) => {
  effect("outer");
  const response = await inner.call(worker, request, env, ctx);
  return new Response("[" + (await response.text()) + "]");
};
export default worker;
