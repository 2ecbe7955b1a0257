const show = (v) =>
  typeof v === "bigint"
    ? `${v}n`
    : typeof v === "function"
      ? `function ${v.name}/${v.length}`
      : Array.isArray(v)
        ? v.map(show)
        : v === undefined
          ? "undefined"
          : v;

const attempt = (f) => {
  try {
    return show(f());
  } catch (e) {
    return `${e?.constructor?.name} ${e?.name}: ${e?.message}`;
  }
};

export const serve = (snippets) => ({
  async fetch(request) {
    const f = snippets[new URL(request.url).pathname.slice(1)];
    if (!f) return new Response("no such snippet", { status: 404 });
    let result;
    try {
      result = show(await f(attempt));
    } catch (e) {
      result = `${e?.constructor?.name} ${e?.name}: ${e?.message}`;
    }
    return Response.json(result);
  },
});
