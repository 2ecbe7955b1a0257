interface Env {
  ASSETS: { fetch(input: Request | string | URL): Promise<Response> };
  SITE_NAME: string;
}

// Files answer by themselves; this runs for /api/*, for /members/*, and for what has no file.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);

    if (url.pathname === "/api/site") return Response.json({ name: env.SITE_NAME });
    if (url.pathname === "/api/contact" && request.method === "POST") return contact(request);
    if (url.pathname.startsWith("/api/")) return Response.json({ error: "not found" }, { status: 404 });
    if (url.pathname.startsWith("/members/")) return members(request, env, url);

    return env.ASSETS.fetch(request);
  },
};

async function contact(request: Request): Promise<Response> {
  const form = await request.formData();
  const missing = ["name", "message"].filter((field) => !form.get(field));
  if (missing.length > 0) return Response.json({ missing }, { status: 400 });
  return Response.redirect(new URL("/thanks", request.url).href, 303);
}

/** Pages for members are files too, shown with their own headers to those who have the cookie. */
async function members(request: Request, env: Env, url: URL): Promise<Response> {
  if (!request.headers.get("Cookie")?.includes("member=yes")) {
    return new Response("Members only\n", { status: 403 });
  }
  const page = await env.ASSETS.fetch(new URL(url.pathname, url));
  const answer = new Response(page.body, page);
  answer.headers.set("Cache-Control", "private");
  return answer;
}
