import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/",
  handle(() => new Response("home")),
);

// Two spellings of the same page.
routes.all(
  ["/about", "/about-us"],
  handle(() => new Response("about")),
);

routes.all(
  "/echo",
  handle(async (request) => {
    const text = await request.text();
    return new Response(text, {
      headers: { "x-length": `${text.length}` },
    });
  }),
);

routes.all(
  "/old",
  handle((request) => {
    const url = new URL(request.url);
    return Response.redirect(new URL("/", url).href, 301);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
