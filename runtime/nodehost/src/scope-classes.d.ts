// The types of scope-classes.js, as far as the platform uses it.

interface Native {
  /** Calls f after so many milliseconds; what it returns undoes that. */
  after(ms: number, f: () => void): () => void;
  /** Sends data and does not wait. */
  beacon(url: string, data: BodyInit | null | undefined): boolean;
}

/** The classes and objects by name, for globalThis. */
export default function (
  native: Native,
  internals: object,
): Readonly<Record<string, unknown>>;
