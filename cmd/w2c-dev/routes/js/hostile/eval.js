// Code that is only known when it runs sees the names around it.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    const path = url.pathname;
    const secret = "local";
    if (path === "/eval") return new Response(eval("secret + path"));
    if (path === "/new") return new Response(String(new Function("return typeof path")()));
    return new Response("end");
  },
};
