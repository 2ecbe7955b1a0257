// Lifts the routes of a Worker: finds the handler, also in another file of the
// project, makes an app of it and puts that in its place. Every other byte stays.
import { isIdentifier } from "./ast.ts";
import type { Node } from "./ast.ts";
import { appOf } from "./app.ts";
import type { App, Elsewhere } from "./app.ts";
import { openFile } from "./files.ts";
import type { File } from "./files.ts";
import { findHandler } from "./handler.ts";
import type { Handler } from "./handler.ts";
import { exportedFunction, fileOf, importOf } from "./imported.ts";
import { kept } from "./main.ts";
import { mounted } from "./mounted.ts";
import type { Input, Output, Read } from "./main.ts";
import type { Block } from "./output.ts";
import { apply, placed } from "./place.ts";
import { Text } from "./splice.ts";
import type { Edit } from "./splice.ts";

export function liftFile(input: Input, read: Read): Output {
  const raw = read(input.entry);
  if (raw === undefined) return kept(`${input.entry} cannot be read`);
  const file = openFile(input.entry, raw);
  if (typeof file === "string") return kept(file);
  const { source, scopes } = file;
  const router = mounted(source, scopes, read);
  if (router) return router;
  const passed = passedOn(file);
  if (passed) return liftPassedOn(input, file, passed, read);
  return liftEntry(input, file, read);
}

const isOutput = (x: App | Elsewhere | Output): x is Output => "form" in x;

// A file whose default export is the Worker.
function liftEntry(input: Input, file: File, read: Read): Output {
  const handler = findHandler(file.source, file.scopes);
  if (typeof handler === "string") return kept(handler);
  const app = appIn(input, file, handler);
  if (isOutput(app)) return app;
  if (!("plan" in app)) return liftImported(input, file, handler, app, read);
  return lifted(app, {
    [file.source.path]: file.finish(
      placed(app.plan, app.block, input.target, app.gone),
    ),
  });
}

const appIn = (input: Input, file: File, handler: Handler) =>
  appOf(input.target, file, handler, (name) =>
    platformPath(file.source.path, input.platform, name),
  );

const lifted = (app: App, files: Record<string, string>): Output => ({
  files,
  form: "lifted",
  why: app.why,
  routes: app.block.routes,
});

// The handler is a function that the entry imports: the app is made where the
// function was, and the entry imports the app.
function liftImported(
  input: Input,
  entry: File,
  handler: Handler,
  { binding, given, gone }: Elsewhere,
  read: Read,
): Output {
  const found = importOf(entry, binding, read);
  if (typeof found === "string") return kept(found);
  const { file } = found;
  const exported = exportedFunction(file, found.name);
  if (typeof exported === "string") return kept(exported);
  const { fn, statement, by } = exported;
  const { place } = handler;
  if (input.target === "express" && place.is === "listener" && place.passes)
    return kept("the listener does more than respondWith");
  const router = mounted(file.source, file.scopes, read, fn);
  if (router) return router;
  const app = appIn(input, file, {
    fn,
    place: { is: "function", statement, by },
    gone: [],
    given,
  });
  if (isOutput(app)) return app;
  if (!("plan" in app))
    return kept(`${file.source.path} has its handler from another file`);
  // What the entry calls it.
  const name = input.target === "hono" ? app.block.app : "routes";
  const { words } = entry.scopes;
  const local =
    [name, "workerApp", "workerRoutes"].find((n) => !words.has(n)) ??
    `${name}_`;
  const block: Block = {
    imports: [],
    code:
      input.target === "hono"
        ? ""
        : `export { ${local === "routes" ? local : `${local} as routes`} };`,
    routes: [],
    app: local,
  };
  const text = new Text(entry.source);
  if (text.semicolon === "") block.code = block.code.replace(/;$/, "");
  const renamed = importEdit(text, found, name, local);
  if (renamed === undefined)
    return kept(`${binding.name} is imported together with a whole module`);
  return lifted(app, {
    [file.source.path]: file.finish(
      placed(app.plan, app.block, input.target, app.gone),
    ),
    [entry.source.path]: entry.finish(
      placed(
        { text, handler, scopes: entry.scopes },
        block,
        input.target,
        gone,
        [renamed],
      ),
    ),
  });
}

