package kv_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

// TestNodeSQLite and TestNodeRedis run the suite of the Go drivers on the
// TypeScript ones.
func TestNodeSQLite(t *testing.T) {
	nodeParts(t)
	storetest.KV(t, func(t *testing.T) storetest.Harness {
		dir := t.TempDir()
		n := startNode(t, dataDir(dir))
		return storetest.Harness{
			TextOnly: true,
			KV:       func(_ testing.TB, ns string) store.KV { return nodeKV{n, ns} },
			Reopen:   func(t testing.TB) { n.close(t); n = startNode(t, dataDir(dir)) },
		}
	})
}

func TestNodeRedis(t *testing.T) {
	nodeParts(t)
	url := storetest.Redis(t)
	storetest.KV(t, func(t *testing.T) storetest.Harness {
		cable := storetest.NewCable(t, strings.TrimPrefix(url, "redis://"))
		own, env := rand.Text(), "REDIS_URL=redis://"+cable.Addr
		n := startNode(t, env)
		return storetest.Harness{
			TextOnly: true,
			KV:       func(_ testing.TB, ns string) store.KV { return nodeKV{n, own + ns} },
			Reopen:   func(t testing.TB) { n.close(t); n = startNode(t, env) },
			Down:     cable.Cut,
			Up:       cable.Join,
		}
	})
}

// TestSameBytes writes with one host and reads with the other, both ways and
// with both open at once: a team changes servers without moving data.
func TestSameBytes(t *testing.T) {
	nodeParts(t)
	dir := t.TempDir()
	file, err := sqlite.Open(context.Background(), filepath.Join(dir, "kv.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sameBytes(t, file.KV("é}"), nodeKV{startNode(t, dataDir(dir)), "é}"})

	url := storetest.Redis(t)
	server, err := redis.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	ns := "é}" + rand.Text()
	sameBytes(t, server.KV(ns), nodeKV{startNode(t, "REDIS_URL="+url), ns})
}

func sameBytes(t *testing.T, a, b store.KV) {
	t.Helper()
	at := time.Unix(time.Now().Unix()+3600, 0)
	entries := map[string]store.KVEntry{
		"plain":         {Value: []byte("v")},
		"empty":         {Value: []byte{}},
		"bytes \x00 é😀": {Value: []byte("\x00\xff\xed\xa0\x80"), Metadata: []byte("null"), Expires: at},
		"metadata":      {Value: bytes.Repeat([]byte("x"), 70000), Metadata: []byte(`{"é":[1.50,"😀"]}`)},
	}
	ctx := context.Background()
	for _, direction := range []struct {
		name     string
		from, to store.KV
	}{{"Go to Node", a, b}, {"Node to Go", b, a}} {
		for key, e := range entries {
			if err := direction.from.Put(ctx, key, e); err != nil {
				t.Fatalf("%s: put: %v", direction.name, err)
			}
			got, err := direction.to.Get(ctx, key)
			if err != nil {
				t.Fatalf("%s: get: %v", direction.name, err)
			}
			if got == nil || !bytes.Equal(got.Value, e.Value) || string(got.Metadata) != string(e.Metadata) || (got.Metadata == nil) != (e.Metadata == nil) || !got.Expires.Equal(e.Expires) {
				t.Errorf("%s: %q is %+v, want %+v", direction.name, key, got, e)
			}
		}
		pa, err := a.List(ctx, store.KVListOptions{Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		pb, err := b.List(ctx, store.KVListOptions{Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%+v", pa) != fmt.Sprintf("%+v", pb) {
			t.Errorf("%s: Go lists %+v, Node lists %+v", direction.name, pa, pb)
		}
		for key := range entries {
			if err := direction.to.Delete(ctx, key); err != nil {
				t.Fatal(err)
			}
			if got, err := direction.from.Get(ctx, key); err != nil || got != nil {
				t.Errorf("%s: %q is there behind its delete: %+v, %v", direction.name, key, got, err)
			}
		}
	}
}

// TestNodeKill is TestKill of the Go driver for the TypeScript one.
func TestNodeKill(t *testing.T) {
	nodeParts(t)
	dir := t.TempDir()
	acknowledged := map[string]bool{}
	for round := range 10 {
		n := startNode(t, dataDir(dir))
		var mu sync.Mutex
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() {
				for i := 0; ; i++ {
					key := fmt.Sprintf("%d-%d-%d", round, w, i)
					err := nodeKV{n, "n"}.Put(context.Background(), key, store.KVEntry{Value: []byte(strings.Repeat(key, 100))})
					if err != nil {
						return
					}
					mu.Lock()
					acknowledged[key] = true
					mu.Unlock()
				}
			})
		}
		// At different moments, but never before anything was written.
		written := func() int { mu.Lock(); defer mu.Unlock(); return len(acknowledged) }
		for deadline := time.Now().Add(20 * time.Second); written() < 10*round+10 && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(round*7) * time.Millisecond)
		n.kill()
		writers.Wait()
	}
	file, err := sqlite.Open(context.Background(), filepath.Join(dir, "kv.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for key := range acknowledged {
		if e, err := file.KV("n").Get(context.Background(), key); err != nil || e == nil {
			t.Errorf("%s was acknowledged and is lost: %v", key, err)
		}
	}
	if len(acknowledged) < 100 {
		t.Errorf("only %d writes were acknowledged: the test proves little", len(acknowledged))
	}
	storetest.Fault(t, "kill -9", "KV on SQLite, Node", 10, len(acknowledged))
}

// TestNodeRefuses: the TypeScript half says the same of the same file.
func TestNodeRefuses(t *testing.T) {
	kit, parts := nodeParts(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "kv.sqlite")
	garbage := []byte(strings.Repeat("this is no database\n", 300))
	if err := os.WriteFile(path, garbage, 0o600); err != nil {
		t.Fatal(err)
	}
	code, stderr := runNode(t, kit, parts, dataDir(dir))
	want := "W2C_DATA_DIR: open " + path + ": file is not a database: the file is damaged or not a SQLite database; it was left untouched. Restore it from a backup, or move it away to start empty\n"
	if code != 2 || stderr != want {
		t.Errorf("exit code %d, stderr %q, want 2 and %q", code, stderr, want)
	}
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, garbage) {
		t.Error("the file was changed")
	}
	for env, want := range map[string]string{
		"KV_KV_URL=mysql://db":          "KV_KV_URL: scheme \"mysql\" is not known: use sqlite:, redis: or rediss:\n",
		"REDIS_URL=localhost":           "REDIS_URL: is not a URL: it starts with sqlite:, redis: or rediss:\n",
		"KV_KV_URL=sqlite:":             "KV_KV_URL: names no file: write sqlite:/data/links.sqlite\n",
		"REDIS_URL=redis://:secret@h:p": "REDIS_URL: is not a Redis URL\n",
	} {
		if code, stderr := runNode(t, kit, parts, dataDir(dir), env); code != 2 || stderr != want {
			t.Errorf("%s: exit code %d, stderr %q, want 2 and %q", env, code, stderr, want)
		}
	}
}
