import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "/a:b") return next();
  return new Response("colon");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "/what?") return next();
  return new Response("never");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "/star/*") return next();
  return new Response("star");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "/{x}") return next();
  return new Response("braces");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "/a%20b") return next();
  return new Response("encoded");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "//double") return next();
  return new Response("double");
});

app.all("/trailing/", () => new Response("trailing"));

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "/(group)") return next();
  return new Response("group");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (path !== "") return next();
  return new Response("empty");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (!path.startsWith("/img")) return next();
  return new Response("img");
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (!path.endsWith(".json")) return next();
  return c.json({ path });
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (!path.includes("secret")) return next();
  return new Response("no", { status: 403 });
});

app.all("*", (c) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  return new Response("other " + path);
});

export default app;
