package jsloop

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/dop251/goja"
)

// This file is one turn of the loop: whom its time is charged to, which context
// its code runs in, and what happens when its stack is empty again.

// frame is what a piece of running code can see of its event: the event and
// its AsyncLocalStorage map.
type frame struct {
	ctx   *Context
	store goja.Value
}

// deferred waits for the end of the turn, in the frame it was deferred in.
type deferred struct {
	frame
	run func()
}

var started = time.Now()

// now is nanoseconds since the process started, by the monotonic clock only,
// which costs half of what time.Now does.
func now() int64 { return int64(time.Since(started)) }

// turn runs one task, what it deferred, and then judges the rejections nobody handled.
func (l *Loop) turn(t task) {
	l.charged, l.mark = t.ctx, now()
	l.guard.begin(l, l.mark)
	l.enter(frame{ctx: t.ctx})
	l.protected(t.run)
	for {
		for i := 0; i < len(l.deferred); i++ {
			d := l.deferred[i]
			l.deferred[i] = deferred{}
			l.switchTo(d.ctx)
			l.enter(d.frame)
			l.protected(d.run)
		}
		l.deferred = l.deferred[:0]
		if len(l.order) == 0 || l.Err() != nil {
			break
		}
		l.protected(l.reportRejections)
	}
	l.charge(now())
	if err := l.guard.end(); err != nil {
		l.Break(err) // the interrupt came too late, or somebody kept its error to himself
	}
	l.charged, l.current = nil, nil
	l.global.Store = nil
}

// protected runs one piece of Go that runs pieces of JS. A JS exception that it
// let through is reported like any other that nobody caught; any other panic
// leaves the VM in a state nobody knows.
func (l *Loop) protected(run func()) {
	defer func() {
		l.frames = l.frames[:0]
		switch r := recover().(type) {
		case nil:
		case *goja.Exception:
			l.log.Error("Uncaught "+l.Describe(r.Value()), "request_id", l.Current().ID)
		case goja.Value:
			l.log.Error("Uncaught "+l.Describe(r), "request_id", l.Current().ID)
		case error:
			if !l.Fatal(r) {
				l.Break(fmt.Errorf("panic in isolate: %w\n%s", r, debug.Stack()))
			}
		default:
			l.Break(fmt.Errorf("panic in isolate: %v\n%s", r, debug.Stack()))
		}
	}()
	run()
}

// Defer runs f later in this turn, in the current context, when no code of the
// script is on the stack and its promise jobs have run.
func (l *Loop) Defer(f func()) {
	c := l.Current()
	l.deferred = append(l.deferred, deferred{frame{l.current, c.Store}, f})
}

// In runs f with ctx as the current context and store as its
// AsyncLocalStorage map, and comes back to what was.
func (l *Loop) In(ctx *Context, store goja.Value, f func()) {
	back := frame{l.current, l.Current().Store}
	l.switchTo(ctx)
	l.enter(frame{ctx, store})
	defer func() {
		l.switchTo(back.ctx)
		l.enter(back)
	}()
	f()
}

func (l *Loop) enter(f frame) {
	l.current = f.ctx
	l.Current().Store = f.store
}

// switchTo charges the time so far to whom it belongs when the event changes.
// Reactions of one event follow each other nearly always, so the clock is
// rarely read.
func (l *Loop) switchTo(ctx *Context) {
	if ctx == l.charged {
		return
	}
	t := now()
	l.charge(t)
	l.charged = ctx
	l.guard.aim(ctx, t)
}

func (l *Loop) charge(t int64) {
	if l.charged != nil {
		l.charged.cpu += time.Duration(t - l.mark)
	}
	l.mark = t
}

// tracker carries the frame through promise reactions; goja calls it when a
// reaction is queued, before it runs and after.
type tracker Loop

func (t *tracker) Grab() any {
	l := (*Loop)(t)
	c := l.Current()
	if c.Store == nil {
		return l.current
	}
	// Code between two changes of the map shares one frame.
	if c.grabbed == nil || c.grabbed.store != c.Store {
		c.grabbed = &frame{l.current, c.Store}
	}
	return c.grabbed
}

func (t *tracker) Resumed(grabbed any) {
	l := (*Loop)(t)
	// goja says that reactions do not nest, but a native reaction that calls back
	// into the VM drains the queue below itself.
	l.frames = append(l.frames, frame{l.current, l.Current().Store})
	switch g := grabbed.(type) {
	case *frame:
		l.switchTo(g.ctx)
		l.enter(*g)
	case *Context:
		l.switchTo(g)
		l.enter(frame{ctx: g})
	default: // queued before the tracker was set
		l.enter(frame{})
	}
}

func (t *tracker) Exited() {
	l := (*Loop)(t)
	last := len(l.frames) - 1
	if last < 0 {
		return
	}
	back := l.frames[last]
	l.frames[last] = frame{}
	l.frames = l.frames[:last]
	// The time is still charged to the reaction's event: the next one tells.
	l.enter(back)
}
