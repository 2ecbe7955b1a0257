package jsloop

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// Context is one event a Worker handles: a request, a cron run. It follows the
// event through every await, timer and I/O, so that natives know whom they work
// for, logs carry the id, and cancelling it ends everything it started.
type Context struct {
	ID string

	parent context.Context

	// ops counts native operations and timers under way. A handler whose promise
	// is pending while ops is zero can never answer.
	ops  atomic.Int64
	idle atomic.Pointer[func()]

	ended  atomic.Bool
	mu     sync.Mutex
	ctx    context.Context // made when somebody asks: most events do no I/O
	cancel context.CancelFunc
	timers map[*timer]struct{} // stopped by Cancel, nil afterwards

	cpu     time.Duration
	limit   time.Duration
	grabbed *frame

	// Store is the AsyncLocalStorage map of the running code; loop goroutine only.
	Store goja.Value
	// Value is whatever the host keeps with the event; loop goroutine only.
	Value any
}

// NewContext makes the context of one event; it ends with parent or with Cancel.
func NewContext(parent context.Context, id string) *Context {
	return &Context{ID: id, parent: parent}
}

// Context is done when the event's I/O must stop. Any goroutine.
func (c *Context) Context() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx == nil {
		c.ctx, c.cancel = context.WithCancel(c.parent)
		if c.ended.Load() {
			c.cancel()
		}
	}
	return c.ctx
}

// Cancel stops the event's I/O and timers; none of its code runs afterwards.
// Any goroutine.
func (c *Context) Cancel() {
	c.mu.Lock()
	c.ended.Store(true)
	cancel, timers := c.cancel, c.timers
	c.timers = nil
	c.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	for t := range timers {
		t.stop()
	}
}

// Ended reports whether the event is over: its I/O is cancelled, and what comes
// back from it is dropped.
func (c *Context) Ended() bool { return c.ended.Load() || c.parent.Err() != nil }

// CPU is the time the VM has spent on this event so far, up to the last change
// of event; loop goroutine only.
func (c *Context) CPU() time.Duration { return c.cpu }

// LimitCPU interrupts the VM when it has spent more than d on this event. Call
// it before the event's first task.
func (c *Context) LimitCPU(d time.Duration) { c.limit = d }

// Ops is the number of operations under way.
func (c *Context) Ops() int64 { return c.ops.Load() }

// OnIdle has f called, on whatever goroutine ends the last operation, each time
// the number of operations under way falls to zero.
func (c *Context) OnIdle(f func()) { c.idle.Store(&f) }

// Begin registers an operation; the function it returns ends it and may be
// called more than once, on any goroutine.
func (c *Context) Begin() (end func()) {
	c.ops.Add(1)
	var ended atomic.Bool
	return func() {
		if !ended.Swap(true) {
			c.end()
		}
	}
}

func (c *Context) end() {
	if c.ops.Add(-1) != 0 {
		return
	}
	if f := c.idle.Load(); f != nil {
		(*f)()
	}
}

// keep has Cancel stop t; it reports false when the event is over.
func (c *Context) keep(t *timer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended.Load() {
		return false
	}
	if c.timers == nil {
		c.timers = map[*timer]struct{}{}
	}
	c.timers[t] = struct{}{}
	return true
}

func (c *Context) forget(t *timer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.timers, t)
}
