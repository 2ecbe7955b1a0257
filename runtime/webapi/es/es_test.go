package es_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What V8 answers.
func TestLanguage(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	if err := vm.Loop.Do(func() error { return es.Started(vm.Loop) }); err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{
		{`return typeof Symbol.asyncIterator + String(Symbol.dispose)`, "symbolSymbol(Symbol.dispose)"},
		{`return Object.groupBy([1,2,3], (x) => x % 2 ? "odd" : "even")`, `{"odd":[1,3],"even":[2]}`},
		{`return [...Map.groupBy([1,2,3], (x) => x % 2).entries()]`, `[[1,[1,3]],[0,[2]]]`},
		{`return Array.fromAsync([1, Promise.resolve(2)], (x) => x * 2)`, `[2,4]`},
		{`return Array.fromAsync({ length: 2, 0: "a", 1: "b" })`, `["a","b"]`},
		{`return Array.fromAsync({ [Symbol.asyncIterator]() { let i = 0; return { next: async () => ({ done: i > 1, value: i++ }) }; } })`, `[0,1]`},
		{`const p = Promise.withResolvers(); p.resolve(4); return p.promise`, `4`},
		{`return Promise.try((a) => a + 1, 2)`, `3`},
		{`return Promise.try(() => { throw new Error("x"); })`, `Error: x`},
		{`return ["ab".isWellFormed(), "a\uD800".isWellFormed(), "a\uD800b".toWellFormed()]`, "[true,false,\"a\uFFFDb\"]"},
		{`return [1,2,3,4].values().filter((x) => x % 2).map((x) => x * 10).toArray()`, `[10,30]`},
		{`return [1,2,3,4].values().drop(1).take(2).toArray()`, `[2,3]`},
		{`return [1,2].values().flatMap((x) => [x, x]).toArray()`, `[1,1,2,2]`},
		{`return [[1,2].values().reduce((a, b) => a + b), [1,2].values().some((x) => x > 1), [1,2].values().every((x) => x > 1), [1,2].values().find((x) => x > 1)]`, `[3,true,false,2]`},
		{`let closed = 0; const it = { next: () => ({ value: 1 }), return: () => { closed++; return {}; }, __proto__: Iterator.prototype }; it.take(2).toArray(); it.find(() => true); return closed`, `2`},
		{`return [Iterator.from({ next: () => ({ done: true }) }) instanceof Iterator, new Map().keys() instanceof Iterator]`, `[true,true]`},
		{`return Iterator.concat([1], new Set([2])).toArray()`, `[1,2]`},
		{`class A extends Iterator {} ; return new A() instanceof Iterator`, `true`},
		{`return new Iterator()`, `TypeError: Abstract class Iterator not directly constructable`},
		{`const m = new Map(); return [m.getOrInsert("a", 1), m.getOrInsertComputed("a", () => 2)]`, `[1,1]`},
		{`const o = {}; Error.captureStackTrace(o); return typeof o.stack`, `string`},
		{`const o = {}; o.__defineGetter__("x", () => 5); return [o.x, typeof o.__lookupGetter__("x")]`, `[5,"function"]`},
		{`const a = new Uint8Array([1,2,3]).buffer; const b = a.transfer(); return [a.detached, a.byteLength, b.byteLength, b.transfer(5).byteLength]`, `[true,0,3,5]`},
		{`return [...Uint8Array.from("123")]`, `[1,2,3]`},
		{`const r = new WeakRef({ a: 1 }); return r.deref().a`, `1`},
		{`return RegExp.escape("a.b-c")`, `\x61\.b\x2dc`},
		{`return Math.sumPrecise([0.1, 0.2, 1e308, -1e308])`, `0.30000000000000004`},
		{`return [Math.f16round(1.337), Math.f16round(65520)]`, `[1.3369140625,null]`},
		{`const s = new DisposableStack(); let n = []; s.defer(() => n.push(1)); s.defer(() => n.push(2)); s.dispose(); return n`, `[2,1]`},
		{`return new SuppressedError(1, 2, "m").message`, `m`},
		{`return Object.getOwnPropertyNames(Object.prototype).length > 0 && Object.keys(Object.prototype).length`, `0`},
		{`return [Object.groupBy.name, Object.groupBy.length, "repeat" in String.prototype && "".repeat.name]`, `["groupBy",2,"repeat"]`},
		{`return new RegExp("^\\p{L}+$", "u").test("é")`, `true`},
		{`return [RegExp("a") instanceof RegExp, /a/.constructor === RegExp, new RegExp(/x/g).flags, RegExp(/x/) instanceof RegExp]`, `[true,true,"g",true]`},
		{`const x = /a/g; const y = new RegExp("b", "g"); y.lastIndex = 5; return [RegExp(x) === x, new RegExp(x) === x, new RegExp("b", "g").lastIndex, RegExp("c").source, new RegExp(undefined).source, new RegExp(5).test("5")]`, `[true,false,0,"c","(?:)",true]`},
		{`class R extends RegExp { hi() { return 1; } }; const r = new R("a", "g"); return [r.hi(), r.test("a"), r instanceof R]`, `[1,true,true]`},
		{`return "a1b2".split(new RegExp("\\d"))`, `["a","b",""]`},
	})
}

