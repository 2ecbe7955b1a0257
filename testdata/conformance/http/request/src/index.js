// What a handler sees of a request.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/line":
      case "/%":
      case "/%zz/%e2%28%a1":
        return Response.json({ method: request.method, url: request.url });
      case "/headers": {
        const names = url.searchParams.getAll("h");
        return Response.json(names.map((n) => [n, request.headers.get(n), request.headers.has(n)]));
      }
      case "/iterate":
        return Response.json([...request.headers].filter(([n]) => n.startsWith("x-") || n === "cookie"));
      case "/text":
        return new Response(await request.text());
      case "/json":
        try {
          return Response.json({ got: await request.json() });
        } catch (e) {
          return Response.json({ name: e.name }, { status: 400 });
        }
      case "/bytes": {
        const bytes = new Uint8Array(await request.arrayBuffer());
        return Response.json({ length: bytes.length, sum: bytes.reduce((a, b) => a + b, 0), first: [...bytes.slice(0, 8)] });
      }
      case "/blob": {
        const blob = await request.blob();
        return Response.json({ size: blob.size, type: blob.type });
      }
      case "/form": {
        const form = await request.formData();
        const out = [];
        for (const [k, v] of form) out.push(typeof v === "string" ? [k, v] : [k, v.name, v.type, v.size, await v.text()]);
        return Response.json(out);
      }
      case "/state": {
        const before = [request.bodyUsed, request.body === null];
        await request.text();
        const out = [before, request.bodyUsed];
        try {
          await request.text();
        } catch (e) {
          out.push(e.name);
        }
        return Response.json(out);
      }
      case "/clone": {
        const copy = request.clone();
        return Response.json([await request.text(), await copy.text()]);
      }
      case "/props":
        return Response.json({
          redirect: request.redirect,
          signal: request.signal === null || request.signal instanceof AbortSignal,
          keepalive: request.keepalive,
          integrity: request.integrity,
          cache: request.cache ?? null,
        });
      case "/ignore":
        return new Response("did not read");
      case "/reader": {
        const reader = request.body.getReader();
        let n = 0;
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          n += value.byteLength;
        }
        return new Response(String(n));
      }
    }
    return new Response("?", { status: 404 });
  },
};
