import * as yaml from "js-yaml";

export default function run() {
  let message;
  try { yaml.load("a: b: c"); } catch (e) { message = e.message; }
  return [yaml.load("a: [1, ~, 2.5, yes]\nb: {c: d}\nd: 2001-12-14T21:59:43Z\ne: >\n  fold\n  me\n"), yaml.dump({ a: [1, { b: null }], s: "multi\nline", n: "123", d: new Date(0) }, { sortKeys: true }), message];
}
