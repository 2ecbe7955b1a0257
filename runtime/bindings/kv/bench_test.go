package kv_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

// go test -bench . -benchtime 2s ./runtime/bindings/kv: the store alone, and a
// script that awaits KV.get in a loop (one promise, one goroutine, two turns).

const benchKeys = 10_000

func filled(b *testing.B, env map[string]string) (*drivers.Stores, store.KV) {
	s := drivers.New(drivers.Options{Getenv: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	b.Cleanup(func() { _ = s.Close() })
	ns, err := s.KV(context.Background(), binding, "bench")
	if err != nil {
		b.Fatal(err)
	}
	value := make([]byte, 100)
	fill := make(chan int)
	done := make(chan error)
	for range 64 {
		go func() {
			var err error
			for i := range fill {
				if e := ns.Put(context.Background(), key(i), store.KVEntry{Value: value}); e != nil {
					err = e
				}
			}
			done <- err
		}()
	}
	for i := range benchKeys {
		fill <- i
	}
	close(fill)
	for range 64 {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	return s, ns
}

var binding = manifest.Binding{Name: "KV", Kind: "kv", Config: json.RawMessage(`{"namespace":"bench"}`)}

func key(i int) string { return fmt.Sprintf("key:%05d", i%benchKeys) }

func stores(b *testing.B, run func(*testing.B, *drivers.Stores, store.KV)) {
	b.Run("sqlite", func(b *testing.B) {
		s, ns := filled(b, map[string]string{"W2C_DATA_DIR": b.TempDir()})
		run(b, s, ns)
	})
	b.Run("redis", func(b *testing.B) {
		s, ns := filled(b, map[string]string{"REDIS_URL": storetest.Redis(b)})
		run(b, s, ns)
	})
}

func BenchmarkStoreGet(b *testing.B) {
	stores(b, func(b *testing.B, _ *drivers.Stores, ns store.KV) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if e, err := ns.Get(context.Background(), key(i)); err != nil || e == nil {
				b.Fatal(e, err)
			}
		}
	})
}

func BenchmarkStoreGetParallel(b *testing.B) {
	stores(b, func(b *testing.B, _ *drivers.Stores, ns store.KV) {
		b.SetParallelism(25)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				if _, err := ns.Get(context.Background(), key(i)); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

// BenchmarkStorePut writes alone: each write waits for a flush of its own.
func BenchmarkStorePut(b *testing.B) {
	stores(b, func(b *testing.B, _ *drivers.Stores, ns store.KV) {
		for i := 0; b.Loop(); i++ {
			if err := ns.Put(context.Background(), key(i), store.KVEntry{Value: make([]byte, 100)}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStorePutParallel has fifty writers, who share flushes.
func BenchmarkStorePutParallel(b *testing.B) {
	stores(b, func(b *testing.B, _ *drivers.Stores, ns store.KV) {
		b.SetParallelism(25)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				if err := ns.Put(context.Background(), key(i), store.KVEntry{Value: make([]byte, 100)}); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

func BenchmarkStoreList(b *testing.B) {
	stores(b, func(b *testing.B, _ *drivers.Stores, ns store.KV) {
		for b.Loop() {
			if p, err := ns.List(context.Background(), store.KVListOptions{Prefix: "key:", Limit: 1000}); err != nil || len(p.Keys) != 1000 {
				b.Fatal(len(p.Keys), err)
			}
		}
	})
}

func BenchmarkScriptGet(b *testing.B) {
	stores(b, func(b *testing.B, s *drivers.Stores, _ store.KV) {
		l := jsloop.New(jsloop.Options{})
		go l.Run()
		b.Cleanup(l.Close)
		var start goja.Callable
		err := l.Do(func() error {
			v, err := kv.Kind{}.Attach(l, s, binding)
			if err != nil {
				return err
			}
			if err := l.VM().Set("KV", v); err != nil {
				return err
			}
			f, err := l.VM().RunString(`(async (n, done) => { for (let i = 0; i < n; i++) if (await KV.get("key:00042") === null) throw new Error("missing"); done(); })`)
			start, _ = goja.AssertFunction(f)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		b.ResetTimer()
		done := make(chan struct{})
		l.Post(func() {
			_, err := start(goja.Undefined(), l.VM().ToValue(b.N), l.VM().ToValue(func(goja.FunctionCall) goja.Value { close(done); return nil }))
			if err != nil {
				b.Error(err)
			}
		})
		<-done
	})
}
