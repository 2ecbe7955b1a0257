package cron

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/cron/schedule"
	"github.com/w2c-dev/w2c/runtime/bindings/fired"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

const (
	// late is how much later than its time a run may start. What is later was
	// missed, by a machine that slept or a clock that jumped, and is not replayed.
	late = time.Minute
	// nap bounds one wait: timers stand still while a machine is suspended.
	nap = 20 * time.Second
	// leaseTTL outlives any disagreement of the fleet's clocks on one tick.
	leaseTTL = 10 * time.Minute
)

// trigger is one expression and the time it fires next.
type trigger struct {
	expr string
	plan *schedule.Schedule
	next time.Time // zero: never
}

// Run fires the expressions until ctx ends, then waits for the runs under way:
// the host gives them the time its drain has.
func (Kind) Run(ctx context.Context, b manifest.Binding, o store.Opener, w fired.Worker) error {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return fmt.Errorf("cron triggers: %w", err)
	}
	lease, err := o.Lease(ctx)
	if err != nil {
		return fmt.Errorf("cron triggers: %w", err)
	}
	r := &runner{lease: lease, clock: systemClock{}, fire: func(ctx context.Context, expr string, at time.Time) error {
		return w.Fire(ctx, Event(expr, at))
	}}
	for _, expr := range c.Crons {
		plan, err := schedule.Parse(expr)
		if err != nil {
			return fmt.Errorf("cron triggers: %q: %w", expr, err)
		}
		r.triggers = append(r.triggers, &trigger{expr: expr, plan: plan})
	}
	r.run(ctx)
	return nil
}

// clock is time, which tests bring along.
type clock interface {
	now() time.Time
	// wait returns after d or when ctx ends.
	wait(ctx context.Context, d time.Duration)
}

type systemClock struct{}

func (systemClock) now() time.Time { return time.Now() }

func (systemClock) wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

type runner struct {
	triggers []*trigger
	lease    store.Lease
	fire     func(context.Context, string, time.Time) error
	clock    clock
	running  sync.WaitGroup
}

func (r *runner) run(ctx context.Context) {
	defer r.running.Wait()
	for _, t := range r.triggers {
		t.next, _ = t.plan.Next(r.clock.now())
	}
	for ctx.Err() == nil {
		now := r.clock.now()
		for _, t := range r.triggers {
			r.due(ctx, t, now)
		}
		r.clock.wait(ctx, r.sleep(r.clock.now()))
	}
}

// due fires t when its time has come. A clock that was set back makes t wait
// for its time again rather than for the time it had planned.
func (r *runner) due(ctx context.Context, t *trigger, now time.Time) {
	if t.next.IsZero() || t.next.After(now) {
		if again, ok := t.plan.Next(now); ok && again.Before(t.next) {
			t.next = again
		}
		return
	}
	at := t.next
	t.next, _ = t.plan.Next(now)
	if now.Sub(at) >= late {
		return
	}
	r.running.Go(func() { r.elect(ctx, t.expr, at) })
}

// sleep is how long nothing is due.
func (r *runner) sleep(now time.Time) time.Duration {
	d := nap
	for _, t := range r.triggers {
		if !t.next.IsZero() {
			d = min(d, max(t.next.Sub(now), 0))
		}
	}
	return d
}

// elect fires when this machine is the one of the fleet that does. A lease that
// cannot be asked is asked again while the run would still be in time; then the
// run is missed, because firing it everywhere is worse.
func (r *runner) elect(ctx context.Context, expr string, at time.Time) {
	key := "cron:" + expr + ":" + strconv.FormatInt(at.Unix(), 10)
	for {
		ours, err := r.lease.Acquire(ctx, key, leaseTTL)
		if err == nil {
			if ours {
				// The host logs what the handler throws. A run outlives the start of
				// the drain, which ends ctx.
				_ = r.fire(context.WithoutCancel(ctx), expr, at)
			}
			return
		}
		r.clock.wait(ctx, time.Second)
		if ctx.Err() != nil || r.clock.now().Sub(at) >= late {
			return
		}
	}
}
