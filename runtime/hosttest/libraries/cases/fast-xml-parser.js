import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";

const xml = '<?xml version="1.0"?><r a="1&amp;2"><i>1</i><i x="y">2.50</i><![CDATA[<raw>]]><e/><t> s p </t><!-- c --><n:s xmlns:n="u">é &lt;</n:s></r>';

export default () => [new XMLParser({ ignoreAttributes: false, cdataPropName: "#cdata", commentPropName: "#c" }).parse(xml), new XMLParser({ preserveOrder: true }).parse(xml), XMLValidator.validate("<a><b></a>"), new XMLBuilder({ ignoreAttributes: false, format: true }).build({ r: { "@_a": "<", i: [1, 2], e: "" } })];
