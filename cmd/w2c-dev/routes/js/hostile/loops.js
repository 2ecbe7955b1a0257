// Routes inside loops, labels and generators.
const table = { "/t1": "one", "/t2": "two", constructor: "never" };
export default {
  async fetch(request) {
    const path = new URL(request.url).pathname;
    outer: for (const [key, value] of Object.entries(table)) {
      for (const method of ["GET", "POST"]) {
        if (method !== request.method) continue;
        if (path === key) return new Response(value + method);
        if (path === "/break") break outer;
        effect(key);
      }
    }
    while (path === "/while") return new Response("while");
    do {
      if (path === "/do") break;
      return new Response("end", { status: 404 });
    } while (false);
    for await (const text of (async function* () { yield "x"; yield path; })()) if (text === "/do") return new Response("do");
    return new Response(String(table[path.slice(1)]).slice(0, 12));
  },
};
