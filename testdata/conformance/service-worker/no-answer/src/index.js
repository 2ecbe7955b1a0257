// A listener that does not respond lets the request go to the origin.
addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname === "/mine") event.respondWith(new Response("mine"));
  if (pathname === "/fallback") {
    event.passThroughOnException();
    event.respondWith(Promise.reject(new Error("over to you")));
  }
});
