// A classic worker.
addEventListener("fetch", (event) => {
  event.respondWith(handleRequest(event.request));
});

async function handleRequest(request) {
  const { pathname } = new URL(request.url);
  if (pathname === "/hello") {
    return new Response("hello");
  }
  if (pathname === "/method") {
    return new Response(request.method);
  }
  return new Response("Not found", { status: 404 });
}
