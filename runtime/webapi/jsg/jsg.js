// How workerd turns what a script passes into what its C++ wants, and the
// iterators its classes share. Scripts reach this as internals.jsg; it is made
// when the first of them asks.
(function (native, internals) {
  "use strict";
  const put = Object.defineProperty;

  // Strings leave workerd as UTF-8 in which a lone surrogate is three bytes that
  // are none; read back they are three replacement characters.
  const text = (v) => native.wtf8(typeof v === "string" ? v : `${v}`);
  // What WebIDL calls USVString: one replacement character each.
  const usv = (v) => native.usv(typeof v === "string" ? v : `${v}`);
  // A C++ int: fractions are cut, what is no number is 0, the rest must fit.
  const int = (v) => {
    const n = Math.trunc(+v);
    if (!Number.isFinite(n)) return 0;
    if (n < -2147483648 || n > 2147483647) {
      throw new TypeError("Value out of range. Must be between -2147483648 and 2147483647 (inclusive).");
    }
    return n;
  };
  // A struct of options: nothing, or an object of any kind.
  const isOptions = (v) => v === undefined || v === null || typeof v === "object" || typeof v === "function";

  // at(i) is the value of step i, or undefined behind the last. It is asked when
  // the step is taken: what is added or removed meanwhile counts.
  class ListIterator {
    #at; #i = 0;
    constructor(at) { this.#at = at; }
    next() {
      const value = this.#at(this.#i);
      if (value === undefined) return { value: undefined, done: true };
      this.#i++;
      return { value, done: false };
    }
  }
  const iterator = internals.iteratorPrototype;
  const { next } = ListIterator.prototype;
  const named = (name) => {
    const C = { [name]: class extends ListIterator {} }[name];
    Object.setPrototypeOf(C.prototype, iterator);
    put(C.prototype, "next", { value: next, writable: true, configurable: true, enumerable: true });
    put(C.prototype, Symbol.toStringTag, { value: name, writable: true, configurable: true });
    put(C.prototype, Symbol.iterator, { value: function () { return this; }, writable: true, configurable: true });
    return C;
  };

  // shape is what workerd's classes have in common: members that for-in shows,
  // and no number of arguments anywhere.
  const shape = (C, iterable = false) => {
    internals.shape(C, C.name, true);
    put(C.prototype, Symbol.toStringTag, { writable: true });
    put(C, "length", { value: 0, configurable: true });
    if (iterable) {
      const { entries } = C.prototype;
      put(C.prototype, Symbol.iterator, { value: { entries() { return entries.call(this); } }.entries, writable: true, configurable: true });
    }
    return C;
  };

  const jsg = { text, usv, int, isOptions, shape, EntryIterator: named("EntryIterator"), KeyIterator: named("KeyIterator"), ValueIterator: named("ValueIterator") };
  return { jsg };
})
