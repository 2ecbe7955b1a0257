// What workerd says to wrong arguments of classes that are otherwise Node's: those
// are asked only when workerd would have gone on.

export type Method = (...args: unknown[]) => unknown;
export type Class = abstract new (...args: never[]) => object;

export const wrongParameter = (
  method: string,
  on: string,
  n: number,
  type: string,
) =>
  new TypeError(
    `Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`,
  );
export const wrongArgument = (on: string, n: number, type: string) =>
  new TypeError(
    `Failed to construct '${on}': constructor parameter ${n} is not of type '${type}'.`,
  );

// demand has methods refuse missing arguments, and callbacks that are none.
export function demand(
  target: object,
  on: string,
  wanted: Record<string, readonly string[]>,
): void {
  for (const [name, types] of Object.entries(wanted)) {
    const own = Object.getOwnPropertyDescriptor(target, name);
    const method = own?.value as Method;
    const value = {
      [name](this: unknown, ...args: unknown[]): unknown {
        types.forEach((type, i) => {
          const wrong = type === "function" && typeof args[i] !== "function";
          if (i >= args.length || wrong)
            throw wrongParameter(name, on, i + 1, type);
        });
        return Reflect.apply(method, this, args);
      },
    }[name];
    Object.defineProperty(target, name, { ...own, value });
  }
}

// reconstruct replaces a global class by one that makes the arguments for Node's.
export function reconstruct(
  native: Class & { readonly prototype: object },
  prepare: (args: unknown[]) => unknown[],
  refuse: (error: unknown) => unknown,
): void {
  const { name } = native;
  const value = new Proxy(native, {
    construct(target, args: unknown[], newTarget) {
      const prepared = prepare(args);
      try {
        return Reflect.construct(
          target as unknown as new (...args: unknown[]) => object,
          prepared,
          newTarget,
        );
      } catch (error) {
        throw refuse(error);
      }
    },
  });
  for (const [target, key] of [
    [native.prototype, "constructor"],
    [globalThis, name],
  ] as const)
    Object.defineProperty(target, key, {
      ...Object.getOwnPropertyDescriptor(target, key),
      value,
    });
}

export const same = (error: unknown) => error;
export const code = (error: unknown) => (error as NodeJS.ErrnoException).code;
