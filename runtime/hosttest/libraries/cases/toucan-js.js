import { Toucan } from "toucan-js";

export default async function run() {
  const sent = [];
  const context = { waitUntil() {} };
  const sentry = new Toucan({
    dsn: "https://key@o1.ingest.example/2", release: "r1", environment: "test", context, request: new Request("http://x/path?q=1"),
    transport: () => ({ send: async (envelope) => { sent.push(envelope); return { statusCode: 200 }; }, flush: async () => true }),
  });
  sentry.setTag("a", "b");
  sentry.setUser({ id: "7" });
  sentry.captureException(new TypeError("bad thing"));
  sentry.captureMessage("hello", "warning");
  await new Promise((r) => setTimeout(r, 20));
  return sent.map(([, [[head, event]]]) => [head.type, event.level, event.message, event.exception?.values.map((v) => [v.type, v.value]), event.tags, event.user, event.release, event.environment]);
}
