// What the analyser uses of the parser; its own types are not installed for checks.
declare module "@babel/parser" {
  export function parse(text: string, options: never): unknown;
}
