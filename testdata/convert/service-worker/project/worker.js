// Sloppy on purpose: hits is never declared.
hits = 0;

addEventListener("fetch", (event) => {
  hits++;
  event.passThroughOnException();
  event.respondWith(event.request.method === "GET" ? new Response(PAGE + hits) : fetch(event.request));
});
