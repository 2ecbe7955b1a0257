package es_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// The traps of a function's proxy keep their arguments while other calls use the
// stack, and see what the specification says they see.
func TestProxyOfFunction(t *testing.T) {
	vm := webapitest.New(t, es.Class{})
	const stack = `const deep = (n) => n ? deep(n - 1, n, n, n) : 0; deep(50); const k = (a) => a; const use = () => { k(k, k, k); k(1, k, k(k, 2, 3)); };`
	vm.Check([][2]string{
		{stack + `const p = new Proxy(() => {}, { apply: (t, self, args) => args }); const a = p({ x: 1 }, 2); use(); return a`, `[{"x":1},2]`},
		{stack + `const p = new Proxy(class {}, { construct: (t, args) => args }); const a = new p({ x: 1 }, 2); use(); return a`, `[{"x":1},2]`},
		{stack + `const { proxy, revoke } = Proxy.revocable(() => {}, { apply: (t, self, args) => args }); const a = proxy({ x: 1 }); use(); revoke(); try { proxy() } catch (e) { return [a, e.name] }`, `[[{"x":1}],"TypeError"]`},
		{`const h = Object.freeze({ apply(t, self, args) { return [this === h, self.n, args.length, Array.isArray(args)] } }); const p = new Proxy(() => {}, h); return { n: 5, p }.p(1)`, `[true,5,1,true]`},
		{`const f = function () {}; const h = { get(t, key, r) { return [this === h, t === f, key, r === p] } }; const p = new Proxy(f, h); return p.x`, `[true,true,"x",true]`},
		{`class B {} class A { constructor() { this.t = new.target } } const p = new Proxy(A, {}); return [new p().t === p, Reflect.construct(p, [], B).t === B, new p() instanceof A, class extends p {}.name]`, `[true,true,true,""]`},
		{`const h = {}; const p = new Proxy(() => 1, h); const a = p(); h.apply = () => 2; return [a, p()]`, `[1,2]`},
		{`try { new Proxy(() => 1, { apply: 5 })() } catch (e) { return e.name }`, `TypeError`},
		{`return [typeof Proxy, Proxy.name, Proxy.length, "prototype" in Proxy, Proxy.revocable.name, new Proxy([1], {}).length]`, `["function","Proxy",2,false,"revocable",1]`},
		{`return new Proxy({}, null)`, `TypeError: Cannot create proxy with a non-object as target or handler`},
		{`return [RegExp("a") instanceof RegExp, new (class { constructor() { this.r = RegExp("a", "i") } })().r.test("A")]`, `[true,true]`},
	})
}
