// Puts the app where the handler was: imports at the top, the app before the
// statement that exports the Worker, the export after it.
import type { Comment, Node } from "./ast.ts";
import type { Dialect } from "./paths.ts";
import { lead } from "./output.ts";
import type { Block } from "./output.ts";
import type { Handler } from "./handler.ts";
import type { Scopes } from "./scope.ts";
import type { Edit, Text } from "./splice.ts";

/** The file that an app is put into. */
export interface Home {
  text: Text;
  handler: Handler;
  scopes: Scopes;
}

export function placed(
  plan: Home,
  block: Block,
  dialect: Dialect,
  gone: readonly Node[],
  more: readonly Edit[] = [],
): string {
  const { text, handler } = plan;
  const edits: Edit[] = [...more];
  const { place } = handler;
  const { statement } = place;
  if (block.imports.length > 0) edits.push(importEdit(plan, block));
  for (const g of gone) edits.push(removal(plan, g));
  // Comments of what goes away stand above the app.
  const lost: Comment[] = [];
  for (const range of [...gone, replacedBy(plan)])
    for (const c of text.commentsIn(withComments(plan, range), range.end))
      if (!text.taken.has(c) && !lost.includes(c)) lost.push(c);
  const above = lead(text, lost);
  const { start } = statement;
  const { text: all } = text.source;
  // The app is a paragraph of its own.
  const tight =
    /[^\n]\n$/.test(all.slice(0, start)) && !commentEnds(plan, start);
  const exported = place.is === "function" && dialect === "hono";
  const code = `${tight ? "\n" : ""}${above}${exported ? "export " : ""}${block.code}`;
  const after = /^\n[^\n]/.test(all.slice(statement.end)) ? "\n" : "";
  if (place.is === "function") {
    edits.push({ start, end: statement.end, text: code + after });
    if (place.by) edits.push(removal(plan, place.by));
  } else if (place.is !== "listener" && place.only) {
    if (place.is === "class") edits.push(...unusedImport(plan));
    const last =
      dialect === "hono"
        ? `${block.code === "" ? "" : "\n\n"}export default ${block.app}${text.semicolon}`
        : "";
    edits.push({ start, end: statement.end, text: code + last + after });
  } else {
    // An app of another file is only named: that goes below.
    if (block.imports.length === 0 && block.code !== "") {
      if (place.is === "listener")
        return apply(all, [
          ...edits,
          { start, end: statement.end, text: above + block.code },
        ]);
      const { end } = statement;
      edits.push({ start: end, end, text: `\n\n${block.code}${after}` });
      if (above !== "") edits.push({ start, end: start, text: above });
    } else if (above + block.code !== "")
      edits.push({ start, end: start, text: `${code}\n\n` });
    edits.push(...kept(plan, block, dialect));
  }
  const out = apply(text.source.text, edits);
  return text.source.text.endsWith("\n\n") ? out : out.replace(/\n+$/, "\n");
}

// The import of the class that the entrypoint extended, when nobody else wants it.
function unusedImport(plan: Home): Edit[] {
  const { scopes } = plan;
  const b = scopes.module.names.get("WorkerEntrypoint");
  const statement = b && scopes.parents.get(b.node);
  if (b?.refs.length !== 1 || statement?.type !== "ImportDeclaration")
    return [];
  if (statement["specifiers"].length !== 1) return [];
  const { text } = plan.text.source;
  const end = text[statement.end] === "\n" ? statement.end + 1 : statement.end;
  return [{ start: statement.start, end, text: "" }];
}

function commentEnds(plan: Home, offset: number): boolean {
  const { text } = plan.text.source;
  return plan.text.source.comments.some(
    (c) => c.end < offset && /^[ \t]*\n$/.test(text.slice(c.end, offset)),
  );
}

// The part of the source that the app replaces.
function replacedBy(plan: Home): Node {
  const { place } = plan.handler;
  if (place.is === "object")
    return place.only ? place.statement : place.property;
  if (place.is === "class") return place.only ? place.statement : place.method;
  return place.statement;
}

