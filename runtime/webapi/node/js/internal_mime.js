// util.MIMEType and util.MIMEParams. https://nodejs.org/docs/latest-v22.x/api/util.html#class-utilmimetype
(function (native, internals) {
  "use strict";
  const TOKEN = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/, VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
  const lower = (s) => s.replace(/[A-Z]/g, (c) => c.toLowerCase());
  const bad = (what, text) => { throw new TypeError(what.startsWith("parameter") ? `Not a valid MIME ${what}: ${text}` : `Not a valid MIME type: ${text}`); };
  const quoted = (v) => (v !== "" && TOKEN.test(v) ? v : `"${v.replace(/["\\]/g, "\\$&")}"`);

  class MIMEParams {
    #list = new Map();
    delete(name) { this.#list.delete(`${name}`); }
    get(name) { return this.#list.get(`${name}`) ?? null; }
    has(name) { return this.#list.has(`${name}`); }
    set(name, value) {
      name = `${name}`;
      value = `${value}`;
      if (!TOKEN.test(name)) bad("parameter name", name);
      if (!VALUE.test(value)) bad("parameter value", value);
      this.#list.set(name, value);
    }
    entries() { return this.#list.entries(); }
    keys() { return this.#list.keys(); }
    values() { return this.#list.values(); }
    [Symbol.iterator]() { return this.entries(); }
    toString() { return [...this.#list].map(([k, v]) => `${k}=${quoted(v)}`).join(";"); }
    toJSON() { return this.toString(); }
  }
  const parseParams = (params, text) => {
    let i = 0;
    while (i < text.length) {
      while (i < text.length && (text[i] === ";" || /\s/.test(text[i]))) i++;
      let end = i;
      while (end < text.length && text[end] !== ";" && text[end] !== "=") end++;
      const name = lower(text.slice(i, end));
      i = end;
      if (text[i] !== "=") continue;
      let value = "";
      i++;
      if (text[i] === '"') {
        for (i++; i < text.length && text[i] !== '"'; i++) {
          if (text[i] === "\\" && i + 1 < text.length) i++;
          value += text[i];
        }
        while (i < text.length && text[i] !== ";") i++;
      } else {
        end = text.indexOf(";", i);
        if (end < 0) end = text.length;
        value = text.slice(i, end).replace(/[\r\n\t ]+$/, "");
        i = end;
        if (value === "") continue;
      }
      if (name !== "" && TOKEN.test(name) && VALUE.test(value) && !params.has(name)) params.set(name, value);
    }
    return params;
  };
  class MIMEType {
    #type; #subtype; #params = new MIMEParams();
    constructor(text) {
      text = `${text}`;
      const trimmed = text.replace(/^[\r\n\t ]+/, "");
      const slash = trimmed.indexOf("/");
      const type = slash < 0 ? trimmed : trimmed.slice(0, slash);
      if (slash < 0 || !TOKEN.test(type)) bad("type", text);
      const semicolon = trimmed.indexOf(";", slash);
      const subtype = (semicolon < 0 ? trimmed.slice(slash + 1) : trimmed.slice(slash + 1, semicolon)).replace(/[\r\n\t ]+$/, "");
      if (!TOKEN.test(subtype)) bad("subtype", text);
      this.#type = lower(type);
      this.#subtype = lower(subtype);
      if (semicolon >= 0) parseParams(this.#params, trimmed.slice(semicolon + 1));
    }
    get type() { return this.#type; }
    set type(v) { v = `${v}`; if (!TOKEN.test(v)) bad("type", v); this.#type = lower(v); }
    get subtype() { return this.#subtype; }
    set subtype(v) { v = `${v}`; if (!TOKEN.test(v)) bad("subtype", v); this.#subtype = lower(v); }
    get essence() { return `${this.#type}/${this.#subtype}`; }
    get params() { return this.#params; }
    toString() { const p = this.#params.toString(); return p ? `${this.essence};${p}` : this.essence; }
    toJSON() { return this.toString(); }
  }
  for (const C of [MIMEType, MIMEParams]) for (const k of Object.getOwnPropertyNames(C.prototype)) if (k !== "constructor") Object.defineProperty(C.prototype, k, { enumerable: true });
  return { MIMEType, MIMEParams };
})
