// Blob, File and FormData: texts and habits that are workerd's own. Each path runs one snippet
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
  async "blob-bad"(request) {
    return [
      err(() => new Blob("abc")),
      err(() => new Blob(5)),
      err(() => new Blob([5]).size),
      err(() => new Blob([{}]).size),
      err(() => new Blob(undefined, { type: "é" }).type),
      err(() => new Blob(null)),
    ];
  },
  async file(request) {
    const f = new File(["ab"], "n.txt", { type: "a/b", lastModified: 5 });
    return [
      f.name,
      f.size,
      f.type,
      f.lastModified,
      f instanceof Blob,
      err(() => new File(["a"])),
      Object.prototype.toString.call(f),
      typeof new File([], "x").lastModified,
      f.webkitRelativePath,
    ];
  },
  async fd(request) {
    const f = new FormData();
    f.append("a", "1");
    f.append("a", 5);
    f.append("b", new Blob(["x"], { type: "t/x" }));
    f.append("c", new Blob(["y"]), "n.txt");
    f.set("d", null);
    return [
      [...f].map(([k, v]) => [k, typeof v === "string" ? v : [v.constructor.name, v.name, v.type, v.size]]),
      f.get("a"),
      f.getAll("a"),
      f.get("zz"),
      f.has("a"),
      [...f.keys()],
      err(() => f.append("a")),
      err(() => f.append("a", "b", "c")),
      err(() => new FormData(5)),
    ];
  },
  async "fd-parse-bad"(request) {
    const P = (t, ct) =>
      aerr(async () => [
        ...(await new Response(t, { headers: ct ? { "content-type": ct } : {} }).formData()),
      ]);
    return [
      await P("x", "text/plain"),
      await P("x"),
      await P("x", "multipart/form-data"),
      await P("x", "multipart/form-data; boundary=B"),
      await P("--B\r\n", "multipart/form-data; boundary=B"),
      await P("--B\r\n\r\nx\r\n--B--", "multipart/form-data; boundary=B"),
      await P("--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--", "multipart/form-data; boundary=B"),
      await P("--B--", "multipart/form-data; boundary=B"),
      await P("", "multipart/form-data; boundary=B"),
      await P('--B\nContent-Disposition: form-data; name="a"\n\nx\n--B--', "multipart/form-data; boundary=B"),
      await P(
        "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--",
        'multipart/form-data; boundary="B"',
      ),
      await P('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx', "multipart/form-data; boundary=B"),
      await P(
        'pre\r\n--B\r\nContent-Disposition: form-data; name="a%22b\\"c"\r\n\r\nx\r\n--B--\r\nepi',
        "multipart/form-data; boundary=B",
      ),
    ];
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
