import { Hono, type Context } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { logger } from "hono/logger";
import { secureHeaders } from "hono/secure-headers";
import { orders } from "./orders";
import { products } from "./products";

export type App = {
  Bindings: { ALLOWED_ORIGIN: string; VAT_PERCENT: number; API_KEY: string };
  Variables: { client: string };
};

const app = new Hono<App>();

app.use(logger());
app.use(secureHeaders());
app.use("/v1/*", (c, next) => cors({ origin: c.env.ALLOWED_ORIGIN, allowHeaders: ["authorization"], maxAge: 600 })(c, next));
app.use("/v1/products/*", etag());
app.use("/v1/orders/*", (c: Context, next) => bearerAuth({ token: c.env.API_KEY })(c, next));
app.use(async (c, next) => {
  c.set("client", c.req.header("X-Client") ?? "unknown");
  await next();
  c.header("X-Served-To", c.get("client"));
});

app.get("/", (c) => c.text("A shop's API. See /v1/products.\n"));
app.get("/health", (c) => c.json({ status: "ok" }));
app.route("/v1/products", products);
app.route("/v1/orders", orders);

app.notFound((c) => c.json({ error: `nothing at ${c.req.path}` }, 404));
app.onError((error, c) => {
  if (error instanceof HTTPException) return error.getResponse();
  console.error(error);
  return c.json({ error: "internal error" }, 500);
});

export default app;
