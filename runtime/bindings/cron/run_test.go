package cron

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/cron/schedule"
)

// testClock passes time while somebody waits for it.
type testClock struct {
	mu  sync.Mutex
	t   time.Time
	end time.Time
	// jump changes what the clock says once, when it reaches a time.
	jump map[string]time.Time
	stop context.CancelFunc
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *testClock) wait(_ context.Context, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(max(d, time.Millisecond))
	for when, to := range c.jump {
		if at, _ := time.Parse(time.DateTime, when); !c.t.Before(at) {
			delete(c.jump, when)
			c.t = to
		}
	}
	if !c.t.Before(c.end) {
		c.stop()
	}
}

// leases gives every lease, or what fail says.
type leases struct {
	mu   sync.Mutex
	held map[string]bool
	fail func(key string) error
}

func (l *leases) Acquire(_ context.Context, key string, _ time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		if err := l.fail(key); err != nil {
			return false, err
		}
	}
	if l.held[key] {
		return false, nil
	}
	l.held[key] = true
	return true, nil
}

func date(text string) time.Time {
	t, err := time.Parse(time.DateTime, text)
	if err != nil {
		panic(err)
	}
	return t
}

// runs lets a machine's clock run from one time to another and says what fired.
func runs(t *testing.T, c *testClock, l *leases, exprs ...string) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c.stop = cancel
	var mu sync.Mutex
	var fired []string
	r := &runner{clock: c, lease: l, fire: func(ctx context.Context, expr string, at time.Time) error {
		mu.Lock()
		defer mu.Unlock()
		if ctx.Err() != nil {
			t.Error("the run was cancelled by the drain")
		}
		fired = append(fired, at.Format(time.DateTime)+" "+expr)
		return errors.New("the handler threw: not our business")
	}}
	for _, expr := range exprs {
		plan, err := schedule.Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		r.triggers = append(r.triggers, &trigger{expr: expr, plan: plan})
	}
	r.run(ctx)
	slices.Sort(fired)
	return fired
}

func newLeases() *leases { return &leases{held: map[string]bool{}} }

func TestFires(t *testing.T) {
	c := &testClock{t: date("2026-11-22 00:00:30"), end: date("2026-11-22 00:20:30")}
	got := runs(t, c, newLeases(), "*/5 * * * *", "10 * * * *", "0 0 31 4 *")
	want := []string{"2026-11-22 00:05:00 */5 * * * *", "2026-11-22 00:10:00 */5 * * * *", "2026-11-22 00:10:00 10 * * * *", "2026-11-22 00:15:00 */5 * * * *", "2026-11-22 00:20:00 */5 * * * *"}
	if !slices.Equal(got, want) {
		t.Errorf("fired %q, want %q", got, want)
	}
}

// TestOnceInAFleet: three machines, one lease.
func TestOnceInAFleet(t *testing.T) {
	l := newLeases()
	var all []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			c := &testClock{t: date("2026-11-22 00:00:30").Add(time.Duration(i) * 7 * time.Second), end: date("2026-11-22 00:03:30")}
			got := runs(t, c, l, "* * * * *")
			mu.Lock()
			defer mu.Unlock()
			all = append(all, got...)
		})
	}
	wg.Wait()
	slices.Sort(all)
	if want := []string{"2026-11-22 00:01:00 * * * * *", "2026-11-22 00:02:00 * * * * *", "2026-11-22 00:03:00 * * * * *"}; !slices.Equal(all, want) {
		t.Errorf("fired %q, want %q", all, want)
	}
}

// TestMissed: what came due while the machine slept is not replayed.
func TestMissed(t *testing.T) {
	c := &testClock{t: date("2026-11-22 00:00:30"), end: date("2026-11-22 01:00:30"),
		jump: map[string]time.Time{"2026-11-22 00:04:00": date("2026-11-22 00:58:10")}}
	got := runs(t, c, newLeases(), "*/5 * * * *")
	if want := []string{"2026-11-22 01:00:00 */5 * * * *"}; !slices.Equal(got, want) {
		t.Errorf("fired %q, want %q", got, want)
	}
}

// TestClockSetBack: the next time is by the clock's word, and nothing fires twice.
func TestClockSetBack(t *testing.T) {
	c := &testClock{t: date("2026-11-22 00:00:30"), end: date("2026-11-22 00:11:30"),
		jump: map[string]time.Time{"2026-11-22 00:06:00": date("2026-11-22 00:03:00")}}
	got := runs(t, c, newLeases(), "*/5 * * * *")
	if want := []string{"2026-11-22 00:05:00 */5 * * * *", "2026-11-22 00:10:00 */5 * * * *"}; !slices.Equal(got, want) {
		t.Errorf("fired %q, want %q", got, want)
	}
}

// TestLeaseComesBack: a lease that cannot be asked is asked again for a minute.
func TestLeaseComesBack(t *testing.T) {
	for name, c := range map[string]struct {
		back string
		want int
	}{"in time": {"2026-11-22 00:05:30", 1}, "too late": {"2026-11-22 00:06:30", 0}} {
		clock := &testClock{t: date("2026-11-22 00:05:00"), end: date("2030-01-01 00:00:00")}
		l := newLeases()
		l.fail = func(string) error {
			if clock.now().Before(date(c.back)) {
				return errors.New("no connection")
			}
			return nil
		}
		fired := 0
		r := &runner{clock: clock, lease: l, fire: func(context.Context, string, time.Time) error { fired++; return nil }}
		r.elect(context.Background(), "*/5 * * * *", date("2026-11-22 00:05:00"))
		if fired != c.want {
			t.Errorf("%s: fired %d times, want %d", name, fired, c.want)
		}
	}
}

// TestDrain: Run waits for what is under way, does not cancel it, and starts
// nothing more.
func TestDrain(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	plan, err := schedule.Parse("* * * * *")
	if err != nil {
		t.Fatal(err)
	}
	started, finished := 0, false
	r := &runner{
		clock:    &testClock{t: date("2026-11-22 00:00:59"), end: date("2026-11-22 00:01:30"), stop: cancel},
		lease:    newLeases(),
		triggers: []*trigger{{expr: "* * * * *", plan: plan}},
		fire: func(run context.Context, _ string, _ time.Time) error {
			started++
			<-ctx.Done()
			time.Sleep(50 * time.Millisecond)
			finished = run.Err() == nil
			return nil
		},
	}
	r.run(ctx)
	if started != 1 || !finished {
		t.Errorf("started %d, finished %v: Run returned before its run was done, or cancelled it", started, finished)
	}
}
