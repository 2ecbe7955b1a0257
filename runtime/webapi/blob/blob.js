// Blob, File and FormData. A Blob owns its bytes and never changes them; slices
// share them. The script is loaded by whoever first uses one of the globals, or
// internals.forms.
(function (native, internals) {
  "use strict";
  const TOKEN = {};
  const { badParam, badCtor, shape } = internals;

  const typeOf = (t) => {
    t = t === undefined ? "" : String(t);
    return /^[\x20-\x7e]*$/.test(t) ? t.toLowerCase() : "";
  };
  const partBytes = (p) => {
    if (typeof p === "string") return p;
    if (typeof p === "object" && p !== null) {
      if (p instanceof ArrayBuffer || ArrayBuffer.isView(p)) return p;
      if (isBlob(p)) return bytesOf(p);
    }
    return String(p);
  };
  const clamp = (n, size, fallback) => {
    if (n === undefined) return fallback;
    n = Math.trunc(Number(n)) || 0;
    return n < 0 ? Math.max(size + n, 0) : Math.min(n, size);
  };

  class Blob {
    #bytes; #type;
    constructor(parts, options, type) {
      if (parts === TOKEN) { this.#bytes = options; this.#type = type; return; }
      if (parts !== undefined && (typeof parts !== "object" || parts === null || typeof parts[Symbol.iterator] !== "function")) {
        throw badCtor("Blob", 1, "Array");
      }
      this.#bytes = parts === undefined ? new Uint8Array(0) : native.join([...parts].map(partBytes));
      this.#type = typeOf(options?.type);
    }
    get size() { return this.#bytes.length; }
    get type() { return this.#type; }
    slice(start, end, type) {
      const size = this.#bytes.length;
      const from = clamp(start, size, 0), to = Math.max(clamp(end, size, size), from);
      return new Blob(TOKEN, this.#bytes.subarray(from, to), typeOf(type));
    }
    arrayBuffer() { return settled(() => this.#bytes.slice().buffer); }
    bytes() { return settled(() => this.#bytes.slice()); }
    text() { return settled(() => native.decode(this.#bytes)); }
    stream() { const b = this.#bytes; return internals.streams.publicOf(internals.streams.memory(() => b.slice(), b.length)); }
    static {
      isBlob = (v) => typeof v === "object" && v !== null && #bytes in v;
      bytesOf = (v) => v.#bytes;
    }
  }
  var isBlob, bytesOf;
  const settled = (f) => new Promise((resolve) => resolve(f()));

  class File extends Blob {
    #name; #modified;
    constructor(parts, name, options, more) {
      if (parts === TOKEN) super(TOKEN, name, options);
      else {
        if (parts === undefined || typeof parts !== "object" || parts === null) throw badCtor("File", 1, "Array");
        if (name === undefined) throw badCtor("File", 2, "string");
        super(parts, options);
      }
      this.#name = parts === TOKEN ? more : String(name);
      const at = parts === TOKEN ? undefined : options?.lastModified;
      this.#modified = at === undefined ? Date.now() : Number(at);
    }
    get name() { return this.#name; }
    get lastModified() { return this.#modified; }
    static { isFile = (v) => #name in v; }
  }
  var isFile, isFormData, formatForm, parseForm;
  shape(Blob);
  shape(File);

  // value is what a FormData keeps: a string, or a File under the name given.
  const entry = (method, n, name, value, filename) => {
    if (n < 2) throw badParam(method, "FormData", n + 1, n === 0 ? "string" : "File or Blob or string");
    if (isBlob(value)) {
      if (filename !== undefined || !isFile(value)) {
        value = new File(TOKEN, bytesOf(value), value.type, filename === undefined ? String(name) : String(filename));
      }
    } else value = `${value}`;
    return [`${name}`, value];
  };

  class FormData {
    #list = [];
    append(name, value, filename) { this.#list.push(entry("append", arguments.length, name, value, filename)); }
    delete(name) { name = `${name}`; this.#list = this.#list.filter((e) => e[0] !== name); }
    get(name) { name = `${name}`; const e = this.#list.find((e) => e[0] === name); return e ? e[1] : null; }
    getAll(name) { name = `${name}`; return this.#list.filter((e) => e[0] === name).map((e) => e[1]); }
    has(name) { name = `${name}`; return this.#list.some((e) => e[0] === name); }
    set(name, value, filename) {
      const e = entry("set", arguments.length, name, value, filename);
      const i = this.#list.findIndex((x) => x[0] === e[0]);
      if (i < 0) { this.#list.push(e); return; }
      this.#list[i] = e;
      this.#list = this.#list.filter((x, j) => j <= i || x[0] !== e[0]);
    }
    entries() { return this.#list.map((e) => [e[0], e[1]])[Symbol.iterator](); }
    keys() { return this.#list.map((e) => e[0])[Symbol.iterator](); }
    values() { return this.#list.map((e) => e[1])[Symbol.iterator](); }
    forEach(f, self) {
      if (typeof f !== "function") throw badParam("forEach", "FormData", 1, "function");
      for (const [k, v] of this.#list) f.call(self, v, k, this);
    }
    [Symbol.iterator]() { return this.entries(); }
    static {
      isFormData = (v) => typeof v === "object" && v !== null && #list in v;
      // formatForm gives [bytes, boundary] of a multipart body.
      formatForm = (f) => {
        const flat = [];
        for (const [name, v] of f.#list) {
          if (typeof v === "string") flat.push(name, v);
          else flat.push(name, bytesOf(v), v.name, v.type);
        }
        return native.formatForm(flat);
      };
      // parseForm makes a FormData of a body, by its content type.
      parseForm = (bytes, type) => {
        const f = new FormData();
        const flat = native.parseForm(bytes, type === null ? "" : type);
        for (let i = 0; i < flat.length; ) {
          const name = flat[i], v = flat[i + 1];
          if (typeof v === "string") { f.#list.push([name, v]); i += 2; continue; }
          f.#list.push([name, new File(TOKEN, v, typeOf(flat[i + 3]), flat[i + 2])]);
          i += 4;
        }
        return f;
      };
    }
  }
  shape(FormData);

  const forms = {
    isBlob, isFile, isFormData, formatForm, parseForm, blobBytes: bytesOf,
    makeBlob: (bytes, type) => new Blob(TOKEN, bytes, type),
    makeFile: (bytes, type, name) => new File(TOKEN, bytes, type, name),
  };
  return { Blob, File, FormData, forms };
})
