package module_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

func newVM(t *testing.T) *webapitest.VM {
	return webapitest.New(t, es.Class{}, events.Class{}, timers.Class{}, module.Class{})
}

func TestUnknownModule(t *testing.T) {
	newVM(t).Check([][2]string{{
		`__w2c_module("node:nope")`,
		`Error: No such module "node:nope". This server does not provide it; w2c convert --server hono runs the Worker on Node.js, which does.`,
	}})
}

func TestWorkersModule(t *testing.T) {
	vm := newVM(t)
	waited := 0
	err := vm.Loop.Do(func() error {
		module.SetEnv(vm.Loop, vm.Loop.VM().ToValue(map[string]any{"A": 1}))
		module.SetWaitUntil(vm.Loop, func(goja.Value) { waited++ })
		module.Define(vm.Loop, "node:path", func() (goja.Value, error) { return vm.Loop.VM().ToValue("mine"), nil })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{
		{`const m = __w2c_module("cloudflare:workers"); return [m.env.A, m.withEnv({ A: 2 }, () => m.env.A), m.env.A]`, "[1,2,1]"},
		{`const { WorkerEntrypoint, RpcTarget } = __w2c_module("cloudflare:workers");
		  class E extends WorkerEntrypoint { hi() { return this.env.A + this.ctx.b } }
		  return [new E({ b: "c" }, { A: 5 }).hi(), Object.keys(new E({}, {})).join(), new RpcTarget() instanceof RpcTarget]`, `["5c","ctx,env",true]`},
		{`__w2c_module("cloudflare:workers").waitUntil(Promise.resolve()); return __w2c_module("node:path")`, "mine"},
	})
	if waited != 1 {
		t.Errorf("waitUntil reached the host %d times", waited)
	}
}

// TestExports: what the modules export is what the compiler lets a Worker import.
func TestExports(t *testing.T) {
	vm := newVM(t)
	for _, name := range []string{"cloudflare:workers", "cloudflare:email", "cloudflare:workflows"} {
		vm.Check([][2]string{{
			`return Object.keys(__w2c_module("` + name + `")).sort().join()`,
			strings.Join(surface.ExportsOf(name), ","),
		}})
	}
}
