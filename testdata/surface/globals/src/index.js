// Lists the globals whose names begin with the letter that is asked for, with
// their members three levels deep, each with its shape.

const shape = (d) => {
  const flags = (d.enumerable ? "e" : "") + (d.writable ? "w" : "") + (d.configurable ? "c" : "");
  if (!("value" in d)) return `${d.get ? "get" : ""}${d.set ? "set" : ""} ${flags}`;
  const kind = typeof d.value === "function" ? `function/${d.value.length}` : d.value === null ? "null" : typeof d.value;
  return `${kind} ${flags}`;
};

const isObject = (v) => (typeof v === "object" && v !== null) || typeof v === "function";
const name = (k) => (typeof k === "symbol" ? `[${k.description}]` : k);
// Symbols that are not the language's own are the platform's private matter.
const ours = (k) => typeof k === "symbol" && Symbol[k.description?.slice(7)] !== k;
// A list is a value, and these are as many as there are flags.
const leaf = (k, v) => typeof k === "symbol" || Array.isArray(v) || k === "compatibilityFlags";
const ends = new Set([Object.prototype, Function.prototype, null]);

// members lists what o has, itself and by inheritance up to Object.
function members(path, o, depth, out) {
  const isFunction = typeof o === "function";
  for (let at = o; !ends.has(at) && at; at = Object.getPrototypeOf(at)) {
    for (const k of Reflect.ownKeys(at)) {
      if (isFunction && ["name", "length", "prototype", "arguments", "caller"].includes(k)) continue;
      if (k === "constructor" || ours(k)) continue;
      const full = `${path}.${name(k)}`;
      if (full in out) continue;
      const d = Object.getOwnPropertyDescriptor(at, k);
      out[full] = shape(d);
      if (depth > 1) continue;
      const v = "value" in d ? d.value : own(o, k);
      if (isObject(v) && !seen.has(v) && !leaf(k, v)) {
        seen.add(v);
        below(full, v, depth + 1, out);
      }
    }
    if (isFunction) break; // what a class inherits is listed with its parent
  }
}

// A getter of a namespace object such as crypto.subtle may be called; one of a
// prototype may not.
function own(o, k) {
  try {
    return o[k];
  } catch {
    return undefined;
  }
}

function below(path, v, depth, out) {
  members(path, v, depth, out);
  if (typeof v === "function" && isObject(v.prototype) && path !== scope) {
    for (const k of Reflect.ownKeys(v.prototype)) {
      if (k === "constructor" || ours(k)) continue;
      out[`${path}.prototype.${name(k)}`] = shape(Object.getOwnPropertyDescriptor(v.prototype, k));
    }
  }
}

const seen = new Set([globalThis]);
// Its members are the globals, which are listed by their own names.
const scope = "ServiceWorkerGlobalScope";

// Functions of the scope lie on its prototype in workerd and on the global
// object elsewhere; a script cannot tell without looking.
function* globals() {
  const listed = new Set();
  for (let at = globalThis; !ends.has(at); at = Object.getPrototypeOf(at)) {
    for (const k of Object.getOwnPropertyNames(at)) {
      if (listed.has(k) || k === "constructor") continue;
      listed.add(k);
      void globalThis[k]; // what is made at first use is there from now on
      yield [k, Object.getOwnPropertyDescriptor(at, k)];
    }
  }
}

export default {
  async fetch(request) {
    const url = new URL(request.url);
    const letter = url.pathname.slice(1);
    const part = url.searchParams.get("part");
    const out = {};
    seen.clear();
    seen.add(globalThis);
    for (const [k, d] of globals()) {
      if (letter === "_" ? /^[a-z]/i.test(k) : !k.startsWith(letter)) continue;
      // The bundler's own helpers, and what our servers keep from scripts.
      if (k.startsWith("__")) continue;
      out[k] = shape(d).replace("getset", "object").replace(/ .*/, "");
      const v = globalThis[k];
      // process leads to streams and everything they are made of.
      if (isObject(v) && v !== globalThis) below(k, v, k === "process" ? 2 : 0, out);
    }
    const rows = Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1));
    // Half of a long list, chosen by the name, which is the same everywhere.
    const half = ([k]) => part === null || k.length % 2 === Number(part);
    return Response.json(Object.fromEntries(rows.filter(half)));
  },
};
