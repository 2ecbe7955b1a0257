import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import { Buffer } from "node:buffer";
import about from "./about.md";
import { Note, render } from "#lib/notes";

interface Env {
  NOTES: KVNamespace;
  GREETING: string;
  API_TOKEN: string;
}

// A type error is wrangler's business, not ours.
const wrong: number = "text";

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/about", () => new Response(about));

app.all("*", async (c) => {
  const url = new URL(c.req.url);
  const note: Note = (await c.env.NOTES.get(url.pathname, "json")) ?? { text: c.env.GREETING };
  c.executionCtx.waitUntil(fetch("https://hooks.example.com/seen", { method: "POST", body: Buffer.from(note.text) }));
  return new Response(render(note) + wrong);
});

export default {
  fetch: app.fetch,

  async scheduled(controller, env) {
    await env.NOTES.put("/last", JSON.stringify({ text: String(controller.scheduledTime) }));
  },
} satisfies ExportedHandler<Env>;
