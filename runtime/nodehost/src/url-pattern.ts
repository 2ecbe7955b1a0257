// URLPattern: Node's own; the results have workerd's shape.
import { reconstruct } from "./arguments.ts";
import type { Class, Method } from "./arguments.ts";

const components = `inputs protocol username password hostname port pathname
  search hash`.split(/\s+/);

function plain(part: unknown): unknown {
  if (Array.isArray(part)) return part as unknown[];
  const { input, groups } = part as { input: string; groups: object };
  return { input, groups: { ...groups } };
}

// Node lists a match by another order, and its groups have no prototype.
const Pattern = (globalThis as unknown as { URLPattern: Class }).URLPattern;
const prototype = Pattern.prototype as { exec: Method };
const { exec } = prototype;
const methods = {
  exec(this: unknown, ...args: unknown[]): unknown {
    const found = Reflect.apply(exec, this, args) as Record<string, unknown>;
    if (found === null) return null;
    return Object.fromEntries(
      components.map((name) => [name, plain(found[name])]),
    );
  },
};
Object.defineProperty(prototype, "exec", {
  ...Object.getOwnPropertyDescriptor(prototype, "exec"),
  value: methods.exec,
});
reconstruct(
  Pattern,
  (args) => args,
  () => new TypeError("Failed to construct URLPattern"),
);
Object.defineProperty(prototype, Symbol.toStringTag, {
  value: "URLPattern",
  configurable: true,
});
