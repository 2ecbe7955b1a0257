const keys = 1000;

export default {
  async fetch(request, env) {
    if (request.method === "POST") {
      const puts = Array.from({ length: keys }, (_, i) => env.STORE.put(`key-${i}`, `${i}:`.padEnd(100, "x")));
      await Promise.all(puts);
      return new Response("seeded");
    }
    return new Response(await env.STORE.get("key-517"));
  },
};
