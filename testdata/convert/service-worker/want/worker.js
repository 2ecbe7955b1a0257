(async function () {let __w2c_table = {}; const require = (n) => { const m = __w2c_table[String(n).replace((__w2c_regexp("^(\\.?\\/)+", "")), "")]; if (m) return m(); throw new Error("No such module \"" + n + "\"."); };if (globalThis.navigator) delete Object.getPrototypeOf(navigator).language;delete globalThis.WeakRef; delete globalThis.FinalizationRegistry;delete globalThis.navigator;delete Headers.prototype.getSetCookie;globalThis.importScripts = function importScripts() { throw new Error("Failed to execute 'importScripts' on 'ServiceWorkerGlobalScope': importScripts() is not supported in Cloudflare Workers."); };for (const n of ["delete", "has"]) { const f = URLSearchParams.prototype[n]; URLSearchParams.prototype[n] = { [n](name) { return f.call(this, name); } }[n]; }
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
