// When this Worker throws, the origin answers.
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (!searchParams.has("closed")) ctx.passThroughOnException();
    if (searchParams.has("read")) await request.text();
    if (searchParams.has("ok")) return new Response("the worker answers");
    if (searchParams.has("late")) await new Promise((r) => setTimeout(r, 20));
    throw new Error(pathname);
  },
};
