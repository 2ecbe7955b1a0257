package redis

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/store"
)

// Lease elects one machine of the fleet per key.
type Lease struct{ db *DB }

var _ store.Lease = Lease{}

// Lease gives the fleet-wide lease of this server.
func (db *DB) Lease() Lease { return Lease{db} }

// The token makes a repeated call harmless: do sends a command again when the connection broke before the answer came.
var acquireScript = redis.NewScript(1, `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0`)

// Acquire reports true for one caller until ttl has passed.
func (l Lease) Acquire(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	n, err := redis.Int(l.db.script(ctx, acquireScript, "w2c:lease:"+key, rand.Text(), ttl.Milliseconds()))
	return n == 1, l.db.failed("lease from", err)
}
