// Blob, File and FormData. Each path runs one snippet
// and shows what it returned or threw.
const err = (f) => {
  try {
    return f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const aerr = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));

const snippets = {
  async blob(request) {
    const b = new Blob(["ab", new Uint8Array([99]), new Blob(["d"])], { type: "Text/Plain" });
    return [
      b.size,
      b.type,
      await b.text(),
      await b.slice(1, 3).text(),
      b.slice(1, 3, "x/y").type,
      await b.slice(-2).text(),
      [...new Uint8Array(await b.arrayBuffer())],
      await b.bytes(),
      await new Response(b.stream()).text(),
    ];
  },
  async "fd-parse"(request) {
    const r = new Response(
      '--BB\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--BB\r\ncontent-disposition: form-data; name="f"; filename="é.txt"\r\nContent-Type: text/x\r\n\r\nfile\r\nbody\r\n--BB--\r\n',
      { headers: { "content-type": "multipart/form-data; boundary=BB" } },
    );
    const f = await r.formData();
    return [...f].map(([k, v]) => [
      k,
      typeof v === "string" ? v : [v.constructor.name, v.name, v.type, v.size],
    ]);
  },
  async "fd-url"(request) {
    const f = await new Response("a=1&b=%C3%A9+x&a=2&c", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }).formData();
    return [...f];
  },
  async "fd-url2"(request) {
    const f = await new Response("a=1", {
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    }).formData();
    return [...f];
  },
};

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](request);
      return v instanceof Response ? v : new Response("= " + show(v));
    } catch (e) {
      return new Response("! " + e.constructor.name + "/" + e.name + ": " + e.message);
    }
  },
};
