package node_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/node"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

func newVM(t *testing.T) *webapitest.VM {
	t.Helper()
	classes := make([]webapitest.Class, len(webapi.Classes))
	for i, c := range webapi.Classes {
		classes[i] = c
	}
	vm := webapitest.New(t, classes...)
	err := vm.Loop.Do(func() error {
		return node.Configure(vm.Loop, node.Config{
			Compat: compat.Of("2026-07-01", []string{"nodejs_compat"}),
			Env:    func() map[string]string { return map[string]string{"A": "1"} },
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return vm
}

func TestAsyncLocalStorage(t *testing.T) {
	newVM(t).Check([][2]string{
		// two branches interleave at awaits and timers and keep their own store
		{`const { AsyncLocalStorage } = __w2c_module("node:async_hooks");
		  const a = new AsyncLocalStorage(), seen = [];
		  const branch = (name) => a.run(name, async () => {
		    seen.push(a.getStore()); await 0; seen.push(a.getStore());
		    await new Promise((r) => setTimeout(() => { seen.push(a.getStore()); r() }, 5)); seen.push(a.getStore()) });
		  await Promise.all([branch("x"), branch("y")]);
		  return [seen.join(""), a.getStore() === undefined]`, `["xyxyxxyy",true]`},
		{`const { AsyncLocalStorage, AsyncResource } = __w2c_module("node:async_hooks");
		  const a = new AsyncLocalStorage(), b = new AsyncLocalStorage();
		  const bound = a.run(1, () => b.run(2, () => AsyncLocalStorage.bind(() => [a.getStore(), b.getStore()])));
		  const r = a.run(3, () => new AsyncResource("T"));
		  return [bound(), a.run(9, bound), r.runInAsyncScope(() => a.getStore()), a.run(4, () => a.exit(() => a.getStore())) === undefined]`,
			`[[1,2],[1,2],3,true]`},
		{`const { AsyncLocalStorage } = __w2c_module("node:async_hooks"); return new AsyncLocalStorage().enterWith(7)`,
			"Error: asyncLocalStorage.enterWith() is not implemented"},
	})
}
