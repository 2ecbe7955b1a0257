package es

import (
	"runtime"
	"weak"

	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed weak.js
var weakSource string

var weakScript = jsloop.NewScript("es/weak.js", weakSource)

// installWeak gives WeakRef and FinalizationRegistry Go's weak pointers and
// cleanups: goja's objects are Go's.
func installWeak(l *jsloop.Loop) error {
	load := globals.Once(l, weakScript, map[string]jsloop.Native{
		"make": func(call goja.FunctionCall) goja.Value {
			p := weak.Make(call.Argument(0).(*goja.Object))
			return l.VM().ToValue(func(goja.FunctionCall) goja.Value {
				if o := p.Value(); o != nil {
					return o
				}
				return goja.Undefined()
			})
		},
		"watch": func(call goja.FunctionCall) goja.Value {
			target := call.Argument(0).(*goja.Object)
			f, _ := goja.AssertFunction(call.Argument(1))
			// The cleanup must not hold target, so it holds only what f closes over.
			cleanup := runtime.AddCleanup(target, func(f goja.Callable) {
				l.Post(func() {
					if _, err := l.Call(f, nil); err != nil {
						l.Log().Error("finalization callback", "error", err.Error())
					}
				})
			}, f)
			return l.VM().ToValue(func(goja.FunctionCall) goja.Value {
				cleanup.Stop()
				return goja.Undefined()
			})
		},
	})
	return globals.Lazy(l, l.VM().GlobalObject(), load, "WeakRef", "FinalizationRegistry")
}
