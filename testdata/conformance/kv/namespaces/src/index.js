// Two bindings are two worlds; a binding is the same in every request.
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/write") {
      await Promise.all([env.KV.put("k", "one"), env.OTHER.put("k", "two"), env.KV.put("only", "here")]);
      return new Response("written");
    }
    if (pathname === "/read") {
      return Response.json([await env.KV.get("k"), await env.OTHER.get("k"), await env.KV.get("only"), await env.OTHER.get("only")]);
    }
    if (pathname === "/many") {
      await Promise.all(Array.from({ length: 40 }, (_, i) => env.KV.put(`n${i}`, String(i * i))));
      const values = await Promise.all(Array.from({ length: 40 }, (_, i) => env.KV.get(`n${i}`)));
      return Response.json(values.map(Number).reduce((a, b) => a + b, 0));
    }
    if (pathname === "/pages") {
      const seen = [];
      let cursor;
      let pages = 0;
      do {
        const page = await env.KV.list({ prefix: "n", limit: 7, cursor });
        seen.push(...page.keys.map((k) => k.name));
        cursor = page.list_complete ? undefined : page.cursor;
        pages++;
      } while (cursor);
      return Response.json({ pages, count: seen.length, sorted: seen.join() === seen.toSorted().join(), last: seen.at(-1) });
    }
    if (pathname === "/shape") {
      return Response.json({
        type: typeof env.KV,
        name: env.KV.constructor.name,
        tag: Object.prototype.toString.call(env.KV),
        keys: Object.keys(env.KV),
        methods: ["get", "getWithMetadata", "put", "delete", "list"].map((m) => typeof env.KV[m]),
        missing: typeof env.NOPE,
        env: Object.keys(env).sort(),
      });
    }
    if (pathname === "/stream-in") {
      await env.KV.put("body", request.body);
      return new Response(await env.KV.get("body", "stream"));
    }
    if (pathname === "/detached") {
      try {
        const { get } = env.KV;
        await get("k");
        return new Response("worked");
      } catch (e) {
        return new Response(e.name);
      }
    }
    return new Response("?", { status: 404 });
  },
};
