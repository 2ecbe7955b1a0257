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

// Every module that a Worker may import loads, and gives the same object twice.
func TestModulesLoad(t *testing.T) {
	vm := newVM(t)
	vm.Check([][2]string{
		{`const bad = []; const { builtinModules } = __w2c_module("node:module");
		  for (const n of builtinModules) { try { if (__w2c_module("node:" + n) !== __w2c_module("node:" + n)) bad.push(n) } catch (e) { bad.push(n + ": " + e.message) } }
		  return [builtinModules.length > 60, bad]`, `[true,[]]`},
		{`return __w2c_module("node:internal/errors")`,
			`Error: No such module "node:internal/errors". This server does not provide it; w2c convert --server hono runs the Worker on Node.js, which does.`},
	})
}

func TestProcessEnv(t *testing.T) {
	newVM(t).Check([][2]string{
		{`process.env.B = 2; return [process.env.A, process.env.B, typeof Buffer, global === globalThis]`, `["1","2","function",true]`},
		{`try { process.exit(3) } catch (e) { return e.message }`, "The Node.js process.exit(3) API was called. Canceling the request."},
	})
}

// Files in /tmp belong to one event.
func TestFiles(t *testing.T) {
	vm := newVM(t)
	vm.Check([][2]string{
		{`const fs = __w2c_module("node:fs"); fs.writeFileSync("/tmp/a", "x"); return fs.readFileSync("/tmp/a", "utf8")`, "x"},
		{`return __w2c_module("node:fs").existsSync("/tmp/a")`, "false"},
		{`try { __w2c_module("node:fs").writeFileSync("/etc", "x") } catch (e) { return e.code }`, "EPERM"},
		{`const fs = __w2c_module("node:fs"); const fd = fs.openSync("/tmp/big", "w"); try { fs.ftruncateSync(fd, 2 ** 40) } catch (e) { return e.name }`, "RangeError"},
	})
}
