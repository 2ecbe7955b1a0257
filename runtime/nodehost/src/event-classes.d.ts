// The types of event-classes.js, as far as the platform uses it.

/** The classes by name, for globalThis. */
export const classes: Readonly<
  Record<string, new (type: string, init?: object) => Event>
>;

export const events: {
  /** A signal that only the platform aborts. */
  makeSignal(): AbortSignal;
  /** What the global functions of an event target work on. */
  readonly scope: EventTarget;
  /** Tells the global scope of an exception nobody caught, else the log. */
  report(error: unknown): void;
  /** Tells the global scope of a rejection; false when nobody listens there. */
  rejected(
    type: "unhandledrejection" | "rejectionhandled",
    promise: Promise<unknown>,
    reason: unknown,
  ): boolean;
};
