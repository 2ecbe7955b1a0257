import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/health", () => new Response("ok"));

app.all("*", () => new Response("Hello from Edge!"));

export default app;
