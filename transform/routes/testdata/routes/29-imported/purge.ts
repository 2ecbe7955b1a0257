import type { Env } from "./env";

export async function purge(env: Env): Promise<void> {
  await env.LINKS.delete("stale");
}
