// Each path runs one expression; what it gives or throws is the answer.
const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('');
const enc = (s) => new TextEncoder().encode(s);
const key = (hash) => crypto.subtle.importKey("raw", enc("secret"), { name: "HMAC", hash }, false, ["sign", "verify"]);

const tests = {
  "/sign-sha-1": async (request, env, ctx) => hex(await crypto.subtle.sign("HMAC", await key("SHA-1"), enc("message"))),
  "/sign-sha-256": async (request, env, ctx) => hex(await crypto.subtle.sign("HMAC", await key("SHA-256"), enc("message"))),
  "/sign-sha-384": async (request, env, ctx) => hex(await crypto.subtle.sign("HMAC", await key("SHA-384"), enc("message"))),
  "/sign-sha-512": async (request, env, ctx) => hex(await crypto.subtle.sign("HMAC", await key("SHA-512"), enc("message"))),
  "/verify": async (request, env, ctx) => (async () => { const k = await key("SHA-256"); const s = await crypto.subtle.sign("HMAC", k, enc("m")); const bad = new Uint8Array(s.slice()); bad[0] ^= 1; return [await crypto.subtle.verify("HMAC", k, s, enc("m")), await crypto.subtle.verify("HMAC", k, bad, enc("m")), await crypto.subtle.verify("HMAC", k, s.slice(1), enc("m")), await crypto.subtle.verify("HMAC", k, s, enc("n"))]; })(),
  "/object-name": async (request, env, ctx) => hex(await crypto.subtle.sign({ name: "hmac" }, await key("SHA-256"), enc("message"))),
  "/key-properties": async (request, env, ctx) => (async () => { const k = await key("SHA-256"); return [k.type, k.extractable, k.algorithm.name, k.algorithm.hash.name, k.algorithm.length, k.usages, Object.prototype.toString.call(k)]; })(),
  "/long-key": async (request, env, ctx) => hex(await crypto.subtle.sign("HMAC", await crypto.subtle.importKey("raw", new Uint8Array(200).fill(3), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]), enc("m"))),
  "/empty-key": async (request, env, ctx) => hex(await crypto.subtle.sign("HMAC", await crypto.subtle.importKey("raw", new Uint8Array(), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]), enc("m"))),
  "/wrong-usage": async (request, env, ctx) => crypto.subtle.sign("HMAC", await crypto.subtle.importKey("raw", enc("k"), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]), enc("m")),
  "/no-usages": async (request, env, ctx) => crypto.subtle.importKey("raw", enc("k"), { name: "HMAC", hash: "SHA-256" }, false, []),
  "/unknown-hash": async (request, env, ctx) => crypto.subtle.importKey("raw", enc("k"), { name: "HMAC", hash: "SHA-9" }, false, ["sign"]),
  "/hash-missing": async (request, env, ctx) => crypto.subtle.importKey("raw", enc("k"), "HMAC", false, ["sign"]),
  "/unknown-format": async (request, env, ctx) => crypto.subtle.importKey("nope", enc("k"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  "/export": async (request, env, ctx) => (async () => { const k = await crypto.subtle.importKey("raw", enc("secret"), { name: "HMAC", hash: "SHA-256" }, true, ["sign"]); return hex(await crypto.subtle.exportKey("raw", k)); })(),
  "/export-refused": async (request, env, ctx) => crypto.subtle.exportKey("raw", await key("SHA-256")),
  "/jwk": async (request, env, ctx) => (async () => { const k = await crypto.subtle.importKey("jwk", { kty: "oct", k: "c2VjcmV0", alg: "HS256", ext: true }, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]); return [hex(await crypto.subtle.sign("HMAC", k, enc("m"))), (await crypto.subtle.exportKey("jwk", k)).k]; })(),
  "/generate": async (request, env, ctx) => (async () => { const k = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]); return [k.type, k.algorithm.length, (await crypto.subtle.exportKey("raw", k)).byteLength]; })(),
};

export default {
  async fetch(request, env, ctx) {
    const run = tests[new URL(request.url).pathname];
    if (!run) return new Response("?", { status: 404 });
    let result;
    try {
      result = await run(request, env, ctx);
    } catch (e) {
      result = { threw: e?.name ?? typeof e };
    }
    return result instanceof Response ? result : Response.json(result === undefined ? { undefined: true } : result);
  },
};
