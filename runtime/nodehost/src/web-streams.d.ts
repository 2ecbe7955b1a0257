// The types of web-streams.js, as far as the platform uses it.

/** A stream from the inside; only web-streams.js looks into it. */
export interface State {
  readonly disturbed: boolean;
  readonly reader: object | null;
}

interface Source {
  /** Calls done once: with an error, with a chunk, or with null at the end. */
  read(done: (error: unknown, chunk: Uint8Array | null) => void): void;
  cancel?(reason: unknown): unknown;
  length?: number | undefined;
}

/** The classes by name, for globalThis. */
export const classes: Readonly<Record<string, abstract new () => object>>;

export const streams: {
  isStream(value: unknown): value is ReadableStream<Uint8Array>;
  stateOf(stream: ReadableStream): State;
  publicOf(state: State): ReadableStream<Uint8Array>;
  /** A stream that reads source when it is read. */
  newSource(source: Source): State;
  /** A stream of the bytes get returns; it asks when it is read. */
  memory(get: () => Uint8Array, length?: number): State;
  /** A stream as it is after text() or its like has read it. */
  consumed(): State;
  tee(state: State): [State, State];
  /** Reads all of it: done(null, bytes) or done(error). */
  collect(
    state: State,
    done: (error: unknown, bytes: Uint8Array<ArrayBuffer>) => void,
  ): void;
  cancel(state: State, reason?: unknown): Promise<void>;
  /** How many bytes will come, where that is known. */
  knownLength(state: State): number | undefined;
};
