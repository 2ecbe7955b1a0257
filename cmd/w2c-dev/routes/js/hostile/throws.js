// Tests and handlers that throw, inside and outside of try.
function check(path) {
  if (path.includes("bad")) throw new TypeError("bad path " + path);
  return path === "/checked";
}
export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    if (path === "/throw") throw new RangeError("thrown");
    if (path === "/reject") return Promise.reject(new Error("rejected"));
    if (path === "/string") throw "a string";
    if (check(path)) return new Response("checked");
    try {
      if (path === "/inside") throw new Error("inside");
      if (decodeURIComponent(path) === "/dec") return new Response("dec");
    } catch (e) {
      effect("caught");
      if (path === "/inside") throw new Error("again", { cause: e });
      return new Response(e.name, { status: 400 });
    } finally {
      effect("finally");
    }
    if (path === "/nothing") return;
    if (path === "/null") return null;
    return new Response("end", { status: 404 });
  },
};
