import { seed } from "../../d1/src/seed.js";

export default {
  async fetch(request, env) {
    if (request.method === "POST") return seed(env.DB);
    const { results } = await env.DB.prepare("SELECT id, name, price FROM items WHERE shelf = ?").bind(7).all();
    return new Response(`${results.length} rows, the last ${results.at(-1).name}`);
  },
};
