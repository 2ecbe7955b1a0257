// Lists the exports of a platform module, each with its kind.

const kind = (v) => (typeof v === "function" ? `function/${v.length}` : v === null ? "null" : typeof v);

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    const module = process.getBuiltinModule(name);
    if (module === undefined) return Response.json(null);
    const out = {};
    for (const k of Object.getOwnPropertyNames(module).sort()) {
      if (["length", "name", "prototype"].includes(k) || k.startsWith("_")) continue;
      out[k] = kind(module[k]);
    }
    return Response.json(out);
  },
};
