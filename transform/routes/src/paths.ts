// Sets of paths as routers can say them: a literal, or a pattern that matches at
// least what was meant.

/** Paths: one literal; or segments, of which null is any text without a slash. */
export type Path =
  | { literal: string }
  /** What starts with it; ends with a slash. */
  | { prefix: string }
  /** `rest`: anything may follow after the last segment's slash. */
  | { segments: Segment[]; rest: boolean };

export type Segment = { text: string } | { param: string };

// What neither Hono nor Express gives a meaning, and URLs leave as it is.
const plain = /^\/(?:[\w.~$&',;=@-]+(?:\/|$))*$/;
const plainSegment = /^[\w.~$&',;=@-]+$/;

export interface Pattern {
  /** As the router says it. */
  path: string;
  /** It matches exactly the paths that were meant. */
  exact: boolean;
}

export type Dialect = "hono" | "express";

/** Every path. */
export function everything(dialect: Dialect): string {
  return dialect === "hono" ? "*" : "/{*path}";
}

export function patternOf(path: Path, dialect: Dialect): Pattern {
  const all = { path: everything(dialect), exact: false };
  if ("literal" in path)
    return plain.test(path.literal) ? { path: path.literal, exact: true } : all;
  if ("prefix" in path) {
    if (path.prefix === "/") return { path: everything(dialect), exact: true };
    if (!plain.test(path.prefix) || !path.prefix.endsWith("/")) return all;
    return dialect === "hono"
      ? { path: `${path.prefix}*`, exact: false }
      : { path: `${path.prefix}{*path}`, exact: true };
  }
  // What begins with anything goes on with anything: no help to a router.
  if (path.rest && !path.segments.some((s) => "text" in s)) return all;
  const parts: string[] = [];
  for (const s of path.segments) {
    if ("text" in s && !plainSegment.test(s.text)) return all;
    parts.push("text" in s ? s.text : `:${s.param}`);
  }
  if (parts.length === 0) return path.rest ? all : { path: "/", exact: false };
  const start = `/${parts.join("/")}`;
  if (!path.rest) return { path: start, exact: false };
  return {
    path: dialect === "hono" ? `${start}/*` : `${start}{/{*path}}`,
    exact: false,
  };
}

/** A path set for what starts with text. */
export function startingWith(text: string): Path | undefined {
  const end = text.lastIndexOf("/");
  if (!text.startsWith("/")) return undefined;
  return { prefix: text.slice(0, end + 1) };
}

/** Says whether the literal path is surely outside of a set. */
export function excludes(path: Path, literal: string): boolean {
  if ("literal" in path) return path.literal !== literal;
  if ("prefix" in path) return !literal.startsWith(path.prefix);
  const parts = literal.split("/").slice(1);
  if (parts.length < path.segments.length) return true;
  if (!path.rest && parts.length > path.segments.length) return true;
  return path.segments.some((s, i) =>
    "text" in s ? s.text !== parts[i] : parts[i] === "",
  );
}

export function samePath(a: Path, b: Path): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
