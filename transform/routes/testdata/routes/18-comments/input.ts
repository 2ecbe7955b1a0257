/* Licence: do as you like. */

import { helper } from "./helper"; // trailing import comment

/** The bindings. */
export interface Env {
  NAME: string; // who we are
}

/* before the export */
export default {
  // first in the object
  async fetch(
    request: Request, // the request
    env: Env /* bindings */,
  ): Promise<Response> {
    // Where to?
    const url = new URL(request.url); // parsed once

    /* block above a route */
    if (/* only here */ url.pathname === "/one") {
      // inside one
      return new Response("one"); // after one
    } // end of one

    /**
     * Documented route.
     */
    if (url.pathname === "/two") {
      const text = `
  not indented
    // not a comment
`;
      /*
        odd   block
      */
      return new Response(helper(text) + env.NAME);
      // never reached
    } else if (url.pathname === "/three") {
      // three
      return new Response("three");
    } else {
      // the rest
      return new Response("rest", { status: 404 });
    }
    // very last in the function
  }, // after fetch
  // last in the object
};
// end of file
