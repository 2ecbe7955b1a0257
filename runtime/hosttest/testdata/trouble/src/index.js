// Everything a Worker can do wrong at run time, by path.
import { env } from "cloudflare:workers";

if (env.AT_START === "throw") throw new RangeError("no luck today");
if (env.AT_START === "never") await new Promise(() => {});
if (env.AT_START === "loop") for (;;);

const hoard = [];

export default {
  async fetch(request, env, ctx) {
    switch (new URL(request.url).pathname) {
      case "/never":
        return new Promise(() => {});
      case "/not-a-response":
        return "a string";
      case "/wait-until":
        ctx.waitUntil(Promise.reject(new RangeError("too late")));
        return new Response("answered");
      case "/throws":
        throw new RangeError("in the handler");
      case "/timer":
        setTimeout(() => {
          throw new RangeError("in a timer");
        }, 1);
        await new Promise((resolve) => setTimeout(resolve, 30));
        return new Response("answered");
      case "/unhandled":
        Promise.reject(new RangeError("nobody listens"));
        return new Response("answered");
      case "/loop":
        for (;;);
      case "/loop-later":
        await null;
        for (;;);
      case "/hoard":
        for (;;) hoard.push(new Array(100_000).fill(hoard.length));
      case "/count": {
        let bytes = 0;
        const reader = request.body.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return new Response(String(bytes));
          bytes += value.byteLength;
        }
      }
      case "/ignore":
        return new Response("not read");
      case "/endless": {
        let n = 0;
        return new Response(
          new ReadableStream({
            async pull(controller) {
              await new Promise((resolve) => setTimeout(resolve, 10));
              controller.enqueue(new TextEncoder().encode(`line ${n++}\n`));
            },
          }),
        );
      }
      case "/upstream-stream":
        return fetch(`${env.UPSTREAM}/stream?n=100&gap=100`);
      case "/wait-for-upstream":
        return fetch(`${env.UPSTREAM}/hang`);
    }
    return new Response("fine");
  },
};
