package jsloop

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// Context is one event a Worker handles: a request, a cron run. It follows the
// event through every await, timer and I/O, so that natives know whom they work
// for, logs carry the id, and cancelling it ends everything it started.
type Context struct {
	ID string

	ctx    context.Context
	cancel context.CancelFunc

	// ops counts native operations and timers under way. A handler whose promise
	// is pending while ops is zero can never answer.
	ops  atomic.Int64
	idle func()

	cpu time.Duration

	// Store is the AsyncLocalStorage map of the running code; loop goroutine only.
	Store goja.Value
	// Value is whatever the host keeps with the event; loop goroutine only.
	Value any
}

// NewContext makes the context of one event; it ends with parent or with Cancel.
func NewContext(parent context.Context, id string) *Context {
	c := &Context{ID: id}
	c.ctx, c.cancel = context.WithCancel(parent)
	return c
}

// Context is done when the event's I/O must stop.
func (c *Context) Context() context.Context { return c.ctx }

// Cancel stops the event's I/O.
func (c *Context) Cancel() { c.cancel() }

// CPU is the time the VM has spent on this event so far; loop goroutine only.
func (c *Context) CPU() time.Duration { return c.cpu }

// Ops is the number of operations under way.
func (c *Context) Ops() int64 { return c.ops.Load() }

// OnIdle has f called, on whatever goroutine ends the last operation, each time
// the number of operations under way falls to zero.
func (c *Context) OnIdle(f func()) { c.idle = f }

// Begin registers an operation; the function it returns ends it and may be
// called more than once.
func (c *Context) Begin() (end func()) {
	c.ops.Add(1)
	var ended atomic.Bool
	return func() {
		if !ended.Swap(true) && c.ops.Add(-1) == 0 && c.idle != nil {
			c.idle()
		}
	}
}
