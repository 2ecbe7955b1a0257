// SQL's words, as far as D1 must know them: where parameters stand, and where
// in a statement a word that an error names stands.
// https://www.sqlite.org/lang_expr.html

export interface Token {
  readonly text: string;
  /** UTF-16 units from the statement's beginning. */
  readonly at: number;
}

const pattern =
  /--[^\n]*|\/\*[^]*?(?:\*\/|$)|\s+|'(?:[^']|'')*'|[xX]'[0-9a-fA-F]*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|\?\d*|[:@#$](?:[\w$\u0080-\uffff]|::)+(?:\([^)]*\))?|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*(?:[eE][+-]?\d+)?|\.\d+|->>?|\|\||<[<=>]?|>[>=]?|[=!]=|[^]/g;

/** The tokens of a statement, without white space and comments. */
export function tokensOf(sql: string): Token[] {
  const list: Token[] = [];
  for (const match of sql.matchAll(pattern)) {
    const [text] = match;
    if (/^(?:--|\/\*|\s)/.test(text)) continue;
    list.push({ text, at: match.index });
  }
  return list;
}

export interface Parameters {
  readonly count: number;
  /** The place of each name, from 0. */
  readonly names: ReadonlyMap<string, number>;
}

/** What a statement wants bound, numbered as SQLite numbers it. */
export function parametersOf(sql: string): Parameters {
  const names = new Map<string, number>();
  let count = 0;
  if (!/[?:@$]/.test(sql)) return { count, names };
  for (const { text } of tokensOf(sql)) {
    if (text === "?") count++;
    else if (/^\?\d/.test(text)) count = Math.max(count, Number(text.slice(1)));
    else if (/^[:@$]./.test(text) && !names.has(text)) names.set(text, count++);
  }
  return { count, names };
}

/** The name a token is, without its quotes; undefined for what is none. */
export function nameOf({ text }: Token): string | undefined {
  if (/^["`]/.test(text))
    return text.slice(1, -1).replaceAll(text[0]! + text[0]!, text[0]!);
  if (text.startsWith("[")) return text.slice(1, -1);
  return /^[A-Za-z_\u0080-\uffff]/.test(text) ? text : undefined;
}
