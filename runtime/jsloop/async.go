package jsloop

import (
	"context"
	"time"

	"github.com/dop251/goja"
)

// Settle turns a result into a JS value, on the loop's goroutine. Nil means undefined.
type Settle func() (goja.Value, error)

// Async runs work on a goroutine and returns a promise for what its Settle
// makes. The operation counts for the current context and work's ctx ends with
// it. what names the operation in logs. An error of either function rejects
// the promise with l.Error(err).
func (l *Loop) Async(what string, work func(ctx context.Context) (Settle, error)) goja.Value {
	owner := l.Current()
	promise, resolve, reject := l.vm.NewPromise()
	end := owner.Begin()
	go func() {
		settle, err := protect(what, owner.ctx, work)
		posted := l.PostIn(owner, func() {
			// The operation ends behind the reactions it wakes, so that a chain of
			// operations never looks idle between two links.
			defer end()
			var v goja.Value = goja.Undefined()
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
// call leaves it unusable.
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

// After runs f on the loop in the current context once d has passed. The
// function it returns stops it. The timer counts as an operation under way.
func (l *Loop) After(d time.Duration, f func()) (stop func()) {
	owner := l.Current()
	store := owner.Store
	end := owner.Begin()
	stopped := false
	t := time.AfterFunc(d, func() {
		posted := l.PostIn(owner, func() {
			defer end()
			if stopped || owner.ctx.Err() != nil {
				return
			}
			saved := owner.Store
			owner.Store = store
			f()
			owner.Store = saved
		})
		if !posted {
			end()
		}
	})
	return func() {
		stopped = true
		if t.Stop() {
			end()
		}
	}
}

// protect turns a panic of work into an error, so that one bad native does not
// take the process with it.
func protect(what string, ctx context.Context, work func(context.Context) (Settle, error)) (s Settle, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, Errorf("Error", "internal error in %s: %v", what, r)
		}
	}()
	return work(ctx)
}
