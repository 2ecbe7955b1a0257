import { Hono } from "hono";
import { users } from "./users";

const app = new Hono<{ Bindings: { KV: KVNamespace } }>();

app.use("*", async (c, next) => {
  await next();
  c.header("x-app", "hono");
});
app.get("/", (c) => c.text("home"));
app
  .get("/items/:id{[0-9]+}", (c) => c.json({ id: c.req.param("id") }))
  .on(["PUT", "PATCH"], "/items/:id", (c) => c.body(null, 204));
app.route("/users", users);

export default app;
