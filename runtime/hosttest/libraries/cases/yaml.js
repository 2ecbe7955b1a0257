import { Document, parse, parseAllDocuments, parseDocument, stringify } from "yaml";

const text = "a: &x [1, 2.5, 0x1F, ~, true]\nb: *x\nc: |\n  two\n   lines\nd: >-\n  fold\n  ed\n? {k: v}\n: 'it''s'\ndate: 2001-12-14\n# note\ne: !!set {q, r}\n";

export default function run() {
  const doc = parseDocument("x: 1 # one\ny:\n  - z\n");
  doc.setIn(["y", 0], "w");
  const bad = parseDocument("a: [1, 2\nb: }");
  return [stringify(parse("a: [1, {b: c}]\nd: |\n  x\n")), JSON.stringify(parse(text, { mapAsMap: false }), (k, v) => (v instanceof Set ? [...v] : v)), String(doc), bad.errors.map((e) => [e.code, e.message]), parseAllDocuments("1\n---\n2").map((d) => d.toJS()), String(new Document({ long: "x".repeat(90), multi: "a\nb" }))];
}
