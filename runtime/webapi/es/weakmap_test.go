package es_test

import (
	"runtime"
	"testing"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What V8 answers; the keys are of every kind that private fields might refuse.
func TestWeakMap(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	vm.Check([][2]string{
		{`const k = Object.freeze({}), m = new WeakMap([[k, 1]]); return [m.get(k), m.has(k), m.delete(k), m.delete(k), m.has(k), m.get(k)]`, `[1,true,true,false,false,null]`},
		{`const k = new Proxy({}, { has() { throw 1; }, get() { throw 1; } }), m = new WeakMap(); m.set(k, 2); return [m.get(k), m.has(k), m.get({})]`, `[2,true,null]`},
		{`const a = new WeakMap(), b = new WeakMap(), c = new WeakMap(), k = {}; a.set(k, 1); b.set(k, 2); c.set(k, 3); b.set(k, 4); a.delete(k); const d = new WeakMap([[k, 5]]); return [a.has(k), b.get(k), c.get(k), d.get(k), b.delete(k), b.has(k), c.has(k), Reflect.ownKeys(k).length]`, `[false,4,3,5,true,false,true,0]`},
		{`const m = new WeakMap(), s = Symbol("s"); m.set(s, 1).set(Symbol.iterator, 2); return [m.get(s), m.has(s), m.get(Symbol.iterator), m.has(Symbol()), m.delete(s), m.has(s)]`, `[1,true,2,false,true,false]`},
		{`return [1, "a", null, undefined, Symbol.for("x")].map((k) => { const m = new WeakMap(); try { m.set(k, 1); } catch (e) { return e.message + m.has(k) + m.get(k) + m.delete(k); } })`, `["Invalid value used as weak map keyfalseundefinedfalse","Invalid value used as weak map keyfalseundefinedfalse","Invalid value used as weak map keyfalseundefinedfalse","Invalid value used as weak map keyfalseundefinedfalse","Invalid value used as weak map keyfalseundefinedfalse"]`},
		{`const m = new WeakMap(), r = /a/; m.set(r, 7); m.set(m, 8); m.set(function () {}, 9); return [m.get(r), m.get(m), m instanceof WeakMap, m.constructor === WeakMap, String(m), WeakMap.name, WeakMap.length]`, `[7,8,true,true,"[object WeakMap]","WeakMap",0]`},
		{`class M extends WeakMap { set(k, v) { return super.set(k, v + 1); } } const k = {}; return new M([[k, 1]]).get(k)`, `2`},
		{`const m = new WeakMap(), k = {}; return [m.getOrInsert(k, 1), m.getOrInsert(k, 2), m.getOrInsertComputed({}, () => 3)]`, `[1,1,3]`},
		{`return WeakMap()`, `TypeError: Constructor WeakMap requires 'new'`},
	})
}

// A map that lives for ever keeps no entry whose key only the entry's own value
// leads to; nor does a key keep the entries of maps that are gone.
func TestWeakMapReleases(t *testing.T) {
	for name, source := range map[string]string{
		"value leads to key":    `const m = (globalThis.kept ??= new WeakMap()); for (let i = 0; i < 4000; i++) { const k = {}; m.set(k, { k, bulk: new Uint8Array(20000) }); }`,
		"key outlives its maps": `const k = (globalThis.kept ??= {}); for (let i = 0; i < 4000; i++) new WeakMap().set(k, new Uint8Array(globalThis.round === 3 ? 2 : 20000)); globalThis.round = (globalThis.round ?? 0) + 1;`,
	} {
		t.Run(name, func(t *testing.T) {
			vm := webapitest.New(t, es.Class{})
			size := func() uint64 {
				runtime.GC()
				runtime.GC() // cleanups run after the first
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				return m.HeapAlloc
			}
			before := size()
			for range 4 {
				err := vm.Loop.Do(func() error {
					_, err := vm.Loop.VM().RunProgram(goja.MustCompile("t.js", "{"+source+"}", false))
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				runtime.GC()
			}
			if after := size(); after > before+20<<20 {
				t.Errorf("%d MB are held of the 240 or more that were in the maps", (after-before)>>20)
			}
		})
	}
}

func BenchmarkWeakMap(b *testing.B) {
	vm := webapitest.New(b, es.Class{})
	for name, body := range map[string]string{
		"get": `const m = new WeakMap(), k = {}; m.set(k, 1); return (n) => { for (let i = 0; i < n; i++) m.get(k); }`,
		"set": `const m = new WeakMap(); return (n) => { for (let i = 0; i < n; i++) m.set({}, i); }`,
		"has": `const m = new WeakMap(), k = {}; return (n) => { for (let i = 0; i < n; i++) m.has(k); }`,
	} {
		b.Run(name, func(b *testing.B) {
			err := vm.Loop.Do(func() error {
				f, err := vm.Loop.VM().RunString("(() => {" + body + "})()")
				if err != nil {
					return err
				}
				run, _ := goja.AssertFunction(f)
				b.ReportAllocs()
				b.ResetTimer()
				_, err = run(goja.Undefined(), vm.Loop.VM().ToValue(b.N))
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
