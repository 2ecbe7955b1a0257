import { seed } from "./seed.js";

export default {
  async fetch(request, env) {
    if (request.method === "POST") return seed(env.DB);
    const row = await env.DB.prepare("SELECT name, price FROM items WHERE id = ?").bind(517).first();
    return Response.json(row);
  },
};
