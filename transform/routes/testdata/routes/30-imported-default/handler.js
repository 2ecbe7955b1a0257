import { html } from "./page.js";

// The site: two pages and a redirect.
async function handler(request, env) {
  const url = new URL(request.url);
  switch (url.pathname) {
    case "/":
      return html("Welcome");
    case "/about":
      return html(`About ${env.NAME}`);
    case "/old-about":
      return Response.redirect(`${url.origin}/about`, 301);
    default:
      return new Response("Not found", { status: 404 });
  }
}

export default handler;
