// Built-ins that are as new as workerd's V8, one snippet a path.
const snippets = {
  "iterator-1": async () => typeof Iterator.concat,
  "iterator-2": async () => typeof Iterator.zip,
  "iterator-3": async () => typeof Iterator.zipKeyed,
  "other-1": async () => typeof Map.prototype.getOrInsert,
  "iterator-4": async () => Iterator.concat(1),
  "iterator-5": async () => Iterator.concat({}),
  "buffer-1": async () => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Uint8Array(b, 4); b.resize(2); return a.fill(1) },
  "atomics-1": async () => Atomics.add(new Int8Array(1), 1, 1),
  "atomics-2": async () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0),
  "iterator-6": async () => [...Iterator.zip([[1, 2], [3]])].join("|"),
  "iterator-7": async () => [...Iterator.zip([[1, 2], [3]], { mode: "longest", padding: [7, 8] })].join("|"),
  "iterator-8": async () => [...Iterator.zip([[1, 2], [3]], { mode: "strict" })].join("|"),
  "iterator-9": async () => Iterator.zip([[1]], { mode: "x" }),
  "iterator-10": async () => Iterator.zip(1),
  "iterator-11": async () => Iterator.zip([1]),
  "json-1": async () => [...Iterator.zipKeyed({ a: [1, 2], b: [3, 4] })].map((x) => JSON.stringify(x)).join("|"),
  "iterator-12": async () => Object.prototype.toString.call(Iterator.zip([])),
  "iterator-13": async () => [1, 2].values().join(),
  "iterator-14": async () => [1, null, "x"].values().join("-"),
  "iterator-15": async () => [1, NaN].values().includes(NaN),
  "iterator-16": async () => [1, 2, 3].values().includes(1, 1),
  "iterator-17": async () => [1, 2, 3].values().includes(1, -1),
  "iterator-18": async () => [1, 2, 3].values().includes(1, "x"),
  "iterator-19": async () => [Iterator.prototype.join.length, Iterator.prototype.includes.length],
  "cloudflare-1": async () => [typeof Cloudflare, Object.prototype.toString.call(Cloudflare), Object.keys(Cloudflare), Object.isFrozen(Cloudflare.compatibilityFlags), Object.getPrototypeOf(Cloudflare.compatibilityFlags)],
  "cloudflare-2": async () => ["nodejs_compat", "url_standard", "global_navigator", "nodejs_als", "no_such_flag"].map((n) => Cloudflare.compatibilityFlags[n]),
  "cloudflare-3": async () => new Cloudflare.constructor(),
};

const show = (v, inner) => {
  if (typeof v === "string") return inner ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object") return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error) return `${v.name}: ${v.message}`;
  if (Array.isArray(v) || ArrayBuffer.isView(v)) return `${v.constructor.name}[${Array.from(v, (x) => show(x, true))}]`;
  if (Object.getPrototypeOf(v) === Object.prototype) return `{${Object.keys(v).map((k) => `${k}: ${show(v[k], true)}`)}}`;
  return Object.prototype.toString.call(v);
};

export default {
  async fetch(request) {
    try {
      return new Response(show(await snippets[new URL(request.url).pathname.slice(1)]()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
