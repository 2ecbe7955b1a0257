package drivers_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/store/storetest"
)

var links = manifest.Binding{Name: "links", Kind: "kv"}

// stores opens with an environment of its own.
func stores(t *testing.T, env map[string]string, change ...func(*drivers.Options)) *drivers.Stores {
	t.Helper()
	o := drivers.Options{Name: "shortener", AppDir: t.TempDir(), Getenv: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	for _, f := range change {
		f(&o)
	}
	s := drivers.New(o)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t *testing.T, kv store.KV, value string) {
	t.Helper()
	if err := kv.Put(context.Background(), "k", store.KVEntry{Value: []byte(value)}); err != nil {
		t.Fatal(err)
	}
}

func value(t *testing.T, kv store.KV) string {
	t.Helper()
	e, err := kv.Get(context.Background(), "k")
	if err != nil {
		t.Fatal(err)
	}
	if e == nil {
		return ""
	}
	return string(e.Value)
}

func open(t *testing.T, s *drivers.Stores, b manifest.Binding, ns string) store.KV {
	t.Helper()
	kv, err := s.KV(context.Background(), b, ns)
	if err != nil {
		t.Fatal(err)
	}
	return kv
}

// TestResolution: KV_<BINDING>_URL, then REDIS_URL, then the data folder.
func TestResolution(t *testing.T) {
	redis, data, own := storetest.Redis(t), t.TempDir(), filepath.Join(t.TempDir(), "own.sqlite")
	embedded := map[string]string{"W2C_DATA_DIR": data}
	service := map[string]string{"W2C_DATA_DIR": data, "REDIS_URL": redis + "/3"}
	override := map[string]string{"W2C_DATA_DIR": data, "REDIS_URL": redis + "/3", "KV_LINKS_URL": "sqlite:" + own}
	below := map[string]string{"W2C_DATA_DIR": data, "KV_LINKS_URL": "sqlite:sub/other.sqlite"}
	empty := map[string]string{"W2C_DATA_DIR": data, "REDIS_URL": "", "KV_LINKS_URL": ""}
	const ns = "drivers-test-resolution"

	put(t, open(t, stores(t, embedded), links, ns), "embedded")
	put(t, open(t, stores(t, service), links, ns), "service")
	put(t, open(t, stores(t, override), links, ns), "override")
	put(t, open(t, stores(t, below), links, ns), "below")
	for _, c := range []struct {
		env  map[string]string
		want string
	}{{embedded, "embedded"}, {service, "service"}, {override, "override"}, {below, "below"}, {empty, "embedded"}} {
		if got := value(t, open(t, stores(t, c.env), links, ns)); got != c.want {
			t.Errorf("%v holds %q, want %q", c.env, got, c.want)
		}
	}
	for _, path := range []string{filepath.Join(data, "kv.sqlite"), filepath.Join(data, "sub", "other.sqlite"), own} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestVariableNames(t *testing.T) {
	for binding, want := range map[string]string{"LINKS": "KV_LINKS_URL", "links": "KV_LINKS_URL", "my-kv.2": "KV_MY_KV_2_URL", "__STATIC": "KV___STATIC_URL"} {
		if got := drivers.KVVariable(binding); got != want {
			t.Errorf("%s: %s, want %s", binding, got, want)
		}
	}
}

// TestBadConfiguration: one line that names the variable and says why.
func TestBadConfiguration(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env            map[string]string
		services       bool
		variable, says string
	}{
		"scheme":       {map[string]string{"KV_LINKS_URL": "mysql://db"}, false, "KV_LINKS_URL", `scheme "mysql" is not known: use sqlite:, redis: or rediss:`},
		"no URL":       {map[string]string{"REDIS_URL": "localhost"}, false, "REDIS_URL", "is not a URL: it starts with sqlite:, redis: or rediss:"},
		"no file":      {map[string]string{"KV_LINKS_URL": "sqlite:"}, false, "KV_LINKS_URL", "names no file: write sqlite:/data/links.sqlite"},
		"redis URL":    {map[string]string{"REDIS_URL": "redis://:secret@host:port"}, false, "REDIS_URL", "not a Redis URL"},
		"no folder":    {map[string]string{"W2C_DATA_DIR": filepath.Join(file, "x")}, false, "W2C_DATA_DIR", "make its folder: not a directory"},
		"not a store":  {map[string]string{"KV_LINKS_URL": "sqlite:" + data}, false, "KV_LINKS_URL", "it is a folder, not a database file"},
		"needs redis":  {map[string]string{"W2C_DATA_DIR": data}, true, "REDIS_URL", "is not set, and KV namespace links keeps its data in Redis (the app was converted with --state services); set it, or KV_LINKS_URL for this namespace alone"},
		"sqlite lease": {map[string]string{"REDIS_URL": "sqlite:x"}, false, "REDIS_URL", "is not a Redis URL"},
	} {
		t.Run(name, func(t *testing.T) {
			s := stores(t, c.env, func(o *drivers.Options) { o.Services = c.services })
			_, err := s.KV(context.Background(), links, "n")
			if name == "sqlite lease" {
				_, err = s.Lease(context.Background())
			}
			var config *store.ConfigError
			if !errors.As(err, &config) || config.Variable != c.variable || !strings.Contains(config.Why, c.says) {
				t.Fatalf("error %v, want %s to be wrong: %s", err, c.variable, c.says)
			}
			if strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %q is more than a line, or says a password", err)
			}
		})
	}
}

