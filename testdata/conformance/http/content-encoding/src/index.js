// A Worker that sets content-encoding on a plain body has it encoded; a client
// that asked for identity gets it plain.
const text = "hello ".repeat(50);

const routes = {
  "/gzip": () => new Response(text, { headers: { "content-encoding": "gzip" } }),
  "/br": () => new Response(text, { headers: { "Content-Encoding": "br" } }),
  "/stream": () => new Response(new Response(text).body, { headers: { "content-encoding": "gzip" } }),
  "/unknown": () => new Response(text, { headers: { "content-encoding": "foo" } }),
  "/identity": () => new Response(text, { headers: { "content-encoding": "identity" } }),
  "/upper-case": () => new Response(text, { headers: { "content-encoding": "GZIP" } }),
  "/manual": () =>
    new Response(new Response(text).body.pipeThrough(new CompressionStream("gzip")), {
      encodeBody: "manual",
      headers: { "content-encoding": "gzip", "content-type": "text/plain" },
    }),
  "/bad-option": () => {
    try {
      return new Response(text, { encodeBody: "other" });
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`);
    }
  },
};

export default {
  fetch(request) {
    return routes[new URL(request.url).pathname](request);
  },
};
