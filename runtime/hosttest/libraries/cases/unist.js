import { fromMarkdown } from "mdast-util-from-markdown";
import snarkdown from "snarkdown";

export default () => [fromMarkdown("# a *b*\n\n- c\n- [d](e 'f')\n\n> `g`\n").children.map((n) => [n.type, n.children?.length, n.position.start]), snarkdown("# a\n*b* **c** [d](e)\n- f\n")];
