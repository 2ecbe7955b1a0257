// Which declaration each name means. Declarations of a scope are collected first,
// then the names are looked up from the inside out; what is found nowhere is a global.
import { eachChild, isFunction } from "./ast.ts";
import type { Node } from "./ast.ts";

export type Kind =
  | "var"
  | "let"
  | "const"
  | "param"
  | "function"
  | "class"
  | "import"
  | "catch"
  | "enum"
  | "type";

export interface Binding {
  name: string;
  kind: Kind;
  /** The declarator, function, class, specifier or parameter. */
  node: Node;
  scope: Scope;
  refs: Reference[];
  /** A var that is declared in several places. */
  repeated: boolean;
}

export interface Reference {
  node: Node;
  /** The expression that is replaced, when that is more than the name. */
  replaced?: Node;
  /** The nearest node above the name. */
  parent: Node;
  binding: Binding | undefined;
  /** `{ name }`: to replace the name its key must be written. */
  shorthand: boolean;
  /** The name stands in a type. */
  type: boolean;
  write: boolean;
}

export class Scope {
  readonly names = new Map<string, Binding>();
  readonly parent: Scope | undefined;
  readonly node: Node;
  readonly isFunction: boolean;

  readonly #all: Binding[];

  constructor(
    node: Node,
    parent: Scope | undefined,
    isFunction: boolean,
    all: Binding[] = parent?.all ?? [],
  ) {
    this.#all = all;
    this.node = node;
    this.parent = parent;
    this.isFunction = isFunction;
  }

  get all(): Binding[] {
    return this.#all;
  }

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.parent?.find(name);
  }

  declare(name: string, kind: Kind, node: Node): void {
    const known = this.names.get(name);
    // Overloads, merged interfaces and repeated vars are one binding.
    if (known !== undefined) {
      if (known.node !== node) known.repeated = true;
      if (known.kind === "type" && kind !== "type") {
        known.kind = kind;
        known.node = node;
      }
      return;
    }
    const binding: Binding = {
      name,
      kind,
      node,
      scope: this,
      refs: [],
      repeated: false,
    };
    this.names.set(name, binding);
    this.#all.push(binding);
  }
}

export interface Scopes {
  module: Scope;
  /** Every name that is used, in the order of the source. */
  refs: Reference[];
  of: Map<Node, Reference>;
  all: Binding[];
  /** The node above each node. */
  parents: Map<Node, Node>;
  scopeOf: Map<Node, Scope>;
  /** Every identifier's text in the file, whatever it means. */
  words: Set<string>;
  /** Direct eval, with and their like: names cannot be told. */
  opaque: string | undefined;
}

/** The identifiers that a pattern declares. */
export function patternNames(pattern: Node, out: Node[] = []): Node[] {
  switch (pattern.type) {
    case "Identifier":
      out.push(pattern);
      break;
    case "ObjectPattern":
      for (const p of pattern["properties"] as Node[])
        patternNames((p["value"] ?? p["argument"]) as Node, out);
      break;
    case "ArrayPattern":
      for (const e of pattern["elements"] as (Node | null)[])
        if (e) patternNames(e, out);
      break;
    case "AssignmentPattern":
      patternNames(pattern["left"] as Node, out);
      break;
    case "RestElement":
      patternNames(pattern["argument"] as Node, out);
      break;
    case "TSParameterProperty":
      patternNames(pattern["parameter"] as Node, out);
      break;
  }
  return out;
}

export function resolve(program: Node, text: string): Scopes {
  const hasVars = /\bvar\b|\\u/.test(text);
  const out: Scopes = {
    module: new Scope(program, undefined, true),
    refs: [],
    all: [],
    of: new Map(),
    parents: new Map(),
    scopeOf: new Map(),
    words: new Set(),
    opaque: undefined,
  };
  out.all = out.module.all;
  const visitor = new Visitor(out, hasVars);
  visitor.block(program["body"] as Node[], out.module);
  visitor.vars(program, out.module);
  out.scopeOf.set(program, out.module);
  for (const statement of program["body"] as Node[])
    visitor.visit(statement, program, "body", out.module, false, false);
  return out;
}

class Visitor {
  readonly #out: Scopes;

  /** Somewhere in the file is a var; without any there is nothing to look for. */
  readonly hasVars: boolean;

  constructor(out: Scopes, hasVars: boolean) {
    this.#out = out;
    this.hasVars = hasVars;
  }

  /** Declares what the statements of a block declare in it. */
  block(statements: readonly Node[], scope: Scope): void {
    for (const s of statements) this.#declare(s, scope);
  }

