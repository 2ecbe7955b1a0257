import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

export const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/ping", () => new Response("pong"));

app.all("/method", (c) => new Response(c.req.method));

app.notFound(() => new Response("Not found", { status: 404 }));
