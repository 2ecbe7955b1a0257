package redis_test

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

func TestQueue(t *testing.T) {
	url := storetest.Redis(t)
	storetest.Queue(t, func(t *testing.T) storetest.QueueHarness {
		own := rand.Text() // the server may hold other data
		db, other := open(t, url), open(t, url)
		of := func(db *redis.DB, name string) store.Queue { return prefixed{db.Queue(own + name), own} }
		return storetest.QueueHarness{
			Queue:  func(_ testing.TB, name string) store.Queue { return of(db, name) },
			Other:  func(_ testing.TB, name string) store.Queue { return of(other, name) },
			Reopen: func(t testing.TB) { db = open(t, url) },
		}
	})
}

// prefixed keeps the dead letter queues of a test to itself.
type prefixed struct {
	store.Queue
	own string
}

func (p prefixed) rules(r store.QueueRules) store.QueueRules {
	if r.DeadLetter != "" {
		r.DeadLetter = p.own + r.DeadLetter
	}
	return r
}

func (p prefixed) Claim(ctx context.Context, r store.QueueRules, lease string) (store.QueueBatch, error) {
	return p.Queue.Claim(ctx, p.rules(r), lease)
}

func (p prefixed) Settle(ctx context.Context, r store.QueueRules, lease string, verdicts []store.QueueVerdict) error {
	return p.Queue.Settle(ctx, p.rules(r), lease, verdicts)
}
