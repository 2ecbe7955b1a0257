import { createLink, findLink, listLinks, removeLink, BadLink } from "@/links";
import { listPage } from "@/page";

export interface Env {
  LINKS: KVNamespace;
  PAGE_SIZE: string;
  ADMIN_TOKEN: string;
}

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    const [first = "", second] = url.pathname.slice(1).split("/");

    try {
      if (first === "") return redirectTo("/links");
      if (first === "links") return await showLinks(url, env);
      if (first === "api") return await api(request, env, url, second);
      return await follow(first, env, ctx);
    } catch (error) {
      if (error instanceof BadLink) return problem(400, error.message);
      throw error;
    }
  },
} satisfies ExportedHandler<Env>;

/** Sends the visitor on and counts the visit after the answer has left. */
async function follow(slug: string, env: Env, ctx: ExecutionContext): Promise<Response> {
  const link = await findLink(env.LINKS, slug);
  if (!link) return new Response("No such link\n", { status: 404 });

  ctx.waitUntil(countVisit(env.LINKS, slug));
  return redirectTo(link.url);
}

async function countVisit(links: KVNamespace, slug: string): Promise<void> {
  const visits = Number(await links.get(`visits:${slug}`)) || 0;
  await links.put(`visits:${slug}`, String(visits + 1));
}

async function showLinks(url: URL, env: Env): Promise<Response> {
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const page = await listLinks(env.LINKS, Number(env.PAGE_SIZE), cursor);
  return new Response(listPage(page, url), {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}

async function api(request: Request, env: Env, url: URL, resource?: string): Promise<Response> {
  if (resource !== "links") return problem(404, "unknown resource");
  if (request.headers.get("Authorization") !== `Bearer ${env.ADMIN_TOKEN}`) {
    return problem(401, "wrong or missing token", { "WWW-Authenticate": "Bearer" });
  }

  const slug = url.pathname.split("/")[3];
  if (request.method === "POST" && !slug) {
    const link = await createLink(env.LINKS, await readJSON(request));
    const location = new URL(`/${link.slug}`, url).href;
    return Response.json({ ...link, short: location }, { status: 201, headers: { Location: location } });
  }
  if (request.method === "GET" && slug) {
    const link = await findLink(env.LINKS, slug);
    if (!link) return problem(404, "no such link");
    const visits = Number(await env.LINKS.get(`visits:${slug}`)) || 0;
    return Response.json({ ...link, visits });
  }
  if (request.method === "DELETE" && slug) {
    await removeLink(env.LINKS, slug);
    return new Response(null, { status: 204 });
  }
  return problem(405, "method not allowed", { Allow: slug ? "GET, DELETE" : "POST" });
}

async function readJSON(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new BadLink("the body is not JSON");
  }
}

function redirectTo(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}

function problem(status: number, message: string, headers?: HeadersInit): Response {
  return Response.json({ error: message }, { status, headers });
}
