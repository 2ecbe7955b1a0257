/* Licence: do as you like. */

import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
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
const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

// Where to?
// parsed once
/* block above a route */
/* only here */
app.all("/one", () => {
  // inside one
  return new Response("one"); // after one
});

// end of one
/**
 * Documented route.
 */
app.all("/two", (c) => {
  const text = `
  not indented
    // not a comment
`;
  /*
        odd   block
      */
  return new Response(helper(text) + c.env.NAME);
  // never reached
});

app.all("/three", () => {
  // three
  return new Response("three");
});

// the rest
app.notFound(() => new Response("rest", { status: 404 }));

// very last in the function

export default app;

// end of file
