// https://urlpattern.spec.whatwg.org/#urlpattern-class
(function (native, internals) {
  const names = [
    "protocol",
    "username",
    "password",
    "hostname",
    "port",
    "pathname",
    "search",
    "hash",
  ];

  // A URL object counts as its text, any other object as an init.
  const argument = (input) => {
    if (Object(input) !== input) return String(input);
    return input instanceof URL ? input.href : input;
  };

  class URLPattern {
    #p;
    constructor(input = {}, base, options) {
      if (Object(base) === base) {
        options = base;
        base = undefined;
      }
      if (typeof input !== "string" && Object(input) !== input) {
        throw new TypeError("Failed to construct URLPattern");
      }
      this.#p = native.pattern(
        argument(input),
        base === undefined ? undefined : String(base),
        !!options?.ignoreCase,
      );
      if (this.#p === null)
        throw new TypeError("Failed to construct URLPattern");
    }
    get hasRegExpGroups() {
      return this.#p.hasRegExpGroups;
    }
    test(input = {}, base) {
      return this.#p.test(
        argument(input),
        base === undefined ? undefined : String(base),
      );
    }
    exec(input = {}, base) {
      const match = this.#p.exec(
        argument(input),
        base === undefined ? undefined : String(base),
      );
      if (match === null) return null;
      return { inputs: base === undefined ? [input] : [input, base], ...match };
    }
    static {
      for (const name of names) {
        Object.defineProperty(URLPattern.prototype, name, {
          get() {
            return this.#p[name];
          },
          enumerable: true,
          configurable: true,
        });
      }
    }
  }
  internals.jsg.shape(URLPattern);
  return { URLPattern };
});