  #declare(s: Node, scope: Scope): void {
    switch (s.type) {
      case "VariableDeclaration":
        if (s["kind"] === "var") return;
        for (const d of s["declarations"] as Node[])
          for (const id of patternNames(d["id"] as Node))
            scope.declare(
              id["name"] as string,
              s["kind"] === "let" ? "let" : "const",
              d,
            );
        return;
      case "FunctionDeclaration":
      case "TSDeclareFunction":
        if (s["id"]) scope.declare(s["id"].name as string, "function", s);
        return;
      case "ClassDeclaration":
        if (s["id"]) scope.declare(s["id"].name as string, "class", s);
        return;
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
        if (s["id"]?.type === "Identifier")
          scope.declare(s["id"].name as string, "enum", s);
        return;
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        scope.declare(s["id"].name as string, "type", s);
        return;
      case "ImportDeclaration":
        for (const spec of s["specifiers"] as Node[])
          scope.declare(spec["local"].name as string, "import", spec);
        return;
      case "TSImportEqualsDeclaration":
        scope.declare(s["id"].name as string, "import", s);
        return;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        if (s["declaration"]) this.#declare(s["declaration"] as Node, scope);
        return;
      case "LabeledStatement":
        this.#declare(s["body"] as Node, scope);
        return;
    }
  }

  /** Declares the vars of a function (or the module), wherever they stand in it. */
  vars(node: Node, scope: Scope): void {
    if (!this.hasVars) return;
    eachChild(node, (child) => {
      if (isFunction(child) || child.type === "StaticBlock") return;
      if (child.type === "VariableDeclaration" && child["kind"] === "var")
        for (const d of child["declarations"] as Node[])
          for (const id of patternNames(d["id"] as Node))
            scope.declare(id["name"] as string, "var", d);
      this.vars(child, scope);
    });
  }

  #children(node: Node, scope: Scope, type: boolean): void {
    eachChild(node, (child, key) =>
      this.visit(child, node, key, scope, type, false),
    );
  }

  visit(
    node: Node,
    parent: Node,
    key: string,
    scope: Scope,
    type: boolean,
    write: boolean,
  ): void {
    this.#out.parents.set(node, parent);
    if (isFunction(node)) return this.#function(node, scope);
    switch (node.type) {
      case "Identifier":
      case "JSXIdentifier":
        this.#identifier(node, parent, key, scope, type, write);
        // A declared name may carry its type.
        this.#children(node, scope, type);
        return;
      case "BlockStatement":
      case "StaticBlock":
      case "TSModuleBlock": {
        const inner = new Scope(node, scope, node.type !== "BlockStatement");
        this.#out.scopeOf.set(node, inner);
        this.block(node["body"] as Node[], inner);
        if (inner.isFunction) this.vars(node, inner);
        return this.#children(node, inner, type);
      }
      case "SwitchStatement": {
        this.visit(node["discriminant"], node, "", scope, type, false);
        const inner = new Scope(node, scope, false);
        this.#out.scopeOf.set(node, inner);
        for (const c of node["cases"] as Node[])
          this.block(c["consequent"] as Node[], inner);
        for (const c of node["cases"] as Node[])
          this.visit(c, node, "cases", inner, type, false);
        return;
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const inner = new Scope(node, scope, false);
        const head = (node["init"] ?? node["left"]) as Node | null;
        if (head?.type === "VariableDeclaration") this.#declare(head, inner);
        eachChild(node, (child, k) =>
          this.visit(
            child,
            node,
            k,
            inner,
            type,
            k === "left" && child.type !== "VariableDeclaration",
          ),
        );
        return;
      }
      case "CatchClause": {
        const inner = new Scope(node, scope, false);
        if (node["param"])
          for (const id of patternNames(node["param"] as Node))
            inner.declare(id["name"] as string, "catch", node["param"]);
        return this.#children(node, inner, type);
      }
      case "ClassExpression":
      case "ClassDeclaration": {
        const inner = new Scope(node, scope, false);
        if (node["id"]) inner.declare(node["id"].name, "class", node);
        if (node.type === "ClassDeclaration") inner.names.clear();
        return this.#children(node, inner, type);
      }
      case "AssignmentExpression":
        this.visit(node["left"], node, "left", scope, type, true);
        this.visit(node["right"], node, "right", scope, type, false);
        return;
      case "UpdateExpression":
        return this.visit(node["argument"], node, "", scope, type, true);
      case "ParenthesizedExpression":
      case "ObjectPattern":
      case "ArrayPattern":
      case "RestElement":
      case "TSNonNullExpression":
        eachChild(node, (child, k) =>
          this.visit(child, node, k, scope, type, write),
        );
        return;
      case "AssignmentPattern":
        this.visit(node["left"], node, "left", scope, type, write);
        this.visit(node["right"], node, "right", scope, type, false);
        return;
      case "ObjectProperty":
        if (node["computed"])
          this.visit(node["key"], node, "key", scope, type, false);
        else if (node["key"].type === "Identifier")
          this.#out.words.add(node["key"].name);
        this.visit(node["value"], node, "value", scope, type, write);
        return;
      case "WithStatement":
        this.#out.opaque ??= "a with statement";
        return this.#children(node, scope, type);
      case "CallExpression":
        if (
          node["callee"].type === "Identifier" &&
          node["callee"].name === "eval"
        )
          this.#out.opaque ??= "a direct eval";
        return this.#children(node, scope, type);
    }
    const inType =
      type ||
      (/^TS/.test(node.type) &&
        !/^TS(As|Satisfies|NonNull|Enum|Module|Export|TypeAssertion|Instantiation|Parameter|ImportEquals|ExternalModule)/.test(
          node.type,
        ));
    this.#children(node, scope, inType);
  }

  #function(node: Node, scope: Scope): void {
    // A computed method name and decorators belong to the outside.
    if (node["computed"])
      this.visit(node["key"], node, "", scope, false, false);
    let outer = scope;
    if (node.type === "FunctionExpression" && node["id"]) {
      outer = new Scope(node, scope, false);
      outer.declare(node["id"].name as string, "function", node);
    }
    const inner = new Scope(node, outer, true);
    this.#out.scopeOf.set(node, inner);
    for (const p of node["params"] as Node[])
      for (const id of patternNames(p))
        inner.declare(id["name"] as string, "param", p);
    this.vars(node["body"], inner);
    if (node["body"].type === "BlockStatement") {
      this.block(node["body"].body as Node[], inner);
      this.#out.scopeOf.set(node["body"], inner);
    }
    eachChild(node, (child, key) => {
      if (key === "id" || (key === "key" && !node["computed"])) {
        if (child.type === "Identifier") this.#out.words.add(child["name"]);
        return;
      }
      if (key === "key") return;
      if (key === "body" && child.type === "BlockStatement")
        return this.#children(child, inner, false);
      this.visit(child, node, key, inner, false, false);
    });
  }

  #identifier(
    node: Node,
    parent: Node,
    key: string,
    scope: Scope,
    type: boolean,
    write: boolean,
  ): void {
    const name = node["name"] as string;
    this.#out.words.add(name);
    if (!isUse(parent, key)) return;
    if (node.type === "JSXIdentifier" && /^[a-z]/.test(name) && key === "name")
      return;
    const binding = scope.find(name);
    const ref: Reference = {
      node,
      parent,
      binding,
      shorthand:
        parent.type === "ObjectProperty" && parent["shorthand"] === true,
      type,
      write: write || isDeclared(parent, key),
    };
    // The name in its own declaration is no use of it.
    if (isDeclared(parent, key)) return;
    if (isPatternName(binding, node)) return;
    binding?.refs.push(ref);
    this.#out.refs.push(ref);
    this.#out.of.set(node, ref);
  }
}

