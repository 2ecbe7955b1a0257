package timers_test

import (
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

func TestTimers(t *testing.T) {
	webapitest.New(t, es.Class{}, events.Class{}, timers.Class{}).Check([][2]string{
		{`return new Promise((r) => setTimeout(r, 1, "a"))`, `a`},
		{`return new Promise((r) => { let n = 0; const id = setInterval(() => { if (++n === 3) { clearInterval(id); r(n); } }, 1); })`, `3`},
		{`let hit = 0; clearTimeout(setTimeout(() => hit++, 1)); await scheduler.wait(10); return hit`, `0`},
		{`const order = []; setTimeout(() => order.push(2), 2); setTimeout(() => order.push(1), 0); queueMicrotask(() => order.push(0)); await scheduler.wait(20); return order`, `[0,1,2]`},
		{`return setTimeout()`, `TypeError: Failed to execute 'setTimeout' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'function'.`},
		{`return queueMicrotask(5)`, `TypeError: Failed to execute 'queueMicrotask' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'function'.`},
		{`const order = []; for (let i = 0; i < 50; i++) setTimeout(() => { order.push(i); Promise.resolve().then(() => order.push("m")); }, 3); await scheduler.wait(30); return order.length === 100 && order.every((x, i) => x === (i % 2 ? "m" : i / 2))`, `true`},
		{`const order = []; const a = setTimeout(() => order.push("a"), 5), b = setTimeout(() => { order.push("b"); clearTimeout(c); }, 6), c = setTimeout(() => order.push("c"), 7); setTimeout(() => order.push("d"), 8); clearTimeout(a); await scheduler.wait(40); return order`, `["b","d"]`},
		{`return clearTimeout()`, `TypeError: Failed to execute 'clearTimeout' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'JsNumber'.`},
		{`return typeof setTimeout(() => {}, 0)`, `number`},
		{`clearTimeout(undefined); clearTimeout("x"); clearTimeout(99); return 1`, `1`},
		{`return scheduler.wait()`, `TypeError: Failed to execute 'wait' on 'Scheduler': parameter 1 is not of type 'number'.`},
		{`return reportError()`, `TypeError: Failed to execute 'reportError' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Value'.`},
		{`return [performance.timeOrigin, Math.abs(performance.now() - Date.now()) < 5, navigator.userAgent, self === globalThis, globalThis instanceof ServiceWorkerGlobalScope]`, `[0,true,"Cloudflare-Workers",true,true]`},
		{`return [setTimeout.name, Object.keys(globalThis).includes("setTimeout")]`, `["setTimeout",false]`},
	})
}

func TestUncaught(t *testing.T) {
	vm := webapitest.New(t, es.Class{}, events.Class{}, timers.Class{})
	vm.Eval(`setTimeout(() => { throw new Error("late"); }); queueMicrotask(() => { throw new Error("soon"); }); reportError(new Error("said")); await scheduler.wait(10)`)
	for _, want := range []string{"late", "soon", "said"} {
		if !strings.Contains(vm.Log.String(), want) {
			t.Errorf("%q is not in the log: %s", want, vm.Log)
		}
	}
}

func TestGlobalScope(t *testing.T) {
	vm := webapitest.New(t, timers.Class{})
	err := vm.Loop.Do(func() error {
		_, err := vm.Loop.VM().RunString(`setTimeout(() => {}, 1)`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "Disallowed operation called within global scope") {
		t.Errorf("got %v", err)
	}
}
