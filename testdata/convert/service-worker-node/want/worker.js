var hits;

// w2c-data:page.html
var page_default = "<!doctype html>\n";

// w2c-blobs:blobs.js
globalThis.PAGE = page_default;

// worker.js
hits = 0;
addEventListener("fetch", (event) => {
  hits++;
  event.passThroughOnException();
  event.respondWith(event.request.method === "GET" ? new Response(PAGE + hits) : fetch(event.request));
});
//# sourceMappingURL=worker.js.map
