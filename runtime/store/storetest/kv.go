package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/runtime/store"
)

func getPutDelete(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	want(t, kv, "a", nil)
	put(t, kv, "a", "1")
	want(t, kv, "a", []byte("1"))
	want(t, kv, "A", nil)
	put(t, kv, "a", "2")
	want(t, kv, "a", []byte("2"))
	del(t, kv, "a")
	want(t, kv, "a", nil)
	del(t, kv, "a")
	if got := names(t, kv, store.KVListOptions{Limit: 10}, nil); len(got) != 0 {
		t.Fatalf("names after delete: %q", got)
	}
}

func values(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	large := bytes.Repeat(all, 25<<20/256)
	for name, v := range map[string][]byte{
		"empty": {}, "zero": {0}, "all bytes": all, "looks like a number": []byte("1e400"),
		"not UTF-8": []byte("a\xff\xed\xa0\x80"), "25 MiB": large,
	} {
		putEntry(t, kv, name, store.KVEntry{Value: v})
		want(t, kv, name, v)
	}
	// A large value does not get into the way of its neighbours.
	want(t, kv, "zero", []byte{0})
	if e := get(t, kv, "empty"); e == nil || e.Metadata != nil || !e.Expires.IsZero() {
		t.Fatalf("empty: %+v", e)
	}
}

func metadata(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	texts := map[string][]byte{
		"none": nil, "null": []byte("null"), "empty object": []byte("{}"), "number": []byte("1.50"),
		"text": []byte(`"é日😀"`), "large": []byte(`"` + strings.Repeat("m", 5000) + `"`),
	}
	for key, m := range texts {
		putEntry(t, kv, key, store.KVEntry{Value: []byte("v"), Metadata: m})
	}
	same := func(what, key string, m []byte) {
		t.Helper()
		if (m == nil) != (texts[key] == nil) || !bytes.Equal(m, texts[key]) {
			t.Errorf("%s of %q is %q, want %q", what, key, m, texts[key])
		}
	}
	for key := range texts {
		same("metadata", key, get(t, kv, key).Metadata)
		want(t, kv, key, []byte("v"))
	}
	p := list(t, kv, store.KVListOptions{Limit: 100})
	for _, k := range p.Keys {
		same("listed metadata", k.Name, k.Metadata)
	}
	if len(p.Keys) != len(texts) {
		t.Errorf("listed %d names, want %d", len(p.Keys), len(texts))
	}
	// Writing again takes metadata and expiry away.
	putEntry(t, kv, "x", store.KVEntry{Value: []byte("1"), Metadata: []byte("{}"), Expires: soon(time.Hour)})
	put(t, kv, "x", "2")
	if e := get(t, kv, "x"); e.Metadata != nil || !e.Expires.IsZero() {
		t.Errorf("after a plain put: %+v", e)
	}
}

func getMany(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	put(t, kv, "a", "1")
	putEntry(t, kv, "b", store.KVEntry{Value: []byte{}, Metadata: []byte("7")})
	putEntry(t, kv, "gone", store.KVEntry{Value: []byte("x"), Expires: soon(-time.Second)})
	keys := []string{"b", "missing", "a", "a", "gone"}
	for i := range 200 {
		keys = append(keys, fmt.Sprint("missing", i))
	}
	got, err := kv.GetMany(context.Background(), keys)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(keys) {
		t.Fatalf("%d answers for %d keys", len(got), len(keys))
	}
	if got[0] == nil || len(got[0].Value) != 0 || string(got[0].Metadata) != "7" {
		t.Errorf("b: %+v", got[0])
	}
	for _, i := range []int{2, 3} {
		if got[i] == nil || string(got[i].Value) != "1" {
			t.Errorf("a: %+v", got[i])
		}
	}
	for i, e := range got {
		if e != nil && (i == 1 || i > 3) {
			t.Errorf("%q: %+v, want nil", keys[i], e)
		}
	}
	if none, err := kv.GetMany(context.Background(), nil); err != nil || len(none) != 0 {
		t.Errorf("no keys: %v, %v", none, err)
	}
}

