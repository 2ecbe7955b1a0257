addEventListener("fetch", (event) => {
  event.passThroughOnException();
  const { request } = event;
  event.respondWith(handleRequest(request));
});

// Answers one request.
async function handleRequest(request) {
  const url = new URL(request.url);
  if (url.pathname === "/up") {
    return new Response("up");
  }
  if (url.pathname.startsWith("/say/")) {
    return new Response(url.pathname.slice(5));
  }
  return fetch(request);
}
