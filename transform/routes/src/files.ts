// The files of a project as the analyser opens them, and how a file finds another.
import { parseSource } from "./ast.ts";
import type { Source } from "./ast.ts";
import type { Read } from "./main.ts";
import { resolve } from "./scope.ts";
import type { Scopes } from "./scope.ts";

export interface File {
  source: Source;
  scopes: Scopes;
  /** A new text with the line ends and the mark that the file had. */
  finish(text: string): string;
}

/** Opens a file; a text says why it is kept. Throws Babel's error when its syntax is not known. */
export function openFile(path: string, raw: string): File | string {
  const mark = raw.startsWith("\uFEFF") ? "\uFEFF" : "";
  let text = raw.slice(mark.length);
  let newline = "\n";
  if (text.includes("\uFFFD")) return "the file is not valid UTF-8";
  if (text.includes("\r")) {
    if (/\r(?!\n)|(?<!\r)\n/.test(text))
      return "the file mixes line ends of different systems";
    newline = "\r\n";
    text = text.replaceAll("\r\n", "\n");
  }
  const source = parseSource(path, text);
  return {
    source,
    scopes: resolve(source.program, source.text),
    finish: (out) => mark + out.replaceAll("\n", newline),
  };
}

/** The file of the project that a relative import means. */
export function find(
  from: string,
  specifier: string,
  read: Read,
): { path: string; text: string } | undefined {
  if (!/^\.\.?(\/|$)/.test(specifier)) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const p of specifier.split("/")) {
    if (p === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (p !== "." && p !== "") parts.push(p);
  }
  const path = parts.join("/");
  const stem = path.replace(/\.[cm]?js$/, "");
  for (const name of [
    path,
    ...["ts", "tsx", "js", "mjs", "jsx"].map((e) => `${path}.${e}`),
    ...["ts", "tsx"].map((e) => `${stem}.${e}`),
    ...["ts", "js"].map((e) => `${path}/index.${e}`),
  ]) {
    const text = name === "" ? undefined : read(name);
    if (text !== undefined) return { path: name, text };
  }
  return undefined;
}
