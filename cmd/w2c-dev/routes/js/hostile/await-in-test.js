// A test that waits, and is only asked when the one before it failed.
const allowed = async (path) => {
  effect("asked " + path);
  await null;
  return path.startsWith("/open");
};
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return new Response("ok");
    if (!(await allowed(pathname))) return new Response("no", { status: 403 });
    if (pathname === "/open/a") return new Response("a");
    return new Response("open");
  },
};