// Texts observed from workerd.
func TestGuards(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	if err := vm.Loop.Do(func() error { return es.Started(vm.Loop) }); err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{
		{`return eval("1")`, `EvalError: Code generation from strings disallowed for this context`},
		{`return new Function("return 1")`, `EvalError: Code generation from strings disallowed for this context`},
		{`return (async () => {}).constructor("return 1")`, `EvalError: Code generation from strings disallowed for this context`},
		{`return (() => {}).constructor("return 1")`, `EvalError: Code generation from strings disallowed for this context`},
		{`return [eval(5), (() => {}) instanceof Function, typeof Function.prototype.call]`, `[5,true,"function"]`},
		{`return "a".repeat(2 ** 40)`, `RangeError: Invalid string length`},
		{`return "a".repeat(-1)`, `RangeError: Invalid count value: -1`},
		{`return new Uint8Array(-1)`, `RangeError: Invalid typed array length: -1`},
		{`return "a".padStart(2 ** 40)`, `RangeError: Invalid string length`},
		{`return "a".padEnd(Infinity)`, `RangeError: Invalid string length`},
		{`return new ArrayBuffer(2 ** 50)`, `RangeError: Array buffer allocation failed`},
		{`return new Uint8Array(2 ** 40)`, `RangeError: Invalid typed array length: 1099511627776`},
		{`return new Float64Array(2 ** 30)`, `RangeError: Invalid typed array length: 1073741824`},
		{`return new Array(2 ** 32 - 1).fill(0)`, `RangeError: Invalid array length`},
		{`return new Array(2 ** 32 - 1).join("x")`, `RangeError: Invalid string length`},
		{`return String(new Array(2 ** 32 - 1))`, `RangeError: Invalid string length`},
		{`return new Array(3).fill(1).join("-") + "ab".repeat(2) + "x".padStart(3)`, `1-1-1abab  x`},
		{`class B extends Uint8Array { get x() { return this.length; } }; const b = new B(4); return [b.x, b instanceof B, b instanceof Uint8Array, b.subarray(1) instanceof B]`, `[4,true,true,true]`},
		{`const u = new Uint8Array([1,2]); return [u.constructor === Uint8Array, u.slice(1)[0], Uint8Array.name, Uint8Array.length, Uint8Array.BYTES_PER_ELEMENT, new Uint8Array(u.buffer, 1).length, Uint8Array.of(1,2).length, ArrayBuffer.isView(u), u.map((x) => x + 1)[1]]`, `[true,2,"Uint8Array",3,1,1,2,true,3]`},
		{`return [Object.getPrototypeOf(Int8Array) === Object.getPrototypeOf(Uint8Array), Uint8Array.fromBase64("AQI=").length]`, `[true,2]`},
	})
}

func TestEvalAtStartup(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	err := vm.Loop.Do(func() error {
		v, err := vm.Loop.VM().RunString(`eval("1+1") + new Function("a", "return a")(3)`)
		if err == nil && v.ToInteger() != 5 {
			t.Errorf("got %v", v)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFinalization(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	vm.Eval(`globalThis.gone = []; const r = new FinalizationRegistry((x) => gone.push(x)); globalThis.keep = r; for (let i = 0; i < 50; i++) r.register({}, "it")`)
	for range 50 {
		runtime.GC()
		if got := vm.Eval(`return gone`); strings.Contains(got, "it") {
			return
		}
	}
	t.Error("the callback did not run")
}
