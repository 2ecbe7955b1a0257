import { page } from "./page.js";

export default {
  fetch: handleRequest,
};

/**
 * Answers one request.
 * @param {Request} req
 */
async function handleRequest(req, env) {
  const { pathname, hostname } = new URL(req.url);

  if (pathname === "/robots.txt") {
    return new Response("User-agent: *\nDisallow:");
  } else if (pathname === "/favicon.ico") {
    return new Response(null, { status: 204 });
  } else if (pathname.startsWith("/go/")) {
    const target = await env.LINKS.get(pathname.slice(4));
    return target
      ? Response.redirect(target, 302)
      : new Response("no such link", { status: 404 });
  } else {
    return new Response(page(hostname), {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  }
}
