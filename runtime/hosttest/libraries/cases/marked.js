import { Marked, marked } from "marked";

const text = "# Title\n\nA *b* **c** `d` [e](http://f) ![g](h)\n\n- 1\n- 2\n  - 3\n\n> q\n\n```js\nlet a = 1 < 2;\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\nhttps://x.example <b>raw</b> ~~s~~\n\n1. one\n2. two\n\n---\n";

export default function run() {
  const own = new Marked({ renderer: { heading: ({ tokens, depth }) => `<h${depth} class="x">${tokens.length}</h${depth}>` } });
  return [marked.parse(text), own.parse(text), marked.lexer(text).map((t) => t.type)];
}
