// Handlers that another file of the project has: which function an import means,
// and whether anybody else in the project wants it too.
import { bare, isFunction } from "./ast.ts";
import type { Node } from "./ast.ts";
import { find, openFile } from "./files.ts";
import type { File } from "./files.ts";
import { moduleFunction } from "./handler.ts";
import type { Read } from "./main.ts";
import type { Binding } from "./scope.ts";

export interface Imported {
  /** The file that exports the name. */
  file: File;
  name: string;
  /** The import in the file that asks. */
  statement: Node;
  specifier: Node;
}

/** What an imported name is, when it comes from a file of the project that nobody else imports it from. */
export function importOf(
  from: File,
  b: Binding,
  read: Read,
): Imported | string {
  const specifier = b.node;
  const statement = from.scopes.parents.get(specifier);
  if (statement?.type !== "ImportDeclaration")
    return `${b.name} is not imported by its name`;
  if (specifier.type === "ImportNamespaceSpecifier")
    return `${b.name} is a whole module`;
  const name =
    specifier.type === "ImportDefaultSpecifier"
      ? "default"
      : ((specifier["imported"].name ?? specifier["imported"].value) as string);
  const file = fileOf(from, statement["source"].value as string, name, read);
  return typeof file === "string" ? file : { file, name, statement, specifier };
}

/** The file that a specifier means, when nothing but this import has its `name`. */
export function fileOf(
  from: File,
  specifier: string,
  name: string,
  read: Read,
): File | string {
  const found = find(from.source.path, specifier, read);
  if (!found) return `${specifier} is no file of the project`;
  if (!sources.test(found.path)) return `${found.path} is no source text`;
  const why = wantedElsewhere(from.source.path, found.path, name, read);
  if (why !== undefined) return why;
  const file = openFile(found.path, found.text);
  if (typeof file !== "string") return file;
  return file.replace(/^the file/, found.path);
}

