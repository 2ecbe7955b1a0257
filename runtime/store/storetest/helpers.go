package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/w2c-dev/w2c/runtime/store"
)

func put(t testing.TB, kv store.KV, key, value string) {
	t.Helper()
	putEntry(t, kv, key, store.KVEntry{Value: []byte(value)})
}

func putEntry(t testing.TB, kv store.KV, key string, e store.KVEntry) {
	t.Helper()
	if err := kv.Put(context.Background(), key, e); err != nil {
		t.Fatalf("put %q: %v", key, err)
	}
}

func get(t testing.TB, kv store.KV, key string) *store.KVEntry {
	t.Helper()
	e, err := kv.Get(context.Background(), key)
	if err != nil {
		t.Fatalf("get %q: %v", key, err)
	}
	return e
}

// want fails unless key holds exactly value; nil means that it is missing.
func want(t testing.TB, kv store.KV, key string, value []byte) {
	t.Helper()
	e := get(t, kv, key)
	switch {
	case e == nil && value == nil:
	case e == nil:
		t.Fatalf("%q is missing, want %d bytes", key, len(value))
	case value == nil:
		t.Fatalf("%q holds %d bytes, want it missing", key, len(e.Value))
	case !slices.Equal(e.Value, value):
		t.Fatalf("%q holds %.60q, want %.60q", key, e.Value, value)
	}
}

func del(t testing.TB, kv store.KV, key string) {
	t.Helper()
	if err := kv.Delete(context.Background(), key); err != nil {
		t.Fatalf("delete %q: %v", key, err)
	}
}

func list(t testing.TB, kv store.KV, o store.KVListOptions) store.KVPage {
	t.Helper()
	p, err := kv.List(context.Background(), o)
	if err != nil {
		t.Fatalf("list %+v: %v", o, err)
	}
	if len(p.Keys) > o.Limit {
		t.Fatalf("list %+v gave %d names", o, len(p.Keys))
	}
	if !p.Complete && p.After == "" {
		t.Fatalf("list %+v: incomplete and nowhere to resume", o)
	}
	return p
}

// names walks through all pages; between runs after each.
func names(t testing.TB, kv store.KV, o store.KVListOptions, between func(store.KVPage)) []string {
	t.Helper()
	var out []string
	for range 10000 {
		p := list(t, kv, o)
		for _, k := range p.Keys {
			out = append(out, k.Name)
		}
		if p.Complete {
			return out
		}
		if between != nil {
			between(p)
		}
		o.After = p.After
	}
	t.Fatal("the pages never end")
	return nil
}
