// An edge proxy in service-worker syntax: everything goes to UPSTREAM, with headers taken away and
// added on both sides; text is rewritten while it streams through.

addEventListener("fetch", (event) => {
  event.respondWith(handle(event.request, event));
});

const HIDDEN_FROM_UPSTREAM = ["cookie", "cf-connecting-ip", "x-forwarded-for", COUNTRY_HEADER];
const HIDDEN_FROM_CLIENT = ["server", "x-powered-by", "via"];
const SECURITY = {
  "Strict-Transport-Security": "max-age=31536000",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

async function handle(request, event) {
  const url = new URL(request.url);
  if (url.pathname === "/__proxy") return new Response("edge-proxy\n");
  if (url.pathname.startsWith("/private/")) return new Response("Forbidden\n", { status: 403 });

  const target = new URL(url.pathname.replace(/^\/old\//, "/echo/") + url.search, UPSTREAM);
  const outgoing = new Request(target, request);
  for (const name of HIDDEN_FROM_UPSTREAM) outgoing.headers.delete(name);
  outgoing.headers.set("X-Forwarded-Host", url.host);
  outgoing.headers.set("User-Agent", "edge-proxy/1.0");

  const incoming = await fetch(outgoing, { redirect: "manual" });
  event.waitUntil(count(target));
  return rewrite(incoming, url);
}

function rewrite(incoming, url) {
  const headers = new Headers(incoming.headers);
  for (const name of HIDDEN_FROM_CLIENT) headers.delete(name);
  for (const [name, value] of Object.entries(SECURITY)) headers.set(name, value);

  // Redirects to the upstream come back here.
  const location = headers.get("Location");
  if (location) {
    const to = new URL(location, UPSTREAM);
    if (to.origin === UPSTREAM) headers.set("Location", url.origin + to.pathname + to.search);
  }

  const isText = headers.get("Content-Type")?.startsWith("text/") && incoming.body;
  if (isText) headers.delete("ETag");
  const body = isText ? incoming.body.pipeThrough(replaceText("upstream", "edge")) : incoming.body;
  return new Response(body, { status: incoming.status, headers });
}

/** Replaces a word in text that streams by, also where it is split between two pieces. */
function replaceText(from, to) {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  return new TransformStream({
    transform(chunk, controller) {
      const text = (rest + decoder.decode(chunk, { stream: true })).replaceAll(from, to);
      const keep = Math.min(from.length - 1, text.length);
      rest = text.endsWith("\n") ? "" : text.slice(text.length - keep);
      const ready = text.slice(0, text.length - rest.length);
      if (ready) controller.enqueue(encoder.encode(ready));
    },
    flush(controller) {
      rest = (rest + decoder.decode()).replaceAll(from, to);
      if (rest) controller.enqueue(encoder.encode(rest));
    },
  });
}

async function count(target) {
  if (target.pathname === "/text") await fetch(new URL("/hit/text", UPSTREAM));
}
