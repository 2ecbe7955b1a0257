package gojahost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/webapi/cache"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
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
	sockets   openSockets
	cache     *cache.Store
}

func newServer(app *App, config Config, stores *drivers.Stores, out *output, m *metrics, first *blank) (*server, error) {
	s := &server{app: app, config: config, stores: stores, out: out, metrics: m}
	s.cache = &cache.Store{Dir: stores.DataDir}
	s.compat = compat.Of(app.Manifest.CompatibilityDate, app.Manifest.CompatibilityFlags)
	s.log = slog.New(out.handler())
	s.transport = newTransport(&s.config, m)
	s.pool = newPool(s, config.Isolates)
	if err := s.pool.first(first); err != nil {
		return nil, err
	}
	worker := http.HandlerFunc(s.serveWorker)
	front, n, err := app.fronts(stores, worker)
	if err != nil {
		return nil, err
	}
	s.handler, s.direct = front, n == 0
	return s, nil
}

// exchange is one request and its answer, with everything that is kept for it:
// one allocation. It is the ResponseWriter that the rest writes to, so that
// status and size are known afterwards.
type exchange struct {
	http.ResponseWriter
	status int
	bytes  int64

	client client
	id     string
	ray    string // the id when a proxy gave it
	scheme string
	host   string
	began  time.Time
	body   *body

	upgrade bool // the request asks for a WebSocket
}

func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= 200 {
		x.status = status
	}
	x.ResponseWriter.WriteHeader(status)
}

func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.ResponseWriter.Write(p)
	x.bytes += int64(n)
	return n, err
}

func (x *exchange) WriteString(p string) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := io.WriteString(x.ResponseWriter, p)
	x.bytes += int64(n)
	return n, err
}

// Flush sends what was written so far.
func (x *exchange) Flush() {
	if f, ok := x.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap is for http.ResponseController.
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

type exchangeKey struct{}

// ServeHTTP answers one request and writes its log line and metrics.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		w.Header().Set("Connection", "close")
	}
	if s.health(w, r) || s.scheduledDoor(w, r) {
		return
	}
	x := &exchange{ResponseWriter: w, began: time.Now()}
	x.client = clientOf(r, s.config.Trusted)
	x.ray = givenID(r.Header)
	if x.id = x.ray; x.id == "" {
		x.id = newID()
	}
	s.metrics.inFlight.Add(1)
	defer s.finish(x, r)
	if status, text := s.refuse(x, r); status != 0 {
		x.plain(status, text)
		return
	}
	x.upgrade = websocket.IsUpgrade(r.Header)
	if hasBody(r) {
		// Workers read the rest of a body while they answer; by itself net/http
		// throws unread bytes away with the first byte of the answer.
		_ = http.NewResponseController(w).EnableFullDuplex()
		// When net/http itself closes what a full-duplex handler left unread, it
		// starts a background read that the next request then panics on.
		defer func() { _ = r.Body.Close() }()
	}
	if s.direct {
		s.serve(x, x, r)
		return
	}
	s.handler.ServeHTTP(x, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
}

func (s *server) finish(x *exchange, r *http.Request) {
	cut := recover() // http.ErrAbortHandler: the connection is cut, and that is logged too
	if cut != nil && cut != http.ErrAbortHandler {
		s.log.Error("panic while answering a request", "request_id", x.id, "error", fmt.Sprint(cut))
		cut = http.ErrAbortHandler
	}
	if x.status == 0 {
		x.status = http.StatusOK
		if r.Context().Err() != nil {
			x.status = statusClientGone
		}
	}
	took := time.Since(x.began)
	s.metrics.inFlight.Add(-1)
	s.metrics.request(r.Method, x.status, took)
	s.out.access(s, x, r, took)
	if cut != nil {
		panic(cut)
	}
}

// statusClientGone is what nginx made usual for "the client closed the
// connection before there was an answer".
const statusClientGone = 499

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
func (s *server) refuse(x *exchange, r *http.Request) (int, string) {
	x.scheme, x.host = origin(r, x.client, &s.config)
	switch {
	case !methods[r.Method]:
		return http.StatusNotImplemented, "ERROR: Unrecognized request method."
	case x.host == "":
		return http.StatusBadRequest, "Bad Request"
	case s.config.MaxBody > 0 && r.ContentLength > s.config.MaxBody:
		return http.StatusRequestEntityTooLarge, "The request's body is larger than W2C_MAX_BODY_MB allows."
	}
	return 0, ""
}

// plain answers with one line of text.
func (x *exchange) plain(status int, text string) { plain(x, status, text) }

func plain(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}

// givenID is the id a proxy gave the request, so that its log and ours can be
// read side by side.
func givenID(h http.Header) string {
	for _, name := range [...]string{"X-Request-Id", "Fly-Request-Id"} {
		if v := h[name]; len(v) == 1 && validID(v[0]) {
			return v[0]
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

// health answers the host's own paths. Those below /__w2c/ always exist; the
// short ones give way to a Worker that answers them itself.
func (s *server) health(w http.ResponseWriter, r *http.Request) bool {
	path := r.URL.Path
	if len(path) < len("/readyz") || len(path) > len("/__w2c/healthz") {
		return false
	}
	switch path {
	case "/__w2c/healthz", "/__w2c/readyz":
	case "/healthz", "/readyz":
		if s.app.Manifest.OwnPaths {
			return false
		}
	default:
		return false
	}
	failures := map[string]string{}
	if strings.HasSuffix(path, "readyz") {
		failures = s.readiness(r.Context())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if len(failures) == 0 {
		_, _ = io.WriteString(w, `{"status":"ok"}`+"\n")
		return true
	}
	w.WriteHeader(http.StatusServiceUnavailable)
	writeJSON(w, map[string]any{"status": "unavailable", "failures": failures})
	return true
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
