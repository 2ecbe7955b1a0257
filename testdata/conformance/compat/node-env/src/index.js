// nodejs_compat from the day process.env has the vars.
import { Buffer } from "buffer";
import path from "path";
import process from "node:process";

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
  async env() {
    return [
      process.env.TEXT,
      process.env.JSON_VAR,
      process.env.NOPE,
      typeof process.version,
    ];
  },
  async globals() {
    return [
      typeof globalThis.Buffer,
      typeof globalThis.process,
      typeof globalThis.global,
      typeof globalThis.setImmediate,
    ];
  },
  async bare() {
    return [typeof path.join, typeof Buffer.from];
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
