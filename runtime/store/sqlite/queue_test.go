package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

func openQueues(t testing.TB, path string) *sqlite.Queues {
	t.Helper()
	f, err := sqlite.OpenQueues(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestQueue(t *testing.T) {
	storetest.Queue(t, func(t *testing.T) storetest.QueueHarness {
		path := filepath.Join(t.TempDir(), "queues.sqlite")
		own, other := openQueues(t, path), openQueues(t, path)
		return storetest.QueueHarness{
			Queue: func(_ testing.TB, name string) store.Queue { return own.Queue(name) },
			Other: func(_ testing.TB, name string) store.Queue { return other.Queue(name) },
			Reopen: func(t testing.TB) {
				_ = own.Close()
				own = openQueues(t, path)
			},
		}
	})
}

// TestQueueFiles: files of other kinds are refused, and ours by the others.
func TestQueueFiles(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	kv, queues := filepath.Join(dir, "kv.sqlite"), filepath.Join(dir, "queues.sqlite")
	_ = open(t, kv).Close()
	_ = openQueues(t, queues).Close()
	const says = "it is a SQLite database of another program; it was left untouched. Choose another path"
	if _, err := sqlite.OpenQueues(ctx, kv); err == nil || err.Error() != "open "+kv+": "+says {
		t.Errorf("queues in a file of KV: %v", err)
	}
	if _, err := sqlite.Open(ctx, queues); err == nil || err.Error() != "open "+queues+": "+says {
		t.Errorf("KV in a file of queues: %v", err)
	}
	if _, err := sqlite.OpenD1(queues, false); err == nil || err.Error() != "open "+queues+": it holds queues; it was left untouched. Choose another path" {
		t.Errorf("D1 in a file of queues: %v", err)
	}
}
