// Package redis keeps KV namespaces and leases in Redis (or Valkey), for apps
// that run on more than one machine. The layout is described in ../FORMAT.md;
// the Node half (bindings/kv/kv_redis.ts) reads and writes the same keys.
package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"
)

// DB is one Redis server or service. It serves any number of namespaces.
type DB struct {
	pool  *redis.Pool
	where string // host and port, for messages: never the password

	mu    sync.Mutex
	fit   bool  // the server was looked at and will do
	unfit error // it will not, and that does not change by waiting

	queues queues
}

// UnfitError says that the server answers and must not be used. Its text is for
// the operator.
type UnfitError struct{ Why string }

func (e *UnfitError) Error() string { return e.Why }

// Open prepares the connection to a redis: or rediss: URL. A server that does
// not answer is not an error here, it may be starting: Ping says when it is
// there. A server that answers and does not fit is an *UnfitError.
func Open(ctx context.Context, rawURL string) (*DB, error) {
	pool, where, err := newPool(rawURL)
	if err != nil {
		return nil, fmt.Errorf("not a Redis URL: %w", err)
	}
	db := &DB{pool: pool, where: where}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var unfit *UnfitError
	if err := db.check(ctx); errors.As(err, &unfit) {
		_ = db.pool.Close()
		return nil, err
	}
	return db, nil
}

// Ping reports whether the server answers and fits.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.check(ctx); err != nil {
		return err
	}
	_, err := db.command(ctx, "PING")
	return db.failed("ping", err)
}

// Close ends the connections.
func (db *DB) Close() error { return db.pool.Close() }

// check looks at the server once: at start, or when it first answers.
func (db *DB) check(ctx context.Context) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.fit || db.unfit != nil {
		return db.unfit
	}
	info, err := redis.String(db.command(ctx, "INFO"))
	var answer redis.Error
	if err != nil && !errors.As(err, &answer) {
		return db.failed("look at", err)
	}
	if errors.As(err, &answer) && (strings.HasPrefix(answer.Error(), "WRONGPASS") || strings.HasPrefix(answer.Error(), "NOAUTH")) {
		db.unfit = &UnfitError{Why: fmt.Sprintf("Redis at %s refuses the login: %s", db.where, answer.Error())}
		return db.unfit
	}
	// A service that does not let us look (no permission for INFO) is trusted.
	if err == nil {
		if why := judge(info); why != "" {
			db.unfit = &UnfitError{Why: fmt.Sprintf("Redis at %s %s", db.where, why)}
			return db.unfit
		}
	}
	db.fit = true
	return nil
}

// judge reads the answer of INFO and says what is wrong with the server.
func judge(info string) string {
	field := func(name string) string {
		_, rest, ok := strings.Cut(info, "\n"+name+":")
		if !ok {
			return ""
		}
		v, _, _ := strings.Cut(rest, "\n")
		return strings.TrimSpace(v)
	}
	if policy := field("maxmemory_policy"); policy != "" && policy != "noeviction" {
		return "has maxmemory-policy " + policy + ", which deletes stored values when memory is short: set it to noeviction"
	}
	if v := field("redis_version"); v != "" && older(v, 6, 2) {
		return "is version " + v + ": 6.2 or newer is needed (or any Valkey)"
	}
	if field("loading") == "1" {
		return "" // it will answer LOADING until it is done
	}
	return ""
}

func older(version string, major, minor int) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	a, err1 := strconv.Atoi(parts[0])
	b, err2 := strconv.Atoi(parts[1])
	return err1 == nil && err2 == nil && (a < major || (a == major && b < minor))
}

// failed wraps an error of the server; nil stays nil.
func (db *DB) failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s Redis at %s: %w", doing, db.where, err)
}
