// What the members of known values are, and what calling their methods gives, as far
// as that throws nothing.
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

/** What reading a property by its name gives. */
export function memberOf(
  object: Value,
  name: string,
  optional: boolean,
): Value | undefined {
  switch (object.is) {
    case "event":
      return name === "request" ? { is: "request" } : undefined;
    case "request":
      if (name === "url") return { is: "href" };
      if (name === "method") return { is: "method" };
      if (name === "headers") return { is: "headers" };
      if (name === "cf" || name === "signal") return { is: "opaque" };
      return undefined;
    case "url":
      if (name === "pathname") return { is: "path" };
      if (name === "searchParams") return { is: "params" };
      if (
        /^(hostname|host|search|href|origin|protocol|hash|port|username|password)$/.test(
          name,
        )
      )
        return { is: "string" };
      return undefined;
    case "env":
      return { is: "opaque" };
    case "opaque":
      return optional ? { is: "opaque" } : undefined;
    case "segments":
      return name === "length"
        ? { is: "count", whole: object.whole && object.from === 0 }
        : undefined;
    case "strings":
    case "list":
      return name === "length" ? { is: "number" } : undefined;
    case "match":
    case "pattern-match":
      // Only with `?.`: a match that was not found is null.
      return optional ? { is: "opaque" } : undefined;
    case "maybe":
      return optional && name === "length" ? { is: "primitive" } : undefined;
    case "table":
      return object.map ? undefined : { is: "entry", keys: object.keys };
  }
  if (isString(object) && name === "length") return { is: "number" };
  return undefined;
}

/** What calling a method gives. */
export function methodOf(
  object: Value,
  name: string,
  args: Value[],
  optional: boolean,
): Value | undefined {
  const [first] = args;
  switch (object.is) {
    case "headers":
    case "params": {
      // A name that is no header name throws.
      const key = first?.is === "string" ? first.value : undefined;
      if (object.is === "headers" && !/^[\w-]+$/.test(key ?? " "))
        return undefined;
      if (!isString(first) || args.length !== 1) return undefined;
      if (name === "get") return { is: "maybe" };
      if (name === "has") return { is: "boolean" };
      if (name === "getAll" && object.is === "params") return { is: "strings" };
      return undefined;
    }
    case "url":
      return name === "toString" && args.length === 0
        ? { is: "string" }
        : undefined;
    case "regexp":
      if (/[gy]/.test(object.node["flags"] as string)) return undefined;
      if (args.length !== 1 || !isString(first)) return undefined;
      if (name === "test") return { is: "boolean" };
      if (name === "exec")
        return first?.is === "path"
          ? { is: "match", regexp: object.node }
          : { is: "match", regexp: anything };
      return undefined;
    case "pattern":
      if (first?.is !== "href" && first?.is !== "url") return undefined;
      if (args.length !== 1) return undefined;
      if (name === "test") return { is: "boolean" };
      if (name === "exec")
        return { is: "pattern-match", pathname: object.pathname };
      return undefined;
    case "list":
      return (name === "includes" || name === "has" || name === "indexOf") &&
        isPrimitive(first) &&
        args.length === 1
        ? { is: name === "indexOf" ? "number" : "boolean" }
        : undefined;
    case "table":
      if (!object.map || args.length !== 1 || !isPrimitive(first))
        return undefined;
      if (name === "get")
        return first?.is === "path" || first?.is === "method-path"
          ? { is: "entry", keys: object.keys }
          : undefined;
      return name === "has" ? { is: "boolean" } : undefined;
    case "segments":
    case "strings":
      return arrayMethod(object, name, args);
    case "maybe":
      return optional
        ? stringMethod({ is: "string" }, name, args) && {
            is: "primitive",
          }
        : undefined;
  }
  return isString(object) ? stringMethod(object, name, args) : undefined;
}
