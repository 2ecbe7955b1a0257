package gojahost

import (
	"testing"
	"time"
)

// TestCollector follows the percentage through load and back.
func TestCollector(t *testing.T) {
	const mb = 1 << 20
	at := time.Unix(0, 0)
	c := &collector{most: busyHeap, percent: defaultGC, last: at}
	collected := func(after time.Duration, live uint64, percent int, begun bool) {
		t.Helper()
		at = at.Add(after)
		if _, b := c.collected(live, at); c.percent != percent || b != begun {
			t.Errorf("after %s with %d MB live: %d %%, load begins %t; want %d, %t", after, live/mb, c.percent, b, percent, begun)
		}
	}
	collected(time.Minute, 2*mb, 600, false)               // 24 MB beside the smallest heap
	collected(10*time.Millisecond, 3*mb, 1600, true)       // 64 MB
	collected(10*time.Millisecond, 4*mb+mb/2, 1600, false) // a small change
	collected(10*time.Millisecond, 8*mb, 800, false)
	collected(10*time.Millisecond, 100*mb, defaultGC, false)
	if left := c.calm(at.Add(calmAfter - time.Second)); left != time.Second {
		t.Errorf("load lasts %s more, want 1s", left)
	}
	if left := c.calm(at.Add(calmAfter)); left != 0 {
		t.Errorf("load lasts %s more, want none", left)
	}
	collected(calmAfter, 3*mb, 600, false)
	collected(2*busyAfter, 3*mb, 600, false)

	small := &collector{most: 16 * mb, percent: defaultGC, last: at} // of a container of 160 MB
	small.collected(2*mb, at)
	if small.percent != defaultGC {
		t.Errorf("with room for 16 MB: %d %%, want %d", small.percent, defaultGC)
	}
}
