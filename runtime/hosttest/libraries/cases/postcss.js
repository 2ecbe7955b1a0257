// nodejs_compat
import postcss from "postcss";

export default async function run() {
  const plugin = { postcssPlugin: "x", Declaration(d) { if (d.prop === "color") d.value = d.value.toUpperCase(); }, Rule(r) { if (r.selector === ".a") r.selector = ".b"; } };
  const out = await postcss([plugin]).process("@media (x) { .a { color: red; &:hover { margin: 0 auto } } } /* c */", { from: undefined });
  let error;
  try { postcss.parse("a { color: red"); } catch (e) { error = [e.name, e.reason, e.line, e.column]; }
  return [out.css, error, postcss.parse("a{b:c}").toJSON().nodes[0].selector];
}
