import * as R from "ramda";

export default () => [R.pipe(R.filter((n) => n % 2), R.map(R.multiply(3)), R.sum)([1, 2, 3]), R.groupBy(R.prop("k"), [{ k: "a", v: 1 }, { k: "b" }, { k: "a" }]), R.over(R.lensPath(["a", 0]), R.inc, { a: [1] }), R.curry((a, b, c) => a + b + c)(1)(2, 3), R.mergeDeepRight({ a: { b: 1 } }, { a: { c: 2 } }), R.toPairs(R.countBy(Math.floor)([1.1, 1.9, 2])), R.equals({ a: [1, new Set([2])] }, { a: [1, new Set([2])] }), R.transduce(R.compose(R.map(R.inc), R.take(2)), R.flip(R.append), [], [1, 2, 3])];
