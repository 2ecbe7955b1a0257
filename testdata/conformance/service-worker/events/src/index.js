// Service-worker syntax: listeners, globals for bindings, respondWith and its failures.
let count = 0;

addEventListener("fetch", (event) => {
  count++;
  const url = new URL(event.request.url);
  switch (url.pathname) {
    case "/sync":
      return event.respondWith(new Response("sync"));
    case "/async":
      return event.respondWith(later());
    case "/not-a-response":
      return event.respondWith("text");
    case "/rejects":
      return event.respondWith(Promise.reject(new Error("no")));
    case "/throws":
      throw new Error("in the listener");
    case "/twice":
      event.respondWith(new Response("first"));
      event.respondWith(new Response("second"));
      return;
    case "/late":
      setTimeout(() => event.respondWith(new Response("late")), 5);
      return;
    case "/wait":
      event.waitUntil(fetch(`${UPSTREAM}/hit/sw`));
      return event.respondWith(new Response("waiting"));
    case "/hits":
      return event.respondWith(fetch(`${UPSTREAM}/hits/sw`));
    case "/event":
      return event.respondWith(Response.json([event.type, typeof event.waitUntil, typeof event.passThroughOnException, event.request instanceof Request, event instanceof Event]));
    case "/globals":
      return event.respondWith(Response.json([typeof UPSTREAM, TEXT, OBJECT, SECRET, typeof KV.get, this === undefined, typeof self.addEventListener, globalThis.TEXT]));
    case "/kv":
      return event.respondWith(KV.put("k", "v").then(() => KV.get("k")).then((v) => new Response(v)));
    case "/nothing":
      return;
  }
});

// The first listener that responds wins; this one sees what the other left.
addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === "/second") event.respondWith(new Response("second listener"));
});

async function later() {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return new Response("async");
}
