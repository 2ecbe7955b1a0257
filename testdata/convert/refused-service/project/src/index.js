export default {
  async fetch(request, env) {
    const sum = await env.API.add(1, 2);
    return new Response(`${env.GREETING} ${sum}`);
  },
};