// TestShared: isolates that open the same binding get the same store.
func TestShared(t *testing.T) {
	s := stores(t, map[string]string{"W2C_DATA_DIR": t.TempDir()})
	if open(t, s, links, "n") != open(t, s, links, "n") {
		t.Error("the same binding gave two stores")
	}
	put(t, open(t, s, links, "n"), "v")
	if got := value(t, open(t, s, manifest.Binding{Name: "OTHER"}, "n")); got != "v" {
		t.Errorf("another binding of the same namespace holds %q", got)
	}
	if got := value(t, open(t, s, links, "m")); got != "" {
		t.Errorf("another namespace holds %q", got)
	}
}

func TestCount(t *testing.T) {
	var seen []string
	s := stores(t, map[string]string{"W2C_DATA_DIR": t.TempDir()}, func(o *drivers.Options) {
		o.Count = func(binding, op string) { seen = append(seen, binding+" "+op) }
	})
	kv, ctx := open(t, s, links, "n"), context.Background()
	put(t, kv, "v")
	value(t, kv)
	_, _ = kv.GetMany(ctx, []string{"k"})
	_, _ = kv.List(ctx, store.KVListOptions{Limit: 1})
	_ = kv.Delete(ctx, "k")
	if got := strings.Join(seen, ","); got != "links put,links get,links get_bulk,links list,links delete" {
		t.Errorf("counted %s", got)
	}
}

// TestReady: an outage shows in Ping and passes.
func TestReady(t *testing.T) {
	cable := storetest.NewCable(t, strings.TrimPrefix(storetest.Redis(t), "redis://"))
	s := stores(t, map[string]string{"REDIS_URL": "redis://" + cable.Addr, "W2C_DATA_DIR": t.TempDir(), "KV_OTHER_URL": "sqlite:x.sqlite"})
	open(t, s, links, "n")
	open(t, s, manifest.Binding{Name: "OTHER"}, "n")
	if err := s.Ping(context.Background()); err != nil {
		t.Fatal(err)
	}
	cable.Cut(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := s.Ping(ctx); err == nil || !strings.Contains(err.Error(), cable.Addr) {
		t.Errorf("ping while Redis is gone: %v", err)
	}
	cable.Join(t)
	if err := s.Ping(context.Background()); err != nil {
		t.Errorf("ping when Redis is back: %v", err)
	}
}

func TestLeases(t *testing.T) {
	redis := storetest.Redis(t)
	key := "cron:" + t.Name() + time.Now().String()
	acquire := func(s *drivers.Stores) bool {
		t.Helper()
		l, err := s.Lease(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		ok, err := l.Acquire(context.Background(), key, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	fleet := map[string]string{"REDIS_URL": redis}
	if !acquire(stores(t, fleet)) || acquire(stores(t, fleet)) {
		t.Error("two machines of a fleet, and not exactly one won")
	}
	// Another Worker on the same Redis has leases of its own.
	if !acquire(stores(t, fleet, func(o *drivers.Options) { o.Name = "other" })) {
		t.Error("another Worker lost to this one")
	}
	alone := stores(t, nil)
	if !acquire(alone) || acquire(alone) {
		t.Error("one machine alone, and the lease was not given exactly once")
	}
}

func TestDir(t *testing.T) {
	app := t.TempDir()
	if err := os.MkdirAll(filepath.Join(app, "assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(app, "assets", "a.txt"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(app, "assets", "out")); err != nil {
		t.Fatal(err)
	}
	s := stores(t, nil, func(o *drivers.Options) { o.AppDir = app })
	dir, err := s.Dir("assets")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := fs.ReadFile(dir, "a.txt"); err != nil || string(b) != "a" {
		t.Errorf("a.txt: %q, %v", b, err)
	}
	if _, err := fs.ReadFile(dir, "out"); err == nil {
		t.Error("a link led out of the folder")
	}
	if _, err := s.Dir("../x"); err == nil || !strings.Contains(err.Error(), "outside the app") {
		t.Errorf("../x: %v", err)
	}
}
