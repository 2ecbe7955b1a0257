// What an expression stands for when it can be evaluated again, later or not at
// all, and nobody can tell: it throws nothing, changes nothing and gives the same
// each time. Everything else is undefined, whatever it may be.
import { bare, isIdentifier, keyName, stringOf } from "./ast.ts";
import type { Node } from "./ast.ts";
import { constantOf } from "./constants.ts";
import { memberOf, methodOf } from "./methods.ts";
import type { Binding, Scopes } from "./scope.ts";
import { isChangeable, isPrimitive, isString } from "./value.ts";
import type { Value } from "./value.ts";

export class Values {
  readonly scopes: Scopes;
  readonly known = new Map<Binding, Value>();
  /** What was known of a binding before it was handed on and may have changed. */
  readonly before = new Map<Binding, Value>();
  /** env is written to somewhere in the file: reading it again may differ. */
  envChanges = false;
  /** The handler is a method of an entrypoint: this.env and this.ctx are known. */
  entrypoint = false;
  /** Constants that are being looked at. */
  readonly busy = new Set<Binding>();

  constructor(scopes: Scopes) {
    this.scopes = scopes;
  }

  /** The binding that a name means; undefined for globals. */
  binding(node: Node): Binding | undefined {
    return this.scopes.of.get(node)?.binding;
  }

  isGlobal(node: Node, name: string): boolean {
    return (
      isIdentifier(node, name) &&
      this.scopes.of.has(node) &&
      this.binding(node) === undefined
    );
  }

