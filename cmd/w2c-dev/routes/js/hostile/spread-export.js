// The exported object is made in ways that an analyser may not follow.
const base = {
  async fetch(request) {
    effect("base");
    const { pathname } = new URL(request.url);
    if (pathname === "/a") return new Response("base a");
    return new Response("base end");
  },
};
export default Object.freeze({
  ...base,
  async ["fetch"](request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/own") return new Response("own");
    return base.fetch(request, env, ctx);
  },
});
