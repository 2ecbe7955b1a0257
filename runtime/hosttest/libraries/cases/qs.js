import qs from "qs";

export default () => [qs.parse("a[b][0]=1&a[b][1]=2&c=%20x&d[]=1&d[]=2&e.f=3&g", { allowDots: true }), qs.stringify({ a: { b: [1, 2] }, c: "é &", d: null, e: undefined, f: new Date(0) }, { arrayFormat: "brackets" }), qs.parse("?x=1;y=2", { ignoreQueryPrefix: true, delimiter: ";" })];
