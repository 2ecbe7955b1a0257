package gojahost

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
)

// serveWorker is the Worker as the fronts see it.
func (s *server) serveWorker(w http.ResponseWriter, r *http.Request) {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		panic("gojahost: a front lost the request's context")
	}
	s.serve(w, x, r)
}

// serve gives the request to an isolate and writes what comes back.
func (s *server) serve(w http.ResponseWriter, x *exchange, r *http.Request) {
	if s.app.program == nil {
		plain(w, http.StatusNotFound, "Not Found")
		return
	}
	url, err := publicURL(r, x.scheme, x.host)
	if err != nil {
		plain(w, http.StatusBadRequest, "Bad Request")
		return
	}
	for {
		iso, err := s.pool.take(r.Context().Done())
		if err != nil {
			s.unavailable(w, r)
			return
		}
		e := &event{Context: iso.ctx, exchange: x}
		if !iso.begin(e, x.id, s.config.CPU, func() { e.fetch(s.incoming(e, r, url)) }) {
			s.pool.done(iso)
			continue
		}
		if s.await(w, r, e) {
			return
		}
		// The isolate died before it saw the request: another may take it.
	}
}

func (s *server) unavailable(w http.ResponseWriter, r *http.Request) {
	if r.Context().Err() != nil {
		return
	}
	w.Header().Set("Retry-After", "1")
	plain(w, http.StatusServiceUnavailable, "Service Unavailable")
}

// await waits for the event's answer and writes it. It reports false when the
// event never began and another isolate may take the request.
func (s *server) await(w http.ResponseWriter, r *http.Request, e *event) bool {
	gone := r.Context().Done()
	var o outcome
	select {
	case o = <-e.answer:
	case <-gone:
		e.abandon()
		return true
	case <-e.iso.ctx.Done():
		select {
		case o = <-e.answer: // it answered before the end
		default:
			if !e.began.Load() {
				return false
			}
			o = outcome{err: errGone}
		}
	}
	if o.err != nil {
		e.release()
		s.answerError(w, r, e, o)
		return true
	}
	s.send(w, r, e, o.response)
	return true
}

// send writes the response. A client that goes away ends the stream, and the
// event with it.
func (s *server) send(w http.ResponseWriter, r *http.Request, e *event, out *fetch.Outgoing) {
	if out.WebSocket() != nil {
		s.upgrade(w, r, e, out)
		return
	}
	out.Negotiate(r.Header)
	if out.InMemory() {
		if err := out.Write(w, r.Method == http.MethodHead); err != nil {
			panic(http.ErrAbortHandler)
		}
		return
	}
	stop := context.AfterFunc(r.Context(), func() {
		out.Discard()
		e.abandon()
	})
	err := out.Write(w, r.Method == http.MethodHead)
	if stop() {
		e.release()
	}
	if err == nil {
		return
	}
	if r.Context().Err() == nil {
		out.Discard()
		s.log.Error("the response's body failed", "request_id", e.exchange.id, "error", err.Error())
	}
	panic(http.ErrAbortHandler)
}

// answerError answers for a handler that did not.
func (s *server) answerError(w http.ResponseWriter, r *http.Request, e *event, o outcome) {
	if o.passThrough && !e.exchange.bodyUsed() {
		if err := s.transport.passThrough(w, r, e.exchange); err == nil {
			return
		} else {
			s.log.Error("passing the request through failed", "request_id", e.exchange.id, "error", err.Error())
		}
	}
	var cpu *jsloop.ErrCPU
	var memory *MemoryError
	broken := e.iso.loop.Err()
	if errors.As(broken, &cpu) || errors.As(broken, &memory) {
		plain(w, http.StatusServiceUnavailable, "error code: 1102")
		return
	}
	plain(w, http.StatusInternalServerError, "Internal Server Error")
}

// incoming describes the request to the fetch classes.
func (s *server) incoming(e *event, r *http.Request, url string) *fetch.Incoming {
	x := e.exchange
	in := &fetch.Incoming{
		Method:        r.Method,
		URL:           url,
		Header:        headerList(r, x.client, x.host, x.ray),
		ContentLength: r.ContentLength,
	}
	if hasBody(r) {
		x.body = &body{ReadCloser: r.Body}
		if s.config.MaxBody > 0 {
			x.body.ReadCloser = http.MaxBytesReader(x.ResponseWriter, r.Body, s.config.MaxBody)
		}
		in.Body = x.body
	}
	in.CF = func() goja.Value { return e.cf(r) }
	in.OnAbort = func(aborted func()) { e.aborted = aborted }
	return in
}

// hasBody follows workerd: a request has a body when it says so.
func hasBody(r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.ContentLength != 0
	}
	return r.ContentLength != 0 || r.Header["Content-Length"] != nil
}

// body remembers that it was read from: a request can be passed through to the
// origin only before.
type body struct {
	io.ReadCloser
	used atomic.Bool
}

func (b *body) Read(p []byte) (int, error) {
	b.used.Store(true)
	return b.ReadCloser.Read(p)
}

func (x *exchange) bodyUsed() bool { return x.body != nil && x.body.used.Load() }

// fetch calls the Worker's fetch handler, on the loop.
func (e *event) fetch(in *fetch.Incoming) {
	e.began.Store(true)
	i := e.iso
	request, err := fetch.NewRequest(i.loop, in)
	if err != nil {
		e.fail(err)
		return
	}
	if i.fetch == nil {
		e.fail(jsloop.Errorf("TypeError", "Handler does not export a fetch() function."))
		return
	}
	v, err := i.loop.Call(i.fetch, i.worker, request, i.env, i.newContext())
	e.handle(v, err, e.respond)
}

// respond takes the response out of the VM. One that is whole already needs the
// event no more, which saves the loop a turn.
func (e *event) respond(v goja.Value) {
	out, err := fetch.Take(e.iso.loop, v)
	if err == nil && out.WebSocket() != nil && !e.exchange.upgrade {
		err = jsloop.Errorf("TypeError", `Worker tried to return a WebSocket in a response to a request which did not contain the header "Upgrade: websocket".`)
	}
	if err != nil {
		e.fail(err)
		return
	}
	if out.InMemory() {
		e.released = true
		e.endIfDone()
	} else {
		e.out = out
	}
	e.settle(outcome{response: out})
}

// cf is request.cf: what is known of the place and the protocol, no geography.
func (e *event) cf(r *http.Request) goja.Value {
	o := e.iso.loop.VM().NewObject()
	set := func(name, value string) {
		if value != "" {
			_ = o.Set(name, value)
		}
	}
	region := e.iso.host.config.Region
	if e.exchange.client.trusted {
		set("country", r.Header.Get("Cf-Ipcountry"))
		if v := r.Header.Get("Fly-Region"); v != "" {
			region = v
		}
	}
	set("colo", strings.ToUpper(region))
	_ = o.Set("httpProtocol", r.Proto)
	_ = o.Set("clientAcceptEncoding", r.Header.Get("Accept-Encoding"))
	return o
}
