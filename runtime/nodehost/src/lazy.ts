// Requests and responses whose native part is made when it is first needed.
// Node's classes cost most of what a small request costs: each has a signal or
// a stream of its own. Most Workers ask for the URL, the method and a header,
// and answer with a text, which need none of that.

/** Has the prototype of a native class, and makes the native object on demand. */
class Lazy<T extends object> {
  #make: () => T;
  #made: T | undefined;

  // Called with another new.target, so that the object is of that class and
  // carries these two fields.
  constructor(make: () => T) {
    this.#make = make;
  }

  static native<T extends object>(self: T): T {
    if (!(#make in self)) return self;
    const lazy = self as unknown as Lazy<T>;
    return (lazy.#made ??= lazy.#make());
  }

  static unmade(self: object): boolean {
    return #make in self && self.#made === undefined;
  }
}

/** An instance of newTarget whose native part make() makes. */
export function lazily<T extends object>(newTarget: unknown, make: () => T): T {
  // newTarget is a constructor: it came from new, or is a global class.
  return Reflect.construct(Lazy, [make], newTarget as typeof Lazy) as T;
}

/** What Node's own methods can work on: self, or the native part of it. */
export const native = Lazy.native;

/** Nobody has needed the native part yet, so nobody has touched the body. */
export const unmade = Lazy.unmade;

/** Makes the getters and methods of a native class accept lazy objects. */
export function acceptLazy(prototype: object): void {
  const members = Object.getOwnPropertyDescriptors(prototype) as Record<
    string | symbol,
    PropertyDescriptor
  >;
  for (const name of Reflect.ownKeys(members)) {
    const { get, value, ...flags } = members[name] ?? {};
    if (name === "constructor" || flags.configurable !== true) continue;
    if (get !== undefined)
      Object.defineProperty(prototype, name, {
        get(this: object): unknown {
          return get.call(native(this));
        },
        configurable: true,
        enumerable: flags.enumerable ?? false,
      });
    else if (typeof value === "function")
      Object.defineProperty(prototype, name, {
        ...flags,
        value: {
          [name](this: object, ...args: unknown[]): unknown {
            return Reflect.apply(value, native(this), args);
          },
        }[name as string],
      });
  }
}
