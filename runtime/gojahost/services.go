package gojahost

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/services"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
)

// One process may run several Workers: the one that answers requests, and those it
// reaches by service bindings. Each is a server of its own (script, isolates, env,
// date); they share the configuration, the log, the metrics and the stores.

// loadOthers reads the Workers that the manifest of the first names.
func loadOthers(dir string, app *App) (map[string]*App, error) {
	apps := map[string]*App{}
	for _, w := range app.Manifest.Workers {
		if !filepath.IsLocal(filepath.FromSlash(w.Dir)) {
			return nil, fmt.Errorf("the Worker %s lies outside the app", w.Name)
		}
		other, err := Load(os.DirFS(filepath.Join(dir, filepath.FromSlash(w.Dir))))
		if errors.Is(err, fs.ErrNotExist) || err != nil {
			return nil, fmt.Errorf("load the Worker %s: %w", w.Name, err)
		}
		apps[w.Name] = other
	}
	return apps, nil
}

// addOthers makes a server of each of apps and starts its first isolate.
func (s *server) addOthers(dir string, apps map[string]*App, getenv func(string) (string, bool)) error {
	if len(apps) == 0 {
		return s.checkServices()
	}
	s.others = map[string]*server{s.app.Manifest.Name: s}
	for _, w := range s.app.Manifest.Workers {
		app := apps[w.Name]
		stores := s.stores.Beside(drivers.Options{
			Name: w.Name, Getenv: envOf(app.Manifest, getenv), AppDir: filepath.Join(dir, filepath.FromSlash(w.Dir)),
			Count: s.metrics.op, Services: s.app.Manifest.State == "services",
		})
		other, err := newServer(app, s.config, stores, s.out, s.metrics)
		if err != nil {
			return err
		}
		other.log = s.log.With("worker", w.Name)
		other.others, other.sockets, other.cache = s.others, s.sockets, s.cache
		s.others[w.Name] = other
	}
	for _, other := range s.beside() {
		if err := other.checkServices(); err != nil {
			return err
		}
		if err := other.start(newBlank()); err != nil {
			return fmt.Errorf("start the Worker %s: %w", other.app.Manifest.Name, err)
		}
	}
	return s.checkServices()
}

// beside are the other Workers, in the manifest's order.
func (s *server) beside() []*server {
	var list []*server
	for _, w := range s.app.Manifest.Workers {
		if other := s.others[w.Name]; other != nil && other != s {
			list = append(list, other)
		}
	}
	return list
}

// all are the Workers of the process, this one first.
func (s *server) all() []*server { return append([]*server{s}, s.beside()...) }

// worker finds a Worker by its name; "" is this one.
func (s *server) worker(name string) *server {
	if name == "" || name == s.app.Manifest.Name {
		return s
	}
	return s.others[name]
}

// checkServices refuses bindings to Workers that are not here.
func (s *server) checkServices() error {
	for _, b := range s.app.Manifest.Bindings {
		t, ok, err := services.Of(b)
		if err != nil {
			return err
		}
		if ok && s.worker(t.Service) == nil {
			return fmt.Errorf("binding %q calls the Worker %q, which is not part of this app: convert again with the matching w2c", b.Name, t.Service)
		}
	}
	return nil
}

// envOf is the environment as another Worker sees it. What is named after one of
// its bindings is read as WORKER__NAME only, so that two Workers can have bindings of
// one name; everything else is the process's.
func envOf(m manifest.Manifest, getenv func(string) (string, bool)) func(string) (string, bool) {
	prefix := envPrefix(m.Name)
	var own, ending []string
	for _, b := range m.Bindings {
		if b.Name != "" {
			own = append(own, b.Name, "W2C_VAR_"+b.Name)
			ending = append(ending, "_"+upper(b.Name)+"_URL")
		}
	}
	return func(name string) (string, bool) {
		if v, ok := getenv(prefix + name); ok {
			return v, true
		}
		if slices.Contains(own, name) || slices.ContainsFunc(ending, func(end string) bool { return strings.HasSuffix(name, end) }) {
			return "", false
		}
		return getenv(name)
	}
}

func envPrefix(worker string) string { return upper(worker) + "__" }

func upper(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, name)
}

