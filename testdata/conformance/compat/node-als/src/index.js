// nodejs_als: one module.
import { AsyncLocalStorage } from "node:async_hooks";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const snippets = {
  async als() {
    const a = new AsyncLocalStorage();
    return a.run(5, async () => {
      await 0;
      return a.getStore();
    });
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