// import(name), require("./" + name), import(`./${name}`)
const computed = /\b(?:import|require)\s*\(\s*(?!(["'`])[^"'`\n$]*\1\s*[,)])/;

const sources = /\.[cm]?[jt]sx?$/;

// Every import and export of a module in the texts that the entry leads to. Texts
// are searched and not parsed: what only looks like an import counts as one.
function wantedElsewhere(
  entry: string,
  target: string,
  name: string,
  read: Read,
): string | undefined {
  const seen = new Set([entry]);
  const queue = [entry];
  let wanted = 0;
  for (const path of queue) {
    const text = read(path);
    if (text === undefined) continue;
    if (computed.test(text))
      return `${path} imports a module by a name that is computed`;
    for (const { clause, specifier } of importsIn(text)) {
      const found = find(path, specifier, read);
      if (!found) {
        if (!specifier.startsWith(".") && mayMean(specifier, target))
          return `${path} imports ${specifier}, which may be ${target}`;
        continue;
      }
      if (found.path === target && wants(clause, name)) wanted++;
      if (seen.has(found.path) || !sources.test(found.path)) continue;
      seen.add(found.path);
      queue.push(found.path);
      if (queue.length > 500) return "the project has too many files";
    }
  }
  return wanted > 1
    ? `${name === "default" ? "the default export" : name} of ${target} is imported elsewhere too`
    : undefined;
}

// clause is what stands between import and from; undefined for a module that is
// loaded as a whole.
function importsIn(
  text: string,
): { clause: string | undefined; specifier: string }[] {
  const out: { clause: string | undefined; specifier: string }[] = [];
  for (const m of text.matchAll(/\bfrom\s*(["'])([^"'\n]+)\1/g)) {
    const before = text.slice(Math.max(0, m.index - 4000), m.index);
    const at = Math.max(
      before.lastIndexOf("import"),
      before.lastIndexOf("export"),
    );
    out.push({
      clause: at < 0 ? undefined : before.slice(at + 6),
      specifier: m[2] ?? "",
    });
  }
  for (const m of text.matchAll(/\bimport\s*(["'])([^"'\n]+)\1/g))
    out.push({ clause: "", specifier: m[2] ?? "" });
  for (const m of text.matchAll(
    /\b(?:import|require)\s*\(\s*(["'`])([^"'`\n]+)\1/g,
  ))
    out.push({ clause: undefined, specifier: m[2] ?? "" });
  return out;
}

function wants(clause: string | undefined, name: string): boolean {
  if (clause === undefined || clause.includes("*")) return true;
  if (
    new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(
      clause,
    )
  )
    return true;
  // import handler, { other } from …
  const [first = ""] = clause.replace(/^\s*type\b/, "").split(/[{,]/);
  return name === "default" && first.trim() !== "";
}

// An alias of tsconfig.json or package.json ends as the path does, as a rule.
function mayMean(specifier: string, target: string): boolean {
  const stem = (path: string) =>
    path
      .replace(sources, "")
      .replace(/\/index$/, "")
      .split("/")
      .at(-1);
  return stem(specifier) === stem(target) || specifier.startsWith("#");
}

export interface Exported {
  fn: Node;
  /** The statement that declares it. */
  statement: Node;
  /** The statement that exports it, where that is another one. */
  by: Node | undefined;
}

/** A function that a file exports under a name and uses nowhere itself. */
export function exportedFunction(file: File, name: string): Exported | string {
  const { source, scopes } = file;
  const said = name === "default" ? "the default export" : name;
  const none = `${said} of ${source.path} is not a function that is written out there`;
  for (const s of source.program["body"] as Node[]) {
    const local = exportedName(s, name);
    if (local !== undefined) {
      const b = scopes.of.get(local)?.binding;
      const found = b && moduleFunction(b, scopes);
      if (!b || !found) return none;
      if (b.refs.length > 1) return `${b.name} is used in ${source.path} too`;
      return { ...found, by: s };
    }
    const found = declaredHere(s, name);
    if (!found) continue;
    const { fn, id } = found;
    if (!fn || !isFunction(fn) || !fn["body"]) return none;
    if (fn["generator"]) return `${said} of ${source.path} is a generator`;
    const b = id ? scopes.module.names.get(id["name"] as string) : undefined;
    if (b && (b.repeated || b.refs.length > 0))
      return `${b.name} is used in ${source.path} too`;
    return { fn, statement: s, by: undefined };
  }
  return none;
}

// export default handle; export { handle };
function exportedName(s: Node, name: string): Node | undefined {
  if (s.type === "ExportDefaultDeclaration" && name === "default") {
    const d = bare(s["declaration"] as Node);
    return d.type === "Identifier" ? d : undefined;
  }
  if (s.type !== "ExportNamedDeclaration" || s["source"]) return undefined;
  const [only] = s["specifiers"] as Node[];
  if (s["specifiers"].length !== 1 || !only) return undefined;
  const exported = only["exported"] as Node;
  return (exported["name"] ?? exported["value"]) === name
    ? (only["local"] as Node)
    : undefined;
}

// export default function …; export function handle …; export const handle = …
function declaredHere(
  s: Node,
  name: string,
): { fn: Node | undefined; id: Node | undefined } | undefined {
  const d = s["declaration"] as Node | null | undefined;
  if (!d) return undefined;
  if (s.type === "ExportDefaultDeclaration")
    return name === "default"
      ? { fn: bare(d), id: (d["id"] as Node | null) ?? undefined }
      : undefined;
  if (s.type !== "ExportNamedDeclaration") return undefined;
  const list = d["declarations"] as Node[] | undefined;
  const id = (list?.[0] ?? d)["id"] as Node | null | undefined;
  if (id?.type !== "Identifier" || id["name"] !== name) return undefined;
  if (!list) return { fn: d, id };
  const init = list[0]?.["init"] as Node | null | undefined;
  return d["kind"] === "const" && list.length === 1 && init
    ? { fn: bare(init), id }
    : { fn: undefined, id };
}
