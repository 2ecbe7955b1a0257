// A recent date with flags that take globals away.

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
  async navigator() {
    return [typeof navigator, typeof globalThis.navigator];
  },
  async "weak-ref"() {
    return [typeof globalThis.WeakRef, typeof globalThis.FinalizationRegistry];
  },
  async "set-cookie"() {
    return typeof new Headers().getSetCookie;
  },
  async params() {
    const p = new URLSearchParams("a=1&a=2");
    const had = p.has("a", "3");
    p.delete("a", "1");
    return [had, String(p)];
  },
  async "import-scripts"() {
    return [typeof globalThis.importScripts];
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
