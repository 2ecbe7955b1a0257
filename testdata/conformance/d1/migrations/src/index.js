// Reads what the migrations made.
const queries = {
  "/posts": "SELECT * FROM posts ORDER BY id",
  "/done": "SELECT id, name, typeof(applied_at) AS at FROM d1_migrations ORDER BY id",
  "/schema": "SELECT name, sql FROM sqlite_schema WHERE name IN ('posts', 'd1_migrations') ORDER BY name",
};

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const sql = queries[pathname];
    if (sql === undefined) return new Response("not found", { status: 404 });
    return Response.json((await env.DB.prepare(sql).all()).results);
  },
};
