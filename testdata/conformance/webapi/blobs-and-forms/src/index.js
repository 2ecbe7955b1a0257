// Blob, File and FormData: arguments, slices, names, and the two formats of a form.
// One snippet a path: it shows what it returned or threw.
const show = (v, deep = false) => {
  if (typeof v === "string") return deep ? JSON.stringify(v) : v;
  if (v === null || typeof v !== "object")
    return typeof v === "function" ? `function ${v.name}` : String(v);
  if (v instanceof Error || v instanceof DOMException)
    return `${v.name}: ${v.message}`;
  if (Array.isArray(v)) return `[${v.map((x) => show(x, true)).join(", ")}]`;
  if (ArrayBuffer.isView(v)) return `${v.constructor.name}[${[...v]}]`;
  const p = Object.getPrototypeOf(v);
  if (p === Object.prototype || p === null)
    return `{${Object.keys(v)
      .map((k) => `${k}: ${show(v[k], true)}`)
      .join(", ")}}`;
  return Object.prototype.toString.call(v);
};

const snippets = {
  "blob-abc": async () => new Blob([], "abc"),
  "blob-123": async () => new Blob([], 123),
  "blob-true": async () => new Blob([], true),
  "blob-function-type": async () => new Blob([], function () {}).type,
  "blob-null-type": async () => new Blob([], null).type,
  "blob-abc-2": async () => new Blob("abc"),
  "blob-5": async () => new Blob(5),
  "blob-null": async () => new Blob(null),
  blob: async () => new Blob({}),
  "blob-1-null-undefined-2-text": async () =>
    new Blob([1, null, undefined, {}, [2]]).text(),
  "blob-new-uint8array-65-66-text": async () =>
    new Blob(new Uint8Array([65, 66])).text(),
  "blob-new-string-xy-text": async () => new Blob(new String("xy")).text(),
  "blob-length": async () => Blob.length,
  "blob-type-a-type": async () => new Blob([], { type: "a/\u00e9" }).type,
  "blob-type-a-b-c-d-type": async () => new Blob([], { type: "A/B;C=d" }).type,
  "blob-type-null-type": async () => new Blob([], { type: null }).type,
  "blob-type-5-type": async () => new Blob([], { type: 5 }).type,
  "blob-endings-native-size": async () =>
    new Blob([], { endings: "native" }).size,
  "blob-endings-bad-size": async () => new Blob([], { endings: "bad" }).size,
  "blob-ab-endings-native-size": async () =>
    new Blob(["a\nb"], { endings: "native" }).size,
  "blob-abc-slice-1-2-x-y-type": async () =>
    new Blob(["abc"]).slice(1, 2, "X/Y").type,
  "blob-abcdef-slice-3-1-text": async () =>
    new Blob(["abcdef"]).slice(-3, -1).text(),
  "blob-abcdef-slice-nan-infinity-text": async () =>
    new Blob(["abcdef"]).slice(NaN, Infinity).text(),
  "blob-abcdef-slice-2-32-2-33-size": async () =>
    new Blob(["abcdef"]).slice(2 ** 32, 2 ** 33).size,
  "blob-abcdef-slice-1-3-text": async () =>
    new Blob(["abcdef"]).slice("1", "3").text(),
  "blob-abcdef-slice-3-1-size": async () =>
    new Blob(["abcdef"]).slice(3, 1).size,
  "blob-abcdef-slice-null-size": async () =>
    new Blob(["abcdef"]).slice(null).size,
  "blob-abcdef-slice-1-9-3-9-text": async () =>
    new Blob(["abcdef"]).slice(1.9, 3.9).text(),
  "file-a": async () => new File(["a"]),
  file: async () => new File(),
  "file-a-undefined-name": async () => new File(["a"], undefined).name,
  "file-a-null-name": async () => new File(["a"], null).name,
  "file-a-n-opts": async () => new File(["a"], "n", "opts"),
  "file-a-n-5": async () => new File(["a"], "n", 5),
  "file-a-n-function-name": async () =>
    new File(["a"], "n", function () {}).name,
  "file-a-n-lastmodified-5-lastmodified": async () =>
    new File(["a"], "n", { lastModified: "5" }).lastModified,
  "file-a-n-lastmodified-nan-lastmodified": async () =>
    new File(["a"], "n", { lastModified: NaN }).lastModified,
  "file-a-n-lastmodified-1-9-lastmodified": async () =>
    new File(["a"], "n", { lastModified: 1.9 }).lastModified,
  "file-a-n-lastmodified-1-9-lastmodified-2": async () =>
    new File(["a"], "n", { lastModified: -1.9 }).lastModified,
  "file-a-n-lastmodified-new-date-7-lastmodified": async () =>
    new File(["a"], "n", { lastModified: new Date(7) }).lastModified,
  "file-a-n-lastmodified-null-lastmodified": async () =>
    new File(["a"], "n", { lastModified: null }).lastModified,
  "file-a-n-lastmodified-infinity-lastmodified": async () =>
    new File(["a"], "n", { lastModified: Infinity }).lastModified,
  "file-ab-n": async () => new File("ab", "n"),
  "file-a-a-b-c-name": async () => new File(["a"], "a/b:c").name,
  "file-a-n-webkitrelativepath": async () =>
    new File(["a"], "n").webkitRelativePath,
  "object-prototype-tostring-call-new-file-n": async () =>
    Object.prototype.toString.call(new File([], "n")),
  "f-new-formdata-f-append-a-new-blob-x-n-const-x-f-get-a-ret": async () => {
    const f = new FormData();
    f.append("a", new Blob(["x"]), "n");
    const x = f.get("a");
    return [x.name, x.type, x instanceof File, typeof x.lastModified];
  },
  "f-new-formdata-f-append-a-new-blob-x-return-f-get-a-name": async () => {
    const f = new FormData();
    f.append("a", new Blob(["x"]));
    return f.get("a").name;
  },
  "f-new-formdata-f-append-a-new-file-x-orig-lastmodified-5-t": async () => {
    const f = new FormData();
    f.append("a", new File(["x"], "orig", { lastModified: 5, type: "t/x" }));
    const x = f.get("a");
    return [x.name, x.lastModified, x.type];
  },
  "f-new-formdata-const-o-new-file-x-orig-lastmodified-5-f-ap": async () => {
    const f = new FormData();
    const o = new File(["x"], "orig", { lastModified: 5 });
    f.append("a", o);
    return f.get("a") === o;
  },
  "f-new-formdata-f-append-a-x-file-return-f-get-a": async () => {
    const f = new FormData();
    f.append("a", "x", "file");
    return f.get("a");
  },
  "f-new-formdata-f-set-a-x-file-return-f-get-a": async () => {
    const f = new FormData();
    f.set("a", "x", "file");
    return f.get("a");
  },
  "f-new-formdata-f-append-a": async () => {
    const f = new FormData();
    f.append("a");
  },
  "f-new-formdata-f-append": async () => {
    const f = new FormData();
    f.append();
  },
  "f-new-formdata-f-set-a": async () => {
    const f = new FormData();
    f.set("a");
  },
  "f-new-formdata-f-delete": async () => {
    const f = new FormData();
    f.delete();
  },
  "f-new-formdata-f-get": async () => {
    const f = new FormData();
    f.get();
  },
  "f-new-formdata-f-getall": async () => {
    const f = new FormData();
    f.getAll();
  },
  "f-new-formdata-f-has": async () => {
    const f = new FormData();
    f.has();
  },
  "f-new-formdata-f-append-a-undefined-f-append-b-null-f-appe": async () => {
    const f = new FormData();
    f.append("a", undefined);
    f.append("b", null);
    f.append("c", {});
    f.append("d", 5);
    return [...f].flat();
  },
  "f-new-formdata-f-append-a-1-f-append-b-2-f-append-c-3-cons": async () => {
    const f = new FormData();
    f.append("a", "1");
    f.append("b", "2");
    f.append("c", "3");
    const out = [];
    for (const [k] of f) {
      out.push(k);
      if (k === "a") f.delete("b");
    }
    return out;
  },
  "f-new-formdata-f-append-a-1-f-append-b-2-const-out-for-con": async () => {
    const f = new FormData();
    f.append("a", "1");
    f.append("b", "2");
    const out = [];
    for (const [k] of f) {
      out.push(k);
      if (out.length < 5) f.append("z" + out.length, "1");
    }
    return out;
  },
  "f-new-formdata-f-append-a-1-f-append-b-2-const-out-f-forea": async () => {
    const f = new FormData();
    f.append("a", "1");
    f.append("b", "2");
    const out = [];
    f.forEach((v, k) => {
      out.push(k);
      if (k === "a") f.delete("a");
    });
    return out;
  },
  "formdata-5": async () => new FormData(5),
  "formdata-null": async () => new FormData(null),
  "formdata-undefined-instanceof-formdata": async () =>
    new FormData(undefined) instanceof FormData,
  "f-new-formdata-f-append-symbol-x-y": async () => {
    const f = new FormData();
    f.append(Symbol("x"), "y");
  },
  "f-new-formdata-f-foreach": async () => {
    const f = new FormData();
    f.forEach();
  },
  "f-new-formdata-f-foreach-5": async () => {
    const f = new FormData();
    f.forEach(5);
  },
  "object-prototype-tostring-call-new-blob-stream": async () =>
    Object.prototype.toString.call(new Blob([]).stream()),
  "r-new-blob-abc-stream-getreader-const-a-await-r-read-retur": async () => {
    const r = new Blob(["abc"]).stream().getReader();
    const a = await r.read();
    return [a.value, a.done];
  },
  "r-new-blob-abc-stream-getreader-mode-byob-const-a-await-r": async () => {
    const r = new Blob(["abc"]).stream().getReader({ mode: "byob" });
    const a = await r.read(new Uint8Array(2));
    return [a.value, a.done];
  },
  "r-new-blob-stream-getreader-const-a-await-r-read-return-a": async () => {
    const r = new Blob([]).stream().getReader();
    const a = await r.read();
    return [a.value, a.done];
  },
  "blob-abc-bytes": async () => new Blob(["abc"]).bytes(),
  "blob-prototype-text-call-new-file-q-n": async () =>
    Blob.prototype.text.call(new File(["q"], "n")),
  "structuredclone-new-blob-a": async () => structuredClone(new Blob(["a"])),
  "blob-new-set-a-b-text": async () => new Blob(new Set(["a", "b"])).text(),
  "blob-symbol-iterator-function-yield-q-text": async () =>
    new Blob({
      [Symbol.iterator]: function* () {
        yield "q";
      },
    }).text(),
  "blob-function-return-arguments-a-b-text": async () =>
    new Blob(
      (function () {
        return arguments;
      })("a", "b"),
    ).text(),
  "blob-new-string-xy": async () => new Blob(new String("xy")),
  "blob-new-int8array-2-size": async () => new Blob(new Int8Array(2)).size,
  "blob-new-arraybuffer-2-size": async () => new Blob(new ArrayBuffer(2)).size,
  "blob-object-assign-a-length-3-text": async () =>
    new Blob(Object.assign(["a"], { length: 3 })).text(),
  "blob-1n-symbol-iterator-s-true-new-date-0-gettime-1-2-text": async () =>
    new Blob([
      1n,
      Symbol.iterator && "s",
      true,
      new Date(0).getTime(),
      [1, [2]],
    ]).text(),
  "blob-type-x-type": async () => new Blob([], { type: "x\ud800" }).type,
  "blob-type-a-type-2": async () => new Blob([], { type: "A\u0130" }).type,
  "blob-type-type": async () => new Blob([], { type: "\n" }).type,
  "blob-get-type-throw-new-error-boom": async () =>
    new Blob([], {
      get type() {
        throw new Error("boom");
      },
    }),
  "blob-endings-undefined-size": async () =>
    new Blob([], { endings: undefined }).size,
  "blob-endings-transparent-size": async () =>
    new Blob([], { endings: "transparent" }).size,
  "blob-abcdef-slice-2147483648-2147483647-size": async () =>
    new Blob(["abcdef"]).slice(-2147483648, 2147483647).size,
  "blob-abcdef-slice-2147483648-size": async () =>
    new Blob(["abcdef"]).slice(2147483648).size,
  "blob-abcdef-slice-infinity-size": async () =>
    new Blob(["abcdef"]).slice(-Infinity).size,
  "blob-abcdef-slice-1-5-text": async () =>
    new Blob(["abcdef"]).slice(-1.5).text(),
  "blob-abcdef-slice-x-size": async () => new Blob(["abcdef"]).slice("x").size,
  "blob-abcdef-slice-size": async () => new Blob(["abcdef"]).slice({}).size,
  "blob-abcdef-slice-undefined-undefined-undefined-type": async () =>
    new Blob(["abcdef"]).slice(undefined, undefined, undefined).type,
  "blob-abcdef-slice-0-null-size": async () =>
    new Blob(["abcdef"]).slice(0, null).size,
  "blob-abcdef-slice-symbol": async () => new Blob(["abcdef"]).slice(Symbol()),
  "file-a-n-lastmodified-2-53-lastmodified": async () =>
    new File(["a"], "n", { lastModified: 2 ** 53 }).lastModified,
  "file-a-n-lastmodified-infinity-lastmodified-2": async () =>
    new File(["a"], "n", { lastModified: -Infinity }).lastModified,
  "file-a-n-lastmodified-x-lastmodified": async () =>
    new File(["a"], "n", { lastModified: "x" }).lastModified,
  "file-a-n-lastmodified-lastmodified": async () =>
    new File(["a"], "n", { lastModified: {} }).lastModified,
  "file-a-n-lastmodified-undefined-lastmodified-1": async () =>
    new File(["a"], "n", { lastModified: undefined }).lastModified > 1,
  "file-a-n-lastmodified-2n": async () =>
    new File(["a"], "n", { lastModified: 2n }),
  "file-a-n-lastmodified-true-lastmodified": async () =>
    new File(["a"], "n", { lastModified: true }).lastModified,
  "file-a-n-type-text-x-lastmodified-3-type": async () =>
    new File(["a"], "n", { type: "TEXT/x", lastModified: 3 }).type,
  "file-a-n-null-type": async () => new File(["a"], "n", null).type,
  "file-5-n": async () => new File(5, "n"),
  "file-a-symbol": async () => new File(["a"], Symbol()),
  "file-a-tostring-return-ts-name": async () =>
    new File(["a"], {
      toString() {
        return "ts";
      },
    }).name,
  "formdata-keys-instanceof-iterator": async () =>
    new FormData().keys() instanceof Iterator,
  "typeof-new-formdata-keys-map": async () => typeof new FormData().keys().map,
  "formdata-prototype-append-name": async () => FormData.prototype.append.name,
  "object-getprototypeof-blob-prototype-object-prototype": async () =>
    Object.getPrototypeOf(Blob.prototype) === Object.prototype,
  "structuredclone-new-blob-a-type-q-w": async () =>
    structuredClone(new Blob(["a"], { type: "q/w" })),
  "structuredclone-new-file-a-n": async () =>
    structuredClone(new File(["a"], "n")),
  "structuredclone-new-formdata": async () => structuredClone(new FormData()),
  "class-b2-extends-blob-foo-return-this-size-return-new-b2-a": async () => {
    class B2 extends Blob {
      foo() {
        return this.size;
      }
    }
    return new B2(["abc"]).foo();
  },
  "class-f2-extends-formdata-append-a-b-super-append-a-b-cons": async () => {
    class F2 extends FormData {
      append(a, b) {
        super.append(a, b + "!");
      }
    }
    const f = new F2();
    f.append("a", "b");
    return f.get("a");
  },
  "response-a-b-c-d-e-20-headers-content-type-application-x-w": async () =>
    new Response("a=b&c=d+e%20", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
      .formData()
      .then((f) => [...f].flat()),
  "response-a-b-headers-content-type-application-x-www-form-u": async () =>
    new Response("a=b", {
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=latin1",
      },
    })
      .formData()
      .then((f) => [...f].flat()),
  "response-headers-content-type-application-x-www-form-urlen": async () =>
    new Response("", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
      .formData()
      .then((f) => [...f].flat()),
  "response-headers-content-type-multipart-form-data-boundary": async () =>
    new Response("", {
      headers: { "content-type": "multipart/form-data; boundary=x" },
    }).formData(),
  "response-x-headers-content-type-multipart-form-data-bounda": async () =>
    new Response("--x--", {
      headers: { "content-type": "multipart/form-data; boundary=x" },
    })
      .formData()
      .then((f) => [...f].length),
  "response-xcontent-disposition-form-data-name-ab-x-headers": async () =>
    new Response(
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => [...f].flat()),
  "response-xcontent-disposition-form-data-name-ab-x-headers-2": async () =>
    new Response(
      "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--",
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => [...f].flat()),
  "response-xcontent-disposition-form-data-name-a-filename-b": async () =>
    new Response(
      '--x\r\nContent-Disposition: form-data; name="a"; filename=""\r\n\r\nb\r\n--x--',
      { headers: { "content-type": 'multipart/form-data; boundary="x"' } },
    )
      .formData()
      .then((f) => [f.get("a").name, f.get("a").type, f.get("a").size]),
  "response-xcontent-disposition-form-data-name-a-filename-ut": async () =>
    new Response(
      "--x\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''b\r\n\r\nb\r\n--x--",
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => f.get("a")),
  "response-xcontent-type-text-plainb-x-headers-content-type": async () =>
    new Response("--x\r\nContent-Type: text/plain\r\n\r\nb\r\n--x--", {
      headers: { "content-type": "multipart/form-data; boundary=x" },
    }).formData(),
  "response-xcontent-disposition-attachment-name-ab-x-headers": async () =>
    new Response(
      '--x\r\nContent-Disposition: attachment; name="a"\r\n\r\nb\r\n--x--',
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => [...f].flat()),
  "response-xcontent-disposition-form-data-name-22ab-x-header": async () =>
    new Response(
      '--x\r\nContent-Disposition: form-data; name="%22a\\""\r\n\r\nb\r\n--x--',
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => [...f].flat()),
  "response-xcontent-disposition-form-data-name-ab-x-headers-3": async () =>
    new Response(
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x',
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => [...f].flat()),
  "response-pre-xcontent-disposition-form-data-name-ab-x-post": async () =>
    new Response(
      'pre\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--post',
      { headers: { "content-type": "multipart/form-data; boundary=x" } },
    )
      .formData()
      .then((f) => [...f].flat()),
  "response-x-headers-content-type-multipart-form-data-formda": async () =>
    new Response("x", {
      headers: { "content-type": "multipart/form-data" },
    }).formData(),
  "f-new-formdata-f-append-abc-xy-f-append-new-blob-q-type-t": async () => {
    const f = new FormData();
    f.append('a"b\r\nc\\', "x\ny");
    f.append("é", new Blob(["q"], { type: "t/u" }), 'n"\n\r.txt');
    return (await new Response(f).text()).replace(/[0-9a-f]{32}/g, "B");
  },
  "f-new-formdata-f-append-ends-v-return-await-new-response-f": async () => {
    const f = new FormData();
    f.append("ends\\", "v");
    return await new Response(f).text();
  },
};

export default {
  async fetch(request) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    if (snippet === undefined)
      return new Response("no such snippet", { status: 404 });
    try {
      return new Response(show(await snippet()));
    } catch (e) {
      return new Response(`threw ${show(e)}`);
    }
  },
};
