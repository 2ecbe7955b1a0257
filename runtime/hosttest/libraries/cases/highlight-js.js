import hljs from "highlight.js/lib/core";
import javascript from "highlight.js/lib/languages/javascript";
import xml from "highlight.js/lib/languages/xml";
import css from "highlight.js/lib/languages/css";

for (const [name, lang] of Object.entries({ javascript, xml, css })) hljs.registerLanguage(name, lang);

export default () => [hljs.highlight("const a = async (x) => { /* c */ return `t${x + 1}` ?? /r[e]/g; }", { language: "javascript" }).value, hljs.highlight("<p class='a'>&amp;<style>p { color: #fff }</style></p>", { language: "xml" }).value, hljs.highlightAuto(".a > b:hover { width: calc(1px + 2%) }").language];