func namespaces(t *testing.T, h Harness) {
	// Ids that could be taken for each other if they were not kept apart.
	ids := []string{"n", "N", "", "n}:v:", "n:v", "%6E", "n%", "日本", "n'--"}
	for _, id := range ids {
		put(t, h.KV(t, id), "k", id)
	}
	for _, id := range ids {
		want(t, h.KV(t, id), "k", []byte(id))
		if got := names(t, h.KV(t, id), store.KVListOptions{Limit: 10}, nil); !slices.Equal(got, []string{"k"}) {
			t.Errorf("names in %q: %q", id, got)
		}
	}
	del(t, h.KV(t, "n"), "k")
	want(t, h.KV(t, "N"), "k", []byte("N"))
}

// sorted are keys in the order of their bytes. In UTF-16 the emoji would come
// before U+FFFD.
var sorted = []string{
	"\x00", "\x00\x00", "\x01", " ", "%", "%a", "*", "-", "0", "10", "9", "?", "A", "Z", "[", "\\", "_", "_x", "a", "a\x00", "a\x00b", "aa", "ab", "b",
	"z", "{", "é", "日", "日本", "\uffff"[:0] + "\ufffd", "\uffff", "😀", "\U0010ffff",
}

func order(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	for _, i := range rand.Perm(len(sorted)) {
		put(t, kv, sorted[i], sorted[i])
	}
	if !slices.IsSorted(sorted) {
		t.Fatal("the test's own keys are out of order")
	}
	for _, limit := range []int{1, 2, 3, 7, 1000} {
		if got := names(t, kv, store.KVListOptions{Limit: limit}, nil); !slices.Equal(got, sorted) {
			t.Errorf("limit %d: %q", limit, got)
		}
	}
}

func prefix(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	for _, k := range sorted {
		put(t, kv, k, "")
	}
	prefixes := append([]string{"", "\xff", "\xff\xff", "\xf4\x8f\xbf\xbf\xff", "\xc3", "nothing", "a\x00b\x00"}, sorted...)
	for _, p := range prefixes {
		if h.TextOnly && !utf8.ValidString(p) {
			continue
		}
		var expected []string
		for _, k := range sorted {
			if strings.HasPrefix(k, p) {
				expected = append(expected, k)
			}
		}
		for _, limit := range []int{1, 1000} {
			if got := names(t, kv, store.KVListOptions{Prefix: p, Limit: limit}, nil); !slices.Equal(got, expected) {
				t.Errorf("prefix %q limit %d: %q, want %q", p, limit, got, expected)
			}
		}
	}
	// A place to resume may lie before, inside or behind the prefix.
	for after, expected := range map[string][]string{
		"":      {"a", "a\x00", "a\x00b", "aa", "ab"},
		"Z":     {"a", "a\x00", "a\x00b", "aa", "ab"},
		"a":     {"a\x00", "a\x00b", "aa", "ab"},
		"a\x00": {"a\x00b", "aa", "ab"},
		"aaa":   {"ab"},
		"ab":    nil,
		"z":     nil,
	} {
		if got := names(t, kv, store.KVListOptions{Prefix: "a", After: after, Limit: 1000}, nil); !slices.Equal(got, expected) {
			t.Errorf("after %q: %q, want %q", after, got, expected)
		}
	}
}

func pages(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	for i := range 10 {
		put(t, kv, fmt.Sprint(i), "")
	}
	for _, c := range []struct {
		limit    int
		first    int
		complete bool
	}{{1, 1, false}, {9, 9, false}, {10, 10, true}, {11, 10, true}} {
		p := list(t, kv, store.KVListOptions{Limit: c.limit})
		if len(p.Keys) != c.first || p.Complete != c.complete {
			t.Errorf("limit %d: %d names, complete %v", c.limit, len(p.Keys), p.Complete)
		}
	}
	if p := list(t, h.KV(t, "empty"), store.KVListOptions{Limit: 5}); len(p.Keys) != 0 || !p.Complete {
		t.Errorf("empty namespace: %+v", p)
	}
}

