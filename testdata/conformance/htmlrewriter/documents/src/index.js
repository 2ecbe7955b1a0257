// Runs a list of programs, each of which rewrites a document, and tells what the
// handlers saw and what came out.
const bytes = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));
const latin = (b) => {
  let s = "";
  for (const x of b) s += String.fromCharCode(x);
  return s;
};
const apply = (t, ops, log) => {
  for (const [name, ...args] of ops ?? []) {
    try {
      if (name === "tagName" || name === "name" || name === "text") t[name] = args[0];
      else if (name === "onEndTag")
        t.onEndTag((e) => {
          log.push(["/", e.name]);
          apply(e, args[0], log);
        });
      else if (t[name]) t[name](...args);
    } catch (e) {
      log.push(["!", e.name + ": " + e.message]);
    }
  }
};
const handler = (kind, def, log, see) => {
  if (!def) return undefined;
  let n = 0;
  return (t) => {
    log.push([kind, ...see(t)]);
    if (n++ % (def.every ?? 1) === 0) apply(t, def.ops, log);
    if (def.fail === n) throw new Error("failed on purpose");
  };
};
const element = (e) => [
  e.tagName,
  e.namespaceURI.slice(-4),
  [...e.attributes].map((a) => a.join("=")).join(" "),
  e.removed,
];
const text = (t) => [t.text, t.lastInTextNode, t.removed];
const comment = (c) => [c.text, c.removed];
async function run(p) {
  const log = [],
    out = [];
  try {
    const rw = new HTMLRewriter();
    (p.on ?? []).forEach(([sel, h], i) => {
      const o = {};
      if (h.element) o.element = handler("e" + i, h.element, log, element);
      if (h.text) o.text = handler("t" + i, h.text, log, text);
      if (h.comments) o.comments = handler("c" + i, h.comments, log, comment);
      rw.on(sel, o);
    });
    (p.doc ?? []).forEach((h, i) => {
      const o = {};
      if (h.doctype) o.doctype = handler("D" + i, h.doctype, log, (d) => [d.name, d.publicId, d.systemId]);
      if (h.text) o.text = handler("T" + i, h.text, log, text);
      if (h.comments) o.comments = handler("C" + i, h.comments, log, comment);
      if (h.end) o.end = handler("E" + i, h.end, log, () => []);
      rw.onDocument(o);
    });
    const body = new ReadableStream({
      start(c) {
        for (const x of p.html) if (x) c.enqueue(bytes(x));
        c.close();
      },
    });
    const headers = p.charset ? { "content-type": "text/html; charset=" + p.charset } : {};
    const r = rw.transform(new Response(body, { headers })).body.getReader();
    for (;;) {
      const { done, value } = await r.read();
      if (done) break;
      out.push(latin(value));
    }
  } catch (e) {
    log.push(["failed", e.name + ": " + e.message]);
  }
  return { log, out: out.join("") };
}
export default {
  async fetch(request) {
    const answers = [];
    for (const p of await request.json()) answers.push(await run(p));
    return Response.json(answers);
  },
};
