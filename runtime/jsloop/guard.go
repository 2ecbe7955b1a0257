package jsloop

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"time"
)

// ErrCPU is why a turn was interrupted whose event has used up its CPU time.
type ErrCPU struct {
	Context *Context
	Limit   time.Duration
}

func (e *ErrCPU) Error() string {
	return fmt.Sprintf("the event used more than %s of CPU time", e.Limit)
}

// OverflowError is why a turn was cut short whose script recursed without end.
type OverflowError struct{ Stack string }

const overflowFrames = 6 // the rest of a runaway recursion is the same again

func overflow(stack string) *OverflowError {
	lines := strings.SplitN(strings.TrimSpace(stack), "\n", overflowFrames+1)
	if len(lines) > overflowFrames {
		lines[overflowFrames] = "…"
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return &OverflowError{Stack: strings.Join(lines, " ")}
}

func (e *OverflowError) Error() string { return "maximum call stack size exceeded: " + e.Stack }

// guard interrupts a turn that runs too long. It never touches the VM between
// turns: an interrupt that came late would hit an innocent event.
//
// One timer per busy loop, not one per turn: it looks at the deadline of
// whatever turn is running and goes to sleep with the loop.
type guard struct {
	mu       sync.Mutex
	loop     *Loop
	serial   uint64   // counts turns
	began    int64    // of the running turn; 0 between turns
	deadline int64    // of the running turn, math.MaxInt64 without limit
	ctx      *Context // whom the deadline belongs to, nil for top-level code
	limit    time.Duration
	// The deadline is by the clock; before it counts, the process must have had
	// the processor for as long (fair).
	usedAt  int64 // when used was read, in this turn; 0 before
	used    time.Duration
	latest  int64 // the deadline that cannot be put off
	fired   error
	firedAt int64
	timer   *time.Timer
	armed   bool
	stopped bool
	// onInterrupt stops natives that run for long; called with mu held.
	onInterrupt []func()
}

const (
	watchEvery = 50 * time.Millisecond
	// stuckAfter is how long a native call may ignore an interrupt before the
	// isolate is given up with its goroutine still in it.
	stuckAfter = 2 * time.Second
)

func (g *guard) begin(l *Loop, t int64) {
	g.mu.Lock()
	g.loop = l
	g.serial++
	g.began, g.usedAt = max(t, 1), 0
	g.set(l.charged, t)
	g.mu.Unlock()
}

// aim moves the deadline to another event in the same turn.
func (g *guard) aim(ctx *Context, t int64) {
	g.mu.Lock()
	g.set(ctx, t)
	g.mu.Unlock()
}

func (g *guard) set(ctx *Context, t int64) {
	g.ctx, g.deadline = ctx, math.MaxInt64
	if ctx == nil {
		ctx = g.loop.global // its time is not added up, so its limit is for one turn
	}
	if ctx.limit == 0 {
		return
	}
	left := ctx.limit - ctx.cpu
	if left <= 0 && g.fired == nil {
		g.fire(&ErrCPU{Context: ctx, Limit: ctx.limit}, t)
		return
	}
	g.deadline, g.limit = t+int64(left), ctx.limit
	g.latest = t + patience*int64(left)
	if ctx == g.loop.global {
		g.latest = t + 2*int64(left) // somebody waits for the start
	}
	if !g.armed && !g.stopped {
		g.arm(min(watchEvery, time.Duration(g.deadline-t)))
	}
}

func (g *guard) arm(d time.Duration) {
	g.armed = true
	d = max(d, time.Millisecond)
	if g.timer == nil {
		g.timer = time.AfterFunc(d, g.look)
		return
	}
	g.timer.Reset(d)
}

// end closes the turn and returns the reason it was interrupted for, if it was.
func (g *guard) end() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.began, g.ctx = 0, nil
	return g.fired
}

func (g *guard) look() {
	g.mu.Lock()
	t := now()
	if g.stopped || g.began == 0 {
		g.armed = false
		g.mu.Unlock()
		return
	}
	if g.fired != nil {
		stuck := t-g.firedAt > int64(stuckAfter)
		err := g.fired
		g.arm(watchEvery)
		if stuck {
			g.stopped = true
		}
		g.mu.Unlock()
		if stuck {
			g.loop.Break(fmt.Errorf("a native call does not return: %w", err))
		}
		return
	}
	g.armed = false
	if g.usedAt == 0 {
		g.usedAt = t
		g.used, _ = processTime()
	}
	if t >= g.deadline && g.fair(t) {
		g.fire(&ErrCPU{Context: g.ctx, Limit: g.limit}, t)
	}
	if !g.armed {
		g.arm(min(watchEvery, time.Duration(g.deadline-t)))
	}
	g.mu.Unlock()
}

// patience is how many times its limit a turn may last by the clock on a machine
// that is too busy to run it.
const patience = 10

// fair reports whether the process has had the processor for as long as it was
// watched in this turn, or nearly; else it puts the deadline off by what is missing.
// The process's time is more than the turn's own, so that a turn is never ended too late.
func (g *guard) fair(t int64) bool {
	used, known := processTime()
	if !known || g.usedAt == 0 || t >= g.latest {
		return true
	}
	missing := t - g.usedAt - int64(used-g.used)
	if missing < int64(watchEvery) {
		return true
	}
	g.deadline = min(t+missing, g.latest)
	g.usedAt, g.used = t, used
	return false
}

func (g *guard) fire(err error, t int64) {
	g.fired, g.firedAt = err, t
	g.loop.vm.Interrupt(err)
	for _, f := range g.onInterrupt {
		f()
	}
	g.deadline = math.MaxInt64
	if !g.armed && !g.stopped {
		g.arm(watchEvery)
	}
}

func (g *guard) stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stopped = true
	if g.timer != nil {
		g.timer.Stop()
	}
}

// Busy is how long the running turn has lasted; 0 between turns. Any goroutine may ask.
func (l *Loop) Busy() time.Duration {
	l.guard.mu.Lock()
	defer l.guard.mu.Unlock()
	if l.guard.began == 0 {
		return 0
	}
	return time.Duration(now() - l.guard.began)
}

// Interrupt cuts the running turn short, if there is one, for the reason err. Any goroutine may call it.
func (l *Loop) Interrupt(err error) bool {
	g := &l.guard
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.began == 0 || g.stopped || g.fired != nil {
		return false
	}
	g.fire(err, now())
	return true
}

// OnInterrupt has f called, on another goroutine, when a turn is interrupted: for
// natives that run code of the Worker's own and must stop with it. f must not
// call back into the loop.
func (l *Loop) OnInterrupt(f func()) {
	l.guard.mu.Lock()
	defer l.guard.mu.Unlock()
	l.guard.onInterrupt = append(l.guard.onInterrupt, f)
}
