(async function () {let __w2c_table = {}; const require = (n) => { const m = __w2c_table[String(n).replace(/^(\.?\/)+/, "")]; if (m) return m(); throw new Error("No such module \"" + n + "\"."); };
(() => {
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
})();
__w2c_register(null);
})()
