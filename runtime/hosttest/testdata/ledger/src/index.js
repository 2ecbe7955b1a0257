// For the tests of what must not be lost: writes that are acknowledged, requests that are accepted.
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/write":
        await env.KV.put(searchParams.get("key"), searchParams.get("value"), { metadata: { n: 1 } });
        return new Response("written");

      // Answers the keys whose value is not the one in the request's JSON body.
      case "/check": {
        const wrong = [];
        for (const [key, value] of Object.entries(await request.json())) {
          const found = await env.KV.get(key);
          if (found !== value) wrong.push([key, found]);
        }
        return Response.json(wrong);
      }

      // Tells the upstream when it starts and when all its work is done.
      case "/slow":
        await fetch(`${env.UPSTREAM}/hit/started`);
        ctx.waitUntil(sleep(300).then(() => fetch(`${env.UPSTREAM}/hit/finished`)));
        await sleep(150);
        return new Response(streamOf("first ", "second ", "third"));
    }
    return new Response("ok");
  },
};

function streamOf(...parts) {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  (async () => {
    for (const part of parts) {
      await writer.write(new TextEncoder().encode(part));
      await sleep(20);
    }
    await writer.close();
  })();
  return readable;
}
