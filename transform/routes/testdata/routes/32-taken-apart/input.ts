interface Env {
  NOTES: KVNamespace;
  TITLE: string;
}

export default {
  // What is asked for, and where the notes are.
  async fetch({ url, method, headers }: Request, { NOTES, TITLE: title }: Env) {
    const { pathname } = new URL(url);
    if (pathname === "/") {
      return new Response(title);
    }
    if (pathname === "/agent") {
      return Response.json({ agent: headers.get("user-agent") });
    }
    if (pathname.startsWith("/notes/")) {
      const key = pathname.slice("/notes/".length);
      if (method === "GET") {
        const note = await NOTES.get(key);
        return note === null
          ? new Response("no such note", { status: 404 })
          : new Response(note);
      }
      if (method === "DELETE") {
        await NOTES.delete(key);
        return new Response(null, { status: 204 });
      }
      return new Response(`no ${method}`, { status: 405 });
    }
    return new Response("Not found", { status: 404 });
  },
};
