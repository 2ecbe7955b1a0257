package es_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What V8 answers; test262 has more of it. A version of goja with other structs
// fails here at the first row.
func TestFloat16Array(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	vm.Check([][2]string{
		{`return [...new Float16Array([1.337, 65504, 65519, 65520, -1e-8, 2 ** -24, 2 ** -25, "7", null])].map(String)`,
			`["1.3369140625","65504","65504","Infinity","0","5.960464477539063e-8","0","7","0"]`},
		{`const a = new Float16Array([-0, NaN, undefined]); return [Object.is(a[0], -0), a[1] !== a[1], a.includes(NaN), a.indexOf(NaN), a.includes(0), new Float16Array([1.337]).includes(1.337)]`,
			`[true,true,true,-1,true,false]`},
		{`const a = new Float16Array(3); a[1] = 1.5; a.fill(2, 2); return [a.length, a.byteLength, [...new Uint8Array(a.buffer)], a.constructor === Float16Array, Object.prototype.toString.call(a)]`,
			`[3,6,[0,0,0,62,0,64],true,"[object Float16Array]"]`},
		{`const a = Float16Array.from([3, NaN, -0, 0, 1]).sort(); return [...a].map((x) => Object.is(x, -0) ? "-0" : String(x))`, `["-0","0","1","3","NaN"]`},
		{`const a = Float16Array.of(1, 2, 3); return [a.map((x) => x / 3).constructor.name, [...a.subarray(1)], [...a.slice(-1)], [...a.with(0, 9)], [...new Float32Array(a)], [...new Float16Array(new Float64Array([0.1]))]]`,
			`["Float16Array",[2,3],[3],[9,2,3],[1,2,3],[0.0999755859375]]`},
		{`class A extends Float16Array { x = 1 } const a = new A(new Set([5])); return [a instanceof A, a instanceof Float16Array, a[0], a.x, A.BYTES_PER_ELEMENT, a.subarray(0) instanceof A]`, `[true,true,5,1,2,true]`},
		{`const b = new ArrayBuffer(8, { maxByteLength: 16 }), a = new Float16Array(b, 2); a[2] = 1.5; b.resize(12); return [a.length, a[2], a.at(-1), new Float16Array(b, 0, 2).length, [...a.map((x) => x)]]`, `[5,1.5,0,2,[0,0,1.5,0,0]]`},
		{`return new Float16Array(new BigInt64Array(1))`, `TypeError: Cannot mix BigInt and other types, use explicit conversions`},
		{`return new Float16Array(new ArrayBuffer(8), 1)`, `RangeError: start offset of Float16Array should be a multiple of 2`},
		{`return new Float16Array(new ArrayBuffer(3))`, `RangeError: byte length of Float16Array should be a multiple of 2`},
		{`return new Float16Array(-1)`, `RangeError: Invalid typed array length: -1`},
		{`const d = Object.getOwnPropertyDescriptor(globalThis, "Float16Array"); return [d.writable, d.enumerable, d.configurable, Float16Array.length, Object.getPrototypeOf(Float16Array) === Object.getPrototypeOf(Int8Array)]`, `[true,false,true,3,true]`},
	})
}
