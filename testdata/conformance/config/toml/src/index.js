export default {
  fetch(request, env) {
    return Response.json([env.NAME, env.NUMBER, env.TABLE, typeof env.KV.get]);
  },
};
