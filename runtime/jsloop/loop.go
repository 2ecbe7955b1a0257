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
// A task is a macrotask: goja drains the promise jobs when it returns. A loop
// whose VM was interrupted, overflowed its stack or panicked is Broken and must
// be thrown away: goja drops the queued reactions of every other request in it.
package jsloop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
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
	// Broken is called once, from the loop's goroutine, when the VM can no
	// longer be trusted.
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

	// The rest belongs to the loop's goroutine.
	current    *Context
	global     *Context // top-level code, before any request
	internals  *goja.Object
	rejections map[*goja.Promise]rejection
	order      []*goja.Promise
	broken     error
	onBroken   func(error)
	done       chan struct{}
}

type task struct {
	ctx *Context
	run func()
}

type rejection struct{ ctx *Context }

// New makes a loop with a bare VM. Start Run on a goroutine of its own.
func New(o Options) *Loop {
	l := &Loop{
		vm:         goja.New(),
		log:        o.Log,
		rejections: map[*goja.Promise]rejection{},
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
	l.vm.SetMaxCallStackSize(depth)
	l.vm.SetAsyncContextTracker((*tracker)(l))
	l.vm.SetPromiseRejectionTracker(l.trackRejection)
	return l
}

// VM is the goja runtime; only tasks of this loop may use it.
func (l *Loop) VM() *goja.Runtime { return l.vm }

// Log is where console output and uncaught errors go.
func (l *Loop) Log() *slog.Logger { return l.log }

// Internals is a hidden object that web API classes use to find each other's
// machinery; scripts cannot reach it.
func (l *Loop) Internals() *goja.Object { return l.internals }

// Current is the context of the running task: the request it works for, or the
// global one while top-level code runs. Never nil.
func (l *Loop) Current() *Context {
	if l.current == nil {
		return l.global
	}
	return l.current
}

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
	l.mu.Unlock()
	l.wake.Signal()
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

// Run works through tasks until Close. It is the loop's goroutine.
func (l *Loop) Run() {
	defer close(l.done)
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
			if l.broken == nil {
				l.turn(t)
			}
		}
	}
}

// turn runs one task and then judges the rejections nobody handled.
func (l *Loop) turn(t task) {
	defer func() {
		l.current = nil
		if r := recover(); r != nil {
			l.Break(fmt.Errorf("panic in isolate: %v\n%s", r, debug.Stack()))
		}
	}()
	l.current = t.ctx
	start := time.Now()
	t.run()
	if t.ctx != nil {
		t.ctx.cpu += time.Since(start)
	}
	l.current = t.ctx
	l.reportRejections()
}

// Close ends the loop after the running task; queued tasks are dropped.
func (l *Loop) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.wake.Broadcast()
}

// Done is closed when Run has returned.
func (l *Loop) Done() <-chan struct{} { return l.done }

// Break declares the VM unusable; the host replaces the isolate.
func (l *Loop) Break(err error) {
	if l.broken != nil {
		return
	}
	l.broken = err
	l.log.Error("isolate thrown away", "error", err.Error())
	if l.onBroken != nil {
		l.onBroken(err)
	}
}

// Fatal reports whether err means that the VM must be thrown away, and does so.
// Give it every error that came out of the VM.
func (l *Loop) Fatal(err error) bool {
	var interrupted *goja.InterruptedError
	var overflow *goja.StackOverflowError
	if errors.As(err, &interrupted) || errors.As(err, &overflow) {
		l.Break(err)
		return true
	}
	return false
}

// tracker carries the request's context through promise reactions; goja calls
// it when a reaction is queued, before it runs and after.
type tracker Loop

func (t *tracker) Grab() any { return t.current }

func (t *tracker) Resumed(grabbed any) { t.current, _ = grabbed.(*Context) }

func (t *tracker) Exited() { t.current = nil }
