package redis_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	redigo "github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

func open(t testing.TB, url string) *redis.DB {
	t.Helper()
	db, err := redis.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestKV(t *testing.T) {
	url := storetest.Redis(t)
	storetest.KV(t, func(t *testing.T) storetest.Harness {
		cable := storetest.NewCable(t, strings.TrimPrefix(url, "redis://"))
		own := rand.Text() // the server may hold other data
		db := open(t, "redis://"+cable.Addr)
		return storetest.Harness{
			KV: func(_ testing.TB, ns string) store.KV { return db.KV(own + ns) },
			Reopen: func(t testing.TB) {
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				db = open(t, "redis://"+cable.Addr)
			},
			Down: cable.Cut,
			Up:   cable.Join,
		}
	})
}

// TestStuck: a server that takes a request and says nothing costs the request that
// waits for it, and nothing once it speaks again.
func TestStuck(t *testing.T) {
	cable := storetest.NewCable(t, strings.TrimPrefix(storetest.Redis(t), "redis://"))
	kv := open(t, "redis://"+cable.Addr).KV(rand.Text())
	const rounds = 5
	for round := range rounds {
		key := fmt.Sprint("k", round)
		if err := kv.Put(context.Background(), key, store.KVEntry{Value: []byte(key)}); err != nil {
			t.Fatal(err)
		}
		resume := cable.Stall()
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		start := time.Now()
		if _, err := kv.Get(ctx, key); err == nil {
			t.Error("a server that is stuck has answered")
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("a deadline of 100 ms took %v", took)
		}
		cancel()
		resume()
		if e, err := kv.Get(context.Background(), key); err != nil || e == nil || string(e.Value) != key {
			t.Errorf("after the pause: %+v, %v", e, err)
		}
	}
	storetest.Fault(t, "service stuck", "KV on Redis, Go", rounds, rounds)
}

// TestLayout reads the keys themselves: the format is a promise (../FORMAT.md).
func TestLayout(t *testing.T) {
	url := storetest.Redis(t)
	own := rand.Text()
	kv := open(t, url).KV(own + "é}")
	err := kv.Put(context.Background(), "k:1", store.KVEntry{Value: []byte("v\xff"), Metadata: []byte(`{"a":1}`), Expires: time.Unix(4102444800, 0)})
	if err != nil {
		t.Fatal(err)
	}
	client, err := redigo.DialURL(url)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	prefix := "w2c:kv:{" + own + "%C3%A9%7D}:"
	frame, err := redigo.String(client.Do("GET", prefix+"v:k:1"))
	want := "\x01\x00\x00\x00\x00\xf4\x86\x57\x00" + "\x00\x00\x00\x08" + `{"a":1}` + "v\xff"
	if err != nil || frame != want {
		t.Errorf("frame %q, %v, want %q", frame, err, want)
	}
	if at, err := redigo.Int64(client.Do("PEXPIRETIME", prefix+"v:k:1")); err != nil || at != 4102444800000 {
		t.Errorf("expires at %v, %v", at, err)
	}
	if names, err := redigo.Strings(client.Do("ZRANGE", prefix+"k", 0, -1, "WITHSCORES")); err != nil || len(names) != 2 || names[0] != "k:1" || names[1] != "0" {
		t.Errorf("names %v, %v", names, err)
	}
}

// TestNamesAreTidied: a name whose value expired leaves the set when a list passes.
func TestNamesAreTidied(t *testing.T) {
	url := storetest.Redis(t)
	own := rand.Text()
	kv := open(t, url).KV(own)
	ctx := context.Background()
	for i := range 100 {
		e := store.KVEntry{Value: []byte("v"), Expires: time.Now().Add(-time.Second)}
		if i == 50 {
			e.Expires = time.Time{}
		}
		if err := kv.Put(ctx, fmt.Sprintf("%03d", i), e); err != nil {
			t.Fatal(err)
		}
	}
	p, err := kv.List(ctx, store.KVListOptions{Limit: 1000})
	if err != nil || len(p.Keys) != 1 || !p.Complete {
		t.Fatalf("list: %+v, %v", p, err)
	}
	client, err := redigo.DialURL(url)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if n, err := redigo.Int(client.Do("ZCARD", "w2c:kv:{"+own+"}:k")); err != nil || n != 1 {
		t.Errorf("%d names are left, want 1 (%v)", n, err)
	}
}

func TestLease(t *testing.T) {
	url := storetest.Redis(t)
	a, b := open(t, url).Lease(), open(t, url).Lease()
	key, ctx := rand.Text(), context.Background()
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		for _, l := range []redis.Lease{a, b} {
			wg.Go(func() {
				ok, err := l.Acquire(ctx, key, time.Second)
				if err != nil {
					t.Error(err)
				}
				if ok {
					won.Add(1)
				}
			})
		}
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d callers won, want 1", won.Load())
	}
	time.Sleep(1100 * time.Millisecond)
	if ok, err := b.Acquire(ctx, key, time.Second); !ok || err != nil {
		t.Errorf("after its time: %v, %v", ok, err)
	}
}

