import { Parser, parseDocument } from "htmlparser2";
import render from "dom-serializer";

export default function run() {
  const seen = [];
  const p = new Parser({ onopentag: (n, a) => seen.push(["<", n, a]), ontext: (t) => seen.push(t), onclosetag: (n) => seen.push(["/", n]), oncomment: (c) => seen.push(["!", c]) });
  for (const piece of ["<div cla", "ss='a&amp;b'>x &lt", "; y<br><p>1<p>2<!-- c", " --></div>"]) p.write(piece);
  p.end();
  return [seen, render(parseDocument("<ul><li>1<li>2</ul><script>a<b</script>"))];
}
