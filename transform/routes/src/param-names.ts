// What to call the parameters of a path that came from a regular expression:
// what the code calls the parts of the match.
import { bare } from "./ast.ts";
import type { Node } from "./ast.ts";
import type { Scopes } from "./scope.ts";
import type { Values } from "./values.ts";

/** Names by position; missing ones are the pattern's to choose. */
export function paramNames(
  scopes: Scopes,
  values: Values,
  use: Node,
): string[] {
  const names: string[] = [];
  const b = use.type === "Identifier" ? values.binding(use) : undefined;
  for (const ref of b?.refs ?? []) {
    let at = ref.parent;
    if (at.type === "TSNonNullExpression") at = scopes.parents.get(at) ?? at;
    if (at.type === "VariableDeclarator" && at["id"].type === "ArrayPattern") {
      for (const [i, e] of (at["id"].elements as (Node | null)[]).entries())
        if (i > 0 && e?.type === "Identifier") names[i - 1] ??= e["name"];
      continue;
    }
    if (!/MemberExpression$/.test(at.type) || !at["computed"]) continue;
    const index = bare(at["property"]);
    if (index.type !== "NumericLiteral" || index["value"] < 1) continue;
    const name = declared(scopes, at);
    if (name !== undefined) names[(index["value"] as number) - 1] ??= name;
  }
  return names;
}

// const name = match[1], also through a call that decodes it.
function declared(scopes: Scopes, part: Node): string | undefined {
  let n: Node | undefined = scopes.parents.get(part);
  for (let i = 0; i < 3 && n; i++) {
    if (n.type === "VariableDeclarator")
      return n["id"].type === "Identifier"
        ? (n["id"].name as string)
        : undefined;
    if (
      !/^(CallExpression|TSNonNullExpression|LogicalExpression)$/.test(n.type)
    )
      return undefined;
    n = scopes.parents.get(n);
  }
  return undefined;
}
