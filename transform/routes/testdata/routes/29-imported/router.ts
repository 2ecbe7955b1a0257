import type { Env } from "./env";
import { createLink, listLinks } from "./links";

const unauthorized = () => new Response("unauthorized", { status: 401 });

/** Tells requests apart by path and method. */
export async function handleRequest(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
): Promise<Response> {
  const { pathname } = new URL(request.url);

  if (pathname === "/health") {
    return new Response("ok");
  }

  // Everything below is for those who have the token.
  if (request.headers.get("authorization") !== `Bearer ${env.TOKEN}`) {
    return unauthorized();
  }

  if (pathname === "/links" && request.method === "GET") {
    return listLinks(env);
  }

  if (pathname === "/links" && request.method === "POST") {
    return createLink(request, env, ctx);
  }

  // One link: /links/<key>
  const match = pathname.match(/^\/links\/([^/]+)$/);
  if (match) {
    const key = match[1] as string;
    const target = await env.LINKS.get(key);
    if (target === null) {
      return new Response("no such link", { status: 404 });
    }
    return Response.redirect(target, 302);
  }

  return new Response("Not found", { status: 404 });
}
