// Work that goes on after the answer has left.
export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/count") return fetch(`${env.UPSTREAM}/hits/done`);

    ctx.waitUntil(hit(env, 0));
    ctx.waitUntil(hit(env, 50));
    ctx.waitUntil(
      hit(env, 20).then(() => {
        ctx.waitUntil(hit(env, 20)); // one more, registered after the answer
      }),
    );
    if (pathname === "/throws") throw new Error("the work goes on all the same");
    if (pathname === "/stream") {
      const { readable, writable } = new TransformStream();
      ctx.waitUntil(write(writable));
      return new Response(readable);
    }
    return new Response("answered first");
  },
};

async function hit(env, after) {
  await new Promise((resolve) => setTimeout(resolve, after));
  await fetch(`${env.UPSTREAM}/hit/done`);
}

async function write(writable) {
  const writer = writable.getWriter();
  for (const part of ["one ", "two ", "three"]) {
    await writer.write(new TextEncoder().encode(part));
  }
  await writer.close();
}
