// The types of clone.js.

interface Native {
  /** Tells promises and proxies, which a script cannot. */
  uncloneable(value: unknown): boolean;
  detached(buffer: ArrayBuffer): boolean;
}

export default function (
  native: Native,
  internals: object,
): {
  readonly structuredClone: typeof structuredClone;
  /** Clones for RPC: special gives what stands for an object, or undefined. */
  readonly cloneWith: <T>(value: T, special: (v: object) => unknown) => T;
};
