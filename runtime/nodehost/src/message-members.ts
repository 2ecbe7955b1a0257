// How the members of Node's Request and Response are replaced, and what both
// classes have in common: clone() keeps what Workers add, and bodies that cannot
// be read fail in workerd's words.
import { freezeHeaders, isFrozen } from "./headers.ts";

export function keepOnClone<T extends Request | Response, E extends object>(
  prototype: T,
  extras: WeakMap<T, E>,
  copied: (extra: E, original: T) => E,
): void {
  const clone = prototype.clone as (this: T) => T;
  replace(prototype, {
    clone(this: T): T {
      const extra = extras.get(this);
      if (extra !== undefined && "webSocket" in extra && extra.webSocket)
        throw new TypeError(
          "Cannot clone a response to a WebSocket handshake.",
        );
      const copy = clone.call(this);
      if (extra !== undefined) extras.set(copy, copied(extra, this));
      if (isFrozen(this.headers)) freezeHeaders(copy.headers);
      return copy;
    },
  });
}

export function refuseUsedBodies(prototype: Request | Response): void {
  for (const name of [
    "arrayBuffer",
    "blob",
    "bytes",
    "json",
    "text",
  ] as const) {
    const read = prototype[name] as (this: Body) => Promise<unknown>;
    replace(prototype, {
      async [name](this: Body): Promise<unknown> {
        if (this.bodyUsed)
          throw new TypeError(
            "Body has already been used. It can only be used once. Use tee() first if you need to read it twice.",
          );
        try {
          return await read.call(this);
        } catch (error) {
          throw inOtherWords(error);
        }
      },
    });
  }
}

// What Node says when a body cannot be read, and what workerd says.
const words: readonly (readonly [RegExp, string])[] = [
  [/^Body is unusable/, "This ReadableStream is currently locked to a reader."],
  [
    /^Received non-Uint8Array chunk/,
    "This ReadableStream did not return bytes.",
  ],
];

function inOtherWords(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const found = words.find(([pattern]) => pattern.test(error.message));
  return found === undefined ? error : new TypeError(found[1]);
}

export function replace(
  prototype: object,
  methods: Record<string, unknown>,
): void {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(prototype, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
}

export function getter(prototype: object, name: string): () => unknown {
  const found = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (found === undefined) throw new Error(`this Node has no getter ${name}`);
  return found;
}

export function define<T extends object>(
  prototype: T,
  constructor: unknown,
  getters: Record<string, (self: T) => unknown>,
): void {
  Object.defineProperty(prototype, "constructor", {
    value: constructor,
    configurable: true,
    writable: true,
  });
  for (const [name, get] of Object.entries(getters))
    Object.defineProperty(prototype, name, {
      get(this: T) {
        return get(this);
      },
      configurable: true,
      enumerable: true,
    });
}
