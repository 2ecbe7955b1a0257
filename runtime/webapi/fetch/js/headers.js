// Headers. The list is flat: name, value, name, value … in order of arrival,
// names in lower case. A list that came from Go stays in Go until somebody
// changes or walks it; get and has look there.
const { badParam, badCtor, shape } = internals;
const { EntryIterator, KeyIterator, ValueIterator } = internals.jsg;
const {
  TOKEN, SPENT, CT_TEXT, CT_JSON, Body, Request, Response, isBody, bodyOf, setBody, A, B, more, putMore, rawHeaders, putHeaders,
  isRequest, isResponse, makeResponse, LATE,
} = native.core();

// Scripts use few header names many times; NAMES saves the check and the lower case.
let NAMES = Object.create(null), known = 0;
const lower = (name) => {
  if (typeof name === "string") {
    const l = NAMES[name];
    if (l !== undefined) return l;
  }
  name = `${name}`;
  const l = native.headerName(name);
  if (known++ > 1000) { NAMES = Object.create(null); known = 0; }
  return (NAMES[name] = l);
};
const immutable = () => new TypeError("Can't modify immutable headers.");

const listGet = (list, name) => {
  let v = null;
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] === name) v = v === null ? list[i + 1] : v + ", " + list[i + 1];
  }
  return v;
};
const listHas = (list, name) => {
  for (let i = 0; i < list.length; i += 2) if (list[i] === name) return true;
  return false;
};

// sorted combines what may be combined: [[name, value], …] by name, every set-cookie on its own.
const sorted = (list) => {
  const out = [], at = Object.create(null);
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i], j = at[name];
    if (j === undefined || name === "set-cookie") { at[name] = out.length; out.push([name, list[i + 1]]); }
    else out[j][1] += ", " + list[i + 1];
  }
  return out.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
};

// fill makes a list of what a script gave for headers. refuse makes the error
// for something that is no such thing.
const fill = (init, refuse) => {
  if (typeof init !== "object" || init === null) throw refuse();
  if (isHeaders(init)) return listOf(init).slice();
  const list = [];
  const it = init[Symbol.iterator];
  if (typeof it === "function") {
    for (const pair of init) {
      if (typeof pair !== "object" || pair === null || typeof pair[Symbol.iterator] !== "function") {
        throw new TypeError("Incorrect type: the provided value is not of type 'Sequence'.");
      }
      const p = Array.isArray(pair) ? pair : [...pair];
      if (p.length !== 2) throw new TypeError("To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.");
      list.push(lower(p[0]), native.headerValue(`${p[1]}`));
    }
    return list;
  }
  for (const k of Object.keys(init)) {
    const v = init[k];
    list.push(lower(k), native.headerValue(typeof v === "string" ? v : `${v}`));
  }
  return list;
};

class Headers {
  #list; #go; #immutable;
  constructor(init, list, go, frozen) {
    if (init === TOKEN) {
      this.#list = list;
      this.#go = go;
      this.#immutable = frozen;
      return;
    }
    this.#list = init === undefined ? [] : fill(init, () => badCtor("Headers", 1, "Headers or Sequence or object"));
    this.#immutable = false;
  }
  get(name) {
    if (arguments.length === 0) throw badParam("get", "Headers", 1, "string");
    const l = lower(name);
    return this.#list === null ? native.headerGet(this.#go, l) : listGet(this.#list, l);
  }
  getAll(name) {
    if (lower(name) !== "set-cookie") throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
    return this.getSetCookie();
  }
  getSetCookie() {
    const list = listOf(this), out = [];
    for (let i = 0; i < list.length; i += 2) if (list[i] === "set-cookie") out.push(list[i + 1]);
    return out;
  }
  has(name) {
    if (arguments.length === 0) throw badParam("has", "Headers", 1, "string");
    const l = lower(name);
    return this.#list === null ? native.headerGet(this.#go, l) !== null : listHas(this.#list, l);
  }
  set(name, value) {
    if (arguments.length < 2) throw badParam("set", "Headers", arguments.length + 1, "string");
    if (this.#immutable) throw immutable();
    const l = lower(name), v = native.headerValue(typeof value === "string" ? value : `${value}`), list = listOf(this);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] !== l) continue;
      list[i + 1] = v;
      for (let j = list.length - 2; j > i; j -= 2) if (list[j] === l) list.splice(j, 2);
      return;
    }
    list.push(l, v);
  }
  append(name, value) {
    if (arguments.length < 2) throw badParam("append", "Headers", arguments.length + 1, "string");
    if (this.#immutable) throw immutable();
    const l = lower(name), v = native.headerValue(typeof value === "string" ? value : `${value}`);
    listOf(this).push(l, v);
  }
  delete(name) {
    if (arguments.length === 0) throw badParam("delete", "Headers", 1, "string");
    if (this.#immutable) throw immutable();
    const l = lower(name), list = listOf(this);
    for (let i = list.length - 2; i >= 0; i -= 2) if (list[i] === l) list.splice(i, 2);
  }
  forEach(f, self) {
    if (typeof f !== "function") throw badParam("forEach", "Headers", 1, "function");
    for (const [k, v] of sorted(listOf(this))) f.call(self, v, k, this);
  }
  entries() { const pairs = sorted(listOf(this)); return new EntryIterator((i) => pairs[i]); }
  keys() { const pairs = sorted(listOf(this)); return new KeyIterator((i) => pairs[i]?.[0]); }
  values() { const pairs = sorted(listOf(this)); return new ValueIterator((i) => pairs[i]?.[1]); }

  static {
    isHeaders = (v) => #list in v;
    // listOf is the list itself: whoever changes it changes the Headers.
    listOf = (h) => {
      if (h.#list === null) { h.#list = native.headerList(h.#go); h.#go = null; }
      return h.#list;
    };
    goOf = (h) => h.#list === null ? h.#go : null;
  }
}
var isHeaders, listOf, goOf;
internals.jsg.shape(Headers, true);
