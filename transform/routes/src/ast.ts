// The syntax tree as the rest of the room reads it. Babel's tree is read by the
// names of its nodes, so one open type serves instead of Babel's 250.
import { parse as babel } from "@babel/parser";

/** A node of Babel's tree; fields are known by `type`. */
export interface Node {
  type: string;
  start: number;
  end: number;
  loc: { start: Position; end: Position };
  // What a node has besides depends on its type, which callers check.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [field: string]: any;
}

export interface Position {
  line: number;
  column: number;
}

export interface Comment {
  type: "CommentLine" | "CommentBlock";
  value: string;
  start: number;
  end: number;
}

export interface Source {
  path: string;
  /** The text with LF line ends and without a byte order mark. */
  text: string;
  program: Node;
  /** Every node, those above before those below. */
  nodes: readonly Node[];
  comments: Comment[];
  typescript: boolean;
}

/** Parses a file; throws Babel's error when its syntax is not known. */
export function parseSource(path: string, text: string): Source {
  const extension = /\.[^./]*$/.exec(path)?.[0] ?? "";
  const typescript = /^\.[cm]?tsx?$/.test(extension);
  const plugins: unknown[] = [];
  if (typescript) plugins.push("typescript");
  if (!/^\.[cm]?ts$/.test(extension)) plugins.push("jsx");
  plugins.push("decorators", "explicitResourceManagement");
  const file = babel(text, {
    sourceType: "module",
    plugins,
    // Parentheses count: the text of an expression includes them.
    createParenthesizedExpressions: true,
    attachComment: false,
  } as never) as unknown as Node;
  const program = file["program"] as Node;
  const nodes: Node[] = [];
  walk(program, (n) => void nodes.push(n));
  return {
    path,
    text,
    program,
    nodes,
    comments: (file["comments"] ?? []) as Comment[],
    typescript,
  };
}

export function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { type?: unknown }).type === "string" &&
    typeof (value as { start?: unknown }).start === "number"
  );
}

const skipped = new Set([
  "type",
  "start",
  "end",
  "loc",
  "extra",
  "range",
  "leadingComments",
  "trailingComments",
  "innerComments",
  "~children",
]);

// Looking through a node's fields costs most of the time in goja, so it is done
// once for each node.
const known = "~children";

/** The children of a node in the order of the source, with the fields they are in. */
function childrenOf(node: Node): [Node, string][] {
  const found = node[known] as [Node, string][] | undefined;
  if (found !== undefined) return found;
  const list: [Node, string][] = [];
  for (const key in node) {
    const value: unknown = node[key];
    if (typeof value !== "object" || value === null || skipped.has(key))
      continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) list.push([item, key]);
    } else if (isNode(value)) list.push([value, key]);
  }
  node[known] = list;
  return list;
}

/** Calls visit for each child in the order of the source. */
export function eachChild(
  node: Node,
  visit: (child: Node, key: string) => void,
): void {
  for (const [child, key] of childrenOf(node)) visit(child, key);
}

/** Calls visit for node and all below it; a visit that returns false goes no deeper. */
export function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const [child] of childrenOf(node)) walk(child, visit);
}

/** Takes off what changes nothing at run time: parentheses and TypeScript's assertions. */
export function bare(node: Node): Node {
  let n = node;
  while (
    n.type === "ParenthesizedExpression" ||
    n.type === "TSAsExpression" ||
    n.type === "TSSatisfiesExpression" ||
    n.type === "TSNonNullExpression" ||
    n.type === "TSTypeAssertion"
  )
    n = n["expression"] as Node;
  return n;
}

export function isIdentifier(
  node: Node | null | undefined,
  name?: string,
): boolean {
  return (
    node?.type === "Identifier" && (name === undefined || node["name"] === name)
  );
}

/** The name of a property that is written out; undefined for computed ones. */
export function keyName(node: Node): string | undefined {
  const key = node["key"] as Node | undefined;
  if (key === undefined) return undefined;
  if (key.type === "StringLiteral") return key["value"] as string;
  if (node["computed"]) return undefined;
  if (key.type === "Identifier") return key["name"] as string;
  return undefined;
}

/** The text of a string literal or a template without parts. */
export function stringOf(node: Node | null | undefined): string | undefined {
  if (!node) return undefined;
  const n = bare(node);
  if (n.type === "StringLiteral") return n["value"] as string;
  if (n.type === "TemplateLiteral" && n["expressions"].length === 0)
    return n["quasis"][0].value.cooked as string;
  return undefined;
}

const functions = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ObjectMethod",
  "ClassMethod",
  "ClassPrivateMethod",
]);

export function isFunction(node: Node): boolean {
  return functions.has(node.type);
}

/** Says whether node, outside of nested functions, awaits. */
export function awaits(node: Node): boolean {
  let found = false;
  walk(node, (n) => {
    if (found) return false;
    if (isFunction(n)) {
      // A computed key or a default parameter awaits in no handler worth having.
      return false;
    }
    if (n.type === "AwaitExpression") found = true;
    if (n.type === "ForOfStatement" && n["await"]) found = true;
    if (
      n.type === "VariableDeclaration" &&
      String(n["kind"]).startsWith("await")
    )
      found = true;
    return true;
  });
  return found;
}
