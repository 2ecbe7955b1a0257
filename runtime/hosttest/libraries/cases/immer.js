import { applyPatches, current, enablePatches, freeze, produce, produceWithPatches } from "immer";

enablePatches();

export default function run() {
  const base = { a: [{ n: 1 }, { n: 2 }], b: { c: "x" } };
  const [next, patches, inverse] = produceWithPatches(base, (d) => { d.a.push({ n: 3 }); d.a[0].n++; delete d.b.c; d.e = current(d.a).length; });
  return [next, patches, applyPatches(next, inverse), next.a[1] === base.a[1], Object.isFrozen(next), produce(freeze([1]), (d) => { d.push(2); })];
}
