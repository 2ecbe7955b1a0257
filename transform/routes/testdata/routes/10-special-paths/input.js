export default {
  fetch(request) {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path === "/a:b") return new Response("colon");
    if (path === "/what?") return new Response("never");
    if (path === "/star/*") return new Response("star");
    if (path === "/{x}") return new Response("braces");
    if (path === "/a%20b") return new Response("encoded");
    if (path === "//double") return new Response("double");
    if (path === "/trailing/") return new Response("trailing");
    if (path === "/(group)") return new Response("group");
    if (path === "") return new Response("empty");
    if (path.startsWith("/img")) return new Response("img");
    if (path.endsWith(".json")) return Response.json({ path });
    if (path.includes("secret")) return new Response("no", { status: 403 });
    return new Response("other " + path);
  },
};
