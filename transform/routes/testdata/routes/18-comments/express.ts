/* Licence: do as you like. */

import express from "express";
import { handle } from "./platform/express-routes.ts";
import { helper } from "./helper"; // trailing import comment

/** The bindings. */
export interface Env {
  NAME: string; // who we are
}

/* before the export */
// first in the object
// the request
/* bindings */
// after fetch
// last in the object
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

// Where to?
// parsed once
/* block above a route */
/* only here */
routes.all(
  "/one",
  handle(() => {
    // inside one
    return new Response("one"); // after one
  }),
);

// end of one
/**
 * Documented route.
 */
routes.all(
  "/two",
  handle((request, env: Env) => {
    const text = `
  not indented
    // not a comment
`;
    /*
        odd   block
      */
    return new Response(helper(text) + env.NAME);
    // never reached
  }),
);

routes.all(
  "/three",
  handle(() => {
    // three
    return new Response("three");
  }),
);

// the rest
routes.use(handle(() => new Response("rest", { status: 404 })));

// very last in the function

// end of file