func pagesWhileDeleting(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	var kept []string
	for i := range 60 {
		k := fmt.Sprintf("%03d", i)
		put(t, kv, k, "")
		if i < 20 || i >= 40 {
			kept = append(kept, k)
		}
	}
	deleted := false
	got := names(t, kv, store.KVListOptions{Limit: 15}, func(p store.KVPage) {
		if deleted {
			return
		}
		deleted = true
		del(t, kv, p.After) // the very key the next page resumes behind
		for i := 20; i < 40; i++ {
			del(t, kv, fmt.Sprintf("%03d", i))
		}
	})
	if !slices.Equal(got, kept) {
		t.Errorf("%q, want %q", got, kept)
	}
}

func pagesWhilePutting(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	for i := range 20 {
		put(t, kv, fmt.Sprintf("%03d", i), "")
	}
	got := names(t, kv, store.KVListOptions{Limit: 5}, func(store.KVPage) {
		put(t, kv, "000x", "") // behind us: not seen
		put(t, kv, "019x", "") // before us: seen once
	})
	if len(got) != 21 || got[20] != "019x" || slices.Contains(got, "000x") || len(slices.Compact(got)) != 21 {
		t.Errorf("%q", got)
	}
}

// soon is a time as the store keeps it: a whole second.
func soon(d time.Duration) time.Time { return time.Unix(time.Now().Add(d).Unix(), 0) }

func expiry(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	far := soon(time.Hour)
	putEntry(t, kv, "far", store.KVEntry{Value: []byte("v"), Expires: far})
	if e := get(t, kv, "far"); e == nil || !e.Expires.Equal(far) {
		t.Fatalf("far: %+v, want it to expire at %v", e, far)
	}
	if p := list(t, kv, store.KVListOptions{Limit: 5}); len(p.Keys) != 1 || !p.Keys[0].Expires.Equal(far) {
		t.Fatalf("list: %+v", p)
	}
	distant := time.Unix(1<<40, 0)
	putEntry(t, kv, "far", store.KVEntry{Value: []byte("v"), Expires: distant})
	if e := get(t, kv, "far"); e == nil || !e.Expires.Equal(distant) {
		t.Fatalf("distant: %+v", e)
	}

	putEntry(t, kv, "near", store.KVEntry{Value: []byte("v"), Metadata: []byte("{}"), Expires: soon(2 * time.Second)})
	want(t, kv, "near", []byte("v"))
	time.Sleep(2100 * time.Millisecond)
	want(t, kv, "near", nil)
	if got := names(t, kv, store.KVListOptions{Limit: 5}, nil); !slices.Equal(got, []string{"far"}) {
		t.Errorf("names after expiry: %q", got)
	}
	put(t, kv, "near", "again")
	want(t, kv, "near", []byte("again"))
	if got := names(t, kv, store.KVListOptions{Limit: 5}, nil); !slices.Equal(got, []string{"far", "near"}) {
		t.Errorf("names after writing again: %q", got)
	}
	del(t, kv, "near")

	// What has expired already replaces what was there, and is not there itself.
	put(t, kv, "past", "old")
	putEntry(t, kv, "past", store.KVEntry{Value: []byte("new"), Expires: soon(-10 * time.Second)})
	want(t, kv, "past", nil)
	if got := names(t, kv, store.KVListOptions{Limit: 5}, nil); !slices.Equal(got, []string{"far"}) {
		t.Errorf("names with an expired one: %q", got)
	}
	del(t, kv, "past")
}

func expiredPages(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	at := soon(2 * time.Second)
	var live []string
	for i := range 300 {
		e := store.KVEntry{Value: []byte("v")}
		k := fmt.Sprintf("%04d", i)
		if i%100 != 99 {
			e.Expires = at
		} else {
			live = append(live, k)
		}
		putEntry(t, kv, k, e)
	}
	time.Sleep(time.Until(at.Add(100 * time.Millisecond)))
	for range 2 { // the first walk may tidy up behind itself
		for _, limit := range []int{1, 3, 1000} {
			if got := names(t, kv, store.KVListOptions{Limit: limit}, nil); !slices.Equal(got, live) {
				t.Errorf("limit %d: %q, want %q", limit, got, live)
			}
		}
	}
}

