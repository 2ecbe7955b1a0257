import { marked } from "marked";

const section = (i) => `## Section ${i}

Some *emphasis*, some **strong** text, \`code\` and a [link](https://example.com/page/${i}?a=1&b=2 "title ${i}").
The paragraph goes on for a while, so that lines have to be looked at, and ends & here <${i}>.

- first item of list ${i}
- second item with \`inline code\`
  1. nested, numbered
  2. and once more
- [x] a task that is done

| name | value |
|:-----|------:|
| row ${i} | ${i * 7} |
| other | **${i * 3}** |

> A quotation
> over two lines.

\`\`\`js
const value = ${i}; // <escaped> & kept
\`\`\`

`;

// Ten kilobytes.
const document = `# A document\n\n${Array.from({ length: 18 }, (_, i) => section(i)).join("")}`;

export const render = () => marked.parse(document);
