// Objects as answers, and requests as objects.
export const snippets = {
  fill: async (b) => {
    await b.put("page.html", "<h1>hé</h1>", {
      httpMetadata: { contentType: "text/html", cacheControl: "max-age=5" },
    });
    await b.put("empty", "");
  },
  bodyInResponse: async (b) => {
    const o = await b.get("page.html");
    const r = new Response(o.body);
    return [await r.text(), o.bodyUsed, r.headers.get("content-length")];
  },
  objectInResponse: async (b) => new Response(await b.get("page.html")).text(),
};

export const actions = {
  async page(bucket) {
    const o = await bucket.get("page.html");
    const headers = new Headers();
    o.writeHttpMetadata(headers);
    headers.set("etag", o.httpEtag);
    return new Response(o.body, { headers });
  },
  async part(bucket) {
    const o = await bucket.get("page.html", {
      range: { offset: 1, length: 2 },
    });
    return new Response(o.body, { status: 206 });
  },
  async empty(bucket) {
    return new Response((await bucket.get("empty")).body);
  },
  async large(bucket) {
    const bytes = new Uint8Array(300_000);
    for (let i = 0; i < bytes.length; i++) bytes[i] = i % 251;
    await bucket.put("large", bytes);
    return new Response((await bucket.get("large")).body);
  },
  async list(bucket) {
    return Response.json(
      (await bucket.list()).objects.map(({ key, size, etag }) => ({
        key,
        size,
        etag,
      })),
    );
  },
};
