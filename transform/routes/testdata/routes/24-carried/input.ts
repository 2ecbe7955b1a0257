import { openSession } from "./session";

interface Env {
  SESSIONS: KVNamespace;
}

export default {
  async fetch(
    request: Request,
    env: Env,
    ctx: ExecutionContext,
  ): Promise<Response> {
    const url = new URL(request.url);
    const { pathname } = url;

    if (pathname === "/version") {
      return new Response("1.2.3");
    }

    // Everything else needs a session.
    const session = await openSession(request, env.SESSIONS);
    const agent = request.headers.get("user-agent");
    if (!agent) {
      return new Response("who are you?", { status: 400 });
    }

    if (pathname === "/profile") {
      return Response.json({ name: session.name, agent: agent.toLowerCase() });
    }
    if (pathname.startsWith("/notes/") && request.method === "GET") {
      ctx.waitUntil(session.touch());
      return new Response(`notes of ${session.name}`);
    }
    return new Response("Not found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;
