// Plain-text and JSON variables, and secrets.
export default {
  async fetch(request, env) {
    const name = new URL(request.url).searchParams.get("name");
    if (name) return Response.json({ type: typeof env[name], isArray: Array.isArray(env[name]), value: env[name] ?? null, has: name in env });
    return Response.json(Object.keys(env).sort());
  },
};
