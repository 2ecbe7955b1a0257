// https://urlpattern.spec.whatwg.org/#urlpattern-class
// Go reads patterns and takes URLs apart; matching is RegExp's.
(function (native, internals) {
  const names = ["protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"];
  const fields = [...names, "baseURL"];
  const { shape, isOptions } = internals.jsg;
  const failed = (what) => new TypeError(`Failed to ${what} URLPattern`);

  // A URL object counts as its text, any other object as components.
  const argument = (input) => {
    if (input === undefined || input === null) return {};
    if (typeof input !== "object" && typeof input !== "function") return `${input}`;
    return input instanceof URL ? input.href : input;
  };
  const baseOf = (base) => (base === undefined || base === null ? undefined : `${base}`);

  // One component: its text, and what matches it. Without an expression of the
  // script's own, what is matched is ASCII and needs no flag.
  class Component {
    #source; #flags; #names; #regexp = null;
    constructor(text, source, own, list, ignoreCase) {
      this.text = text;
      this.#source = source;
      this.#flags = (ignoreCase ? "i" : "") + (own ? "v" : "");
      this.#names = list === "" ? [] : list.split("\n");
      if (own) this.#regexp = new RegExp(source, this.#flags);
    }
    // match gives the groups, or null. workerd's order is that of a C++ hash map:
    // for two names, the usual case, the last comes first; for more nobody can
    // rely on it.
    match(input) {
      if (this.#source === "^(.*)$") return { 0: input };
      const found = (this.#regexp ??= new RegExp(this.#source, this.#flags)).exec(input);
      if (found === null) return null;
      const groups = {};
      for (let i = this.#names.length; i-- > 0; ) groups[this.#names[i]] = found[i + 1];
      return groups;
    }
  }

  class URLPattern {
    #components = [];
    #own = false;
    constructor(input, base, options) {
      input = argument(input);
      if (typeof base === "object" && base !== null) [base, options] = [undefined, base];
      base = baseOf(base);
      if (typeof input === "object" && base !== undefined) throw failed("construct");
      if (!isOptions(options)) throw failed("construct");
      const ignoreCase = !!options?.ignoreCase;
      const made = native.pattern(input, base, ignoreCase);
      if (made === null) throw failed("construct");
      this.#own = made[0];
      try {
        for (let i = 1; i < made.length; i += 4) {
          // Of these, a browser's URL has none that differ by case alone.
          const loose = ignoreCase && i >= 21;
          this.#components.push(new Component(made[i], made[i + 1], made[i + 2], made[i + 3], loose));
        }
      } catch {
        throw failed("construct");
      }
    }
    get hasRegExpGroups() { return this.#own; }
    test(input, base) { return this.#match("test", input, base) !== null; }
    exec(input, base) {
      const found = this.#match("exec", input, base);
      if (found === null) return null;
      const given = argument(input);
      const first = typeof given === "string" ? given : Object.fromEntries(fields.map((k) => [k, given[k] === undefined ? undefined : `${given[k]}`]));
      const result = { inputs: baseOf(base) === undefined ? [first] : [first, baseOf(base)] };
      names.forEach((name, i) => { result[name] = found[i]; });
      return result;
    }
    #match(what, input, base) {
      input = argument(input);
      base = baseOf(base);
      if (typeof input === "object" && base !== undefined) throw failed(what);
      const inputs = native.inputs(input, base);
      if (inputs === null) return null;
      const found = [];
      for (let i = 0; i < inputs.length; i++) {
        const groups = this.#components[i].match(inputs[i]);
        if (groups === null) return null;
        found.push({ input: inputs[i], groups });
      }
      return found;
    }
    static {
      names.forEach((name, i) => {
        Object.defineProperty(URLPattern.prototype, name, {
          get() { return this.#components[i].text; },
          enumerable: true,
          configurable: true,
        });
      });
    }
  }
  shape(URLPattern);
  return { URLPattern };
})
