// externref and funcref: identity, null, and values that only wasm still holds.
import refs from "./refs.wasm";
import { serve } from "./snippets.js";

const make = (js) =>
  new WebAssembly.Instance(refs, {
    js: { take: (x) => x, takeFunc: (f) => f, pair: (x) => [x, x], ...js },
  }).exports;

const snippets = {
  identity: () => {
    const e = make();
    const o = {};
    const f = () => {};
    const s = Symbol("s");
    return [
      e.same(o) === o,
      e.same(f) === f,
      e.same(s) === s,
      e.same("text"),
      e.same(5),
      e.same(5n),
      e.same(NaN),
      e.same(true),
      e.same(undefined),
      e.same(null),
      e.same(),
    ].map(String);
  },
  null: () => {
    const e = make();
    return [
      e.isNull(null),
      e.isNull(undefined),
      e.isNull(0),
      e.isNull({}),
      e.isNull(),
    ];
  },
  table: () => {
    const e = make();
    const o = { a: 1 };
    const out = [e.get(0), e.refs.get(0), e.refs.length];
    e.put(1, o);
    out.push(e.get(1) === o, e.refs.get(1) === o);
    e.refs.set(0, "zero");
    return [
      ...out,
      e.get(0),
      e.grow("new", 2),
      e.size(),
      e.refs.length,
      e.get(3),
      e.refs.grow(1),
      e.get(4),
    ];
  },
  global: () => {
    const e = make();
    const o = {};
    const out = [e.kept.value];
    e.kept.value = o;
    return [
      ...out,
      e.kept.value === o,
      (e.kept.value = undefined),
      e.kept.value,
    ];
  },
  "through-javascript": () => {
    let seen;
    const e = make({
      take(x) {
        seen = x;
        return [x];
      },
    });
    const o = {};
    const r = e.through(o);
    return [seen === o, r[0] === o];
  },
  pairs: (t) => [
    make().pair("a"),
    make({ pair: () => new Set([1, 2]) }).pair(0),
    t(() => make({ pair: () => [1] }).pair(0)),
    t(() => make({ pair: () => 5 }).pair(0)).split(":")[0],
  ],
  // Thousands of values pass; what a table or a global holds must stay, whether
  // or not a script can see that table.
  "kept-alive": () => {
    const e = make();
    for (let i = 0; i < 10; i++) e.hide(i, { i });
    e.put(0, { visible: 1 });
    e.keepSecret({ secret: 1 });
    e.kept.value = { kept: 1 };
    for (let i = 0; i < 30000; i++) e.same({ i });
    const out = [];
    for (let i = 0; i < 10; i++) out.push(e.find(i)?.i);
    return [...out, e.get(0)?.visible, e.secret()?.secret, e.kept.value?.kept];
  },
  functions: () => {
    const e = make();
    const seven = e.function(1);
    const eight = e.function(0);
    return [
      seven === e.seven,
      seven(),
      eight(),
      eight === e.function(0),
      eight.name,
      e.noFunction(),
      e.sameFunc(eight) === eight,
      e.sameFunc(e.seven) === e.seven,
      e.sameFunc(null),
    ];
  },
  "functions-through-javascript": () => {
    let seen;
    const e = make({
      takeFunc(f) {
        seen = f;
        return f;
      },
    });
    const r = e.throughFunc(e.seven);
    return [seen === e.seven, r === e.seven, e.throughFunc(null)];
  },
  "not-a-function": (t) => {
    const e = make({ takeFunc: () => 5 });
    return [
      t(() => e.sameFunc(5)).split(":")[0],
      t(() => e.sameFunc(() => {})).split(":")[0],
      t(() => e.throughFunc(null)).split(":")[0],
    ];
  },
};

export default serve(snippets);
