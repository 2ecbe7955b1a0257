import Prism from "prismjs";

export default () => [Prism.highlight("const a = `t${1 + b}`; // c\nclass X extends Y { #p = /r/g; }", Prism.languages.javascript, "javascript"), Prism.highlight("<a href='x'>&amp;<style>b{c:d}</style></a>", Prism.languages.markup, "markup"), Prism.tokenize("a > b { c: d }", Prism.languages.css).map((t) => t.type ?? t)];
