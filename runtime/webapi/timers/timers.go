// Package timers is what a Worker knows about time and about itself:
// setTimeout and its kin, queueMicrotask, scheduler, performance, navigator,
// self and reportError.
//
// Clocks run on: workerd freezes them between I/O in Cloudflare's network only,
// not where this host's answers are compared with it.
package timers

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the timers.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "timers" }

//go:embed timers.js
var source string

var script = jsloop.NewScript("timers/timers.js", source)

// Module is the script as an ES module for Node.
func Module() []byte {
	return []byte("// scheduler, performance, navigator and the classes of the global scope, the same\n" +
		"// for every server. scope.ts puts them in place.\nexport default " + source[strings.Index(source, "(function"):])
}

// Install defines the globals in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	t := &timers{l: l, byID: map[int64]*timer{}, due: map[*jsloop.Context][]*timer{}}
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
		{"clearTimeout", t.clear("clearTimeout")},
		{"clearInterval", t.clear("clearInterval")},
		{"queueMicrotask", t.microtask},
		{"reportError", t.reportError},
	} {
		if err := globals.Func(l, global, f.name, 0, globals.OnScope(l, f.fn)); err != nil {
			return err
		}
	}
	if err := globals.Value(global, "self", global); err != nil {
		return err
	}
	if err := globals.Tag(l, global, globals.Scope); err != nil {
		return err
	}
	if err := l.Internals().Set("after", t.anywhere); err != nil {
		return err
	}
	load := globals.Once(l, script, map[string]jsloop.Native{"after": t.after})
	return globals.Lazy(l, global, load,
		"scheduler", "Scheduler", "performance", "Performance", "PerformanceEntry", "PerformanceMark",
		"PerformanceMeasure", "navigator", "Navigator",
		"ServiceWorkerGlobalScope", "WorkerGlobalScope")
}

type timers struct {
	l    *jsloop.Loop
	last int64
	byID map[int64]*timer
	// due holds the timers of each event in the order they must run in.
	due  map[*jsloop.Context][]*timer
	then goja.Callable
	// guarded wraps microtasks; nil until there is one.
	guarded goja.Callable
}

// timer is one call of setTimeout or setInterval.
type timer struct {
	id     int64
	owner  *jsloop.Context
	store  goja.Value // the AsyncLocalStorage of the code that set it
	when   time.Time
	every  time.Duration // of an interval
	repeat bool
	f      goja.Callable
	args   []goja.Value
	stop   func()
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
	var args []goja.Value
	if len(call.Arguments) > 2 {
		args = append(args, call.Arguments[2:]...)
	}
	return t.l.VM().ToValue(t.add(f, delay(call.Argument(1)), repeat, args).id)
}

func (t *timers) add(f goja.Callable, d time.Duration, repeat bool, args []goja.Value) *timer {
	t.last++
	owner := t.l.Current()
	one := &timer{id: t.last, owner: owner, store: owner.Store, f: f, repeat: repeat, every: d, args: args}
	t.byID[one.id] = one
	t.arm(one, d)
	return one
}

// arm puts a timer into its event's queue and asks for a wake-up.
func (t *timers) arm(one *timer, d time.Duration) {
	one.when = time.Now().Add(d)
	queue, known := t.due[one.owner]
	if !known {
		t.forget(one.owner)
	}
	at, _ := slices.BinarySearchFunc(queue, one, func(a, b *timer) int {
		if c := a.when.Compare(b.when); c != 0 {
			return c
		}
		return cmp.Compare(a.id, b.id)
	})
	t.due[one.owner] = slices.Insert(queue, at, one)
	one.stop = t.l.After(d, func() { t.wake(one.owner) })
}

// forget drops the timers of an event when it ends.
func (t *timers) forget(owner *jsloop.Context) {
	context.AfterFunc(owner.Context(), func() {
		t.l.Post(func() {
			for _, one := range t.due[owner] {
				delete(t.byID, one.id)
			}
			delete(t.due, owner)
		})
	})
}

