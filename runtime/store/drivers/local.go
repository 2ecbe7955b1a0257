package drivers

import (
	"context"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// local is the lease of a single machine: everything in this process shares it.
type local struct {
	now func() time.Time

	mu    sync.Mutex
	until map[string]time.Time
}

var _ store.Lease = (*local)(nil)

func (l *local) Acquire(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for k, t := range l.until {
		if !t.After(now) {
			delete(l.until, k)
		}
	}
	if _, taken := l.until[key]; taken {
		return false, nil
	}
	l.until[key] = now.Add(ttl)
	return true, nil
}
