package clone_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/clone"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What workerd answers.
func TestClone(t *testing.T) {
	vm := webapitest.New(t, es.Class{}, clone.Class{})
	cases := [][2]string{
		{`return S({ a: [1, { b: undefined }], d: "x" })`, `{"a":[1,{}],"d":"x"}`},
		{`const m = S(new Map([[{ k: 1 }, new Set([1])]])); return [[...m.keys()], [...[...m.values()][0]]]`, `[[{"k":1}],[1]]`},
		{`const o = {}; o.o = o; const c = S(o); return c.o === c && c !== o`, `true`},
		{`return S(() => 1)`, `DataCloneError: () => 1 could not be cloned.`},
		{`return S({ a() {} })`, `DataCloneError: a() {} could not be cloned.`},
		{`return S(Symbol("x"))`, `DataCloneError: Symbol(x) could not be cloned.`},
		{`return S(new WeakMap())`, `DataCloneError: #<WeakMap> could not be cloned.`},
		{`return S(Promise.resolve())`, `DataCloneError: #<Promise> could not be cloned.`},
		{`return S(new Proxy({}, {}))`, `DataCloneError: #<Object> could not be cloned.`},
		{`return S((function* () {})())`, `DataCloneError: [object Generator] could not be cloned.`},
		{`return S([].values())`, `DataCloneError: [object Array Iterator] could not be cloned.`},
		{`return S(globalThis)`, `DataCloneError: #<ServiceWorkerGlobalScope> could not be cloned.`},
		{`return structuredClone()`, `TypeError: Failed to execute 'structuredClone' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Value'.`},
		{`return S(1, 5)`, `TypeError: Failed to execute 'structuredClone' on 'ServiceWorkerGlobalScope': parameter 2 is not of type 'StructuredCloneOptions'.`},
		{`return S(1, { transfer: 5 })`, `TypeError: Incorrect type for the 'transfer' field on 'StructuredCloneOptions': the provided value is not of type 'Array'.`},
		{`return S(1, { transfer: [{}] })`, `TypeError: Object is not transferable`},
		{`const b = new ArrayBuffer(2), c = S({ b }, { transfer: [b, b] }); return [b.byteLength, c.b.byteLength, b.detached]`, `[0,2,true]`},
		{`const b = new ArrayBuffer(2); try { S({ b, f() {} }, { transfer: [b] }); } catch {} return b.byteLength`, `2`},
		{`const c = S(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)); return [c.length, c.byteOffset, c.buffer.byteLength]`, `[2,1,4]`},
		{`class A { x = 1; get y() { return 2; } } const c = S(new A()); return [c.constructor.name, c]`, `["Object",{"x":1}]`},
		{`const e = new TypeError("m", { cause: { a: 1 } }); e.extra = 1; const c = S(e); return [c instanceof TypeError, c.message, c.extra, c.cause, c.stack === e.stack, Object.keys(c)]`, `[true,"m",1,{"a":1},true,["stack","cause","extra"]]`},
		{`class E2 extends Error { name = "E2"; } const c = S(new E2("x")); return [c.name, c.constructor.name, String(c)]`, `["E2","Error","E2: x"]`},
		{`const a = [1, , 3]; a.foo = "x"; const c = S(a); return [c.length, 1 in c, c.foo]`, `[3,false,"x"]`},
		{`const r = /x/gi; r.lastIndex = 3; const c = S(r); return [c.source, c.flags, c.lastIndex]`, `["x","gi",0]`},
		{`return [S(new Date(5)).getTime(), S(Object(1n)).constructor.name, S(new String("s")) + "", S(-0) === 0, S(null), S(10n) === 10n]`, `[5,"BigInt","s",true,null,true]`},
		{`return S({ get a() { throw new Error("g"); } })`, `Error: g`},
		{`const c = S(new DOMException("a", "AbortError")); return [c.name, c.message, c instanceof DOMException]`, `["AbortError","a",true]`},
		{`const s = {}; const c = S([s, s]); return c[0] === c[1]`, `true`},
		{`const v = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }), 4), c = S(v); c.buffer.resize(12); return [c.length, c.byteOffset, c.buffer.maxByteLength]`, `[8,4,16]`},
		{`const v = new Uint8Array(new ArrayBuffer(16, { maxByteLength: 16 }), 4), c = S(v); c.buffer.resize(12); return [c.length, c.byteOffset, v.length]`, `[8,4,12]`},
		{`const v = new Uint8Array(new ArrayBuffer(16, { maxByteLength: 16 }), 4, 12), c = S(v); c.buffer.resize(12); return [c.length, c.byteOffset]`, `[0,0]`},
		{`const b = new ArrayBuffer(16, { maxByteLength: 32 }), c = S(new DataView(b, 4), { transfer: [b] }); c.buffer.resize(12); return [c.byteLength, c.byteOffset, b.detached]`, `[8,4,true]`},
		{`const b = new ArrayBuffer(8, { maxByteLength: 16 }), v = new Uint8Array(b, 4, 4); b.resize(2); return S(v)`, `DataCloneError: [object Object] could not be cloned.`},
		{`const b = new ArrayBuffer(8, { maxByteLength: 16 }), v = new DataView(b, 4, 4); b.resize(2); return S(v)`, `DataCloneError: #<DataView> could not be cloned.`},
	}
	for i := range cases {
		cases[i][0] = "const S = structuredClone;\n" + cases[i][0]
	}
	vm.Check(cases)
}
