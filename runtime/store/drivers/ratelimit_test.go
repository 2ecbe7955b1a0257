package drivers

import (
	"testing"
	"time"
)

// TestWindows: counts begin anew at whole multiples of the period, each period
// by itself.
func TestWindows(t *testing.T) {
	now := time.Unix(1_700_000_040, 0) // a multiple of 60 and of 10
	c := &counters{now: func() time.Time { return now }, windows: map[int64]*window{}}
	for i, step := range []struct {
		after  time.Duration
		period int64
		want   bool
	}{
		{0, 60, true}, {0, 60, true}, {0, 60, false}, {0, 10, true}, {0, 10, true}, {0, 10, false},
		{10 * time.Second, 10, true}, {0, 60, false}, {49 * time.Second, 60, false}, {time.Second, 60, true},
	} {
		now = now.Add(step.after)
		if got := c.take("k", 2, step.period, 1); got != step.want {
			t.Errorf("step %d: %t, want %t", i, got, step.want)
		}
	}
}
