interface Env {
  DB: D1Database;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);

    const user = url.pathname.match(/^\/users\/(\d+)$/);
    if (user && request.method === "GET") {
      const id = Number(user[1]);
      const row = await env.DB.prepare("SELECT * FROM users WHERE id = ?")
        .bind(id)
        .first();
      return row
        ? Response.json(row)
        : new Response("no user", { status: 404 });
    }

    const file = /^\/files\/(?<name>[^/]+)\/raw$/.exec(url.pathname);
    if (file?.groups) {
      return new Response(file.groups.name);
    }

    if (/^\/v\d+\//.test(url.pathname)) {
      return new Response("versioned");
    }

    return new Response("Not found", { status: 404 });
  },
};
