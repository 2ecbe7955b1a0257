// The analyser's door: w2c runs this file's bundle in goja and calls lift.
import type { Dialect } from "./paths.ts";
import { liftFile } from "./lift.ts";
import { Keep } from "./unit.ts";

export interface Input {
  entry: string;
  target: Dialect;
  /** The platform folder, as a slash path from the project's root. */
  platform: string;
}

/** One line of the map of routes; see Route in routes.go. */
export interface Route {
  methods: string[];
  path: string;
  test: string;
  file: string;
  line: number;
  column: number;
  endLine: number;
  state: "lifted" | "middleware" | "mounted" | "kept";
  why: string;
}

export interface Output {
  files: Record<string, string>;
  form: "lifted" | "mounted" | "kept";
  why: string;
  routes: Route[];
}

/** Reads a file of the project; undefined when there is none. */
export type Read = (path: string) => string | undefined;

function lift(json: string, read: Read): string {
  const input = JSON.parse(json) as Input;
  return JSON.stringify(run(input, read));
}

function run(input: Input, read: Read): Output {
  try {
    return liftFile(input, read);
  } catch (error) {
    if (error instanceof Keep) return kept(error.message);
    const { name, loc } = error as { name?: string; loc?: { line: number } };
    if (name === "SyntaxError" && loc)
      return kept(
        `${input.entry} has syntax that the analyser does not know, on line ${loc.line}: ${(error as Error).message.replace(/ \(\d+:\d+\)$/, "")}`,
      );
    throw error;
  }
}

export function kept(why: string, routes: Route[] = []): Output {
  return { files: {}, form: "kept", why, routes };
}

(globalThis as unknown as { lift: typeof lift }).lift = lift;
