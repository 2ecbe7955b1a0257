// Where in a statement an error is. SQLite knows it and Workers show it;
// node:sqlite does not tell, so it is found again from the name in the message.
import { cloudflareLimits } from "./d1_rules.ts";
import { nameOf, tokensOf, type Token } from "./d1_tokens.ts";

// Messages that come with a place, and the name in them.
const placed = [
  /^no such column: (?:.*\.)?(.+)$/,
  /^ambiguous column name: (?:.*\.)?(.+)$/,
  /^no such function: (.+)$/,
  /^not authorized to use function: (.+)$/,
  /^wrong number of arguments to function (.+)\(\)$/,
  /^misuse of (?:aggregate|window) function (.+)\(\)$/,
  /^misuse of aggregate: (.+)\(\)$/,
  /^too many arguments on function (.+)$/,
  /^(?:table|view) (.+) already exists$/,
];

/**
 * The byte in the statement an error speaks of, -1 for none. says compiles a
 * text and gives the message of its error.
 */
export function offsetOf(
  message: string,
  sql: string,
  says: (sql: string) => string,
): number {
  const at = unitOf(message, sql, says);
  return at < 0 ? -1 : new TextEncoder().encode(sql.slice(0, at)).length;
}

function unitOf(
  message: string,
  sql: string,
  says: (sql: string) => string,
): number {
  const [, odd] = /^unrecognized token: "(.*)"$/s.exec(message) ?? [];
  if (odd !== undefined) return sql.indexOf(odd);
  const tokens = tokensOf(sql);
  const [, near] = /^near "(.*)": syntax error$/s.exec(message) ?? [];
  if (near !== undefined) {
    // The parser stops at the first word that cannot stand where it is: what
    // comes behind it does not matter.
    const found = tokens.find(
      ({ text, at }) =>
        text === near && says(sql.slice(0, at + text.length)) === message,
    );
    return found?.at ?? -1;
  }
  if (/^variable number must be between/.test(message))
    return wildParameter(tokens, message);
  if (message === "too many SQL variables") return manyParameters(tokens);
  for (const form of placed) {
    const [, name] = form.exec(message) ?? [];
    if (name !== undefined)
      return named(tokens, name.replace(/^"(.*)"$/, "$1"), message);
  }
  return -1;
}

function wildParameter(tokens: readonly Token[], message: string): number {
  const most = Number(/\?(\d+)$/.exec(message)?.[1]);
  const wild = tokens.find(({ text }) => {
    if (!/^\?\d/.test(text)) return false;
    const n = Number(text.slice(1));
    return n < 1 || n > most;
  });
  return wild?.at ?? -1;
}

// The first parameter that is one too many.
function manyParameters(tokens: readonly Token[]): number {
  const seen = new Set<string>();
  let count = 0;
  for (const { text, at } of tokens) {
    if (!/^(?:\?|[:@$].)/.test(text)) continue;
    if (text !== "?" && seen.has(text)) continue;
    seen.add(text);
    if (++count > cloudflareLimits.variableNumber) return at;
  }
  return -1;
}

// The first place where a name stands as a value. What an UPDATE sets and what
// an INSERT lists are looked up without a place.
function named(
  tokens: readonly Token[],
  name: string,
  message: string,
): number {
  const column = message.startsWith("no such column");
  for (const [i, token] of tokens.entries()) {
    if (nameOf(token)?.toLowerCase() !== name.toLowerCase()) continue;
    if (column && isTarget(tokens, i)) return -1;
    return qualifier(tokens, i).at;
  }
  return -1;
}

function isTarget(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1]?.text.toUpperCase();
  const after = tokens[i + 1]?.text;
  const update = tokens.some(({ text }) => text.toUpperCase() === "SET");
  return update && after === "=" && (before === "SET" || before === ",");
}

// a.b is one name that begins at a.
function qualifier(tokens: readonly Token[], i: number): Token {
  let first = i;
  while (tokens[first - 1]?.text === "." && first >= 2) first -= 2;
  return tokens[first] as Token;
}