function isDeclared(parent: Node, key: string): boolean {
  return (
    (parent.type === "VariableDeclarator" && key === "id") ||
    (key === "id" && /Declaration$|^Class/.test(parent.type)) ||
    (isFunction(parent) && key === "params") ||
    (parent.type === "CatchClause" && key === "param")
  );
}

// Names inside a destructuring declaration lie within the binding's own pattern.
function isPatternName(binding: Binding | undefined, node: Node): boolean {
  if (binding === undefined) return false;
  const d = binding.node;
  const pattern =
    d.type === "VariableDeclarator"
      ? (d["id"] as Node)
      : binding.kind === "param" || binding.kind === "catch"
        ? d
        : undefined;
  if (pattern === undefined || node.start < pattern.start) return false;
  if (node.end > pattern.end) return false;
  return patternNames(pattern).includes(node);
}

// Property names, labels and the like are words, not uses of a binding.
function isUse(parent: Node, key: string): boolean {
  switch (parent.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return key !== "property" || parent["computed"] === true;
    case "JSXMemberExpression":
      return key === "object";
    case "JSXAttribute":
    case "JSXNamespacedName":
      return false;
    case "ClassProperty":
    case "ClassAccessorProperty":
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "TSEnumMember":
      return (key !== "key" && key !== "id") || parent["computed"] === true;
    case "PrivateName":
    case "LabeledStatement":
      return key === "body";
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "ImportAttribute":
    case "ExportNamespaceSpecifier":
    case "ExportDefaultSpecifier":
    case "TSNamedTupleMember":
    case "TSIndexSignature":
    case "TSTypePredicate":
    case "TSTypeParameter":
    case "TSMappedType":
    case "TSNamespaceExportDeclaration":
      return false;
    case "ExportSpecifier":
      return key === "local";
    case "TSQualifiedName":
      return key === "left";
    case "TSFunctionType":
    case "TSConstructorType":
    case "TSCallSignatureDeclaration":
      return key !== "params" && key !== "parameters";
  }
  return true;
}
