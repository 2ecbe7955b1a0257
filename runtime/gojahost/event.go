package gojahost

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
)

// event is one run of a handler: a request or a cron run. It lives until its
// answer is out and its waitUntil work has settled. Everything not said to be
// otherwise belongs to the loop's goroutine.
type event struct {
	context.Context // the isolate's; the event is the parent of its own ctx, so that natives find it there

	ctx      *jsloop.Context
	iso      *isolate
	exchange *exchange // nil for cron runs and for events that another Worker began
	session  *session
	host     string // of the request behind an event that another Worker began
	key      int64  // of an event that takes part in RPC, else 0

	// answer gets the outcome of a cron run, unless the isolate dies first. The
	// outcome of a request goes to its exchange.
	answer     chan outcome
	prev, next *event // in the isolate's list of requests to be answered

	passThrough bool
	settled     bool // the handler's promise, or the decision that it never will
	released    bool // whoever waits for the answer needs the event no more
	waiting     int  // waitUntil promises that are pending
	rejected    bool // one of them was rejected
	over        bool
	out         *fetch.Outgoing // the response while its body may need the script
	ended       func()          // called when the event is over, when set
	starve      func()          // ends a WebSocket that can never close, when set
	aborted     func()          // tells request.signal, once the script has asked for it

	began    atomic.Bool // the handler was called; any goroutine
	checking atomic.Bool // a look at an idle event is queued; any goroutine
}

type eventKey struct{}

// Value makes the event findable in every context below its own.
func (e *event) Value(key any) any {
	if _, ok := key.(eventKey); ok {
		return e
	}
	return e.Context.Value(key)
}

// outcome is what became of a handler.
type outcome struct {
	response    *fetch.Outgoing
	err         error // what the handler threw, or why it has no answer
	passThrough bool
}

// errHung is workerd's text for a promise that nothing can settle any more.
var errHung = errors.New("The Workers runtime canceled this request because it detected that your Worker's code had hung and would never generate a response.")

var errGone = errors.New("the isolate ended")

// begin makes an event in i and has start called in it, on the loop. The event
// counts as in flight until it is over.
func (i *isolate) begin(e *event, id string, cpu time.Duration, start func()) bool {
	e.iso = i
	e.ctx = jsloop.NewContext(e, id)
	e.ctx.Value = e
	e.ctx.LimitCPU(cpu)
	e.ctx.OnIdle(e.idle)
	if e.exchange == nil {
		e.answer = make(chan outcome, 1)
	} else {
		e.exchange.event.Store(e)
	}
	return i.loop.PostIn(e.ctx, start)
}

// handle follows the value a handler returned.
func (e *event) handle(v goja.Value, err error, ok func(goja.Value)) {
	if err != nil {
		e.fail(err)
		return
	}
	e.iso.loop.Watch(v, func(v goja.Value) {
		if !e.settled {
			ok(v)
		}
	}, func(reason goja.Value) { e.fail(&jsloop.Thrown{Value: reason}) })
	e.check()
}

func (e *event) settle(o outcome) {
	if e.settled {
		return
	}
	e.settled = true
	o.passThrough = e.passThrough && o.err != nil
	switch {
	case e.exchange == nil:
		e.answer <- o
	case e.iso.unanswered.remove(e):
		e.exchange.deliver(e, o)
	}
}

// fail logs what the handler threw and answers with it.
func (e *event) fail(err error) {
	if e.settled || e.over {
		return
	}
	l := e.iso.loop
	text := err.Error()
	var thrown *jsloop.Thrown
	var exception *goja.Exception
	switch {
	case errors.As(err, &thrown):
		text = l.Describe(thrown.Value)
	case errors.As(err, &exception):
		text = l.Describe(exception.Value())
	}
	if l.Err() == nil { // else the isolate has said why it ended
		e.iso.host.log.Error("the Worker threw an exception", "request_id", e.ctx.ID, "error", text)
	}
	e.settle(outcome{err: err})
}

// waitFor keeps the event alive until p settles.
func (e *event) waitFor(p goja.Value) {
	if e.over {
		return
	}
	e.waiting++
	done := func() {
		e.waiting--
		e.iso.loop.Defer(e.endIfDone)
	}
	e.iso.loop.Watch(p, func(goja.Value) { done() }, func(reason goja.Value) {
		e.iso.host.log.Error("a waitUntil promise was rejected", "request_id", e.ctx.ID, "error", e.iso.loop.Describe(reason))
		e.rejected = true
		done()
	})
}

// idle runs on any goroutine when the last operation of the event has ended.
func (e *event) idle() {
	if e.checking.Swap(true) {
		return
	}
	e.iso.loop.PostIn(e.ctx, func() {
		e.checking.Store(false)
		e.check()
	})
}

// check ends what can never go on: no operation is under way and no job is
// queued, so nothing will ever settle a promise of this event.
func (e *event) check() {
	if e.over || e.ctx.Ops() != 0 {
		return
	}
	if e.session != nil && !e.released {
		e.checkSession()
		return
	}
	if !e.settled {
		// Handlers are watched with Defer: let what this turn settled be seen first.
		e.iso.loop.Defer(func() {
			if !e.settled && e.ctx.Ops() == 0 {
				e.fail(errHung)
			}
		})
		return
	}
	if !e.released {
		if e.starve != nil {
			e.starve()
		} else if e.out != nil {
			e.out.Starve(errHung)
		}
		return
	}
	if e.waiting > 0 {
		e.iso.host.log.Warn("waitUntil work can never settle and was dropped", "request_id", e.ctx.ID, "promises", e.waiting)
		e.end()
	}
}

// release says that the answer is out or nobody wants it; any goroutine.
func (e *event) release() {
	e.iso.loop.PostIn(e.ctx, e.releaseNow)
}

func (e *event) releaseNow() {
	e.released = true
	e.endIfDone()
	e.check()
}

// abandon says that the client has gone: the signal of its request aborts, and
// all work ends but what waitUntil keeps alive. Any goroutine.
func (e *event) abandon() {
	e.iso.loop.PostIn(e.ctx, func() {
		if e.over {
			return
		}
		if aborted := e.aborted; aborted != nil {
			e.aborted = nil
			aborted()
		}
		e.settled = true
		if e.iso.unanswered.remove(e) {
			e.exchange.clientGone()
		}
		// Behind the abort event, which was queued just now.
		e.iso.loop.PostIn(e.ctx, e.releaseNow)
	})
}

func (e *event) endIfDone() {
	if e.released && e.waiting == 0 {
		e.end()
	}
}

func (e *event) end() {
	if e.over {
		return
	}
	e.over = true
	if e.key != 0 {
		module.Ended(e.iso.loop, e.key)
	}
	e.ctx.Cancel()
	if e.ended != nil {
		e.ended()
	}
	e.iso.host.pool.done(e.iso)
}
