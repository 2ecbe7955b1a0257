// Bodies that arrive, leave or pass through in pieces.
const encode = (text) => new TextEncoder().encode(text);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const routes = {
  "/pull": () => {
    let n = 0;
    return new Response(
      new ReadableStream({
        async pull(controller) {
          if (n === 3) return controller.close();
          if (n > 0) await sleep(400);
          controller.enqueue(encode(`part ${n++}\n`));
        },
      }),
    );
  },
  "/start": () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const part of ["a", "b", "c"]) controller.enqueue(encode(part));
          controller.close();
        },
      }),
      { headers: { "Content-Type": "text/plain" } },
    ),
  "/transform": () => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    (async () => {
      for (const part of ["one\n", "two\n", "three\n"]) {
        await writer.write(encode(part));
        await sleep(400);
      }
      await writer.close();
    })();
    return new Response(readable, { headers: { "Content-Type": "text/event-stream" } });
  },
  "/identity": () => {
    const { readable, writable } = new IdentityTransformStream();
    const writer = writable.getWriter();
    writer.write(encode("through identity"));
    writer.close();
    return new Response(readable);
  },
  "/fixed": () => {
    const { readable, writable } = new FixedLengthStream(10);
    const writer = writable.getWriter();
    writer.write(encode("0123456789"));
    writer.close();
    return new Response(readable);
  },
  "/echo": (request) => new Response(request.body, { headers: { "Content-Type": "application/octet-stream" } }),
  "/upper": (request) =>
    new Response(
      request.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(
          new TransformStream({
            transform(chunk, controller) {
              controller.enqueue(chunk.toUpperCase());
            },
          }),
        )
        .pipeThrough(new TextEncoderStream()),
    ),
  "/tee": async (request) => {
    const [a, b] = request.body.tee();
    const [x, y] = await Promise.all([new Response(a).text(), new Response(b).text()]);
    return Response.json([x, y]);
  },
  "/upstream": (request, env) => fetch(`${env.UPSTREAM}/stream?n=3&gap=400`),
  "/upstream-body": async (request, env) => {
    const response = await fetch(`${env.UPSTREAM}/stream?n=2&gap=400`);
    return new Response(response.body, { status: 202 });
  },
  "/first-only": async (request, env) => {
    const response = await fetch(`${env.UPSTREAM}/stream?n=3&gap=400`);
    const reader = response.body.getReader();
    const { value } = await reader.read();
    await reader.cancel("enough");
    return new Response(value);
  },
  "/iterate": async (request) => {
    let n = 0;
    let bytes = 0;
    for await (const chunk of request.body) {
      n = Math.max(1, n);
      bytes += chunk.byteLength;
    }
    return Response.json({ n, bytes });
  },
  "/from": async () => new Response(ReadableStream.from(["x", "y"].map(encode))),
  "/errors": () =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          controller.enqueue(encode("then it breaks"));
          await sleep(50);
          controller.error(new Error("broken"));
        },
      }),
    ),
  "/strings": () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue("not bytes");
          controller.close();
        },
      }),
    ),
  "/compress": async () => {
    const zipped = new Response("squeeze ".repeat(100)).body.pipeThrough(new CompressionStream("gzip"));
    return new Response(zipped.pipeThrough(new DecompressionStream("gzip")));
  },
  "/big": () => {
    let n = 0;
    return new Response(
      new ReadableStream({
        pull(controller) {
          if (n++ === 64) return controller.close();
          controller.enqueue(new Uint8Array(65536).fill(n));
        },
      }),
    );
  },
};

export default {
  fetch(request, env) {
    const route = routes[new URL(request.url).pathname];
    return route ? route(request, env) : new Response("?", { status: 404 });
  },
};
