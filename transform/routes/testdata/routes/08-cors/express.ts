import express from "express";
import { handle } from "./platform/express-routes.ts";

interface Env {
  TOKEN: string;
}

const corsHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
};

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    console.log(request.method, url.pathname);
    return next();
  }),
);

routes.options(
  "/{*path}",
  handle(() => new Response(null, { headers: corsHeaders })),
);

routes.use(
  handle((request, env: Env, ctx, next) => {
    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (token === env.TOKEN) return next();
    return new Response("forbidden", { status: 403, headers: corsHeaders });
  }),
);

routes.all(
  "/me",
  handle((request) => {
    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    return Response.json({ token }, { headers: corsHeaders });
  }),
);

routes.all(
  ["/time", "/now"],
  handle(() => {
    return new Response(new Date(0).toISOString(), { headers: corsHeaders });
  }),
);

routes.use(
  handle(() => {
    return new Response("Not found", { status: 404, headers: corsHeaders });
  }),
);