// wake runs the event's earliest timer, which need not be the one that asked:
// wake-ups that are due together arrive in any order, timers run in theirs.
func (t *timers) wake(owner *jsloop.Context) {
	queue := t.due[owner]
	if len(queue) == 0 || queue[0].when.After(time.Now()) {
		return
	}
	one := queue[0]
	t.due[owner] = slices.Delete(queue, 0, 1)
	if one.repeat {
		// Armed first: the callback may clear it. A zero interval would spin.
		t.arm(one, max(one.every, time.Millisecond))
	} else {
		delete(t.byID, one.id)
	}
	saved := owner.Store
	owner.Store = one.store
	if _, err := t.l.Call(one.f, nil, one.args...); err != nil {
		t.uncaught(err)
	}
	owner.Store = saved
}

func (t *timers) clear(name string) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		if t.l.TopLevel() {
			globals.InHandler(t.l)
		}
		if len(call.Arguments) == 0 {
			globals.WrongType(t.l, name, globals.Scope, 1, "JsNumber")
		}
		if id := call.Argument(0).ToFloat(); !math.IsNaN(id) {
			t.cancel(int64(id))
		}
		return goja.Undefined()
	}
}

func (t *timers) cancel(id int64) {
	one, ok := t.byID[id]
	if !ok {
		return
	}
	delete(t.byID, id)
	queue := t.due[one.owner]
	if at := slices.Index(queue, one); at >= 0 {
		t.due[one.owner] = slices.Delete(queue, at, at+1)
	}
	one.stop()
}

// after is setTimeout for our own scripts: after(ms, f) returns the function
// that stops it.
func (t *timers) after(call goja.FunctionCall) goja.Value {
	globals.InHandler(t.l)
	return t.anywhere(call)
}

// anywhere is after for those who may be called in the global scope.
func (t *timers) anywhere(call goja.FunctionCall) goja.Value {
	if t.l.TopLevel() {
		globals.InHandler(t.l)
	}
	f, _ := goja.AssertFunction(call.Argument(1))
	one := t.add(f, delay(call.Argument(0)), false, nil)
	return t.l.VM().ToValue(func(goja.FunctionCall) goja.Value {
		t.cancel(one.id)
		return goja.Undefined()
	})
}

var guardScript = jsloop.NewScript("timers/microtask.js",
	`(function (native) { return (f) => () => { try { f(); } catch (e) { native.report(e); } }; })`)

// guard is a function that calls f and reports what it throws.
func (t *timers) guard(f goja.Value) (goja.Value, error) {
	if t.guarded == nil {
		v, err := guardScript.Run(t.l, map[string]jsloop.Native{"report": func(c goja.FunctionCall) goja.Value {
			t.report(c.Argument(0))
			return goja.Undefined()
		}})
		if err != nil {
			return nil, err
		}
		t.guarded, _ = goja.AssertFunction(v)
	}
	return t.guarded(goja.Undefined(), f)
}

func (t *timers) microtask(call goja.FunctionCall) goja.Value {
	globals.Callback(t.l, call, 0, "queueMicrotask")
	f := call.Argument(0)
	promise, resolve, _ := t.l.VM().NewPromise()
	if err := resolve(goja.Undefined()); err != nil {
		globals.Rethrow(t.l, err)
	}
	// A script calls f: a call from Go would run the jobs that f leaves before
	// those that wait already.
	run, err := t.guard(f)
	if err != nil {
		globals.Rethrow(t.l, err)
	}
	if _, err := t.then(t.l.VM().ToValue(promise), run); err != nil {
		globals.Rethrow(t.l, err)
	}
	return goja.Undefined()
}

func (t *timers) reportError(call goja.FunctionCall) goja.Value {
	if len(call.Arguments) == 0 {
		globals.WrongType(t.l, "reportError", globals.Scope, 1, "Value")
	}
	t.report(call.Argument(0))
	return goja.Undefined()
}

// report tells the global scope of an exception. A timer's goes to the log alone.
func (t *timers) report(reason goja.Value) {
	if err := events.Report(t.l, reason); err != nil {
		globals.Rethrow(t.l, err)
	}
}

func (t *timers) uncaught(err error) {
	t.l.Log().Error("uncaught exception", "error", jsloop.Describe(t.l.Error(err)), "request_id", t.l.Current().ID)
}
