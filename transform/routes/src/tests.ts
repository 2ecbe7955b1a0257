// What a condition says about path and method. A test becomes a rectangle, paths
// by methods, that holds at least every request for which the test is true or
// for which evaluating it may be noticed; so routing by the rectangle and
// evaluating the test inside of the route is never wrong.
import { bare, stringOf } from "./ast.ts";
import type { Node } from "./ast.ts";
import { pathsOf } from "./regex.ts";
import { excludes, samePath, startingWith } from "./paths.ts";
import type { Path, Segment } from "./paths.ts";
import { isString } from "./value.ts";
import type { Value } from "./value.ts";
import type { Values } from "./values.ts";

export interface Test {
  /** undefined: any path, any method. */
  paths: Path[] | undefined;
  methods: string[] | undefined;
  /** The rectangle is exactly what the test says. */
  exact: boolean;
  /** Evaluating the test, at any time and any number of times, is not noticed. */
  pure: boolean;
}

const most = 12;

export const always: Test = {
  paths: undefined,
  methods: undefined,
  exact: false,
  pure: true,
};

export class Tests {
  readonly #values: Values;
  /** Proposes names for a pattern's parameters, from how the match is used. */
  readonly #names: (test: Node) => readonly string[];

  constructor(values: Values, names: (test: Node) => readonly string[]) {
    this.#values = values;
    this.#names = names;
  }

  of(expression: Node): Test {
    const n = bare(expression);
    if (n.type === "LogicalExpression" && n["operator"] === "&&")
      return both(this.of(n["left"]), this.of(n["right"]));
    if (n.type === "LogicalExpression" && n["operator"] === "||")
      return either(this.of(n["left"]), this.of(n["right"]));
    const pure = this.#values.of(n) !== undefined;
    if (!pure) return { ...always, pure: false };
    return this.#leaf(n) ?? always;
  }

  #leaf(n: Node): Test | undefined {
    switch (n.type) {
      case "BinaryExpression":
        if (n["operator"] === "===" || n["operator"] === "==")
          return this.#equal(n["left"], n["right"]);
        return undefined;
      case "CallExpression":
      case "OptionalCallExpression":
        return this.#called(n);
      case "UnaryExpression":
        // !!x is x.
        if (n["operator"] === "!") {
          const inner = bare(n["argument"]);
          if (inner.type === "UnaryExpression" && inner["operator"] === "!") {
            const t = this.of(inner["argument"]);
            return { ...t, exact: false };
          }
        }
        return undefined;
    }
    return this.#truthy(n);
  }

  // A value that is true only where a match was found.
  #truthy(n: Node): Test | undefined {
    const value = this.#values.of(n);
    if (value?.is === "boolean" && n.type === "Identifier") {
      const init = this.#initOf(n);
      return init && this.of(init);
    }
    if (value?.is === "match" && value.regexp.end > 0)
      return this.#matching(value.regexp, n);
    if (n.type === "OptionalMemberExpression") {
      // match?.groups is there only where there is a match.
      const of = this.#values.of(n["object"]);
      if (of?.is === "match" || of?.is === "pattern-match")
        return this.#truthy(bare(n["object"]));
    }
    if (value?.is === "pattern-match") return pattern(value.pathname);
    if (value?.is === "entry") return this.#listed(value.keys);
    return undefined;
  }

  #initOf(n: Node): Node | undefined {
    const b = this.#values.binding(n);
    if (b?.node.type !== "VariableDeclarator") return undefined;
    return b.node["id"].type === "Identifier"
      ? ((b.node["init"] as Node | null) ?? undefined)
      : undefined;
  }

  #matching(regexp: Node, use: Node): Test {
    const path = pathsOf(regexp, this.#names(use));
    return { ...always, paths: path && [path] };
  }

  #listed(keys: readonly string[]): Test | undefined {
    if (keys.length === 0 || keys.length > most) return undefined;
    if (!keys.every((k) => k.startsWith("/"))) return undefined;
    return { ...always, paths: keys.map((literal) => ({ literal })) };
  }

  #equal(a: Node, b: Node): Test | undefined {
    const left = this.#values.of(a);
    const right = this.#values.of(b);
    if (right?.is === "string" && right.value !== undefined)
      return equals(left, right.value);
    if (left?.is === "string" && left.value !== undefined)
      return equals(right, left.value);
    return undefined;
  }

  #called(n: Node): Test | undefined {
    const callee = bare(n["callee"]);
    const args = n["arguments"] as Node[];
    if (callee.type === "Identifier")
      return args.length === 1 && callee["name"] === "Boolean"
        ? { ...this.of(args[0] as Node), exact: false }
        : undefined;
    const object = this.#values.of(callee["object"]);
    const name = callee["property"].name as string;
    const first = args[0] ? this.#values.of(args[0]) : undefined;
    const text = first?.is === "string" ? first.value : undefined;
    if (object?.is === "path" && name === "startsWith" && text !== undefined) {
      const path = args.length === 1 ? startingWith(text) : undefined;
      if (path === undefined) return undefined;
      const exact = "prefix" in path && path.prefix === text;
      return { ...always, paths: [path], exact };
    }
    if (object?.is === "regexp" && name === "test" && first?.is === "path")
      return this.#matching(object.node, n);
    if (object?.is === "pattern" && name === "test")
      return pattern(object.pathname);
    if (object?.is === "list" && (name === "includes" || name === "has")) {
      if (object.values.length > most) return undefined;
      if (first?.is === "method") return methods(object.values);
      if (first?.is === "path") {
        const listed = this.#listed(object.values);
        return listed && { ...listed, exact: true };
      }
      return undefined;
    }
    if (object?.is === "table" && name === "has" && first?.is === "path")
      return this.#listed(object.keys);
    if (name === "get" || name === "match" || name === "exec")
      return this.#truthy(n);
    return undefined;
  }

  /** What is true of a value that equals text; for the cases of a switch. */
  equals(discriminant: Node, test: Node): Test {
    const text = stringOf(test);
    const value = this.#values.of(test);
    const known = text ?? (value?.is === "string" ? value.value : undefined);
    const on = this.#values.of(discriminant);
    const pure = on !== undefined && value !== undefined;
    if (known === undefined) return { ...always, pure };
    return { ...(equals(on, known) ?? always), pure };
  }

  /** Whether the discriminant of a switch is something routes are told by. */
  routes(discriminant: Node): boolean {
    const value = this.#values.of(discriminant);
    return value !== undefined && equals(value, "/") !== undefined;
  }
}

