package es_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What V8 answers. A version of goja with other structs fails here at the first row.
func TestResizableBuffers(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	const b = `const b = new ArrayBuffer(8, { maxByteLength: 16 }); `
	vm.Check([][2]string{
		{b + `return [b.resizable, b.maxByteLength, b.byteLength]`, `[true,16,8]`},
		{b + `const a = new Uint16Array(b, 2), f = new Uint16Array(b, 2, 2), out = []; for (const n of [8, 12, 4, 1, 16]) { b.resize(n); out.push([n, a.length, a.byteOffset, f.length, f.byteOffset]); } return out`,
			`[[8,3,2,2,2],[12,5,2,2,2],[4,1,2,0,0],[1,0,0,0,0],[16,7,2,2,2]]`},
		{b + `const a = new Uint8Array(b); a.fill(7); b.resize(2); b.resize(16); return [...a]`, `[7,7,0,0,0,0,0,0,0,0,0,0,0,0,0,0]`},
		{b + `const a = new Uint8Array(b, 4), v = new DataView(b, 4); b.resize(2); const out = [a[0] ?? "none", 0 in a, Object.keys(a).length, a.buffer === b]; for (const f of [() => a.fill(1), () => v.getInt8(0), () => v.byteLength]) try { out.push(f()); } catch (e) { out.push(e.name); } return out`,
			`["none",false,0,true,"TypeError","TypeError","TypeError"]`},
		{b + `const a = new Int8Array(b), s = a.subarray(2); b.resize(12); return [a.length, s.length, a.slice(1, 3).buffer.resizable]`, `[12,10,false]`},
		{b + `const a = new Uint8Array(b), seen = []; a.set([3, 1, 2]); a.forEach((v, i) => { seen.push(v ?? "gone"); if (i === 1) b.resize(2); }); return [seen, [...a.sort()]]`, `[[3,1,"gone","gone","gone","gone","gone","gone"],[1,3]]`},
		{b + `class A extends ArrayBuffer {} const a = new A(4, { maxByteLength: 5 }); a.resize(5); return [a.byteLength, a instanceof A]`, `[5,true]`},
		{b + `const c = b.transfer(12), d = c.transferToFixedLength(); return [c.resizable, d.resizable, d.byteLength, b.detached]`, `[true,false,12,true]`},
		{b + `return b.resize(17)`, `RangeError: ArrayBuffer.prototype.resize: Invalid length parameter`},
		{`return new ArrayBuffer(8, { maxByteLength: 4 })`, `RangeError: Invalid array buffer max length`},
		{`const a = new Uint16Array(2); a.set(new Uint8Array(0), 2); return a.length`, `2`},
		{`class B extends BigInt64Array {} return [new B(new BigInt64Array([5n]))[0] === 5n, new B(1) instanceof B]`, `[true,true]`},
	})
}

// A reviver is told how a value was written; see also conformance es/json-source.
func TestReviver(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	vm.Check([][2]string{
		{`return JSON.parse('{"a":1.0,"b":[1,"x"],"__proto__":2}', (k, v, c) => typeof v === "object" ? v : [v, c.source])`, `{"a":[1,"1.0"],"b":[[1,"1"],["x","\"x\""]],"__proto__":[2,"2"]}`},
		{`return JSON.parse("[1,2,3]", function (k, v, c) { if (k === "0") this[1] = 9; return Array.isArray(v) ? v : [v, c.source ?? "none"]; })`, `[[1,"1"],[9,"none"],[3,"3"]]`},
		{`return JSON.parse("[".repeat(2000) + "]".repeat(2000), (k, v) => v)`, `RangeError: Maximum call stack size exceeded`},
	})
}
