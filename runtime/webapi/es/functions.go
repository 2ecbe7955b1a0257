package es

import (
	_ "embed"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/regexp"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed early.js
var earlySource string

var early = jsloop.NewScript("es/early.js", earlySource)

// kinds gives the prototypes of functions that have no name.
var kinds = jsloop.NewScript("es/kinds.js", `(function () { return [async function () {}, function* () {}]; })`)

func installFunctions(l *jsloop.Loop) error {
	vm := l.VM()
	v, err := kinds.Run(l, nil)
	if err != nil {
		return err
	}
	samples := v.ToObject(vm)
	natives := map[string]jsloop.Native{
		"checkEval": func(goja.FunctionCall) goja.Value {
			checkEval(l)
			return goja.Undefined()
		},
	}
	give := func(name string, v goja.Value) { natives[name] = func(goja.FunctionCall) goja.Value { return v } }
	load := globals.Once(l, early, natives)
	part := func(name string) globals.Load { return partOf(l, load, name) }
	function := vm.Get("Function").ToObject(vm)
	for _, kind := range []struct {
		name      string
		prototype *goja.Object
	}{
		{"Function", function.Get("prototype").ToObject(vm)},
		{"Async", samples.Get("0").ToObject(vm).Prototype()},
		{"Generator", samples.Get("1").ToObject(vm).Prototype()},
	} {
		give(kind.name, kind.prototype.Get("constructor"))
		give(strings.ToLower(kind.name)+"Prototype", kind.prototype)
		if err := globals.Lazy(l, kind.prototype, part("of"+kind.name), "constructor"); err != nil {
			return err
		}
	}
	return globals.Lazy(l, vm.GlobalObject(), load, "Function")
}

// installFunctionText makes the text of the platform's functions what V8 shows:
// goja names the Go function behind them.
func installFunctionText(l *jsloop.Loop) error {
	vm := l.VM()
	proto := vm.Get("Function").ToObject(vm).Get("prototype").ToObject(vm)
	native, _ := goja.AssertFunction(proto.Get("toString"))
	return globals.Func(l, proto, "toString", 0, func(call goja.FunctionCall) goja.Value {
		v, err := native(call.This)
		if err != nil {
			globals.Rethrow(l, err)
		}
		if text := v.String(); strings.HasSuffix(text, "{ [native code] }") && strings.Contains(text, "/") {
			name := ""
			if n, ok := call.This.(*goja.Object); ok && goja.IsString(n.Get("name")) {
				name = n.Get("name").String()
			}
			return vm.ToValue("function " + name + "() { [native code] }")
		}
		return v
	})
}

// checkEval throws what workerd throws once a request is being handled. While
// the script starts, compiling strings is allowed (allow_eval_during_startup).
func checkEval(l *jsloop.Loop) {
	if l.Current().ID != "" {
		l.Throw(jsloop.Errorf("EvalError", "Code generation from strings disallowed for this context"))
	}
}

// Started ends the time in which eval is allowed: the host calls it when the
// Worker's top-level code has run. Until then eval is the engine's own, for
// only that one sees the variables around a direct call.
func Started(l *jsloop.Loop) error {
	return globals.Func(l, l.VM().GlobalObject(), "eval", 1, func(call goja.FunctionCall) goja.Value {
		if !goja.IsString(call.Argument(0)) {
			return call.Argument(0)
		}
		l.Throw(jsloop.Errorf("EvalError", "Code generation from strings disallowed for this context"))
		return nil
	})
}

// Precompile readies the script before the first isolate asks for it.
func Precompile() {
	kinds.Compile()
	regexp.Precompile()
}