// The import of the handler becomes one of the app.
function importEdit(
  text: Text,
  { statement, specifier }: { statement: Node; specifier: Node },
  name: string,
  local: string,
): Edit | undefined {
  const as = name === local ? name : `${name} as ${local}`;
  if (specifier.type === "ImportSpecifier")
    return { start: specifier.start, end: specifier.end, text: as };
  const others = (statement["specifiers"] as Node[]).filter(
    (s) => s !== specifier,
  );
  if (others.some((s) => s.type !== "ImportSpecifier")) return undefined;
  const { text: all } = text.source;
  // import handle, { other } from "./router"
  const end = all.lastIndexOf("from", statement["source"].start as number);
  const list = [as, ...others.map((s) => all.slice(s.start, s.end))];
  return { start: specifier.start, end, text: `{ ${list.join(", ")} } ` };
}

interface PassedOn {
  specifier: string;
  /** The import, or the export that is an import too. */
  statement: Node;
  /** The default export, where that is another statement. */
  by: Node | undefined;
}

// export { default } from "./worker"; import worker from "./worker"; export default worker;
function passedOn({ source, scopes }: File): PassedOn | undefined {
  for (const s of source.program["body"] as Node[]) {
    if (s.type === "ExportNamedDeclaration" && s["source"]) {
      const all = s["specifiers"] as Node[];
      if (all.some((e) => isIdentifier(e["exported"], "default")))
        if (all.length === 1 && isIdentifier(all[0]?.["local"], "default"))
          return { specifier: s["source"].value, statement: s, by: undefined };
    }
    if (s.type !== "ExportDefaultDeclaration") continue;
    const b = scopes.of.get(s["declaration"] as Node)?.binding;
    const statement = b && scopes.parents.get(b.node);
    if (b?.node.type !== "ImportDefaultSpecifier" || b.refs.length !== 1)
      return undefined;
    if (statement?.["specifiers"].length !== 1) return undefined;
    return { specifier: statement["source"].value, statement, by: s };
  }
  return undefined;
}

// The Worker is the default export of another file.
function liftPassedOn(
  input: Input,
  entry: File,
  { specifier, statement, by }: PassedOn,
  read: Read,
): Output {
  const file = fileOf(entry, specifier, "default", read);
  if (typeof file === "string") return kept(file);
  const router = mounted(file.source, file.scopes, read);
  if (router) return router;
  const out = liftEntry(input, file, read);
  const text = out.files[file.source.path];
  if (out.form !== "lifted" || input.target === "hono" || text === undefined)
    return out;
  // The server asks the entry for the routes.
  const { text: all } = entry.source;
  const semicolon = new Text(entry.source).semicolon;
  const from = all.slice(statement["source"].start, statement["source"].end);
  const edits: Edit[] = [];
  const stays = /\bexport default\b|\bas default\b/.test(text);
  const line = `export { ${stays && !by ? "default, " : ""}routes } from ${from}${semicolon}`;
  if (!by)
    edits.push({ start: statement.start, end: statement.end, text: line });
  else if (stays) edits.push({ start: by.end, end: by.end, text: `\n${line}` });
  else {
    edits.push({ start: statement.start, end: statement.end, text: line });
    const end = by.end + (/^\n?/.exec(all.slice(by.end))?.[0].length ?? 0);
    edits.push({ start: by.start, end, text: "" });
  }
  const changed = apply(all, edits).replace(/\n+$/, "\n");
  return {
    ...out,
    files: { ...out.files, [entry.source.path]: entry.finish(changed) },
  };
}

function platformPath(path: string, platform: string, file: string): string {
  const from = path.split("/").slice(0, -1);
  const to = platform.split("/").filter((p) => p !== "" && p !== ".");
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same])
    same++;
  const up = from.length - same;
  const start = up === 0 ? "./" : "../".repeat(up);
  return start + [...to.slice(same), file].join("/");
}
