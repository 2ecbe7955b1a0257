// From an item's rectangle of paths and methods to what a router is told, and
// which of the item's conditions that leaves to be tested.
import type { Condition, Item } from "./items.ts";
import { everything, patternOf } from "./paths.ts";
import type { Dialect, Path } from "./paths.ts";

export interface Routing {
  /** Patterns; one that is `everything` stands alone. */
  paths: string[];
  /** undefined: all. */
  methods: string[] | undefined;
  guards: Condition[];
}

const express = new Set([
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "HEAD",
]);

export function routingOf(item: Item, dialect: Dialect): Routing {
  const { test } = item;
  let methods = test.methods;
  // Express has one function for each method.
  if (dialect === "express" && methods)
    if (methods.length !== 1 || !methods.every((m) => express.has(m)))
      methods = undefined;
  // A router without methods or paths would have no route at all.
  if (methods?.length === 0) methods = undefined;
  let paths: Path[] | undefined = test.paths;
  if (paths?.length === 0) paths = undefined;
  const all = everything(dialect);
  let patterns = paths?.map((p) => patternOf(p, dialect));
  const literal = paths?.every((p) => "literal" in p) ?? true;
  // Patterns that overlap would run the item twice.
  if (patterns && patterns.length > 1 && !literal)
    if (!test.pure || !item.ends) patterns = undefined;
  if (patterns?.some((p) => p.path === all)) {
    if (patterns.length > 1 || !patterns[0]?.exact) patterns = undefined;
  }
  const covered = (c: Condition): boolean => {
    if (!c.test.exact || !c.test.pure) return false;
    if (!c.test.methods && !c.test.paths) return false;
    if (c.test.methods) {
      const allowed = c.test.methods;
      if (!methods?.every((m) => allowed.includes(m))) return false;
    }
    const meant = c.test.paths;
    if (!meant) return true;
    if (!patterns || !paths) return false;
    return patterns.every((p, i) => {
      const path = paths[i];
      return (
        p.exact && path !== undefined && meant.some((m) => within(path, m))
      );
    });
  };
  return {
    paths: [...new Set(patterns?.map((p) => p.path) ?? [all])],
    methods,
    guards: item.conditions.filter(
      (c) => !covered(c) && !item.conditions.some((d) => implies(d, c)),
    ),
  };
}

// startsWith("/api/items/") says what startsWith("/api/") says.
function implies(d: Condition, c: Condition): boolean {
  if (d === c || !c.test.exact || !c.test.pure || c.test.methods) return false;
  if (!d.test.pure || !d.test.exact || d.test.methods) return false;
  const [narrow] = d.test.paths ?? [];
  const [wide] = c.test.paths ?? [];
  if (c.test.paths?.length !== 1 || d.test.paths?.length !== 1) return false;
  if (!narrow || !wide || !("prefix" in wide)) return false;
  const text =
    "prefix" in narrow
      ? narrow.prefix
      : "literal" in narrow
        ? narrow.literal
        : "";
  return (
    text.startsWith(wide.prefix) &&
    JSON.stringify(narrow) !== JSON.stringify(wide)
  );
}

function within(path: Path, set: Path): boolean {
  if (JSON.stringify(path) === JSON.stringify(set)) return true;
  return (
    "literal" in path && "prefix" in set && path.literal.startsWith(set.prefix)
  );
}
