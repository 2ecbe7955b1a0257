import express from "express";
import { handle } from "./platform/express-routes.ts";

export interface Env {
  CACHE: KVNamespace;
  ORIGIN: string;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/last",
  handle(async (request, env: Env) => {
    return new Response(await env.CACHE.get("last"));
  }),
);

routes.all(
  "/ping",
  handle(() => new Response("pong")),
);

routes.use(
  handle((request, env: Env) => {
    const { pathname } = new URL(request.url);
    return fetch(new Request(env.ORIGIN + pathname, request));
  }),
);

const worker: ExportedHandler<Env> = {
  // Every night.
  async scheduled(controller, env) {
    await env.CACHE.put("last", String(controller.scheduledTime));
  },
};

export default worker;
