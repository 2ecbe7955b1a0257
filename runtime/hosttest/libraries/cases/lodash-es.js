import { camelCase, chunk, cloneDeep, debounce, deburr, difference, get, groupBy, isEqual, kebabCase, merge, orderBy, partition, set, template, uniqBy, words, zipObject } from "lodash-es";

export default () => [
  groupBy([1.2, 1.8, 2.1], Math.floor), orderBy([{ a: 2, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 0 }], ["a", "b"], ["desc", "asc"]), merge({ a: { b: [1, { c: 1 }] } }, { a: { b: [2, { d: 3 }], e: null } }),
  camelCase("foo-bar baz_Qux"), kebabCase("fooBarÉtéXMLHttp"), words("fred, barney & pebbles2You"), deburr("déjà vu ß"), chunk([1, 2, 3, 4, 5], 2), difference([1, 2, 3], [2]), uniqBy([2.1, 1.2, 2.3], Math.floor),
  isEqual(new Map([["a", new Set([1])]]), new Map([["a", new Set([1])]])), get(set({}, "a[0].b.c", 4), "a.0.b.c"), cloneDeep({ d: new Date(0), r: /x/gi, t: new Uint8Array([1]) }).d.toISOString(), partition([1, 2, 3], (n) => n % 2), zipObject(["a", "b"], [1, 2]), typeof debounce(() => 1, 5), typeof template,
];