  of(expression: Node): Value | undefined {
    const n = bare(expression);
    switch (n.type) {
      case "Identifier":
        return this.#name(n);
      case "StringLiteral":
        return { is: "string", value: n["value"] as string };
      case "NumericLiteral":
        return { is: "number", value: n["value"] as number };
      case "BooleanLiteral":
        return { is: "boolean", value: n["value"] as boolean };
      case "NullLiteral":
        return { is: "nullish" };
      case "RegExpLiteral":
        return { is: "regexp", node: n };
      case "TemplateLiteral":
        return this.#template(n);
      case "MemberExpression":
      case "OptionalMemberExpression":
        return this.#member(n);
      case "CallExpression":
      case "OptionalCallExpression":
        return this.#call(n);
      case "NewExpression":
        return this.#made(n);
      case "UnaryExpression":
        return this.#unary(n);
      case "BinaryExpression":
        return this.#binary(n);
      case "LogicalExpression":
        return this.#either(
          [n["left"] as Node, n["right"] as Node],
          n["operator"] as string,
        );
      case "ConditionalExpression":
        if (this.of(n["test"]) === undefined) return undefined;
        return this.#either([n["consequent"], n["alternate"]], "?");
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return { is: "function" };
      case "ArrayExpression":
      case "ObjectExpression":
        return this.#literal(n);
    }
    return undefined;
  }

  #name(n: Node): Value | undefined {
    const b = this.binding(n);
    if (b === undefined)
      return this.isGlobal(n, "undefined") ? { is: "nullish" } : undefined;
    const known = this.known.get(b);
    if (known !== undefined) return known;
    return b.scope === this.scopes.module ? constantOf(this, b) : undefined;
  }

  #template(n: Node): Value | undefined {
    const parts = (n["expressions"] as Node[]).map((e) => this.of(e));
    if (!parts.every(isPrimitive)) return undefined;
    const quasis = n["quasis"] as Node[];
    const cooked = quasis.map((q) => q["value"].cooked as string);
    if (
      parts.length === 2 &&
      parts[0]?.is === "method" &&
      parts[1]?.is === "path" &&
      cooked[0] === "" &&
      cooked[2] === "" &&
      /^[^A-Za-z/]+$/.test(cooked[1] ?? "")
    )
      return { is: "method-path", between: cooked[1] ?? "" };
    let value = cooked[0] ?? "";
    for (let i = 0; i < parts.length; i++) {
      const p = parts[i];
      if (p?.is !== "string" || p.value === undefined) return { is: "string" };
      value += p.value + (cooked[i + 1] ?? "");
    }
    return { is: "string", value };
  }

  #member(n: Node): Value | undefined {
    if (n["object"].type === "ThisExpression" && this.entrypoint) {
      if (isIdentifier(n["property"], "env")) return { is: "env" };
      if (isIdentifier(n["property"], "ctx")) return { is: "ctx" };
    }
    const object = this.of(n["object"]);
    const optional = n["optional"] === true || isChained(n["object"]);
    if (object === undefined) return undefined;
    if (n["computed"]) return this.#index(object, n["property"], optional);
    return this.memberOf(object, n["property"].name as string, optional);
  }

  /** What reading a property by its name gives. */
  memberOf(object: Value, name: string, optional: boolean): Value | undefined {
    return object.is === "env" && this.envChanges
      ? undefined
      : memberOf(object, name, optional);
  }

  #index(object: Value, property: Node, optional: boolean): Value | undefined {
    const index = this.of(property);
    if (index === undefined) return undefined;
    const at = index.is === "number" ? index.value : undefined;
    switch (object.is) {
      case "segments":
        return at === undefined || at < 0
          ? undefined
          : {
              is: "segment",
              index: at + object.from,
              whole: object.whole,
            };
      case "strings":
      case "list":
        return at === undefined ? undefined : { is: "maybe" };
      case "match":
        return optional && at !== undefined ? { is: "maybe" } : undefined;
      case "env":
        return index.is === "string" && !this.envChanges
          ? { is: "opaque" }
          : undefined;
      case "table":
        // A path begins with a slash: it names no member that objects inherit.
        if (object.map) return undefined;
        if (index.is === "path" || index.is === "method-path")
          return { is: "entry", keys: object.keys };
        return undefined;
    }
    return undefined;
  }

  #call(n: Node): Value | undefined {
    const callee = bare(n["callee"]);
    const args = n["arguments"] as Node[];
    if (callee.type === "Identifier") return this.#globalCall(callee, args);
    if (
      callee.type !== "MemberExpression" &&
      callee.type !== "OptionalMemberExpression"
    )
      return undefined;
    if (callee["computed"]) return undefined;
    const name = callee["property"].name as string;
    if (
      this.isGlobal(callee["object"], "Array") &&
      name === "isArray" &&
      args.length === 1
    )
      return this.of(args[0] as Node) && { is: "boolean" };
    const object = this.of(callee["object"]);
    if (object === undefined) return undefined;
    if (name === "filter" && args.length === 1)
      return this.#filtered(object, args[0] as Node);
    const values = args.map((a) => this.of(a));
    if (!values.every((v) => v !== undefined)) return undefined;
    const optional = callee["optional"] === true || isChained(callee["object"]);
    return methodOf(object, name, values as Value[], optional);
  }

  // The usual ways to drop the empty parts of a path.
  #filtered(object: Value, test: Node): Value | undefined {
    if (object.is !== "segments" && object.is !== "strings") return undefined;
    const kept: Value =
      object.is === "segments" && object.from === 0
        ? { is: "segments", from: 0, whole: false }
        : { is: "strings" };
    if (this.isGlobal(test, "Boolean")) return kept;
    if (test.type !== "ArrowFunctionExpression") return undefined;
    const [param] = test["params"] as Node[];
    if (param?.type !== "Identifier" || test["params"].length !== 1)
      return undefined;
    const name = param["name"] as string;
    const body = bare(test["body"]);
    if (isIdentifier(body, name)) return kept;
    if (body.type !== "BinaryExpression") return undefined;
    const left = bare(body["left"]);
    const right = bare(body["right"]);
    const operator = body["operator"] as string;
    if (isIdentifier(left, name) && stringOf(right) === "")
      return /^!==?$/.test(operator) ? kept : undefined;
    return left.type === "MemberExpression" &&
      isIdentifier(left["object"], name) &&
      isIdentifier(left["property"], "length") &&
      right.type === "NumericLiteral" &&
      right["value"] === 0 &&
      /^(>|!==?)$/.test(operator)
      ? kept
      : undefined;
  }

  #globalCall(callee: Node, args: Node[]): Value | undefined {
    const values = args.map((a) => this.of(a));
    if (!values.every(isPrimitive)) return undefined;
    if (this.isGlobal(callee, "Boolean")) return { is: "boolean" };
    if (this.isGlobal(callee, "String")) return { is: "string" };
    for (const name of ["Number", "parseInt", "parseFloat", "isNaN"])
      if (this.isGlobal(callee, name)) return { is: "primitive" };
    return undefined;
  }

  #made(n: Node): Value | undefined {
    const callee = n["callee"] as Node;
    const args = n["arguments"] as Node[];
    if (this.isGlobal(callee, "URL") && args.length === 1)
      return this.of(args[0] as Node)?.is === "href"
        ? { is: "url" }
        : undefined;
    if (this.isGlobal(callee, "Headers") && args.length === 0)
      return { is: "fresh" };
    if (this.isGlobal(callee, "URLPattern")) {
      const init = args[0] && bare(args[0]);
      const p = init?.type === "ObjectExpression" ? init["properties"] : [];
      const pathname =
        p.length === 1 && keyName(p[0]) === "pathname"
          ? stringOf(p[0].value)
          : undefined;
      // A pattern that is no pattern throws.
      return args.length === 1 && /^[\w/:-]+$/.test(pathname ?? " ")
        ? { is: "pattern", pathname: pathname ?? "" }
        : undefined;
    }
    return undefined;
  }

  #unary(n: Node): Value | undefined {
    const value = this.of(n["argument"]);
    if (value === undefined) return undefined;
    switch (n["operator"]) {
      case "!":
        return { is: "boolean" };
      case "typeof":
        return { is: "string" };
      case "-":
        return value.is === "number" && value.value !== undefined
          ? { is: "number", value: -value.value }
          : undefined;
      case "void":
        return { is: "nullish" };
    }
    return undefined;
  }

  #binary(n: Node): Value | undefined {
    const left = this.of(n["left"]);
    const right = this.of(n["right"]);
    if (left === undefined || right === undefined) return undefined;
    switch (n["operator"]) {
      case "===":
      case "!==":
        return { is: "boolean" };
      case "==":
      case "!=":
        return (isPrimitive(left) && isPrimitive(right)) ||
          left.is === "nullish" ||
          right.is === "nullish"
          ? { is: "boolean" }
          : undefined;
      case "<":
      case ">":
      case "<=":
      case ">=":
        return isPrimitive(left) && isPrimitive(right)
          ? { is: "boolean" }
          : undefined;
      case "+":
        if (!isPrimitive(left) || !isPrimitive(right)) return undefined;
        if (
          left.is === "string" &&
          right.is === "string" &&
          left.value !== undefined &&
          right.value !== undefined
        )
          return { is: "string", value: left.value + right.value };
        return isString(left) || isString(right)
          ? { is: "string" }
          : { is: "primitive" };
      case "-":
      case "*":
      case "%":
        return (left.is === "number" || left.is === "count") &&
          (right.is === "number" || right.is === "count")
          ? { is: "number" }
          : undefined;
    }
    return undefined;
  }

  #either(nodes: Node[], operator: string): Value | undefined {
    const values = nodes.map((x) => this.of(x));
    const [left, right] = values;
    if (left === undefined || right === undefined) return undefined;
    if (isPrimitive(left) && isPrimitive(right)) {
      if (isString(right) && (operator === "||" || operator === "??"))
        if (isString(left) || left.is === "maybe" || left.is === "segment")
          return { is: "string" };
      if (isString(left) && isString(right)) return { is: "string" };
      if (left.is === "boolean" && right.is === "boolean")
        return { is: "boolean" };
      return { is: "primitive" };
    }
    return isChangeable(left) || isChangeable(right)
      ? { is: "fresh" }
      : { is: "opaque" };
  }

  // A literal of values that are known: nothing in it can throw or be seen.
  #literal(n: Node): Value | undefined {
    if (n.type === "ArrayExpression") {
      for (const e of n["elements"] as (Node | null)[])
        if (e && (e.type === "SpreadElement" || this.of(e) === undefined))
          return undefined;
      const values = (n["elements"] as (Node | null)[]).map(stringOf);
      return values.length > 0 && values.every((v) => v !== undefined)
        ? { is: "list", values }
        : { is: "fresh" };
    }
    for (const p of n["properties"] as Node[]) {
      if (p.type === "SpreadElement") {
        const spread = this.of(p["argument"]);
        if (spread?.is !== "fresh" && spread?.is !== "table") return undefined;
        continue;
      }
      if (p.type === "ObjectMethod") {
        if (p["computed"]) return undefined;
        continue;
      }
      if (p["computed"] && !isPrimitive(this.of(p["key"]))) return undefined;
      if (this.of(p["value"]) === undefined) return undefined;
    }
    return { is: "fresh" };
  }
}

// `a?.b.c`: when a is nullish, nothing after it is evaluated.
function isChained(node: Node): boolean {
  const n = node;
  return (
    (n.type === "OptionalMemberExpression" ||
      n.type === "OptionalCallExpression") &&
    (n["optional"] === true || isChained((n["object"] ?? n["callee"]) as Node))
  );
}
