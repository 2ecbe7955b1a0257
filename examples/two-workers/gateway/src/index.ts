// The Worker in front: it knows who asks and how answers look; what there is to sell
// it asks the API Worker, by requests and by calls.
interface Env {
  API: Service;
  ADMIN: Service;
}

const json = (value: unknown, status = 200) => Response.json(value, { status });

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);

    // Passed on as it is.
    if (pathname.startsWith("/api/")) return env.API.fetch(request);

    if (pathname === "/price") {
      const price = await env.API.price(searchParams.get("id") ?? "");
      return price === null ? json({ error: "no such thing" }, 404) : json({ price });
    }

    // One round trip: the basket's methods are called before the basket is here.
    if (pathname === "/total") {
      const basket = env.API.basket();
      for (const id of searchParams.getAll("id")) await basket.add(id);
      return json({ total: await basket.total() });
    }

    // The API calls back for every thing that it has.
    if (pathname === "/names") {
      const names: string[] = [];
      await env.API.each((thing: { name: string }) => {
        names.push(thing.name);
      });
      return json(names);
    }

    if (pathname === "/admin") return json(await env.ADMIN.whoami());

    if (pathname === "/missing") {
      try {
        return json(await env.API.must("nothing"));
      } catch (error) {
        return json({ error: (error as Error).message, remote: (error as { remote?: boolean }).remote }, 404);
      }
    }

    return new Response("gateway: /api/things, /price?id=, /total?id=&id=, /names, /admin\n", { status: pathname === "/" ? 200 : 404 });
  },
};
