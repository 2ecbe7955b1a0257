package redis

import (
	"context"
	"errors"
	"net"
	"net/url"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	dialTimeout = 2 * time.Second
	// A command that takes longer than this has met a server that is stuck.
	replyTimeout = 15 * time.Second
	maxConns     = 64
	maxIdle      = 16
	idleTimeout  = 5 * time.Minute
)

// newPool prepares connections to a redis: or rediss: URL; where is its host
// and port.
func newPool(rawURL string) (pool *redis.Pool, where string, err error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		// The URL may hold a password; url.Error would print it.
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return nil, "", err
	}
	if u.Scheme != "redis" && u.Scheme != "rediss" {
		return nil, "", errors.New("the scheme is " + u.Scheme + ", not redis or rediss")
	}
	where = u.Host
	if u.Hostname() == "" {
		where = "localhost" + u.Host
	}
	if u.Port() == "" {
		where += ":6379"
	}
	return &redis.Pool{
		DialContext: func(ctx context.Context) (redis.Conn, error) {
			return redis.DialURLContext(ctx, rawURL,
				redis.DialConnectTimeout(dialTimeout), redis.DialReadTimeout(replyTimeout), redis.DialWriteTimeout(replyTimeout))
		},
		MaxIdle: maxIdle, MaxActive: maxConns, Wait: true, IdleTimeout: idleTimeout,
	}, where, nil
}

// do runs one command on a connection of the pool. A connection that turns out
// to be broken, as idle ones are after the server was restarted, is replaced
// and the command sent again: every command here may be repeated. A server that
// is too slow is not asked again.
func (db *DB) do(ctx context.Context, run func(context.Context, redis.Conn) (any, error)) (any, error) {
	for attempt := 0; ; attempt++ {
		conn, err := db.pool.GetContext(ctx)
		if err != nil {
			return nil, err
		}
		reply, err := run(ctx, conn)
		broken := conn.Err() != nil
		_ = conn.Close() // back to the pool; a broken one is dropped
		var slow net.Error
		switch {
		case err == nil:
			return reply, nil
		case !broken, ctx.Err() != nil, attempt > maxIdle, errors.As(err, &slow) && slow.Timeout():
			return nil, err
		}
	}
}

// command runs a plain command.
func (db *DB) command(ctx context.Context, name string, args ...any) (any, error) {
	return db.do(ctx, func(ctx context.Context, c redis.Conn) (any, error) { return redis.DoContext(c, ctx, name, args...) })
}

// script runs a script by its hash, and sends it when the server does not know it.
func (db *DB) script(ctx context.Context, s *redis.Script, keysAndArgs ...any) (any, error) {
	return db.do(ctx, func(ctx context.Context, c redis.Conn) (any, error) { return s.DoContext(ctx, c, keysAndArgs...) })
}
