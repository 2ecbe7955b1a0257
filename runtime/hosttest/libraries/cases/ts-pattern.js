import { P, isMatching, match } from "ts-pattern";

const show = (v) => match(v).with({ type: "ok", data: P.array(P.number) }, ({ data }) => `sum ${data.reduce((a, b) => a + b, 0)}`).with({ type: "ok", data: { img: P.select(P.string.startsWith("http")) } }, (img) => `img ${img}`).with({ type: P.union("err", "fail"), n: P.when((n) => n > 3) }, () => "big").with([P._, P.nullish], () => "pair").otherwise(() => "other");

export default () => [show({ type: "ok", data: [1, 2] }), show({ type: "ok", data: { img: "http://x" } }), show({ type: "fail", n: 4 }), show([1, null]), show(3), isMatching({ a: P.optional(P.bigint) }, { a: 1n })];