// hammer has writers work on the same few keys while readers check that each
// value is whole: value and metadata from the same put, list and get agreeing.
func hammer(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	const writers, rounds, keys = 8, 60, 5
	ctx, stop := context.WithCancel(context.Background())
	var readers, running sync.WaitGroup
	check := func(e *store.KVEntry) {
		if e != nil && string(e.Metadata) != fmt.Sprintf(`"%s"`, e.Value) {
			t.Errorf("value %q with metadata %q", e.Value, e.Metadata)
		}
	}
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				check(get(t, kv, fmt.Sprint("shared", rand.IntN(keys))))
				list(t, kv, store.KVListOptions{Prefix: "shared", Limit: 3})
			}
		})
	}
	for w := range writers {
		running.Go(func() {
			for i := range rounds {
				v := fmt.Sprintf("%d-%d", w, i)
				e := store.KVEntry{Value: []byte(v), Metadata: []byte(`"` + v + `"`)}
				if err := kv.Put(context.Background(), fmt.Sprint("shared", rand.IntN(keys)), e); err != nil {
					t.Errorf("put: %v", err)
				}
				own := fmt.Sprint("own", w)
				if err := kv.Put(context.Background(), own, e); err != nil {
					t.Errorf("put: %v", err)
				}
				// An acknowledged write is visible to the next read.
				if got := get(t, kv, own); got == nil || string(got.Value) != v {
					t.Errorf("%s holds %+v behind a put of %s", own, got, v)
				}
				if i%10 == 9 {
					if err := kv.Delete(context.Background(), own); err != nil {
						t.Errorf("delete: %v", err)
					}
					if got := get(t, kv, own); got != nil {
						t.Errorf("%s is there behind its delete", own)
					}
				}
			}
		})
	}
	running.Wait()
	stop()
	readers.Wait()
}

func reopen(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	e := store.KVEntry{Value: []byte("v\x00\xff"), Metadata: []byte(`{"m":1}`), Expires: soon(time.Hour)}
	putEntry(t, kv, "k", e)
	put(t, kv, "deleted", "x")
	del(t, kv, "deleted")
	h.Reopen(t)
	kv = h.KV(t, "n")
	got := get(t, kv, "k")
	if got == nil || !bytes.Equal(got.Value, e.Value) || !bytes.Equal(got.Metadata, e.Metadata) || !got.Expires.Equal(e.Expires) {
		t.Errorf("after reopening: %+v, want %+v", got, e)
	}
	want(t, kv, "deleted", nil)
}

func cancelledContext(t *testing.T, h Harness) {
	kv := h.KV(t, "n")
	put(t, kv, "k", "v")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for what, f := range map[string]func() error{
		"get":     func() error { _, err := kv.Get(ctx, "k"); return err },
		"getMany": func() error { _, err := kv.GetMany(ctx, []string{"k"}); return err },
		"put":     func() error { return kv.Put(ctx, "k", store.KVEntry{Value: []byte("w")}) },
		"delete":  func() error { return kv.Delete(ctx, "k") },
		"list":    func() error { _, err := kv.List(ctx, store.KVListOptions{Limit: 1}); return err },
	} {
		if err := f(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", what, err)
		}
	}
	want(t, kv, "k", []byte("v"))
}

func outage(t *testing.T, h Harness) {
	if h.Down == nil {
		// Not a skip: there is no service that could be away.
		return
	}
	kv := h.KV(t, "n")
	put(t, kv, "k", "before")
	h.Down(t)
	for what, f := range map[string]func(context.Context) error{
		"get":  func(ctx context.Context) error { _, err := kv.Get(ctx, "k"); return err },
		"put":  func(ctx context.Context) error { return kv.Put(ctx, "k", store.KVEntry{Value: []byte("lost")}) },
		"list": func(ctx context.Context) error { _, err := kv.List(ctx, store.KVListOptions{Limit: 1}); return err },
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		start := time.Now()
		if err := f(ctx); err == nil {
			t.Errorf("%s: no error while the service is gone", what)
		}
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("%s took %v to fail", what, took)
		}
		cancel()
	}
	h.Up(t)
	deadline := time.Now().Add(10 * time.Second)
	for {
		e, err := kv.Get(context.Background(), "k")
		if err == nil {
			if e == nil || string(e.Value) != "before" {
				t.Fatalf("after the outage: %+v", e)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no recovery: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	put(t, kv, "k", "after")
	want(t, kv, "k", []byte("after"))
	Fault(t, "service gone and back", t.Name(), 1, 2)
}
