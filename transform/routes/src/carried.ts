// The types of values that are handed from handler to handler, as far as the
// source says them. A type that is not written down anywhere is `any`, as it is
// for values that come out of JSON.
import { bare, isIdentifier } from "./ast.ts";
import type { Node, Source } from "./ast.ts";
import type { Declaration } from "./items.ts";
import type { Scopes } from "./scope.ts";
import { Keep } from "./unit.ts";
import { isString } from "./value.ts";
import type { Value } from "./value.ts";
import type { Values } from "./values.ts";

export function carriedTypes(
  source: Source,
  scopes: Scopes,
  values: Values,
  env: string | undefined,
  declarations: readonly Declaration[],
): Map<string, string> {
  const out = new Map<string, string>();
  for (const d of declarations) {
    if (!d.carried || !d.node) continue;
    for (const b of d.bindings) {
      // Two values of one name would be one value.
      if (out.has(b.name)) throw new Keep(`${b.name} is declared twice`);
      const type = typeOf(source, scopes, env, b.node);
      const value = values.before.get(b);
      out.set(b.name, type === "any" && value ? valueType(value) : type);
    }
  }
  return out;
}

function valueType(value: Value): string {
  if (isString(value)) return "string";
  switch (value.is) {
    case "number":
    case "count":
      return "number";
    case "boolean":
      return "boolean";
    case "url":
      return "URL";
    case "params":
      return "URLSearchParams";
    case "segments":
    case "strings":
      return "string[]";
    case "match":
      return "RegExpMatchArray | null";
    case "maybe":
      return "string | null";
    case "segment":
      return "string | undefined";
  }
  return "any";
}

function typeOf(
  source: Source,
  scopes: Scopes,
  env: string | undefined,
  declarator: Node,
): string {
  const id = declarator["id"] as Node | undefined;
  if (id?.type !== "Identifier") return "any";
  const text = (n: Node) => source.text.slice(n.start, n.end);
  const annotation = (id["typeAnnotation"] as Node | undefined)?.[
    "typeAnnotation"
  ] as Node | undefined;
  if (annotation) return text(annotation);
  let init = declarator["init"] as Node | null;
  if (!init) return "any";
  if (init.type === "ParenthesizedExpression") init = bare(init);
  if (init.type === "TSAsExpression") return text(init["typeAnnotation"]);
  let awaited = false;
  if (init.type === "AwaitExpression") {
    awaited = true;
    init = bare(init["argument"] as Node);
  }
  const isModule = (n: Node): boolean => {
    const b = scopes.of.get(n)?.binding;
    return b === undefined || b.scope === scopes.module;
  };
  if (init.type === "NewExpression" && isIdentifier(init["callee"]))
    return isModule(init["callee"]) && !init["typeArguments"]
      ? plainClass(init["callee"]["name"] as string)
      : "any";
  if (init.type === "CallExpression" && isIdentifier(init["callee"])) {
    const callee = init["callee"] as Node;
    if (!isModule(callee) || init["typeArguments"]) return "any";
    const type = `ReturnType<typeof ${callee["name"] as string}>`;
    return awaited ? `Awaited<${type}>` : type;
  }
  if (init.type === "MemberExpression" && env && !init["computed"]) {
    const object = init["object"] as Node;
    if (isIdentifier(object, "env") && /^[\w.]+$/.test(env))
      return `${env}[${JSON.stringify(init["property"].name)}]`;
  }
  return "any";
}

// Classes with type parameters need them written down.
function plainClass(name: string): string {
  return /^(Map|Set|WeakMap|WeakSet|Promise|Array|ReadableStream|TransformStream|WritableStream|Proxy)$/.test(
    name,
  )
    ? "any"
    : name;
}
