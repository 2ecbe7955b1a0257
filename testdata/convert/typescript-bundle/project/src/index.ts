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

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/about") return new Response(about);
    const note: Note = (await env.NOTES.get(url.pathname, "json")) ?? { text: env.GREETING };
    ctx.waitUntil(fetch("https://hooks.example.com/seen", { method: "POST", body: Buffer.from(note.text) }));
    return new Response(render(note) + wrong);
  },

  async scheduled(controller, env) {
    await env.NOTES.put("/last", JSON.stringify({ text: String(controller.scheduledTime) }));
  },
} satisfies ExportedHandler<Env>;
