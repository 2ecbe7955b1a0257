// Which statements always return or throw.
import type { Node } from "./ast.ts";
import {
  bare,
  eachChild,
  isFunction,
  isIdentifier,
  keyName,
  walk,
} from "./ast.ts";
import type { Walk } from "./items.ts";
import type { Binding } from "./scope.ts";

/** Control never comes out at the end of s. */
export function terminates(s: Node): boolean {
  switch (s.type) {
    case "ReturnStatement":
    case "ThrowStatement":
      return true;
    case "BlockStatement":
      return (s["body"] as Node[]).some(terminates);
    case "IfStatement":
      return (
        !!s["alternate"] &&
        terminates(s["consequent"]) &&
        terminates(s["alternate"])
      );
    case "TryStatement":
      if (s["finalizer"] && terminates(s["finalizer"])) return true;
      return (
        terminates(s["block"]) &&
        (!s["handler"] || terminates(s["handler"].body))
      );
    case "SwitchStatement": {
      const cases = s["cases"] as Node[];
      if (!cases.some((c) => c["test"] === null)) return false;
      // A break anywhere lets control out.
      if (cases.some((c) => c["consequent"].some(breaks))) return false;
      const last = cases.at(-1);
      return !!last && (last["consequent"] as Node[]).some(terminates);
    }
  }
  return false;
}

/** Holds a break that leaves the switch around it. */
export function breaks(s: Node): boolean {
  if (isFunction(s)) return false;
  if (s.type === "BreakStatement") return true;
  if (/^(For|ForIn|ForOf|While|DoWhile|Switch)Statement$/.test(s.type))
    return hasLabelled(s);
  let found = false;
  eachChild(s, (child) => {
    found ||= breaks(child);
  });
  return found;
}

function hasLabelled(s: Node): boolean {
  if (isFunction(s)) return false;
  if (s.type === "BreakStatement") return s["label"] !== null;
  let found = false;
  eachChild(s, (child) => {
    found ||= hasLabelled(child);
  });
  return found;
}

/**
 * The returns in a try whose values may be promises: what these reject with comes
 * after the try is over.
 */
export function lateReturns(w: Walk, block: Node): Node[] {
  const out: Node[] = [];
  walk(block, (n) => {
    if (isFunction(n)) return false;
    if (n.type === "ReturnStatement" && n["argument"])
      if (!settled(w, n["argument"] as Node, new Set())) out.push(n);
    return true;
  });
  return out;
}

// A value that is no promise, or a promise that was waited for.
function settled(w: Walk, expression: Node, seen: Set<Node>): boolean {
  const n = bare(expression);
  switch (n.type) {
    case "AwaitExpression":
    case "NullLiteral":
    case "StringLiteral":
    case "TemplateLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return true;
    case "ObjectExpression":
      // An object with a then is a promise of its own kind.
      return (n["properties"] as Node[]).every((p) => {
        const key = p.type === "SpreadElement" ? undefined : keyName(p);
        return key !== undefined && !/^(then|__proto__)$/.test(key);
      });
    case "NewExpression":
      return isIdentifier(n["callee"], "Response");
    case "ConditionalExpression":
      return (
        settled(w, n["consequent"], seen) && settled(w, n["alternate"], seen)
      );
    case "LogicalExpression":
      return settled(w, n["left"], seen) && settled(w, n["right"], seen);
    case "Identifier": {
      const b = w.scopes.of.get(n)?.binding;
      if (b === undefined && n["name"] === "undefined") return true;
      return b !== undefined && settledName(w, b, seen);
    }
    case "CallExpression":
      return settledCall(w, n, seen);
  }
  return false;
}

function settledName(w: Walk, b: Binding, seen: Set<Node>): boolean {
  if (b.node.type !== "VariableDeclarator" || seen.has(b.node)) return false;
  if (b.node["id"].type !== "Identifier" || b.repeated) return false;
  seen.add(b.node);
  const init = b.node["init"] as Node | null;
  if (init && !settled(w, init, seen)) return false;
  return b.refs.every((r) => {
    if (!r.write) return true;
    return (
      r.parent.type === "AssignmentExpression" &&
      r.parent["operator"] === "=" &&
      settled(w, r.parent["right"], seen)
    );
  });
}

function settledCall(w: Walk, call: Node, seen: Set<Node>): boolean {
  const callee = bare(call["callee"] as Node);
  if (callee.type === "MemberExpression")
    return (
      isIdentifier(callee["object"], "Response") &&
      w.scopes.of.get(callee["object"])?.binding === undefined
    );
  const b = w.scopes.of.get(callee)?.binding;
  if (!b || b.refs.some((r) => r.write) || b.repeated) return false;
  const fn = isFunction(b.node) ? b.node : (b.node["init"] as Node | null);
  if (!fn || !isFunction(fn) || fn["async"] || fn["generator"]) return false;
  if (seen.has(fn)) return true;
  seen.add(fn);
  if (fn["body"].type !== "BlockStatement") return settled(w, fn["body"], seen);
  let ok = true;
  walk(fn["body"], (n) => {
    if (!ok || isFunction(n)) return false;
    if (n.type === "ReturnStatement" && n["argument"])
      ok = settled(w, n["argument"] as Node, seen);
    return true;
  });
  return ok;
}
