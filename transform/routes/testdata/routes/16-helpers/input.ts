interface Env {
  VERSION: string;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const headers = { "x-version": env.VERSION };

    // Answers with the version in a header.
    function json(value: unknown, status = 200): Response {
      return Response.json(value, { status, headers });
    }
    const text = (body: string) => new Response(body, { headers });

    if (url.pathname === "/json") {
      return json({ ok: true });
    }
    if (url.pathname === "/text") {
      return text("plain");
    }
    if (url.pathname === "/both" && url.searchParams.get("as") === "json") {
      return json("both");
    }
    return text("other");
  },
};
