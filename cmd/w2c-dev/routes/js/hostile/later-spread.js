// What comes after fetch in the object wins.
const other = { fetch: async () => new Response("other") };
export default {
  async fetch(request) {
    if (new URL(request.url).pathname === "/a") return new Response("a");
    return new Response("end");
  },
  ...other,
};