// TestUnfit: servers that answer and must not be used.
func TestUnfit(t *testing.T) {
	for name, c := range map[string]struct{ info, says string }{
		"evicts":           {"# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n", "has maxmemory-policy allkeys-lru, which deletes stored values when memory is short: set it to noeviction"},
		"evicts with TTL":  {"# Memory\r\nmaxmemory_policy:volatile-ttl\r\n", "has maxmemory-policy volatile-ttl"},
		"old":              {"# Server\r\nredis_version:6.0.16\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n", "is version 6.0.16: 6.2 or newer is needed (or any Valkey)"},
		"fits":             {"# Server\r\nredis_version:6.2.0\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n", ""},
		"tells little":     {"", ""},
		"will not tell":    {"-NOPERM this user has no permissions to run the 'info' command", ""},
		"asks for a login": {"-NOAUTH Authentication required.", "refuses the login: NOAUTH Authentication required."},
	} {
		t.Run(name, func(t *testing.T) {
			addr := fake(t, c.info)
			db, err := redis.Open(context.Background(), "redis://"+addr)
			if err == nil {
				defer db.Close()
			}
			var unfit *redis.UnfitError
			switch {
			case c.says == "" && err != nil:
				t.Errorf("error %v, want none", err)
			case c.says != "" && (!errors.As(err, &unfit) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), addr)):
				t.Errorf("error %v, want it to name the server and say %q", err, c.says)
			}
		})
	}
}

// TestLate: a server that is not there yet is no error until it is asked, and is
// looked at when it answers.
func TestLate(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	db := open(t, "redis://"+addr)
	if err := db.Ping(context.Background()); err == nil || !strings.Contains(err.Error(), addr) {
		t.Errorf("ping of a missing server: %v", err)
	}
	serveFake(t, addr, "maxmemory_policy:allkeys-lru\r\n")
	var unfit *redis.UnfitError
	if err := db.Ping(context.Background()); !errors.As(err, &unfit) {
		t.Errorf("ping of a server that evicts: %v", err)
	}
}

func TestBadURL(t *testing.T) {
	_, err := redis.Open(context.Background(), "redis://user:geheim@host:notaport/0")
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("error %v, want one without the password", err)
	}
}

// fake is a server that answers INFO with a text, or with an error.
func fake(t *testing.T, info string) string {
	return serveFake(t, "127.0.0.1:0", info)
}

func serveFake(t *testing.T, addr, info string) string {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answer(c, info)
		}
	}()
	return l.Addr().String()
}

func answer(c net.Conn, info string) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		// A command is an array of strings: *n, then $len and the text n times.
		var n int
		if _, err := fmt.Fscanf(r, "*%d\r\n", &n); err != nil {
			return
		}
		var name string
		for i := range n {
			var size int
			if _, err := fmt.Fscanf(r, "$%d\r\n", &size); err != nil {
				return
			}
			b := make([]byte, size+2)
			for read := 0; read < len(b); {
				k, err := r.Read(b[read:])
				if err != nil {
					return
				}
				read += k
			}
			if i == 0 {
				name = strings.ToUpper(string(b[:size]))
			}
		}
		reply := "+OK\r\n"
		switch {
		case name == "HELLO":
			reply = "-ERR unknown command 'HELLO'\r\n"
		case name == "INFO" && strings.HasPrefix(info, "-"):
			reply = info + "\r\n"
		case name == "INFO":
			reply = fmt.Sprintf("$%d\r\n%s\r\n", len("\r\n"+info), "\r\n"+info)
		case name == "PING":
			reply = "+PONG\r\n"
		}
		if _, err := c.Write([]byte(reply)); err != nil {
			return
		}
	}
}
