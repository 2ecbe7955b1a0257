// Asks the files by itself.
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const to = url.searchParams.get("get");
    if (to === null) return env.ASSETS.fetch(request);
    const method = url.searchParams.get("method") ?? "GET";
    const response = await env.ASSETS.fetch(new URL(to, request.url), { method, headers: request.headers });
    const body = await response.text();
    return Response.json({
      status: response.status,
      type: response.headers.get("content-type"),
      location: response.headers.get("location"),
      redirected: response.redirected,
      body,
    });
  },
};
