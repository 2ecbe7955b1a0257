package jsloop

import (
	"context"
	"reflect"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// Settle turns a result into a JS value, on the loop's goroutine. Nil means undefined.
type Settle func() (goja.Value, error)

// Async runs work on a goroutine and returns a promise for what its Settle
// makes. The operation counts for the current context and work's ctx ends with
// it. what names the operation in logs. An error of either function rejects
// the promise with l.Error(err). When the event ends first, the promise stays
// pending: no code of an event runs after its end.
func (l *Loop) Async(what string, work func(ctx context.Context) (Settle, error)) goja.Value {
	owner, store := l.Current(), l.Current().Store
	promise, resolve, reject := l.vm.NewPromise()
	end := owner.Begin()
	ctx := owner.Context()
	go func() {
		settle, err := l.protect(what, ctx, work)
		posted := l.PostIn(l.of(owner), func() {
			// The operation ends behind the reactions it wakes, so that a chain of
			// operations never looks idle between two links.
			defer l.Defer(end)
			if owner.Ended() {
				return
			}
			owner.Store = store
			var v goja.Value
			if err == nil && settle != nil {
				v, err = settle()
			}
			if err != nil {
				l.settle(reject, l.Error(err))
				return
			}
			if v == nil {
				v = goja.Undefined()
			}
			l.settle(resolve, v)
		})
		if !posted {
			end()
		}
	}()
	return l.vm.ToValue(promise)
}

// of is ctx as tasks carry it: nil for top-level code.
func (l *Loop) of(ctx *Context) *Context {
	if ctx == l.global {
		return nil
	}
	return ctx
}

// Promise returns a promise and the functions that settle it. They must be
// called on the loop's goroutine.
func (l *Loop) Promise() (promise goja.Value, resolve func(any), reject func(error)) {
	p, res, rej := l.vm.NewPromise()
	return l.vm.ToValue(p),
		func(v any) { l.settle(res, v) },
		func(err error) { l.settle(rej, l.Error(err)) }
}

func (l *Loop) settle(f func(any) error, v any) {
	if err := f(v); err != nil && !l.Fatal(err) {
		l.log.Error("settle promise", "error", err.Error())
	}
}

// Call calls a JS function on the loop's goroutine and retires the VM when the
// call leaves it unusable. At the top of a task the promise jobs it queued have
// run when it returns.
func (l *Loop) Call(f goja.Callable, this goja.Value, args ...goja.Value) (goja.Value, error) {
	if this == nil {
		this = goja.Undefined()
	}
	v, err := f(this, args...)
	if err != nil {
		l.Fatal(err)
	}
	return v, err
}

// promiseFunctions are taken before a script can change them.
type promiseFunctions struct {
	class         goja.Value
	resolve, then goja.Callable
}

var promiseType = reflect.TypeFor[*goja.Promise]()

func capturePromise(vm *goja.Runtime) promiseFunctions {
	class := vm.Get("Promise").(*goja.Object)
	resolve, _ := goja.AssertFunction(class.Get("resolve"))
	then, _ := goja.AssertFunction(class.Get("prototype").(*goja.Object).Get("then"))
	return promiseFunctions{class, resolve, then}
}

// Settled is what v comes to when that is known already: v itself when it is no
// thenable, the result of a promise that was fulfilled. Otherwise ask Watch. It
// must be called at the top of a task.
func (l *Loop) Settled(v goja.Value) (result goja.Value, ok bool) {
	o, isObject := v.(*goja.Object)
	if !isObject {
		return v, v != nil
	}
	if o.ExportType() == promiseType {
		p := o.Export().(*goja.Promise)
		return p.Result(), p.State() == goja.PromiseStateFulfilled
	}
	var then goja.Value
	if ex := l.vm.Try(func() { then = o.Get("then") }); ex != nil {
		return nil, false
	}
	_, isThenable := goja.AssertFunction(then)
	return v, !isThenable
}

// Watch calls ok or fail with what v, a promise or any other value, comes to.
// It must be called at the top of a task. When v has settled already it calls
// at once; else at the end of the turn that settles it, in the context Watch
// was called in.
func (l *Loop) Watch(v goja.Value, ok, fail func(goja.Value)) {
	o, isObject := v.(*goja.Object)
	if !isObject {
		if v == nil {
			v = goja.Undefined()
		}
		ok(v)
		return
	}
	if o.ExportType() != promiseType {
		var then goja.Value
		if ex := l.vm.Try(func() { then = o.Get("then") }); ex != nil {
			fail(ex.Value())
			return
		}
		if _, thenable := goja.AssertFunction(then); !thenable {
			ok(v)
			return
		}
		p, err := l.Call(l.promise.resolve, l.promise.class, v)
		if err != nil {
			fail(l.Error(err))
			return
		}
		o = p.(*goja.Object)
	}
	p := o.Export().(*goja.Promise)
	switch p.State() {
	case goja.PromiseStateFulfilled:
		ok(p.Result())
	case goja.PromiseStateRejected:
		delete(l.rejections, p)
		fail(p.Result())
	default:
		later := func(f func(goja.Value)) goja.Value {
			return l.vm.ToValue(func(c goja.FunctionCall) goja.Value {
				v := c.Argument(0)
				l.Defer(func() { f(v) })
				return goja.Undefined()
			})
		}
		if _, err := l.Call(l.promise.then, o, later(ok), later(fail)); err != nil {
			fail(l.Error(err))
		}
	}
}

// After runs f on the loop in the current context once d has passed, unless the
// event ends first. The function it returns stops it and may be called on any
// goroutine. The timer counts as an operation under way.
func (l *Loop) After(d time.Duration, f func()) (stop func()) {
	owner := l.Current()
	store := owner.Store
	t := &timer{owner: owner}
	owner.ops.Add(1)
	if !owner.keep(t) {
		t.stop()
		return func() {}
	}
	t.mu.Lock()
	t.timer = time.AfterFunc(d, func() {
		posted := l.PostIn(l.of(owner), func() {
			defer l.Defer(t.stop)
			if t.over.Load() || owner.Ended() {
				return
			}
			owner.Store = store
			f()
		})
		if !posted {
			t.stop()
		}
	})
	t.mu.Unlock()
	return t.stop
}

type timer struct {
	owner *Context
	mu    sync.Mutex
	timer *time.Timer
	over  atomic.Bool
}

// stop ends the timer and its operation, once.
func (t *timer) stop() {
	if t.over.Swap(true) {
		return
	}
	t.mu.Lock()
	if t.timer != nil {
		t.timer.Stop()
	}
	t.mu.Unlock()
	t.owner.forget(t)
	t.owner.end()
}

// protect turns a panic of work into an error, so that one bad native does not
// take the process with it.
func (l *Loop) protect(what string, ctx context.Context, work func(context.Context) (Settle, error)) (s Settle, err error) {
	defer func() {
		if r := recover(); r != nil {
			l.log.Error("panic in native operation", "operation", what, "error", r, "stack", string(debug.Stack()))
			s, err = nil, Errorf("Error", "internal error in %s", what)
		}
	}()
	return work(ctx)
}
