// Blob, File and FormData. A Blob owns its bytes and never changes them; slices
// share them. The script is loaded by whoever first uses one of the globals, or
// internals.forms.
(function (native, internals) {
  "use strict";
  const TOKEN = {};
  const { badParam, badCtor, jsg } = internals;
  const { text, int, isOptions, shape, EntryIterator, KeyIterator, ValueIterator } = jsg;

  const typeOf = (t) => {
    t = t === undefined ? "" : text(t);
    return /^[\x20-\x7e]*$/.test(t) ? t.toLowerCase() : "";
  };
  const partBytes = (p) => {
    if (typeof p === "string") return p;
    if (typeof p === "object" && p !== null) {
      if (p instanceof ArrayBuffer || ArrayBuffer.isView(p)) return p;
      if (isBlob(p)) return bytesOf(p);
    }
    return `${p}`;
  };
  // Options of a Blob and, read after its, of a File.
  const optionsOf = (Class, n, options) => {
    if (!isOptions(options)) throw badCtor(Class, n, "Options");
    if (options?.endings !== undefined) throw new Error("The 'endings' field on 'Options' is not implemented.");
    return typeOf(options?.type);
  };
  const place = (n, size, fallback) => {
    if (n === undefined) return fallback;
    n = int(n);
    return n < 0 ? Math.max(size + n, 0) : Math.min(n, size);
  };

  class Blob {
    #bytes; #type;
    constructor(parts, options, type) {
      if (parts === TOKEN) { this.#bytes = options; this.#type = type; return; }
      if (parts !== undefined && !Array.isArray(parts)) throw badCtor("Blob", 1, "Array");
      this.#bytes = parts === undefined ? new Uint8Array(0) : native.join([...parts].map(partBytes));
      this.#type = optionsOf("Blob", 2, options);
    }
    get size() { return this.#bytes.length; }
    get type() { return this.#type; }
    slice(start, end, type) {
      const size = this.#bytes.length;
      const from = place(start, size, 0), to = Math.max(place(end, size, size), from);
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
        if (arguments.length < 2) throw badCtor("File", 2, "string");
        if (!Array.isArray(parts)) throw badCtor("File", 1, "Array");
        if (!isOptions(options)) throw badCtor("File", 3, "Options");
        super(parts, options);
      }
      this.#name = parts === TOKEN ? more : text(name);
      const at = parts === TOKEN ? undefined : options?.lastModified;
      this.#modified = at === undefined ? Date.now() : +at || 0;
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
    name = text(name);
    if (isBlob(value)) {
      if (filename !== undefined || !isFile(value)) {
        value = new File(TOKEN, bytesOf(value), value.type, filename === undefined ? name : text(filename));
      }
    } else value = text(value);
    return [name, value];
  };
  const nameOf = (method, args) => {
    if (args.length === 0) throw badParam(method, "FormData", 1, "string");
    return text(args[0]);
  };

  class FormData {
    #list = [];
    append(name, value, filename) { this.#list.push(entry("append", arguments.length, name, value, filename)); }
    delete(name) { name = nameOf("delete", arguments); this.#list = this.#list.filter((e) => e[0] !== name); }
    get(name) { name = nameOf("get", arguments); const e = this.#list.find((e) => e[0] === name); return e ? e[1] : null; }
    getAll(name) { name = nameOf("getAll", arguments); return this.#list.filter((e) => e[0] === name).map((e) => e[1]); }
    has(name) { name = nameOf("has", arguments); return this.#list.some((e) => e[0] === name); }
    set(name, value, filename) {
      const e = entry("set", arguments.length, name, value, filename);
      const i = this.#list.findIndex((x) => x[0] === e[0]);
      if (i < 0) { this.#list.push(e); return; }
      this.#list[i] = e;
      this.#list = this.#list.filter((x, j) => j <= i || x[0] !== e[0]);
    }
    entries() { return new EntryIterator((i) => { const e = this.#list[i]; return e && [e[0], e[1]]; }); }
    keys() { return new KeyIterator((i) => this.#list[i]?.[0]); }
    values() { return new ValueIterator((i) => this.#list[i]?.[1]); }
    forEach(f, self) {
      if (typeof f !== "function") throw badParam("forEach", "FormData", 1, "function");
      for (let i = 0; i < this.#list.length; i++) f.call(self, this.#list[i][1], this.#list[i][0], this);
    }
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
          f.#list.push([name, new File(TOKEN, v, flat[i + 3], flat[i + 2])]);
          i += 4;
        }
        return f;
      };
    }
  }
  shape(FormData, true);

  const forms = {
    isBlob, isFile, isFormData, formatForm, parseForm, blobBytes: bytesOf,
    makeBlob: (bytes, type) => new Blob(TOKEN, bytes, type),
    makeFile: (bytes, type, name) => new File(TOKEN, bytes, type, name),
  };
  return { Blob, File, FormData, forms };
})
