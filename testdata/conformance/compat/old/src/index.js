// What a Worker of March 2022 finds: globals that came later are not there.

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
  async language() {
    return [typeof globalThis.navigator?.language];
  },
  async "weak-ref"() {
    return [typeof globalThis.WeakRef, typeof globalThis.FinalizationRegistry];
  },
  async "set-cookie"() {
    return typeof new Headers().getSetCookie;
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
