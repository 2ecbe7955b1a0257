// Package drivers is where a binding meets its store: it reads the operator's
// variables, opens each store once for the whole process and gives it to every
// isolate. Adding a driver is one case in open.
package drivers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

// Options are what the stores need from their host.
type Options struct {
	// Name is the Worker's; leases of several Workers are told apart by it.
	Name string
	// Getenv reads the environment; nil means os.LookupEnv.
	Getenv func(name string) (string, bool)
	// AppDir is the folder of the manifest. Read-only folders that ship with
	// the Worker lie in it.
	AppDir string
	// Services refuses the embedded store: the app was converted for several machines.
	Services bool
	// Count is called for each operation of a binding, for metrics. May be nil.
	Count func(binding, op string)
}

// Stores is the Opener of one process.
type Stores struct {
	o Options

	mu   *sync.Mutex
	open map[string]db // by URL
	kv   map[string]store.KV
	dirs map[string]fs.FS
	own  *local

	counters *counters
}

var _ store.Opener = (*Stores)(nil)

// db is what every driver's connection can do.
type db interface {
	Ping(context.Context) error
	Close() error
}

// New reads nothing yet; stores are opened when a binding asks.
func New(o Options) *Stores {
	if o.Getenv == nil {
		o.Getenv = os.LookupEnv
	}
	return &Stores{o: o, mu: &sync.Mutex{}, open: map[string]db{}, kv: map[string]store.KV{}, dirs: map[string]fs.FS{}, own: &local{until: map[string]time.Time{}, now: time.Now},
		counters: &counters{now: time.Now, windows: map[int64]*window{}}}
}

// Beside is the Opener of another Worker in the same process: what it opens by the
// same URL is what this one has open, and closed with it.
func (s *Stores) Beside(o Options) *Stores {
	other := New(o)
	other.mu, other.open, other.own, other.counters = s.mu, s.open, s.own, s.counters
	return other
}

// KV opens the namespace for a binding: KV_<BINDING>_URL, else REDIS_URL, else
// the SQLite file in the data folder.
func (s *Stores) KV(ctx context.Context, b manifest.Binding, namespace string) (store.KV, error) {
	variable, url, err := s.kvURL(b.Name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := url + "\x00" + namespace + "\x00" + b.Name
	if kv, ok := s.kv[id]; ok {
		return kv, nil
	}
	conn, err := s.connect(ctx, variable, url)
	if err != nil {
		return nil, err
	}
	var kv store.KV
	switch d := conn.(type) {
	case *sqlite.DB:
		kv = d.KV(namespace)
	case *redis.DB:
		kv = d.KV(namespace)
	}
	if s.o.Count != nil {
		kv = &counted{KV: kv, binding: b.Name, count: s.o.Count}
	}
	s.kv[id] = kv
	return kv, nil
}

// kvURL says which variable decides and where the data lives.
func (s *Stores) kvURL(binding string) (variable, url string, err error) {
	name := KVVariable(binding)
	if url, ok := s.o.Getenv(name); ok && url != "" {
		return name, url, nil
	}
	if url, ok := s.o.Getenv("REDIS_URL"); ok && url != "" {
		return "REDIS_URL", url, nil
	}
	if s.o.Services {
		return "", "", &store.ConfigError{Variable: "REDIS_URL", Why: fmt.Sprintf("is not set, and KV namespace %s keeps its data in Redis (the app was converted with --state services); set it, or %s for this namespace alone", binding, name)}
	}
	return "W2C_DATA_DIR", "sqlite:kv.sqlite", nil
}

// KVVariable is the variable that overrides the store of one KV binding.
func KVVariable(binding string) string { return variableFor("KV", binding) }

// variableFor is the name of the variable that decides for one binding.
func variableFor(kind, binding string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, binding)
	return kind + "_" + name + "_URL"
}

// connect opens url, or gives the connection that is open already. The caller
// holds the lock.
func (s *Stores) connect(ctx context.Context, variable, url string) (db, error) {
	if d, ok := s.open[url]; ok {
		return d, nil
	}
	d, err := s.dial(ctx, url)
	if err != nil {
		var config *store.ConfigError
		if errors.As(err, &config) {
			return nil, err
		}
		return nil, &store.ConfigError{Variable: variable, Why: err.Error()}
	}
	s.open[url] = d
	return d, nil
}