// session is an event that RPC opened: it lives while somebody waits for an answer
// of it or holds an object of it.
type session struct {
	address module.Address
	holds   int // loop
}

var lastKey atomic.Int64

// peer is an event as RPC speaks to it.
type peer struct{ e *event }

// Key implements module.Peer.
func (p peer) Key() int64 { return p.e.key }

// Loop implements module.Peer.
func (p peer) Loop() *jsloop.Loop { return p.e.iso.loop }

// Address implements module.Peer.
func (p peer) Address() module.Address {
	if p.e.session == nil {
		return module.Address{}
	}
	return p.e.session.address
}

// Post implements module.Peer.
func (p peer) Post(f func(over bool)) bool {
	return p.e.iso.loop.PostIn(p.e.ctx, func() {
		f(p.e.over)
		p.e.check()
	})
}

// Gone implements module.Peer.
func (p peer) Gone(f func()) func() bool { return context.AfterFunc(p.e.iso.ctx, f) }

// Hold implements module.Peer.
func (p peer) Hold(n int) {
	s := p.e.session
	if s == nil {
		return
	}
	if s.holds += n; s.holds == 0 {
		// Behind the reactions of this turn, which may hold on to something new.
		p.e.iso.loop.Defer(func() {
			if s.holds == 0 && !p.e.over {
				p.e.releaseNow()
			}
		})
	}
}

// calls is module.Host for one isolate.
type calls struct{ i *isolate }

// Self implements module.Host.
func (c calls) Self() module.Peer {
	e := c.i.current()
	if e == nil {
		return nil
	}
	return c.i.peer(e)
}

// peer notes that e takes part in RPC: what it holds of others ends with it.
func (i *isolate) peer(e *event) module.Peer {
	if e.key == 0 {
		e.key = lastKey.Add(1)
	}
	return peer{e}
}

var errNoService = errors.New("the Worker is being started again")

// Open implements module.Host.
func (c calls) Open(a module.Address) (module.Peer, error) {
	from := c.i.current()
	s := c.i.host.worker(a.Worker)
	if s == nil {
		return nil, fmt.Errorf("there is no Worker %q", a.Worker)
	}
	iso := c.i
	if s != c.i.host {
		var err error
		if iso, err = s.pool.take(now); err != nil {
			return nil, errNoService
		}
	} else {
		// The Worker itself: the same isolate, which shares its globals.
		iso.inFlight.Add(1)
	}
	e := &event{Context: iso.ctx, session: &session{address: a}, settled: true, host: from.publicHost()}
	iso.peer(e)
	if !iso.begin(e, from.ctx.ID, s.config.CPU, func() { e.began.Store(true) }) {
		s.pool.done(iso)
		return nil, errNoService
	}
	return peer{e}, nil
}

// Handler implements module.Host.
func (c calls) Handler() goja.Value {
	i := c.i
	if i.host.app.Manifest.Syntax != manifest.ServiceWorker || i.fetch == nil {
		return goja.Undefined()
	}
	return i.loop.VM().ToValue(func(call goja.FunctionCall) goja.Value {
		v, err := i.fetch(goja.Undefined(), call.Argument(0))
		if err != nil {
			globals.Rethrow(i.loop, err)
		}
		return v
	})
}

// Count implements module.Host.
func (c calls) Count(binding, op string) { c.i.host.metrics.op(binding, op) }

// On implements module.Host.
func (c calls) On(flag string) bool { return c.i.host.compat.On(flag) }

// publicHost is the host that the request behind an event was for: a fetch of it
// goes to the origin.
func (e *event) publicHost() string {
	switch {
	case e == nil:
		return ""
	case e.exchange != nil:
		return withoutDefaultPort(e.exchange.scheme, e.exchange.host)
	}
	return e.host
}

// checkSession ends the calls that nothing can answer: no operation is under way, and
// nobody outside holds anything by which they could go on.
func (e *event) checkSession() {
	if e.session.holds == 0 || e.exposed() {
		return
	}
	e.iso.loop.Defer(func() {
		if !e.over && e.ctx.Ops() == 0 && e.session.holds > 0 {
			module.Hung(e.iso.loop, e.key, errHung.Error())
		}
	})
}

// exposed says that somebody holds an object of the event.
func (e *event) exposed() bool { return module.Exposes(e.iso.loop, e.key) }
