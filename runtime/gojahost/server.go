package gojahost

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/httpd"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/webapi/cache"
)

// server answers HTTP requests with a Worker.
type server struct {
	app       *App
	config    Config
	stores    *drivers.Stores
	log       *slog.Logger
	out       *output
	metrics   *metrics
	transport *transport
	pool      *pool
	handler   http.Handler // the fronts with the Worker behind them
	direct    bool         // there are no fronts
	draining  atomic.Bool
	compat    compat.Set
	sockets   *openSockets
	others    map[string]*server // the Workers of the process by name; nil when there is one
	cache     *cache.Store
}

func newServer(app *App, config Config, stores *drivers.Stores, out *output, m *metrics) (*server, error) {
	s := &server{app: app, config: config, stores: stores, out: out, metrics: m, sockets: &openSockets{}}
	s.cache = &cache.Store{Dir: stores.DataDir}
	s.compat = compat.Of(app.Manifest.CompatibilityDate, app.Manifest.CompatibilityFlags)
	s.log = slog.New(out.handler())
	s.transport = newTransport(&s.config, m)
	s.pool = newPool(s, config.Isolates)
	return s, nil
}

// start starts the first isolate, and what sees requests before the Worker.
func (s *server) start(first *blank) error {
	if err := s.pool.first(first); err != nil {
		return err
	}
	front, n, err := s.app.fronts(s.stores, http.HandlerFunc(s.serveWorker))
	if err != nil {
		return err
	}
	s.handler, s.direct = front, n == 0
	return nil
}

// handle takes a request from its connection, whose goroutine must not wait.
func (s *server) handle(q *httpd.Request) {
	if own := s.ownPath(q); own != nil {
		go q.Serve(own)
		return
	}
	x := &exchange{server: s, req: q}
	x.client = clientOf(q, s.config.Trusted)
	x.ray = givenID(q)
	if x.id = x.ray; x.id == "" {
		x.id = newID()
	}
	s.metrics.inFlight.Add(1)
	q.Owner = x
	switch status, text := s.refuse(x); {
	case status != 0:
		x.plain(status, text)
	case s.direct:
		s.serve(x)
	default:
		go s.serveFronts(x)
	}
}

// methods are those workerd knows; it answers 501 to any other.
var methods = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(`GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND
		PROPPATCH SEARCH UNLOCK ACL REPORT MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE QUERY BAN`) {
		m[name] = true
	}
	return m
}()

// refuse says what is wrong with a request that no Worker should see.
func (s *server) refuse(x *exchange) (int, string) {
	x.scheme, x.host = origin(x.req, x.client, &s.config)
	switch {
	case !methods[x.req.Method]:
		return http.StatusNotImplemented, "ERROR: Unrecognized request method."
	case x.host == "":
		return http.StatusBadRequest, "Bad Request"
	case s.config.MaxBody > 0 && x.req.ContentLength > s.config.MaxBody:
		return http.StatusRequestEntityTooLarge, "The request's body is larger than W2C_MAX_BODY_MB allows."
	}
	return 0, ""
}

// givenID is the id a proxy gave the request, so that its log and ours can be
// read side by side.
func givenID(q *httpd.Request) string {
	for _, name := range [...]string{"x-request-id", "fly-request-id"} {
		if v, n := q.Get(name); n == 1 && validID(v) {
			return v
		}
	}
	return ""
}

func validID(id string) bool {
	if id == "" || len(id) > 128 {
		return false
	}
	for k := range len(id) {
		c := id[k]
		word := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
		if !word && !strings.ContainsRune(".:+/=-", rune(c)) {
			return false
		}
	}
	return true
}

// newID is an id for the log, nothing secret.
func newID() string {
	const digits = "0123456789abcdef"
	var id [16]byte
	n := rand.Uint64()
	for k := range id {
		id[k] = digits[n&15]
		n >>= 4
	}
	return string(id[:])
}

// ownPath is what answers the host's own paths; nil for all others. Those below
// /__w2c/ always exist; the short ones give way to a Worker that answers them
// itself.
func (s *server) ownPath(q *httpd.Request) http.HandlerFunc {
	t := q.Target
	if len(t) < len("/readyz") || t[0] == '/' && t[1] != 'h' && t[1] != 'r' && t[1] != '_' && t[1] != '%' {
		return nil
	}
	switch q.Path() {
	case "/healthz", "/readyz":
		if !s.app.Manifest.OwnPaths {
			return s.health
		}
	case "/__w2c/healthz", "/__w2c/readyz":
		return s.health
	case scheduledPath:
		if s.config.ScheduledToken != "" {
			return s.scheduledDoor
		}
	}
	return nil
}

func (s *server) health(w http.ResponseWriter, r *http.Request) {
	failures := map[string]string{}
	if strings.HasSuffix(r.URL.Path, "readyz") {
		failures = s.readiness(r.Context())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if len(failures) == 0 {
		_, _ = io.WriteString(w, `{"status":"ok"}`+"\n")
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
	writeJSON(w, map[string]any{"status": "unavailable", "failures": failures})
}

// readyWithin is how long the stores have to answer.
const readyWithin = time.Second

func (s *server) readiness(ctx context.Context) map[string]string {
	if s.draining.Load() {
		return map[string]string{"server": "draining"}
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	answer := make(chan error, 1)
	go func() { answer <- s.stores.Ping(ctx) }()
	var err error
	select {
	case err = <-answer:
	case <-ctx.Done():
		err = errors.New("no answer within 1 s")
	}
	if err != nil {
		s.log.Warn("not ready", "error", err.Error())
		return map[string]string{"stores": err.Error()}
	}
	return nil
}
