// Loads programs that lie in memory, as many as the test makes, as Node loads
// the files of a project: relative imports, packages, TypeScript by removing
// its types, and the platform in its folder.
import { registerHooks } from "node:module";

const files = new Map();
let platform;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "cloudflare:workers")
      return { url: new URL("platform/cloudflare-workers.js", platform).href, shortCircuit: true };
    if (!context.parentURL?.startsWith("memory:")) return next(specifier, context);
    if (!/^\.{0,2}\//.test(specifier)) return next(specifier, { ...context, parentURL: platform });
    const url = new URL(specifier, context.parentURL);
    const ours = /\/src\/platform\/(.*)\.ts$/.exec(url.pathname);
    if (ours) return { url: new URL(`platform/${ours[1]}.js`, platform).href, shortCircuit: true };
    for (const ending of ["", ".ts", ".js", "/index.ts", "/index.js"])
      if (files.has(url.href + ending)) return { url: url.href + ending, shortCircuit: true };
    throw new Error(`no file ${url.href}`);
  },
  load(url, context, next) {
    const source = files.get(url);
    if (source === undefined) return next(url, context);
    const format = url.endsWith(".ts") ? "module-typescript" : "module";
    return { format, source, shortCircuit: true };
  },
});

let count = 0;

/** Imports entry of a project given as paths and texts; each call runs it anew. */
export async function load(entry, project) {
  const root = `memory:///${++count}/`;
  for (const [path, text] of Object.entries(project)) files.set(root + path, text);
  try {
    return await import(root + entry);
  } finally {
    for (const path of Object.keys(project)) files.delete(root + path);
  }
}

/**
 * Loads the platform from a folder, src of an app. Node removes types with
 * WebAssembly, which the platform forbids to begin with, so that comes first.
 */
export async function loadPlatform(folder) {
  platform = folder;
  await load("first.ts", { "first.ts": "export const loaded: boolean = true;" });
  return import(new URL("proof-host.js", folder).href);
}
