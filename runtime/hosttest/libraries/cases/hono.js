// Router, middleware, cookies, JSX and JWT of hono.
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { getCookie, setCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { html } from "hono/html";
import { sign, verify } from "hono/jwt";

const app = new Hono();
app.use("/api/*", cors({ origin: "https://a.example" }), etag());
app.use("/admin/*", basicAuth({ username: "u", password: "p" }));
app.get("/api/users/:id{[0-9]+}", (c) => c.json({ id: c.req.param("id"), q: c.req.query("q") }));
app.get("/admin/", (c) => c.text("in"));
app.get("/page", (c) => c.html(html`<p>${"<b>"}</p>`));
app.get("/cookie", (c) => {
  setCookie(c, "seen", "1", { httpOnly: true, path: "/" });
  return c.text(getCookie(c, "who") ?? "nobody");
});
app.notFound((c) => c.text("nothing here", 404));

export default async function run() {
  const ask = async (path, init) => {
    const r = await app.request(path, init);
    return [r.status, [...r.headers].sort(), await r.text()];
  };
  const token = await sign({ sub: "42" }, "secret", "HS256");
  return [
    await ask("/api/users/7?q=x"),
    await ask("/api/users/x"),
    await ask("/admin/"),
    await ask("/admin/", { headers: { authorization: "Basic " + btoa("u:p") } }),
    await ask("/page"),
    await ask("/cookie", { headers: { cookie: "who=me" } }),
    token,
    await verify(token, "secret", "HS256"),
  ];
}
