// What an expression can stand for.
import type { Node } from "./ast.ts";

export type Value =
  | { is: "request" | "env" | "ctx" | "event" }
  /** request.url; a URL made of it; its path; request.method. */
  | { is: "href" | "url" | "path" | "method" }
  /** request.headers, url.searchParams, request.cf, env.NAME: objects that are read. */
  | { is: "headers" | "params" | "opaque" }
  /** `${method} ${path}`. */
  | { is: "method-path"; between: string }
  /** `rest`: the path without its first slash. */
  | { is: "string"; value?: string; rest?: boolean }
  | { is: "number"; value?: number }
  | { is: "boolean"; value?: boolean }
  | { is: "nullish" }
  /** A string, null or undefined. */
  | { is: "maybe" }
  /** Any primitive. */
  | { is: "primitive" }
  /** path.split("/"): all parts, from the first that is kept. */
  | { is: "segments"; from: number; whole: boolean }
  | { is: "segment"; index: number; whole: boolean }
  | { is: "count"; whole: boolean }
  | { is: "strings" }
  | { is: "regexp"; node: Node }
  /** The result of matching the path; null or an array. */
  | { is: "match"; regexp: Node }
  | { is: "pattern"; pathname: string }
  | { is: "pattern-match"; pathname: string }
  /** A table of the module: keys known. */
  | { is: "table"; keys: string[]; map: boolean }
  | { is: "entry"; keys: string[] }
  | { is: "list"; values: string[] }
  /** A new object or array, or a function: nobody else has it. */
  | { is: "fresh" | "function" };

const primitives = new Set([
  "href",
  "path",
  "method",
  "method-path",
  "string",
  "number",
  "boolean",
  "nullish",
  "maybe",
  "primitive",
  "segment",
  "count",
]);
const strings = new Set(["href", "path", "method", "method-path", "string"]);

export const isPrimitive = (v: Value | undefined): boolean =>
  v !== undefined && primitives.has(v.is);
export const isString = (v: Value | undefined): boolean =>
  v !== undefined && strings.has(v.is);

/** Objects that a change would be seen in when they are made again. */
const changeable = new Set([
  "url",
  "params",
  "segments",
  "strings",
  "match",
  "pattern-match",
  "fresh",
]);
export const isChangeable = (v: Value | undefined): boolean =>
  v !== undefined && changeable.has(v.is);
