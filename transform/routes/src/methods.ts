// What methods of texts and of lists of texts give, as far as they throw nothing.
import type { Node } from "./ast.ts";
import { isPrimitive, isString } from "./value.ts";
import type { Value } from "./value.ts";

// Methods of strings that take strings and numbers and throw nothing.
const toStrings = new Set(
  "toLowerCase toUpperCase trim trimStart trimEnd slice substring charAt concat replace replaceAll padStart padEnd toString normalize".split(
    " ",
  ),
);
const toBooleans = new Set(["startsWith", "endsWith", "includes"]);
const toNumbers = new Set(["indexOf", "lastIndexOf", "localeCompare"]);

export function arrayMethod(
  object: Value,
  name: string,
  args: Value[],
): Value | undefined {
  const [first] = args;
  if (name === "join" && args.every(isString)) return { is: "string" };
  if (name === "includes" && isPrimitive(first)) return { is: "boolean" };
  if (name === "at" && first?.is === "number") return { is: "maybe" };
  if (name === "slice" && args.every((a) => a.is === "number")) {
    if (
      object.is === "segments" &&
      args.length === 1 &&
      first?.is === "number" &&
      (first.value ?? -1) >= 0
    )
      return {
        is: "segments",
        from: object.from + (first.value ?? 0),
        whole: object.whole,
      };
    return { is: "strings" };
  }
  return undefined;
}

export function stringMethod(
  object: Value,
  name: string,
  args: Value[],
): Value | undefined {
  const [first] = args;
  const plain = args.every(
    (a) => isPrimitive(a) || (a.is === "regexp" && name.startsWith("repl")),
  );
  if (name === "split" && args.length <= 2) {
    const rest = object.is === "string" && object.rest === true;
    if (object.is === "path" || rest)
      if (first?.is === "string" && first.value === "/" && args.length === 1)
        return { is: "segments", from: rest ? 1 : 0, whole: true };
    return isString(first) || first?.is === "regexp"
      ? { is: "strings" }
      : undefined;
  }
  if (name === "match" && first?.is === "regexp" && args.length === 1) {
    const flags = first.node["flags"] as string;
    if (/[gy]/.test(flags)) return undefined;
    return {
      is: "match",
      regexp: object.is === "path" ? first.node : anything,
    };
  }
  if (name === "search" && first?.is === "regexp") return { is: "number" };
  if (!plain) return undefined;
  if (name === "replaceAll" && first?.is === "regexp") return undefined;
  if (name === "normalize" && args.length > 0) return undefined;
  if ((name === "padStart" || name === "padEnd") && args.length > 0)
    return undefined;
  if (toStrings.has(name)) {
    if (object.is === "path" && /^(slice|substring)$/.test(name))
      if (args.length === 1 && first?.is === "number" && first.value === 1)
        return { is: "string", rest: true };
    if (object.is === "method" && /^to(Upper|String)/.test(name))
      return name === "toString" ? object : { is: "string" };
    return { is: "string" };
  }
  if (toBooleans.has(name)) return { is: "boolean" };
  if (toNumbers.has(name)) return { is: "number" };
  if (name === "at") return { is: "maybe" };
  return undefined;
}

/** A regular expression of which nothing is known. */
export const anything: Node = {
  type: "RegExpLiteral",
  start: 0,
  end: 0,
  loc: { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } },
  pattern: "",
  flags: "",
};
