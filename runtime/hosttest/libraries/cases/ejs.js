// EJS makes code from templates; that needs the right to do so, which a Worker
// has not. Its parsing and escaping work.
import ejs from "ejs";

export default function run() {
  const t = new ejs.Template("<% for (const x of list) { %><li><%= x %></li><% } %>", { client: true });
  return [ejs.escapeXML("<a href='x'>&\"</a>"), t.parseTemplateText(), typeof ejs.render];
}
