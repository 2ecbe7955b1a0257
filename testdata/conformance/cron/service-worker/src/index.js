// The scheduled event in service-worker syntax.
addEventListener("scheduled", (event) => {
  event.waitUntil(run(event));
});

addEventListener("fetch", (event) => {
  event.respondWith(answer());
});

async function run(event) {
  await KV.put("seen", JSON.stringify([event.type, event.cron, event.scheduledTime]));
  if (event.cron === "32 4 29 2 *") throw new Error("on purpose");
}

async function answer() {
  return new Response(await KV.get("seen"));
}
