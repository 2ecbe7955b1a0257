// URL keeps its serialisation and the places of its parts (see Parts in
// parts.go); URLSearchParams a flat list of names and values.
(function (native, internals) {
  const urlKey = Symbol("url");
  const HREF = 0,
    PROTOCOL = 1,
    USER = 2,
    USER_END = 3,
    PASS = 4,
    PASS_END = 5;
  const HOST = 6,
    HOSTNAME_END = 7,
    HOST_END = 8,
    PATH = 9,
    SEARCH = 10,
    HASH = 11;

  // Looking at the number of arguments costs more than a whole get, so only the
  // methods that write do; the others take a missing name for "undefined".
  const missing = (method, n, type = "USVString") => {
    throw new TypeError(
      `Failed to execute '${method}' on 'URLSearchParams': parameter ${n} is not of type '${type}'.`,
    );
  };
  const { usv, shape, EntryIterator, KeyIterator, ValueIterator } = internals.jsg;

  let paramsOf, reload, isPlain;

  class URLSearchParams {
    #list;
    #url = null;
    constructor(init) {
      if (init === urlKey) {
        this.#list = [];
        return;
      }
      if (init === undefined) this.#list = [];
      else if (
        (typeof init !== "object" && typeof init !== "function") ||
        init === null
      ) {
        const text = usv(init);
        this.#list = native.parseQuery(
          text[0] === "?" ? text.substring(1) : text,
        );
      } else if (isPlain(init)) this.#list = [...init.#list];
      else this.#list = fromObject(init);
    }
    static {
      const { prototype } = URLSearchParams;
      // One that iterates as the class does can be copied as it is.
      isPlain = (v) => {
        if (typeof v !== "object") return false;
        if (!(#list in v)) return false;
        return v[Symbol.iterator] === prototype[Symbol.iterator];
      };
      paramsOf = (url, query) => {
        const params = new URLSearchParams(urlKey);
        params.#url = url;
        params.#list = native.parseQuery(query);
        return params;
      };
      reload = (params, query) => {
        params.#list = native.parseQuery(query);
      };
    }
    #changed() {
      if (this.#url !== null) setSearch(this.#url, this.toString());
    }
    get size() {
      return this.#list.length / 2;
    }
    append(name, value) {
      if (arguments.length < 2) missing("append", arguments.length + 1);
      this.#list.push(usv(name), usv(value));
      this.#changed();
    }
    delete(name, value) {
      const list = this.#list;
      const kept = [];
      const n = usv(name);
      for (let i = 0; i < list.length; i += 2) {
        if (
          list[i] !== n ||
          (value !== undefined && list[i + 1] !== usv(value))
        )
          kept.push(list[i], list[i + 1]);
      }
      this.#list = kept;
      this.#changed();
    }
    get(name) {
      const list = this.#list;
      const n = usv(name);
      for (let i = 0; i < list.length; i += 2)
        if (list[i] === n) return list[i + 1];
      return null;
    }
    getAll(name) {
      const list = this.#list;
      const out = [];
      const n = usv(name);
      for (let i = 0; i < list.length; i += 2)
        if (list[i] === n) out.push(list[i + 1]);
      return out;
    }
    has(name, value) {
      const list = this.#list;
      const n = usv(name);
      for (let i = 0; i < list.length; i += 2) {
        if (
          list[i] === n &&
          (value === undefined || list[i + 1] === usv(value))
        )
          return true;
      }
      return false;
    }
    set(name, value) {
      if (arguments.length < 2) missing("set", arguments.length + 1);
      const list = this.#list;
      const kept = [];
      const n = usv(name);
      let done = false;
      for (let i = 0; i < list.length; i += 2) {
        if (list[i] !== n) kept.push(list[i], list[i + 1]);
        else if (!done) {
          kept.push(n, usv(value));
          done = true;
        }
      }
      if (!done) kept.push(n, usv(value));
      this.#list = kept;
      this.#changed();
    }
    sort() {
      const pairs = [];
      for (let i = 0; i < this.#list.length; i += 2)
        pairs.push([this.#list[i], this.#list[i + 1]]);
      pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#list = pairs.flat();
      this.#changed();
    }
    entries() {
      return new EntryIterator((i) =>
        i * 2 < this.#list.length
          ? [this.#list[i * 2], this.#list[i * 2 + 1]]
          : undefined,
      );
    }
    keys() {
      return new KeyIterator((i) => this.#list[i * 2]);
    }
    values() {
      return new ValueIterator((i) => this.#list[i * 2 + 1]);
    }
    forEach(callback, thisArg) {
      if (typeof callback !== "function") missing("forEach", 1, "function");
      for (let i = 0; i < this.#list.length; i += 2)
        callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
    }
    toString() {
      const list = this.#list;
      const parts = [];
      for (let i = 0; i < list.length; i += 2)
        parts.push(native.encode(list[i]) + "=" + native.encode(list[i + 1]));
      return parts.join("&");
    }
  }
  shape(URLSearchParams, true);

  const fromObject = (init) => {
    const list = [];
    const method = init[Symbol.iterator];
    if (typeof method === "function") {
      for (const pair of init) {
        if (
          Object(pair) !== pair ||
          typeof pair[Symbol.iterator] !== "function"
        ) {
          throw new TypeError(
            "Incorrect type: the provided value is not of type 'Sequence'.",
          );
        }
        const items = [...pair];
        if (items.length !== 2)
          throw new TypeError("Invalid URL search params sequence.");
        list.push(usv(items[0]), usv(items[1]));
      }
      return list;
    }
    // Keys that are the same as text are one, at the place of the first.
    const at = new Map();
    for (const key of Object.keys(init)) {
      const name = usv(key);
      const value = usv(init[key]);
      const i = at.get(name);
      if (i !== undefined) list[i + 1] = value;
      else {
        at.set(name, list.length);
        list.push(name, value);
      }
    }
    return list;
  };

  let setSearch;

  class URL {
    #c;
    #params = null;
    constructor(url, base) {
      this.#c =
        base === undefined
          ? native.parse(`${url}`)
          : native.parse(`${url}`, `${base}`);
      if (this.#c === null) throw new TypeError("Invalid URL string.");
    }
    static canParse(url, base) {
      return (
        (base === undefined
          ? native.parse(String(url))
          : native.parse(String(url), String(base))) !== null
      );
    }
    static parse(url, base) {
      return URL.canParse(url, base) ? new URL(url, base) : null;
    }
    static createObjectURL() {
      throw new Error("URL.createObjectURL() is not implemented");
    }
    static revokeObjectURL() {
      throw new Error("URL.revokeObjectURL() is not implemented");
    }
    static {
      setSearch = (url, query) => {
        url.#c = native.set(url.#c[HREF], "search", query);
      };
    }
    #part(begin, end) {
      return this.#c[HREF].substring(this.#c[begin], this.#c[end]);
    }
    #set(name, value) {
      this.#c = native.set(this.#c[HREF], name, String(value));
    }
    get origin() {
      return native.origin(this.#c[HREF]);
    }
    get href() {
      return this.#c[HREF];
    }
    set href(value) {
      const c = native.parse(String(value));
      if (c === null) {
        throw new TypeError(
          "Failed to set the 'href' property on 'URL': the provided value is not of type 'valid URL string'.",
        );
      }
      this.#c = c;
      if (this.#params !== null) reload(this.#params, this.search.substring(1));
    }
    get protocol() {
      return this.#c[HREF].substring(0, this.#c[PROTOCOL]);
    }
    set protocol(value) {
      this.#set("protocol", value);
    }
    get username() {
      return this.#part(USER, USER_END);
    }
    set username(value) {
      this.#set("username", value);
    }
    get password() {
      return this.#part(PASS, PASS_END);
    }
    set password(value) {
      this.#set("password", value);
    }
    get host() {
      return this.#part(HOST, HOST_END);
    }
    set host(value) {
      this.#set("host", value);
    }
    get hostname() {
      return this.#part(HOST, HOSTNAME_END);
    }
    set hostname(value) {
      this.#set("hostname", value);
    }
    get port() {
      // slice, for without a port the begin lies behind the end.
      return this.#c[HREF].slice(this.#c[HOSTNAME_END] + 1, this.#c[HOST_END]);
    }
    set port(value) {
      this.#set("port", value);
    }
    get pathname() {
      return this.#part(PATH, SEARCH);
    }
    set pathname(value) {
      this.#set("pathname", value);
    }
    get search() {
      const c = this.#c;
      return c[HASH] - c[SEARCH] < 2
        ? ""
        : c[HREF].substring(c[SEARCH], c[HASH]);
    }
    set search(value) {
      this.#set("search", value);
      if (this.#params !== null) reload(this.#params, this.search.substring(1));
    }
    get hash() {
      const c = this.#c;
      return c[HREF].length - c[HASH] < 2 ? "" : c[HREF].substring(c[HASH]);
    }
    set hash(value) {
      this.#set("hash", value);
    }
    get searchParams() {
      return (this.#params ??= paramsOf(this, this.search.substring(1)));
    }
    toJSON() {
      return this.#c[HREF];
    }
    toString() {
      return this.#c[HREF];
    }
  }
  shape(URL);

  return { URL, URLSearchParams };
});
