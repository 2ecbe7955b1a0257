// An object of handlers that counts its requests in a global.
let count = 0;

export default {
  async fetch(request, env, ctx) {
    count++;
    return new Response(`${env.GREETING} ${count} ${JSON.stringify(ctx.props)} ${typeof globalThis.leaked}`);
  },
};
