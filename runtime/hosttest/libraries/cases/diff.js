import { applyPatch, createPatch, diffChars, diffJson, diffLines, diffWords } from "diff";

export default function run() {
  const a = "one\ntwo\nthree\n", b = "one\n2\nthree\nfour\n";
  const patch = createPatch("f", a, b);
  return [diffChars("kitten", "sitting"), diffWords("the quick fox", "the slow fox!"), diffLines(a, b), patch, applyPatch(a, patch) === b, diffJson({ a: 1, b: [2] }, { b: [3], a: 1 })];
}
