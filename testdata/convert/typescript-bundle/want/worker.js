// src/index.ts
import { Buffer } from "node:buffer";

// w2c-data:src/about.md
var about_default = "# About\n";

// src/lib/notes.ts
function render(note, kind = 1 /* Plain */) {
  return `${kind}: ${note.text}
`;
}

// src/index.ts
var wrong = "text";
var index_default = {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname === "/about") return new Response(about_default);
    const note = await env.NOTES.get(url.pathname, "json") ?? { text: env.GREETING };
    ctx.waitUntil(fetch("https://hooks.example.com/seen", { method: "POST", body: Buffer.from(note.text) }));
    return new Response(render(note) + wrong);
  },
  async scheduled(controller, env) {
    await env.NOTES.put("/last", JSON.stringify({ text: String(controller.scheduledTime) }));
  }
};
export {
  index_default as default
};
//# sourceMappingURL=worker.js.map
