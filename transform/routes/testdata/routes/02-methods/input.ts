import { listNotes, type Note } from "./notes";

export interface Env {
  NOTES: KVNamespace;
}

// A small notes API.
export default {
  async fetch(
    request: Request,
    env: Env,
    ctx: ExecutionContext,
  ): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);

    // The list, newest first.
    if (request.method === "GET" && pathname === "/notes") {
      const limit = Number(searchParams.get("limit") ?? "10");
      return Response.json(await listNotes(env.NOTES, limit));
    }

    if (request.method === "POST" && pathname === "/notes") {
      const note = await request.json<Note>();
      ctx.waitUntil(env.NOTES.put(note.id, JSON.stringify(note)));
      return new Response(null, { status: 201 });
    }

    if (pathname === "/notes") {
      return new Response("Method not allowed", {
        status: 405,
        headers: { Allow: "GET, POST" },
      });
    }

    return new Response("Not found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;
