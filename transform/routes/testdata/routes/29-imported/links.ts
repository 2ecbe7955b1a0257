import type { Env } from "./env";

export async function listLinks(env: Env): Promise<Response> {
  const { keys } = await env.LINKS.list();
  return Response.json(keys.map(({ name }) => name));
}

export async function createLink(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
): Promise<Response> {
  const target = await request.text();
  const key = String(target.length);
  ctx.waitUntil(env.LINKS.put(key, target));
  return Response.json({ key }, { status: 201 });
}
