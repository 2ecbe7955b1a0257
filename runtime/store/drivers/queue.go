package drivers

import (
	"context"
	"errors"
	"strings"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

// queuesVariable decides for all queues together: a message that goes to the dead
// letter queue goes there in one transaction, which two stores cannot have.
const queuesVariable = "QUEUES_URL"

// Queue opens a queue by its name: QUEUES_URL, else REDIS_URL, else a SQLite file
// in the data folder. binding is the producer's, for metrics; "" for a consumer.
func (s *Stores) Queue(ctx context.Context, name, binding string) (store.Queue, error) {
	variable, url, err := s.queuesURL()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.openQueue(ctx, variable, url, name)
	if err != nil {
		var config *store.ConfigError
		if errors.As(err, &config) {
			return nil, err
		}
		return nil, &store.ConfigError{Variable: variable, Why: err.Error()}
	}
	if s.o.Count != nil && binding != "" {
		return &countedQueue{Queue: q, binding: binding, count: s.o.Count}, nil
	}
	return q, nil
}

func (s *Stores) queuesURL() (variable, url string, err error) {
	for _, name := range []string{queuesVariable, "REDIS_URL"} {
		if url, ok := s.o.Getenv(name); ok && url != "" {
			return name, url, nil
		}
	}
	if s.o.Services {
		return "", "", &store.ConfigError{Variable: "REDIS_URL", Why: "is not set, and queues keep their messages in Redis (the app was converted with --state services); set it, or " + queuesVariable + " for the queues alone"}
	}
	return "W2C_DATA_DIR", "sqlite:queues.sqlite", nil
}

// openQueue keeps files of queues apart from those of KV, which are of another kind.
// The caller holds the lock.
func (s *Stores) openQueue(ctx context.Context, variable, url, name string) (store.Queue, error) {
	rest, embedded := strings.CutPrefix(url, "sqlite:")
	if !embedded {
		conn, err := s.connect(ctx, variable, url)
		if err != nil {
			return nil, err
		}
		d, ok := conn.(*redis.DB)
		if !ok {
			return nil, errors.New("is not a URL of a store for queues: it starts with sqlite:, redis: or rediss:")
		}
		return d.Queue(name), nil
	}
	key := "queues " + url
	if f, ok := s.open[key].(*sqlite.Queues); ok {
		return f.Queue(name), nil
	}
	path, err := s.sqlitePath(rest)
	if err != nil {
		return nil, err
	}
	f, err := sqlite.OpenQueues(ctx, path)
	if err != nil {
		return nil, err
	}
	s.open[key] = f
	return f.Queue(name), nil
}

// countedQueue counts what producers do for metrics.
type countedQueue struct {
	store.Queue
	binding string
	count   func(binding, op string)
}

func (c *countedQueue) Send(ctx context.Context, messages []store.QueueMessage) (store.QueueBacklog, error) {
	op := "send"
	if len(messages) > 1 {
		op = "send_batch"
	}
	c.count(c.binding, op)
	return c.Queue.Send(ctx, messages)
}

func (c *countedQueue) Backlog(ctx context.Context) (store.QueueBacklog, error) {
	c.count(c.binding, "metrics")
	return c.Queue.Backlog(ctx)
}
