// Package jsloop is one isolate: a goja VM, its task queue, and the rules that
// keep them sound.
//
// The first rule is the one all others follow from: only the loop's goroutine
// touches the VM. Everything that waits (a store, an upstream, a timer) runs on
// goroutines of its own and comes back as a task:
//
//	l.Async("kv.get", func(ctx context.Context) (jsloop.Settle, error) {
//		e, err := ns.Get(ctx, key)            // any goroutine, no VM here
//		if err != nil {
//			return nil, err                   // rejects the promise
//		}
//		return func() (goja.Value, error) {   // the loop's goroutine
//			return l.VM().ToValue(string(e.Value)), nil
//		}, nil
//	})
//
// A task is a macrotask: goja drains the promise jobs when its outermost call
// returns. A loop whose VM was interrupted, overflowed its stack or panicked is
// broken and must be thrown away (RATIONALE.md says why).
package jsloop

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// ErrClosed is returned for work given to a loop that has ended.
var ErrClosed = errors.New("isolate is closed")

// Options are what a loop needs from its host.
type Options struct {
	// Log receives console output and what nobody caught. Nil discards.
	Log *slog.Logger
	// MaxCallStack bounds JS recursion; 0 means DefaultMaxCallStack.
	MaxCallStack int
	// Broken is called once, when the VM can no longer be trusted: from the
	// loop's goroutine, or from another one when a native call never returns.
	Broken func(error)
}

// DefaultMaxCallStack is deep enough for real programs; unwinding through
// native frames is quadratic in it, so it is not larger.
const DefaultMaxCallStack = 3000

// Loop is one isolate.
type Loop struct {
	vm  *goja.Runtime
	log *slog.Logger

	mu     sync.Mutex
	wake   *sync.Cond
	queue  []task
	closed bool

	broken   atomic.Pointer[error]
	onBroken func(error)
	done     chan struct{}
	guard    guard

	// The rest belongs to the loop's goroutine.
	current    *Context
	charged    *Context // whom the time since mark belongs to
	mark       int64
	frames     []frame    // what reactions that run inside reactions return to
	deferred   []deferred // what runs when the script's stack is empty
	global     *Context   // top-level code, before any request
	topLevel   bool       // the Worker's top-level code is running
	depth      int        // of calls, at most
	scripts    int        // of the platform that are being installed
	internals  *goja.Object
	promise    promiseFunctions
	rejections map[*goja.Promise]*Context
	order      []*goja.Promise
	onReject   func(*Context, *goja.Promise) bool
	onHandled  func(*goja.Promise)
	told       map[*goja.Promise]*Context // rejections a listener was told of
}

type task struct {
	ctx *Context
	run func()
}

// New makes a loop with a bare VM. Start Run on a goroutine of its own.
func New(o Options) *Loop {
	l := &Loop{
		vm:         goja.New(),
		log:        o.Log,
		rejections: map[*goja.Promise]*Context{},
		onBroken:   o.Broken,
		done:       make(chan struct{}),
	}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	l.wake = sync.NewCond(&l.mu)
	l.global = NewContext(context.Background(), "")
	l.internals = l.vm.NewObject()
	depth := o.MaxCallStack
	if depth == 0 {
		depth = DefaultMaxCallStack
	}
	l.depth = depth
	l.vm.SetMaxCallStackSize(depth)
	l.limitAllocation()
	// There is no time before the first request: workerd.
	l.vm.SetTimeSource(func() time.Time {
		if l.topLevel {
			return time.Unix(0, 0)
		}
		return time.Now()
	})
	l.vm.SetAsyncContextTracker((*tracker)(l))
	l.vm.SetPromiseRejectionTracker(l.trackRejection)
	l.promise = capturePromise(l.vm)
	l.installTarget()
	return l
}

// VM is the goja runtime; only tasks of this loop may use it.
func (l *Loop) VM() *goja.Runtime { return l.vm }

// Log is where console output and uncaught errors go.
func (l *Loop) Log() *slog.Logger { return l.log }

// SetLog replaces the log of Options, for a loop that is made before its log is
// known. Call it on the loop, before code of the Worker runs.
func (l *Loop) SetLog(log *slog.Logger) { l.log = log }

