import { Hono } from "hono";

export const app = new Hono();

for (let i = 0; i < 26; i++) app.get(`/section${i}/list`, (c) => c.text(`section ${i}`));
app.get("/users/:id", (c) => c.json({ id: c.req.param("id") }));
app.get("/users/:id/posts", (c) => c.json({ id: c.req.param("id"), posts: [] }));
app.get("/users/:id/posts/:post", (c) =>
  c.json({ id: c.req.param("id"), post: c.req.param("post"), sort: c.req.query("sort") ?? "new" }),
);
app.post("/users", (c) => c.json({ created: true }, 201));
