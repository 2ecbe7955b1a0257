// Service-worker syntax, and a date from before messages were JSON.
addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  event.respondWith(pathname === "/start" ? start() : seen());
});

const failure = (promise) =>
  promise.then(
    () => "sent",
    (e) => `${e.constructor.name}: ${e.message}`,
  );

const bytes = (n) => ({ body: new Uint8Array(n), contentType: "bytes" });

async function start() {
  await QUEUE.sendBatch([
    { body: new Date(0) },
    { body: { a: new Map([[1, 2]]) } },
    { body: "text", contentType: "text" },
  ]);
  await REJECTS.send("r");
  await THROWS.send("t");
  const lines = [
    await failure(QUEUE.send(() => 1)),
    await failure(
      QUEUE.send(new Uint8Array(200_000), { contentType: "bytes" }),
    ),
    await failure(QUEUE.send("x", { delaySeconds: -1 })),
    await failure(QUEUE.sendBatch(Array(101).fill({ body: 1 }))),
    await failure(QUEUE.sendBatch([{ body: 1 }], { delaySeconds: 86_401 })),
    await failure(QUEUE.sendBatch([bytes(10), bytes(128_001)])),
    await failure(
      QUEUE.sendBatch([bytes(128_000), bytes(128_000), bytes(32_001)]),
    ),
  ];
  return new Response(lines.map((line) => `${line}\n`).join(""));
}

async function seen() {
  let keys = [];
  for (let i = 0; i < 400 && keys.length < 5; i++) {
    await scheduler.wait(50);
    ({ keys } = await KV.list());
  }
  const lines = await Promise.all(keys.map(({ name }) => KV.get(name)));
  return new Response(lines.map((line) => `${line}\n`).join(""));
}

const told = (v) =>
  v instanceof Date
    ? `Date ${v.getTime()}`
    : v.a instanceof Map
      ? `Map ${[...v.a]}`
      : v;

addEventListener("queue", (event) => {
  const { queue, messages } = event;
  const [{ attempts }] = messages;
  event.waitUntil(
    KV.put(
      `${queue}-${attempts}`,
      JSON.stringify([
        event.type,
        event instanceof Event,
        queue,
        messages.map((m) => [told(m.body), m.attempts]),
        typeof event.ackAll,
        typeof event.retryAll,
        Object.keys(event.metadata),
      ]),
    ),
  );
  if (attempts > 1) return;
  if (queue === "rejects") event.waitUntil(Promise.reject(new Error("later")));
  if (queue === "throws") throw new Error("now");
});