func (s *Stores) dial(ctx context.Context, url string) (db, error) {
	scheme, rest, ok := strings.Cut(url, ":")
	if !ok {
		return nil, errors.New("is not a URL: it starts with sqlite:, redis: or rediss:")
	}
	switch scheme {
	case "sqlite":
		path, err := s.sqlitePath(rest)
		if err != nil {
			return nil, err
		}
		return wrap(sqlite.Open(ctx, path))
	case "redis", "rediss":
		return wrap(redis.Open(ctx, url))
	}
	return nil, fmt.Errorf("scheme %q is not known: use sqlite:, redis: or rediss:", scheme)
}

// wrap keeps a nil pointer from becoming a non-nil interface.
func wrap[D db](d D, err error) (db, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

// sqlitePath reads what follows "sqlite:": an absolute path, or one below the
// data folder.
func (s *Stores) sqlitePath(rest string) (string, error) {
	path := rest
	if strings.HasPrefix(path, "//") {
		path = "/" + strings.TrimLeft(path, "/")
	}
	if path == "" || path == "/" {
		return "", errors.New("names no file: write sqlite:/data/links.sqlite")
	}
	if filepath.IsAbs(path) {
		return path, nil
	}
	dir, err := s.DataDir()
	return filepath.Join(dir, path), err
}

// DataDir is the one folder the app writes to: W2C_DATA_DIR, else /data when
// that is there and writable (as in our images), else data beside the app.
func (s *Stores) DataDir() (string, error) {
	if dir, ok := s.o.Getenv("W2C_DATA_DIR"); ok && dir != "" {
		return filepath.Abs(dir)
	}
	if writable("/data") {
		return "/data", nil
	}
	return filepath.Abs(filepath.Join(s.o.AppDir, "data"))
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".w2c-*")
	if err != nil {
		return false
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return true
}

// Lease is fleet-wide when there is a Redis; a single machine needs none.
func (s *Stores) Lease(ctx context.Context) (store.Lease, error) {
	url, ok := s.o.Getenv("REDIS_URL")
	if !ok || url == "" {
		if s.o.Services {
			return nil, &store.ConfigError{Variable: "REDIS_URL", Why: "is not set, and cron triggers elect one machine of the fleet there (the app was converted with --state services)"}
		}
		return s.own, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	conn, err := s.connect(ctx, "REDIS_URL", url)
	if err != nil {
		return nil, err
	}
	d, ok := conn.(*redis.DB)
	if !ok {
		return nil, &store.ConfigError{Variable: "REDIS_URL", Why: "is not a Redis URL: it starts with redis: or rediss:"}
	}
	return named{d.Lease(), s.o.Name}, nil
}

// named keeps the leases of Workers that share a Redis apart.
type named struct {
	store.Lease
	name string
}

func (n named) Acquire(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	return n.Lease.Acquire(ctx, n.name+":"+key, ttl)
}

// Dir is a folder that ships with the Worker.
func (s *Stores) Dir(name string) (fs.FS, error) {
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("open folder %q: it is outside the app", name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if dir, ok := s.dirs[name]; ok {
		return dir, nil
	}
	root, err := os.OpenRoot(filepath.Join(s.o.AppDir, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	s.dirs[name] = root.FS()
	return s.dirs[name], nil
}

// Var is a variable of the process environment.
func (s *Stores) Var(name string) (string, bool) { return s.o.Getenv(name) }

// Ping asks every open store, for readiness. Each error names its store.
func (s *Stores) Ping(ctx context.Context) error {
	s.mu.Lock()
	conns := make([]db, 0, len(s.open))
	for _, d := range s.open {
		conns = append(conns, d)
	}
	s.mu.Unlock()
	errs := make([]error, len(conns))
	var wg sync.WaitGroup
	for i, d := range conns {
		wg.Go(func() { errs[i] = d.Ping(ctx) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Close closes every store; writes under way are finished first.
func (s *Stores) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	urls := make([]string, 0, len(s.open))
	for url := range s.open {
		urls = append(urls, url)
	}
	slices.Sort(urls)
	for _, url := range urls {
		errs = append(errs, s.open[url].Close())
	}
	clear(s.open)
	clear(s.kv)
	return errors.Join(errs...)
}
