// WeakMap, and what WeakSet lacks. WeakMap is an ephemeron table: https://tc39.es/ecma262/#sec-weakmap-objects
// goja's own holds its values strongly, so a value that leads back to its key
// keeps both for as long as the map lives. Here a value lies in private fields
// stamped on its key, where only the garbage collector's ordinary rules are
// needed, whichever way values point: https://en.wikipedia.org/wiki/Ephemeron
(function (native) {
  const Native = native.WeakMap();
  const { prototype } = Native;
  const { apply, construct } = Reflect;
  const { track, alive } = native;
  // The engine's own take the few keys that cannot have private fields.
  const spare = {
    get: prototype.get,
    has: prototype.has,
    set: prototype.set,
    delete: prototype.delete,
  };

  class Same {
    constructor(object) {
      return object;
    }
  }

  // Owner marks a map: its number, whether the engine's own table has entries, and
  // a table of symbols.
  let methods;
  class Owner extends Same {
    #id = 0;
    #spare = false;
    #symbols = undefined;

    static {
      // Slot is on a key: one entry, which is all that most keys ever have, and a
      // table of others by the number of their map.
      class Slot extends Same {
        #map = 0;
        #value = undefined;
        #more = undefined;

        static {
          const symbolsOf = (map) => (map.#symbols ??= native.symbols());
          const held = (map, key) =>
            typeof key === "symbol" && map.#symbols !== undefined;

          const insert = (key, id, value) => {
            let more = key.#more;
            if (key.#map === id) {
              key.#value = value;
            } else if (more !== undefined && more.has(id)) {
              more.set(id, value);
            } else if (key.#map === 0 || !alive(key.#map)) {
              key.#map = id;
              key.#value = value;
            } else {
              more ??= key.#more = new Map();
              more.set(id, value);
              // A map that is gone cannot look for its entries: each new one looks at
              // the two oldest.
              for (let i = 0; i < 2; i++) {
                const oldest = more.keys().next().value;
                const kept = more.get(oldest);
                more.delete(oldest);
                if (alive(oldest)) more.set(oldest, kept);
              }
            }
          };

          methods = {
            get(key) {
              if (!(#spare in this)) return apply(spare.get, this, [key]);
              const id = this.#id;
              try {
                if (#more in key) return key.#map === id ? key.#value : key.#more?.get(id);
              } catch {
                // No object, or one that can have no private fields.
              }
              if (held(this, key)) return symbolsOf(this).get(key);
              return this.#spare ? apply(spare.get, this, [key]) : undefined;
            },
            has(key) {
              if (!(#spare in this)) return apply(spare.has, this, [key]);
              const id = this.#id;
              try {
                if (#more in key) return key.#map === id || (key.#more?.has(id) ?? false);
              } catch {
                // As above.
              }
              if (held(this, key)) return symbolsOf(this).has(key);
              return this.#spare && apply(spare.has, this, [key]);
            },
            set(key, value) {
              if (!(#spare in this)) return apply(spare.set, this, [key, value]);
              if (typeof key !== "object" && typeof key !== "function" || key === null) {
                if (typeof key !== "symbol" || Symbol.keyFor(key) !== undefined)
                  throw new TypeError(`Invalid value used as weak map key`);
                symbolsOf(this).set(key, value);
                return this;
              }
              try {
                if (!(#more in key)) new Slot(key);
              } catch {
                this.#spare = true;
                return apply(spare.set, this, [key, value]);
              }
              insert(key, this.#id, value);
              return this;
            },
            delete(key) {
              if (!(#spare in this)) return apply(spare.delete, this, [key]);
              const id = this.#id;
              try {
                if (#more in key) {
                  if (key.#map !== id) return key.#more?.delete(id) ?? false;
                  key.#map = 0;
                  key.#value = undefined;
                  return true;
                }
              } catch {
                // As above.
              }
              if (held(this, key)) return symbolsOf(this).delete(key);
              return this.#spare && apply(spare.delete, this, [key]);
            },
          };
        }
      }
    }

    static mark(map) {
      new Owner(map);
      map.#id = track(map);
    }
  }

  const { get, has, set } = methods;
  const mustHold = (key) => {
    if (!(Object(key) === key || (typeof key === "symbol" && Symbol.keyFor(key) === undefined)))
      throw new TypeError(`Invalid value used as weak map key`);
  };
  Object.assign(methods, {
    getOrInsert(key, value) {
      if (apply(has, this, [key])) return apply(get, this, [key]);
      mustHold(key);
      apply(set, this, [key, value]);
      return value;
    },
    getOrInsertComputed(key, callback) {
      apply(has, this, [key]);
      mustHold(key);
      if (typeof callback !== "function") throw new TypeError(`${String(callback)} is not a function`);
      if (apply(has, this, [key])) return apply(get, this, [key]);
      const value = callback(key);
      apply(set, this, [key, value]);
      return value;
    },
  });
  for (const name of Object.keys(methods))
    Object.defineProperty(prototype, name, {
      value: methods[name],
      writable: true,
      configurable: true,
    });

  const WeakMap = function () {
    const target = new.target;
    if (target === undefined) throw new TypeError("Constructor WeakMap requires 'new'");
    const map = construct(Native, [], target);
    Owner.mark(map);
    const entries = arguments[0];
    if (entries === undefined || entries === null) return map;
    const add = map.set;
    if (typeof add !== "function") throw new TypeError(`'${String(add)}' returned for property 'set' of object '#<WeakMap>' is not a function`);
    for (const entry of entries) {
      if (Object(entry) !== entry) throw new TypeError(`Iterator value ${String(entry)} is not an entry object`);
      apply(add, map, [entry[0], entry[1]]);
    }
    return map;
  };
  Object.defineProperty(WeakMap, "name", { value: "WeakMap", configurable: true });
  Object.defineProperty(WeakMap, "prototype", { value: prototype, writable: false });
  Object.defineProperty(prototype, "constructor", { value: WeakMap, writable: true, configurable: true });

  // goja's WeakSet holds no values; it only lacks symbols.
  const WeakSet = native.WeakSet();
  const members = new WeakMap(); // a set → its symbols
  const objects = { add: WeakSet.prototype.add, has: WeakSet.prototype.has, delete: WeakSet.prototype.delete };
  const symbolsIn = (set) => {
    apply(objects.has, set, [set]); // throws when it is no set
    return members.getOrInsertComputed(set, native.symbols);
  };
  const setMethods = {
    add(value) {
      if (typeof value === "symbol" && Symbol.keyFor(value) === undefined) symbolsIn(this).set(value);
      else if (Object(value) === value) apply(objects.add, this, [value]);
      else {
        symbolsIn(this);
        throw new TypeError("Invalid value used in weak set");
      }
      return this;
    },
    has(value) {
      return typeof value === "symbol" ? symbolsIn(this).has(value) : apply(objects.has, this, [value]);
    },
    delete(value) {
      return typeof value === "symbol" ? symbolsIn(this).delete(value) : apply(objects.delete, this, [value]);
    },
  };
  for (const name of Object.keys(setMethods))
    Object.defineProperty(WeakSet.prototype, name, { value: setMethods[name], writable: true, configurable: true });
  return { WeakMap, WeakSet };
});
