addEventListener("fetch", (event) => {
  event.passThroughOnException();
  const { request: asked } = event;
  event.respondWith(respond(asked, event));
});

async function respond({ url, method }, event) {
  const { pathname } = new URL(url);
  if (pathname === "/a" && method === "GET") {
    event.waitUntil(Promise.resolve().then(() => effect("later")));
    return new Response("a");
  }
  if (pathname === "/b") {
    return new Response("b " + method);
  }
  return new Response("end");
}
