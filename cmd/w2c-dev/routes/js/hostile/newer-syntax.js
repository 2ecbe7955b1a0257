// Younger than most parsers.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    using done = { [Symbol.dispose]() { effect("disposed"); } };
    if (url.pathname === "/a") return new Response("a");
    await using last = { async [Symbol.asyncDispose]() { effect("later disposed"); } };
    if (url.pathname === "/b" && /(?i:B)$/.test(url.pathname)) return new Response("b");
    if (url.pathname === "/c" && RegExp.escape("/") === "\\/") return new Response("c");
    return new Response("end", { status: 404 });
  },
};
