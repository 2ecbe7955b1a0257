import express from "express";
import { handle } from "./platform/express-routes.ts";
import { html } from "./page.js";

// The site: two pages and a redirect.
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/",
  handle(() => html("Welcome")),
);

routes.all(
  "/about",
  handle((request, env) => html(`About ${env.NAME}`)),
);

routes.all(
  "/old-about",
  handle((request) => {
    const url = new URL(request.url);
    return Response.redirect(`${url.origin}/about`, 301);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
