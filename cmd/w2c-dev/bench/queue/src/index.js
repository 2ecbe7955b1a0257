export default {
  async fetch(request, env) {
    await env.JOBS.send({ id: 517, url: "https://example.com/", tags: ["a", "b"] });
    return new Response("sent");
  },
};
