// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/encode": async (request, env, ctx) => [...new TextEncoder().encode("aü☕𝄞")],
  "/encode-surrogates": async (request, env, ctx) => [...new TextEncoder().encode("\ud800x\udc00")],
  "/encode-nothing": async (request, env, ctx) => [new TextEncoder().encode().length, new TextEncoder().encode("").length, new TextEncoder().encoding],
  "/encode-into": async (request, env, ctx) => (() => { const b = new Uint8Array(5); const r = new TextEncoder().encodeInto("aü☕x", b); return [r, [...b]]; })(),
  "/decode": async (request, env, ctx) => new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 0xc3, 0xbc, 0xf0, 0x9d, 0x84, 0x9e])),
  "/decode-bom-kept": async (request, env, ctx) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf, 97])).length,
  "/decode-broken": async (request, env, ctx) => new TextDecoder().decode(new Uint8Array([97, 0xc3, 0x28, 0xff, 0xe2, 0x82, 98])),
  "/decode-fatal": async (request, env, ctx) => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff])),
  "/decode-stream": async (request, env, ctx) => (() => { const d = new TextDecoder(); const b = new TextEncoder().encode("a☕𝄞"); let s = ""; for (const x of b) s += d.decode(new Uint8Array([x]), { stream: true }); return s + d.decode(); })(),
  "/decode-stream-cut": async (request, env, ctx) => (() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) + d.decode(); })(),
  "/decode-kinds": async (request, env, ctx) => [new TextDecoder().decode(new Uint8Array([97, 98]).buffer), new TextDecoder().decode(new DataView(new Uint8Array([97, 98, 99]).buffer, 1)), new TextDecoder().decode()],
  "/labels": async (request, env, ctx) => ["utf8", "UTF-8", " utf-8 ", "unicode-1-1-utf-8"].map((l) => new TextDecoder(l).encoding),
  "/latin1": async (request, env, ctx) => [new TextDecoder("latin1").encoding, new TextDecoder("latin1").decode(new Uint8Array([0xe9, 0x80]))],
  "/utf-16": async (request, env, ctx) => [new TextDecoder("utf-16le").decode(new Uint8Array([97, 0, 0xfc, 0])), new TextDecoder("utf-16le").encoding],
  "/unknown-label": async (request, env, ctx) => new TextDecoder("nope"),
  "/props": async (request, env, ctx) => (() => { const d = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }); return [d.encoding, d.fatal, d.ignoreBOM]; })(),
  "/streams": async (request, env, ctx) => new Response(new Response("grüße ☕").body.pipeThrough(new TextDecoderStream()).pipeThrough(new TextEncoderStream())).text(),
  "/btoa": async (request, env, ctx) => [btoa(""), btoa("a"), btoa("ab"), btoa("abc"), btoa("\xff\xfe")],
  "/btoa-wide": async (request, env, ctx) => btoa("☕"),
  "/atob": async (request, env, ctx) => [atob(""), atob("YQ=="), atob("YQ"), atob(" Y W I = "), atob("/+8=").charCodeAt(0)],
  "/atob-bad": async (request, env, ctx) => ["Y", "Y===", "YQ=a", "Y-Q_", "☕"].map((s) => { try { return atob(s); } catch (e) { return [e.name, e instanceof DOMException]; } }),
  "/atob-number": async (request, env, ctx) => [btoa(12), atob("MTI=")],
  "/uint8-base64": async (request, env, ctx) => [typeof Uint8Array.fromBase64, typeof Uint8Array.prototype.toHex],
  "/uri": async (request, env, ctx) => [encodeURIComponent("a b&ü☕'"), decodeURIComponent("%C3%BC"), encodeURI("http://a/ü?x=y z"), escape("ü☕"), unescape("%FC")],
  "/uri-bad": async (request, env, ctx) => decodeURIComponent("%E0%A4%A"),
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
