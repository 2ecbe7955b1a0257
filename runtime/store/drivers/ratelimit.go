package drivers

import (
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

// counters are the rate limiters of one process.
type counters struct {
	now func() time.Time

	mu      sync.Mutex
	windows map[int64]*window // by period in seconds
}

// window is one period that is being counted: all keys begin anew together.
type window struct {
	start  int64
	counts map[string]float64
}

// RateLimit gives the limiter of a namespace; it lasts as long as the process.
func (s *Stores) RateLimit(b manifest.Binding, namespace string) store.RateLimit {
	return limiter{s, b.Name, namespace + "\x00"}
}

type limiter struct {
	s               *Stores
	binding, prefix string
}

func (l limiter) Take(key string, limit float64, period int64, weight float64) bool {
	if l.s.o.Count != nil {
		l.s.o.Count(l.binding, "limit")
	}
	return l.s.counters.take(l.prefix+key, limit, period, weight)
}

func (c *counters) take(key string, limit float64, period int64, weight float64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	start := c.now().Unix() / period
	w := c.windows[period]
	if w == nil || w.start != start {
		w = &window{start, map[string]float64{}}
		c.windows[period] = w
	}
	if w.counts[key] >= limit {
		return false
	}
	w.counts[key] += weight
	return true
}