// Internals is a hidden object that web API classes use to find each other's
// machinery; scripts cannot reach it.
func (l *Loop) Internals() *goja.Object { return l.internals }

// Current is the context of the running code: the request it works for, or the
// global one while top-level code runs. Never nil.
func (l *Loop) Current() *Context {
	if l.current == nil {
		return l.global
	}
	return l.current
}

// Global is the context of top-level code: no request, no limits.
func (l *Loop) Global() *Context { return l.global }

// SetTopLevel says that the Worker's top-level code runs, or that it has ended.
// Loop goroutine only.
func (l *Loop) SetTopLevel(on bool) { l.topLevel = on }

// TopLevel reports whether the Worker's top-level code is running, which may do
// no I/O. Loop goroutine only.
func (l *Loop) TopLevel() bool { return l.topLevel }

// Post queues run for the loop, in no request's context. It reports false when
// the loop has ended. Any goroutine may call it.
func (l *Loop) Post(run func()) bool { return l.PostIn(nil, run) }

// PostIn queues run in the context of a request.
func (l *Loop) PostIn(ctx *Context, run func()) bool {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return false
	}
	l.queue = append(l.queue, task{ctx, run})
	first := len(l.queue) == 1
	l.mu.Unlock()
	if first {
		l.wake.Signal()
	}
	return true
}

// Do queues run and waits for it. It must not be called from the loop's goroutine.
func (l *Loop) Do(run func() error) error {
	result := make(chan error, 1)
	if !l.Post(func() { result <- run() }) {
		return ErrClosed
	}
	select {
	case err := <-result:
		return err
	case <-l.done:
		select {
		case err := <-result:
			return err
		default:
			if err := l.Err(); err != nil {
				return err
			}
			return ErrClosed
		}
	}
}

// Queued is the number of tasks that wait, for dispatch decisions.
func (l *Loop) Queued() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue)
}

// Run works through tasks until Close, or until the VM breaks. It is the
// loop's goroutine.
func (l *Loop) Run() {
	defer func() {
		l.Close()
		l.guard.stop()
		l.global.Cancel()
		close(l.done)
	}()
	deepStack()
	var batch []task
	for {
		l.mu.Lock()
		for len(l.queue) == 0 && !l.closed {
			l.wake.Wait()
		}
		if l.closed {
			l.queue = nil
			l.mu.Unlock()
			return
		}
		batch, l.queue = l.queue, batch[:0]
		l.mu.Unlock()
		for i := range batch {
			t := batch[i]
			batch[i] = task{}
			l.turn(t)
			if l.Err() != nil {
				return
			}
		}
		if cap(batch) > 1024 {
			batch = nil // a burst must not keep its memory for good
		}
	}
}

// Close ends the loop after the running batch; queued tasks are dropped and
// PostIn refuses new ones. Operations under way end with their contexts, which
// belong to whoever made them.
func (l *Loop) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.wake.Broadcast()
}

// Done is closed when Run has returned.
func (l *Loop) Done() <-chan struct{} { return l.done }

// Err says why the VM cannot be used any more; nil while it can.
func (l *Loop) Err() error {
	if err := l.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// Break declares the VM unusable; the host replaces the isolate. Any goroutine
// may call it.
func (l *Loop) Break(err error) {
	if !l.broken.CompareAndSwap(nil, &err) {
		return
	}
	l.Close()
	l.log.Error("isolate thrown away", "error", err.Error())
	if l.onBroken != nil {
		l.onBroken(err)
	}
}

// Fatal reports whether err means that the VM must be thrown away, and does so.
// Give it every error that came out of the VM.
func (l *Loop) Fatal(err error) bool {
	var interrupted *goja.InterruptedError
	var tooDeep *goja.StackOverflowError
	switch {
	case errors.As(err, &interrupted):
		if reason, ok := interrupted.Value().(error); ok {
			err = reason
		}
	case errors.As(err, &tooDeep):
		err = overflow(tooDeep.String())
	default:
		return false
	}
	l.Break(err)
	return true
}
