package queues_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/queues"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

// TestNode runs the suite of the Go drivers on the TypeScript ones, with a Go machine
// as the other one: what one sends the other takes, on the same bytes.
func TestNode(t *testing.T) {
	n := startNode(t)
	t.Run("SQLite", func(t *testing.T) {
		storetest.Queue(t, func(t *testing.T) storetest.QueueHarness {
			dir := t.TempDir()
			other, err := sqlite.OpenQueues(context.Background(), filepath.Join(dir, "queues.sqlite"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = other.Close() })
			return harness(n, "", map[string]string{"W2C_DATA_DIR": dir}, func(name string) store.Queue { return other.Queue(name) })
		})
	})
	t.Run("Redis", func(t *testing.T) {
		url := storetest.Redis(t)
		storetest.Queue(t, func(t *testing.T) storetest.QueueHarness {
			other, err := redis.Open(context.Background(), url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = other.Close() })
			own := rand.Text() // the server may hold other data
			return harness(n, own, map[string]string{"REDIS_URL": url}, func(name string) store.Queue { return other.Queue(own + name) })
		})
	})
}

func harness(n *node, prefix string, env map[string]string, other func(name string) store.Queue) storetest.QueueHarness {
	host := rand.Text()
	return storetest.QueueHarness{
		Queue: func(_ testing.TB, name string) store.Queue { return n.queue(host, env, prefix, name) },
		Other: func(_ testing.TB, name string) store.Queue { return other(name) },
		Reopen: func(t testing.TB) {
			if err := n.ask(context.Background(), map[string]any{"do": "close", "host": host}, nil); err != nil {
				t.Fatal(err)
			}
			host = rand.Text()
		},
	}
}

// node is a Node process with the TypeScript stores.
type node struct {
	in io.Writer

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	changed map[string]chan struct{}
}

