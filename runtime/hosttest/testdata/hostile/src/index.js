// A Worker that does the worst it can, by name: each case tries to hold the
// processor, to fill the memory or to break the engine.
import endless from "./endless.js";
import greedy from "./greedy.js";
import deep from "./deep.js";
import input from "./input.js";

const cases = { ...endless, ...greedy, ...deep, ...input };

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/names") return Response.json(Object.keys(cases));
    if (pathname === "/wait") {
      await new Promise((resolve) => setTimeout(resolve, Number(searchParams.get("ms"))));
      return new Response("waited");
    }
    if (pathname === "/case") {
      try {
        return new Response(`gave ${String(await cases[searchParams.get("name")](request)).slice(0, 200)}`);
      } catch (e) {
        return new Response(`threw ${e}`.slice(0, 200));
      }
    }
    return new Response("fine");
  },
};
