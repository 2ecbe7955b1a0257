package es

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed errors.js
var errorsSource string

// callSites makes what Error.prepareStackTrace gets.
var callSites = jsloop.NewScript("es/errors.js", errorsSource)

// StackName is the hidden global that reads error.stack for the Worker's script.
// The engine writes that property by itself and in its own form, so the passes
// over the script send every reading of it through here.
const StackName = "__w2c_stack"

// installErrors adds V8's stack API: Error.captureStackTrace, stackTraceLimit and
// prepareStackTrace, and the form of error.stack.
// https://v8.dev/docs/stack-trace-api
func installErrors(l *jsloop.Loop) error {
	vm := l.VM()
	e := &errorStacks{l: l, ctor: vm.Get("Error").ToObject(vm), sites: globals.Once(l, callSites, nil)}
	// Unlike other built-ins of Error, this one can be enumerated.
	if err := e.ctor.Set("stackTraceLimit", jsloop.DefaultStackLimit); err != nil {
		return err
	}
	text := func(call goja.FunctionCall) goja.Value { return e.text(call.Argument(0)) }
	if err := globals.Value(vm.GlobalObject(), StackName, globals.NewFunc(l, StackName, 1, e.read)); err != nil {
		return err
	}
	if err := l.Internals().Set("stackText", text); err != nil {
		return err
	}
	return globals.Func(l, e.ctor, "captureStackTrace", 2, e.capture)
}

type errorStacks struct {
	l     *jsloop.Loop
	ctor  *goja.Object
	sites globals.Load
}

func (e *errorStacks) limit() int {
	v := e.ctor.Get("stackTraceLimit")
	if v == nil {
		return 0
	}
	switch v.ExportType().Kind().String() {
	case "int64", "float64":
		return int(v.ToInteger())
	}
	return 0 // V8 writes no frames when it is no number
}

// read is the value of v.stack.
func (e *errorStacks) read(call goja.FunctionCall) goja.Value {
	o, ok := call.Argument(0).(*goja.Object)
	if !ok {
		v := call.Argument(0)
		if goja.IsUndefined(v) || goja.IsNull(v) {
			e.l.ThrowType("Cannot read properties of %s (reading 'stack')", v.String())
		}
		o = v.ToObject(e.l.VM())
	}
	v := o.Get("stack")
	if v == nil {
		return goja.Undefined()
	}
	if goja.IsString(v) && o.ClassName() == "Error" {
		return e.text(v)
	}
	return v
}

func (e *errorStacks) text(v goja.Value) goja.Value {
	if !goja.IsString(v) {
		return v
	}
	was := v.String()
	if now := jsloop.Stack(was, e.limit()); now != was {
		return e.l.VM().ToValue(now)
	}
	return v
}

// capture is Error.captureStackTrace(target, above): frames down to and with the
// function above are left out.
func (e *errorStacks) capture(call goja.FunctionCall) goja.Value {
	target, ok := call.Argument(0).(*goja.Object)
	if !ok {
		e.l.ThrowType("invalid_argument")
	}
	frames := e.l.Frames(e.limit() + 32)
	if above, ok := call.Argument(1).(*goja.Object); ok {
		name := ""
		if n := above.Get("name"); n != nil {
			name = n.String()
		}
		for i, f := range frames {
			if name != "" && f.Function == name {
				frames = frames[i+1:]
				break
			}
		}
	}
	frames = frames[:min(len(frames), e.limit())]
	var v goja.Value
	if prepare, ok := goja.AssertFunction(e.ctor.Get("prepareStackTrace")); ok {
		v = e.prepared(prepare, target, frames)
	} else {
		text := header(target)
		for _, f := range frames {
			text += "\n    " + f.String()
		}
		v = e.l.VM().ToValue(text)
	}
	if err := globals.Value(target, "stack", v); err != nil {
		e.l.Throw(err)
	}
	return goja.Undefined()
}

func (e *errorStacks) prepared(prepare goja.Callable, target *goja.Object, frames []jsloop.Frame) goja.Value {
	vm := e.l.VM()
	parts, err := e.sites()
	if err != nil {
		e.l.Throw(err)
	}
	site, _ := goja.AssertFunction(parts.Get("site"))
	list := make([]any, len(frames))
	for i, f := range frames {
		list[i], err = site(goja.Undefined(), vm.ToValue(f.Function), vm.ToValue(f.File), vm.ToValue(f.Line), vm.ToValue(f.Column), vm.ToValue(f.String()[len("at "):]))
		if err != nil {
			globals.Rethrow(e.l, err)
		}
	}
	v, err := prepare(e.ctor, target, vm.NewArray(list...))
	if err != nil {
		globals.Rethrow(e.l, err)
	}
	return v
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
