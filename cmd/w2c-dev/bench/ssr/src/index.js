import { page } from "./page.js";

export default {
  fetch(request) {
    const title = new URL(request.url).searchParams.get("title") ?? "List";
    return new Response(page(title), { headers: { "content-type": "text/html; charset=utf-8" } });
  },
};
