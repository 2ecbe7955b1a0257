package es

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/regex"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed early.js
var earlySource string

var early = jsloop.NewScript("es/early.js", earlySource)

func installRegExp(l *jsloop.Loop) error {
	_, err := early.Run(l, map[string]jsloop.Native{
		"translate": func(call goja.FunctionCall) goja.Value {
			pattern, flags, err := regex.Translate(call.Argument(0).String(), call.Argument(1).String())
			if err != nil {
				l.Throw(jsloop.Errorf("SyntaxError", "%s", err.Error()))
			}
			return l.VM().NewArray(pattern, flags)
		},
		"checkEval": func(goja.FunctionCall) goja.Value {
			checkEval(l)
			return goja.Undefined()
		},
	})
	return err
}

// checkEval throws what workerd throws once a request is being handled. While
// the script starts, compiling strings is allowed (allow_eval_during_startup).
func checkEval(l *jsloop.Loop) {
	if l.Current().ID != "" {
		l.Throw(jsloop.Errorf("EvalError", "Code generation from strings disallowed for this context"))
	}
}

func installEval(l *jsloop.Loop) error {
	vm := l.VM()
	native, _ := goja.AssertFunction(vm.Get("eval"))
	return globals.Func(l, vm.GlobalObject(), "eval", 1, func(call goja.FunctionCall) goja.Value {
		if !goja.IsString(call.Argument(0)) {
			return call.Argument(0)
		}
		checkEval(l)
		v, err := native(call.This, call.Arguments...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	})
}

// Precompile readies the script before the first isolate asks for it.
func Precompile() { early.Compile() }
