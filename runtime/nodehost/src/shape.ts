// What the scripts that both servers share expect of their surroundings.

/** Members that for-in shows, as workerd's do, and the class's name for toString. */
export function shape(
  Class: { prototype: object },
  name: string,
  shown = false,
): void {
  if (shown)
    for (const key of Object.getOwnPropertyNames(Class.prototype))
      if (key !== "constructor")
        Object.defineProperty(Class.prototype, key, { enumerable: true });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: name,
    configurable: true,
  });
}

export function badParam(
  method: string,
  on: string,
  n: number,
  type: string,
): TypeError {
  return new TypeError(
    `Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`,
  );
}

export function badCtor(on: string, n: number, type: string): TypeError {
  return new TypeError(
    `Failed to construct '${on}': constructor parameter ${n} is not of type '${type}'.`,
  );
}