type answer struct {
	ID      int             `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Changed string          `json:"changed"`
}

// startNode lays the platform's files out as an app has them. Without Node nothing is
// proved, so in CI that is a failure.
func startNode(t *testing.T) *node {
	t.Helper()
	ctx := context.Background()
	kit, err := tools.New(os.Stderr)
	var bin, modules string
	if err == nil {
		bin, err = kit.Node(ctx)
	}
	if err == nil {
		modules, err = kit.Packages(ctx, filepath.Join("..", "..", "nodehost", "npm"))
	}
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatalf("no Node: %v", err)
		}
		t.Skipf("no Node: %v (w2c-dev test installs it)", err)
	}
	dir, files := t.TempDir(), queues.StoreFiles()
	for name, path := range map[string]string{"store.ts": "testdata/store.ts", "host.ts": "../../nodehost/src/host.ts", "queue_api.ts": "queue_api.ts"} {
		b, err := os.ReadFile(filepath.FromSlash(path))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(b)
	}
	files["package.json"] = `{"type":"module"}`
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "store.ts")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	n := &node{in: in, waiting: map[int]chan answer{}, changed: map[string]chan struct{}{}}
	read := make(chan struct{})
	go func() { n.read(out); close(read) }()
	t.Cleanup(func() {
		_ = in.Close()
		<-read
		if err := cmd.Wait(); err != nil {
			t.Errorf("node: %v", err)
		}
	})
	return n
}

func (n *node) read(out io.Reader) {
	lines := bufio.NewReaderSize(out, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var a answer
		if json.Unmarshal(line, &a) != nil {
			continue
		}
		n.mu.Lock()
		if c := n.changed[a.Changed]; c != nil {
			select {
			case c <- struct{}{}:
			default:
			}
		}
		if c := n.waiting[a.ID]; c != nil {
			delete(n.waiting, a.ID)
			c <- a
		}
		n.mu.Unlock()
	}
}

func (n *node) ask(ctx context.Context, command map[string]any, result any) error {
	c := make(chan answer, 1)
	n.mu.Lock()
	n.last++
	command["id"] = n.last
	n.waiting[n.last] = c
	b, err := json.Marshal(command)
	if err == nil {
		_, err = n.in.Write(append(b, '\n'))
	}
	n.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a := <-c:
		if a.Error != "" {
			return errors.New(a.Error)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(a.Result, result)
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
		return errors.New("no answer within a minute")
	}
}

// queue is one queue of a host as a store.Queue.
func (n *node) queue(host string, env map[string]string, prefix, name string) store.Queue {
	n.mu.Lock()
	key := host + " " + prefix + name
	if n.changed[key] == nil {
		n.changed[key] = make(chan struct{}, 1)
	}
	q := &nodeQueue{n: n, host: host, env: env, prefix: prefix, name: prefix + name, changed: n.changed[key]}
	n.mu.Unlock()
	_, _ = q.Backlog(context.Background()) // who listens for changes is made with the queue
	return q
}

type nodeQueue struct {
	n            *node
	host         string
	env          map[string]string
	prefix, name string
	changed      chan struct{}
}

var _ store.Queue = (*nodeQueue)(nil)

func (q *nodeQueue) Changed() <-chan struct{} { return q.changed }

func (q *nodeQueue) ask(ctx context.Context, do string, more map[string]any, result any) error {
	command := map[string]any{"do": do, "host": q.host, "env": q.env, "queue": q.name}
	for name, v := range more {
		command[name] = v
	}
	return q.n.ask(ctx, command, result)
}

type backlog struct{ Count, Bytes, Oldest int64 }

func (b backlog) store() store.QueueBacklog {
	out := store.QueueBacklog{Count: b.Count, Bytes: b.Bytes}
	if b.Oldest != 0 {
		out.Oldest = time.UnixMilli(b.Oldest)
	}
	return out
}

type nodeMessage struct {
	ID       string `json:"id"`
	Sent     int64  `json:"sent"`
	Type     string `json:"type"`
	Body     []byte `json:"body"`
	Delay    int64  `json:"delay"`
	Attempts int    `json:"attempts"`
	Ref      string `json:"ref"`
}

func (q *nodeQueue) Send(ctx context.Context, messages []store.QueueMessage) (store.QueueBacklog, error) {
	list := make([]nodeMessage, len(messages))
	for i, m := range messages {
		list[i] = nodeMessage{ID: m.ID, Sent: m.Sent.UnixMilli(), Type: m.Type, Body: append([]byte{}, m.Body...), Delay: m.Delay.Milliseconds()}
	}
	var b backlog
	err := q.ask(ctx, "send", map[string]any{"messages": list}, &b)
	return b.store(), err
}

func (q *nodeQueue) Backlog(ctx context.Context) (store.QueueBacklog, error) {
	var b backlog
	err := q.ask(ctx, "backlog", nil, &b)
	return b.store(), err
}

func (q *nodeQueue) rules(r store.QueueRules) map[string]any {
	dead := r.DeadLetter
	if dead != "" {
		dead = q.prefix + dead
	}
	return map[string]any{
		"batchSize": r.BatchSize, "batchTimeout": r.BatchTimeout.Milliseconds(), "maxAttempts": r.MaxAttempts,
		"deadLetter": dead, "concurrency": r.Concurrency, "lease": r.Lease.Milliseconds(),
	}
}

func (q *nodeQueue) Claim(ctx context.Context, r store.QueueRules, lease string) (store.QueueBatch, error) {
	var b struct {
		Messages []nodeMessage
		Backlog  backlog
		Wait     float64
		Dropped  int
	}
	if err := q.ask(ctx, "claim", map[string]any{"rules": q.rules(r), "lease": lease}, &b); err != nil {
		return store.QueueBatch{}, err
	}
	out := store.QueueBatch{Backlog: b.Backlog.store(), Wait: time.Duration(b.Wait * float64(time.Millisecond)), Dropped: b.Dropped}
	for _, m := range b.Messages {
		out.Messages = append(out.Messages, store.QueueMessage{ID: m.ID, Sent: time.UnixMilli(m.Sent), Type: m.Type, Body: m.Body, Attempts: m.Attempts, Ref: m.Ref})
	}
	return out, nil
}

func (q *nodeQueue) Extend(ctx context.Context, lease string, messages []store.QueueMessage, d time.Duration) (held bool, err error) {
	list := make([]nodeMessage, len(messages))
	for i, m := range messages {
		list[i] = nodeMessage{Ref: m.Ref}
	}
	err = q.ask(ctx, "extend", map[string]any{"lease": lease, "messages": list, "time": d.Milliseconds()}, &held)
	return held, err
}

func (q *nodeQueue) Settle(ctx context.Context, r store.QueueRules, lease string, verdicts []store.QueueVerdict) error {
	list := make([]map[string]any, len(verdicts))
	for i, v := range verdicts {
		list[i] = map[string]any{"ref": v.Ref, "fate": int(v.Fate), "delay": v.Delay.Milliseconds()}
	}
	return q.ask(ctx, "settle", map[string]any{"rules": q.rules(r), "lease": lease, "verdicts": list}, nil)
}