// What stays of the export when there is more in it than fetch.
function kept(plan: Home, block: Block, dialect: Dialect): Edit[] {
  const { place } = plan.handler;
  const { text } = plan;
  if (place.is === "object") {
    if (dialect === "express") return [withoutProperty(plan, place.property)];
    return [
      {
        start: place.property.start,
        end: place.property.end,
        text: `fetch: ${block.app}.fetch`,
      },
    ];
  }
  if (place.is === "class") {
    const { method } = place;
    if (dialect === "express") return [withoutProperty(plan, method)];
    const indent = text.indentAt(method.start);
    const type = text.source.typescript ? ": Request" : "";
    return [
      {
        start: method.start,
        end: method.end,
        text: `fetch(request${type}) {\n${indent}${text.step}return ${block.app}.fetch(request, this.env, this.ctx)${text.semicolon}\n${indent}}`,
      },
    ];
  }
  if (place.is === "function") return [];
  const event = place.event["name"] as string;
  if (dialect === "express") return [removal(plan, place.statement)];
  const passes = place.passes
    ? `${text.step}${event}.passThroughOnException()${text.semicolon}\n`
    : "";
  return [
    {
      start: place.statement.start,
      end: place.statement.end,
      text: `addEventListener(${text.string("fetch")}, (${event}) => {\n${passes}${text.step}${event}.respondWith(${block.app}.fetch(${event}.request, {}, ${event}))${text.semicolon}\n})${text.semicolon}`,
    },
  ];
}

function withoutProperty(plan: Home, property: Node): Edit {
  const all = plan.text.source.text;
  let { start, end } = property;
  while (/[ \t]/.test(all[start - 1] ?? "")) start--;
  // The last member takes the blank line above it along.
  if (/^[ \t]*,?\s*\}/.test(all.slice(end)))
    while (all[start - 1] === "\n" && all[start - 2] === "\n") start--;
  const rest =
    /^[ \t]*,?[ \t]*\n?(?:[ \t]*\n)*/.exec(all.slice(end))?.[0] ?? "";
  end += rest.length;
  return { start, end, text: "" };
}

// Where the comments right above a statement begin, when it goes away.
function withComments(plan: Home, statement: Node): number {
  const { text } = plan.text.source;
  const { place } = plan.handler;
  let { start } = statement;
  if (
    statement === place.statement ||
    (place.is !== "listener" && replacedBy(plan) === statement)
  )
    return start;
  for (const c of [...plan.text.source.comments].reverse())
    if (c.end <= start && /^[ \t]*\n[ \t]*$/.test(text.slice(c.end, start)))
      if (/(^|\n)[ \t]*$/.test(text.slice(0, c.start))) start = c.start;
  return start;
}

// A statement with the comments right above it, and one blank line.
function removal(plan: Home, statement: Node): Edit {
  const { text } = plan.text.source;
  let { end } = statement;
  const start = withComments(plan, statement);
  while (text[end] === " " || text[end] === "\t") end++;
  if (text[end] === "\n") end++;
  if (text[end] === "\n") end++;
  return { start, end, text: "" };
}

function importEdit(plan: Home, block: Block): Edit {
  const { source } = plan.text;
  const body = source.program["body"] as Node[];
  const lines = block.imports.join("\n");
  const first = body.find((s) => s.type === "ImportDeclaration");
  if (first)
    return { start: first.start, end: first.start, text: `${lines}\n` };
  // Below a header that stands for itself: a comment with a blank line after it.
  let at = 0;
  const shebang = /^#![^\n]*\n/.exec(source.text);
  if (shebang) at = shebang[0].length;
  const start = body[0]?.start ?? 0;
  for (const c of source.comments) {
    if (c.start >= start) break;
    const next = /^[ \t]*\n[ \t]*\n/.exec(source.text.slice(c.end));
    if (next) at = c.end + next[0].length;
  }
  for (const d of (source.program["directives"] ?? []) as Node[])
    at = Math.max(at, d.end + 1);
  return { start: at, end: at, text: `${lines}\n\n` };
}

export function apply(text: string, edits: Edit[]): string {
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  let out = "";
  let from = 0;
  for (const e of edits) {
    out += text.slice(from, e.start) + e.text;
    from = Math.max(from, e.end);
  }
  return out + text.slice(from);
}
