// Answers of JSON that Hono's own would not write, and some that it would.
const undefinedValue = undefined;

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/plain") return Response.json({ a: [1, "é", null, undefined], b: undefined });
    if (pathname === "/status") return Response.json({ a: 1 }, { status: 404 });
    if (pathname === "/no-body") return Response.json({ a: 1 }, { status: 204 });
    if (pathname === "/odd-status") return Response.json({ a: 1 }, { status: 299 });
    if (pathname === "/text") return Response.json({ a: 1 }, { status: 200, statusText: "Fine" });
    if (pathname === "/headers") return Response.json([1], { headers: { "x-a": "b" } });
    if (pathname === "/undefined") return Response.json(undefinedValue);
    if (pathname === "/function") return Response.json(() => {});
    if (pathname === "/bigint") return Response.json({ a: 1n });
    if (pathname === "/to-json") return Response.json({ toJSON: () => effect("to-json") });
    if (pathname === "/stringify")
      return new Response(JSON.stringify({ q: searchParams.get("q") }), {
        headers: { "Content-Type": "application/json" },
      });
    if (pathname === "/charset")
      return new Response(JSON.stringify({ a: 1 }), {
        headers: { "content-type": "application/json;charset=utf-8" },
      });
    if (pathname === "/indented")
      return new Response(JSON.stringify({ a: 1 }, null, 2), {
        headers: { "content-type": "application/json" },
      });
    if (pathname === "/created")
      return new Response(JSON.stringify([]), {
        status: 201,
        headers: { "content-type": "application/json" },
      });
    const answer = Response.json({ at: "end" });
    answer.headers.set("x-end", "1");
    return answer;
  },
};
