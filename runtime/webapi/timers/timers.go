// Package timers is what a Worker knows about time and about itself:
// setTimeout and its kin, queueMicrotask, scheduler, performance, navigator,
// self and reportError.
//
// Clocks run on: workerd freezes them between I/O in Cloudflare's network only,
// not where this host's answers are compared with it.
package timers

import (
	_ "embed"
	"math"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the timers.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "timers" }

//go:embed timers.js
var source string

var script = jsloop.NewScript("timers/timers.js", source)

// Install defines the globals in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	t := &timers{l: l, stop: map[int64]func(){}}
	vm := l.VM()
	global := vm.GlobalObject()
	promise := vm.Get("Promise").ToObject(vm).Get("prototype").ToObject(vm)
	t.then, _ = goja.AssertFunction(promise.Get("then"))

	for _, f := range []struct {
		name string
		fn   jsloop.Native
	}{
		{"setTimeout", func(call goja.FunctionCall) goja.Value { return t.set("setTimeout", call, false) }},
		{"setInterval", func(call goja.FunctionCall) goja.Value { return t.set("setInterval", call, true) }},
		{"clearTimeout", t.clear},
		{"clearInterval", t.clear},
		{"queueMicrotask", t.microtask},
		{"reportError", t.report},
	} {
		if err := globals.Func(l, global, f.name, 0, f.fn); err != nil {
			return err
		}
	}
	if err := globals.Value(global, "self", global); err != nil {
		return err
	}
	load := globals.Once(l, script, map[string]jsloop.Native{"after": t.after})
	return globals.Lazy(l, global, load,
		"scheduler", "Scheduler", "performance", "Performance", "navigator", "Navigator",
		"ServiceWorkerGlobalScope", "WorkerGlobalScope")
}

type timers struct {
	l    *jsloop.Loop
	last int64
	stop map[int64]func()
	then goja.Callable
}

// delay reads a number of milliseconds as browsers do: nonsense is 0, and what
// does not fit 32 bits is 0 too.
func delay(v goja.Value) time.Duration {
	ms := v.ToFloat()
	if math.IsNaN(ms) || ms < 0 || ms > math.MaxInt32 {
		return 0
	}
	return time.Duration(math.Trunc(ms)) * time.Millisecond
}

func (t *timers) set(name string, call goja.FunctionCall, repeat bool) goja.Value {
	f := globals.Callback(t.l, call, 0, name)
	globals.InHandler(t.l)
	d := delay(call.Argument(1))
	var args []goja.Value
	if len(call.Arguments) > 2 {
		args = append(args, call.Arguments[2:]...)
	}
	t.last++
	id := t.last
	var fire func()
	fire = func() {
		if repeat {
			// Armed first: the callback may clear it. A zero interval would spin.
			t.stop[id] = t.l.After(max(d, time.Millisecond), fire)
		} else {
			delete(t.stop, id)
		}
		if _, err := t.l.Call(f, nil, args...); err != nil {
			t.uncaught(err)
			if t.l.Fatal(err) {
				return
			}
		}
		if repeat && t.l.Current().Context().Err() != nil {
			t.cancel(id)
		}
	}
	t.stop[id] = t.l.After(d, fire)
	return t.l.VM().ToValue(id)
}

func (t *timers) clear(call goja.FunctionCall) goja.Value {
	if v := call.Argument(0); !goja.IsUndefined(v) && !goja.IsNull(v) {
		if id := v.ToFloat(); !math.IsNaN(id) {
			t.cancel(int64(id))
		}
	}
	return goja.Undefined()
}

func (t *timers) cancel(id int64) {
	if stop, ok := t.stop[id]; ok {
		delete(t.stop, id)
		stop()
	}
}

// after is setTimeout for our own scripts: after(ms, f) returns the function
// that stops it.
func (t *timers) after(call goja.FunctionCall) goja.Value {
	globals.InHandler(t.l)
	f, _ := goja.AssertFunction(call.Argument(1))
	stop := t.l.After(delay(call.Argument(0)), func() {
		if _, err := t.l.Call(f, nil); err != nil {
			t.uncaught(err)
		}
	})
	return t.l.VM().ToValue(func(goja.FunctionCall) goja.Value {
		stop()
		return goja.Undefined()
	})
}

func (t *timers) microtask(call goja.FunctionCall) goja.Value {
	f := globals.Callback(t.l, call, 0, "queueMicrotask")
	promise, resolve, _ := t.l.VM().NewPromise()
	if err := resolve(goja.Undefined()); err != nil {
		globals.Rethrow(t.l, err)
	}
	run := t.l.VM().ToValue(func(goja.FunctionCall) goja.Value {
		if _, err := t.l.Call(f, nil); err != nil {
			t.uncaught(err)
			if t.l.Fatal(err) {
				panic(err)
			}
		}
		return goja.Undefined()
	})
	if _, err := t.then(t.l.VM().ToValue(promise), run); err != nil {
		globals.Rethrow(t.l, err)
	}
	return goja.Undefined()
}

func (t *timers) report(call goja.FunctionCall) goja.Value {
	if len(call.Arguments) == 0 {
		globals.WrongType(t.l, "reportError", globals.Scope, 1, "JsValue")
	}
	t.uncaught(&jsloop.Thrown{Value: call.Argument(0)})
	return goja.Undefined()
}

func (t *timers) uncaught(err error) {
	t.l.Log().Error("uncaught exception", "error", jsloop.Describe(t.l.Error(err)), "request_id", t.l.Current().ID)
}