function equals(value: Value | undefined, text: string): Test | undefined {
  switch (value?.is) {
    case "path":
      return { ...always, paths: [{ literal: text }], exact: true };
    case "method":
      return methods([text]);
    case "method-path": {
      const at = text.indexOf(value.between);
      if (at < 0) return { ...always, paths: [] };
      const method = methods([text.slice(0, at)]);
      const literal = text.slice(at + value.between.length);
      return { ...method, paths: [{ literal }] };
    }
    case "segment":
      return value.whole ? segment(value.index, text) : always;
    case "string":
      return isString(value) ? always : undefined;
  }
  return undefined;
}

// Methods are compared as they are; what is not upper case no router has.
function methods(list: readonly string[]): Test {
  const known = list.every((m) => /^[A-Z]+$/.test(m));
  return known && !list.includes("ALL")
    ? { ...always, methods: [...new Set(list)], exact: true }
    : always;
}

// path.split("/")[index] === text
function segment(index: number, text: string): Test {
  if (index === 0 || text === "" || text.includes("/")) return always;
  const segments: Segment[] = [];
  // What comes before may be empty, which no parameter is.
  if (index > 1) return always;
  segments.push({ text });
  return { ...always, paths: [{ segments, rest: true }] };
}

// The pathname of a URLPattern, as far as it is literal text and plain groups.
function pattern(pathname: string): Test {
  if (!pathname.startsWith("/")) return always;
  const segments: Segment[] = [];
  const used = new Set<string>();
  for (const part of pathname.slice(1).split("/")) {
    const name = /^:([A-Za-z]\w*)$/.exec(part)?.[1];
    if (name !== undefined && !used.has(name)) {
      used.add(name);
      segments.push({ param: name });
    } else if (/^[\w.~-]+$/.test(part)) segments.push({ text: part });
    else return { ...always, paths: [{ segments, rest: true }] };
  }
  return { ...always, paths: [{ segments, rest: false }] };
}

/** left && right */
export function both(left: Test, right: Test): Test {
  const pure = left.pure && right.pure;
  // What an impure left side does, it does for all of its own rectangle.
  if (!left.pure) return { ...left, exact: false, pure };
  const p = intersect(left.paths, right.paths);
  return {
    paths: p.paths,
    methods:
      left.methods && right.methods
        ? left.methods.filter((m) => right.methods?.includes(m))
        : (left.methods ?? right.methods),
    exact: left.exact && right.exact && p.exact,
    pure,
  };
}

function intersect(
  a: Path[] | undefined,
  b: Path[] | undefined,
): { paths: Path[] | undefined; exact: boolean } {
  if (a === undefined || b === undefined) return { paths: a ?? b, exact: true };
  const literal = (p: Path) => "literal" in p;
  const [narrow, wide] =
    b.every(literal) && !a.every(literal) ? [b, a] : [a, b];
  if (!narrow.every(literal)) {
    // Of two patterns the longer one says more; both are supersets.
    return { paths: longer(a, b), exact: false };
  }
  const kept = narrow.filter(
    (p) => "literal" in p && wide.some((w) => !excludes(w, p.literal)),
  );
  return { paths: kept, exact: wide.every((w) => "literal" in w) };
}

function longer(a: Path[], b: Path[]): Path[] {
  const size = (list: Path[]) => Math.min(...list.map((p) => lengthOf(p)));
  return size(b) > size(a) ? b : a;
}

function lengthOf(p: Path): number {
  if ("literal" in p) return p.literal.length + 100;
  if ("prefix" in p) return p.prefix.length;
  return p.segments.reduce(
    (n, s) => n + 1 + ("text" in s ? s.text.length : 1),
    p.rest ? 0 : 1,
  );
}

/** left || right */
export function either(left: Test, right: Test): Test {
  const pure = left.pure && right.pure;
  const samePaths = sameList(left.paths, right.paths);
  const sameMethods =
    JSON.stringify(left.methods) === JSON.stringify(right.methods);
  const paths =
    left.paths && right.paths ? union(left.paths, right.paths) : undefined;
  return {
    paths: paths && paths.length > most ? undefined : paths,
    methods:
      left.methods && right.methods
        ? [...new Set([...left.methods, ...right.methods])]
        : undefined,
    exact:
      left.exact &&
      right.exact &&
      (samePaths || sameMethods) &&
      (paths?.length ?? 0) <= most,
    pure,
  };
}

function sameList(a: Path[] | undefined, b: Path[] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function union(a: Path[], b: Path[]): Path[] {
  return [...a, ...b.filter((p) => !a.some((q) => samePath(p, q)))];
}
