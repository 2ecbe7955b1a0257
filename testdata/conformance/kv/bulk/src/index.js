// Runs the operations that the request's body lists and answers what each one gave.
// An operation is [method, ...arguments]; a few words stand for what JSON cannot say.
export default {
  async fetch(request, env) {
    const results = [];
    for (const [method, ...args] of await request.json()) {
      try {
        results.push(await show(await run(env, method, args.map(value))));
      } catch (e) {
        results.push({ threw: e.name, message: e.message });
      }
    }
    return new Response(results.map((r) => JSON.stringify(r)).join("\n") + "\n", { headers: { "Content-Type": "application/jsonl" } });
  },
};

function run(env, method, args) {
  const [binding, name] = method.includes(".") ? method.split(".") : ["KV", method];
  return env[binding][name](...args);
}

const bytes = new Uint8Array([0, 1, 2, 250, 251, 255]);

function value(v) {
  if (Array.isArray(v)) return v.map(value);
  if (v && typeof v === "object" && v.$ === "long") return v.of.repeat(v.times);
  if (v && typeof v === "object") return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, value(x)]));
  switch (v) {
    case "$undefined": return undefined;
    case "$buffer": return bytes.buffer;
    case "$view": return bytes.subarray(1, 4);
    case "$words": return new Uint16Array([258, 772]);
    case "$dataview": return new DataView(bytes.buffer, 2, 2);
    case "$stream": return new Response("streamed in").body;
    case "$empty-stream": return new Response("").body;
    case "$nan": return NaN;
    case "$infinity": return Infinity;
    case "$date": return new Date(0);
    case "$function": return () => 1;
    case "$soon": return Math.floor(Date.now() / 1000) + 120;
    case "$too-soon": return Math.floor(Date.now() / 1000) + 30;
    case "$string-object": return new String("boxed");
    case "$cycle": { const o = {}; o.o = o; return o; }
    case "$symbol": return Symbol("s");
    case "$bigint": return 5n;
  }
  return v;
}

async function show(r) {
  if (r === undefined) return { undefined: true };
  if (r instanceof ArrayBuffer) return { buffer: [...new Uint8Array(r)] };
  if (r instanceof ReadableStream) return { stream: await new Response(r).text() };
  if (r instanceof Map) return { map: await Promise.all([...r].map(async ([k, v]) => [k, await show(v)])) };
  if (r && typeof r === "object" && Array.isArray(r.keys)) {
    return { ...r, keys: r.keys.map((k) => ("expiration" in k ? { ...k, expiration: typeof k.expiration } : k)) };
  }
  if (r && typeof r === "object" && "value" in r) {
    return { ...r, value: await show(r.value), keys: Object.keys(r) };
  }
  return r;
}
