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
			if s, ok := call.Argument(0).(*goja.Symbol); ok {
				return weakSymbol(l, s)
			}
			p := weak.Make(call.Argument(0).(*goja.Object))
			return l.VM().ToValue(func(goja.FunctionCall) goja.Value {
				if o := p.Value(); o != nil {
					return o
				}
				return goja.Undefined()
			})
		},
		"watch": func(call goja.FunctionCall) goja.Value {
			f, _ := goja.AssertFunction(call.Argument(1))
			run := func(f goja.Callable) {
				l.Post(func() {
					if _, err := l.Call(f, nil); err != nil {
						l.Log().Error("finalization callback", "error", err.Error())
					}
				})
			}
			// The cleanup must not hold target, so it holds only what f closes over.
			var cleanup runtime.Cleanup
			switch target := call.Argument(0).(type) {
			case *goja.Object:
				cleanup = runtime.AddCleanup(target, run, f)
			case *goja.Symbol:
				cleanup = runtime.AddCleanup(target, run, f)
			}
			return l.VM().ToValue(func(goja.FunctionCall) goja.Value {
				cleanup.Stop()
				return goja.Undefined()
			})
		},
	})
	return globals.Lazy(l, l.VM().GlobalObject(), load, "WeakRef", "FinalizationRegistry")
}

// weakSymbol is the function that gives a symbol back while it is there.
func weakSymbol(l *jsloop.Loop, s *goja.Symbol) goja.Value {
	p := weak.Make(s)
	return l.VM().ToValue(func(goja.FunctionCall) goja.Value {
		if s := p.Value(); s != nil {
			return s
		}
		return goja.Undefined()
	})
}
