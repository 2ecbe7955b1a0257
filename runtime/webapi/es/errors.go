package es

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// installErrors adds V8's Error.captureStackTrace and stackTraceLimit, which
// libraries call from the constructors of their errors.
func installErrors(l *jsloop.Loop) error {
	vm := l.VM()
	ctor := vm.Get("Error").ToObject(vm)
	if err := globals.Value(ctor, "stackTraceLimit", vm.ToValue(10)); err != nil {
		return err
	}
	return globals.Func(l, ctor, "captureStackTrace", 2, func(call goja.FunctionCall) goja.Value {
		target, ok := call.Argument(0).(*goja.Object)
		if !ok {
			l.ThrowType("Invalid argument")
		}
		if err := globals.Value(target, "stack", vm.ToValue(stackOf(vm, target))); err != nil {
			l.Throw(err)
		}
		return goja.Undefined()
	})
}

const maxFrames = 10

func stackOf(vm *goja.Runtime, target *goja.Object) string {
	var b strings.Builder
	b.WriteString(header(target))
	// The first frame is captureStackTrace itself.
	frames := vm.CaptureCallStack(maxFrames+1, nil)
	for i := 1; i < len(frames); i++ {
		f := frames[i]
		position := f.Position()
		b.WriteString("\n    at ")
		place := position.String()
		if name := f.FuncName(); name != "" && name != "<anonymous>" {
			b.WriteString(name + " (" + place + ")")
		} else {
			b.WriteString(place)
		}
	}
	return b.String()
}

func header(target *goja.Object) string {
	text := func(name, fallback string) string {
		if v := target.Get(name); v != nil && !goja.IsUndefined(v) {
			return v.String()
		}
		return fallback
	}
	name, message := text("name", "Error"), text("message", "")
	switch {
	case message == "":
		return name
	case name == "":
		return message
	}
	return name + ": " + message
}
