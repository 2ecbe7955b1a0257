// Parameters that are not plain names.
export default {
  async fetch({ url, method, headers }, { NAME = "none" }, ...rest) {
    const { pathname } = new URL(url);
    if (pathname === "/a" && method === "GET") return new Response("a " + NAME + rest.length);
    if (pathname === "/h") return new Response(String(headers.get("x-flag")));
    return new Response("end " + arguments.length, { status: 404 });
  },
};
