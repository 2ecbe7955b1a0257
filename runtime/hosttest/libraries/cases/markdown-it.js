import MarkdownIt from "markdown-it";

const text = "# Title\n\nA *b* **c** `d` [e](http://f) ![g](h)\n\n- 1\n- 2\n  - 3\n\n> q\n\n```js\nlet a = 1 < 2;\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\nhttps://x.example <b>raw</b> ~~s~~\n\n1. one\n2. two\n\n---\n";

export default () => [new MarkdownIt({ html: true, linkify: true, typographer: true }).render(text + '\n"quotes" -- (c) ...'), new MarkdownIt().parse(text, {}).map((t) => t.type)];
