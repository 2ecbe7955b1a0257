package gojahost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/httpd"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
)

type exchangeKey struct{}

// serveFronts gives the request to the fronts, which may answer themselves or
// hand it on to serveWorker.
func (s *server) serveFronts(x *exchange) {
	w := x.writer()
	defer func() {
		cut := recover()
		if x.over != nil { // the Worker has answered
			x.unexpected(cut)
			return
		}
		w.close(cut)
	}()
	s.handler.ServeHTTP(w, x.req.HTTP(context.WithValue(x.req.Context(), exchangeKey{}, x)))
}

// serveWorker is the Worker as the fronts see it.
func (s *server) serveWorker(_ http.ResponseWriter, r *http.Request) {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		panic("gojahost: a front lost the request's context")
	}
	x.over = make(chan struct{})
	s.serve(x)
	<-x.over
}

// serve gives the request to an isolate, which sees to the rest.
func (s *server) serve(x *exchange) {
	if s.app.program == nil {
		x.plain(http.StatusNotFound, "Not Found")
		return
	}
	url, err := publicURL(x.req.Target, x.scheme, x.host)
	switch {
	case err == errBadTarget:
		x.invalidTarget()
		return
	case err != nil:
		x.plain(http.StatusBadRequest, err.Error())
		return
	}
	x.upgrade = strings.EqualFold(x.req.Header("upgrade"), "websocket")
	in := &x.incoming
	in.Method, in.URL, in.ContentLength, in.Rest = x.req.Method, url, x.req.ContentLength, x
	if b := x.req.Body(); b != nil || hasBody(x.req) {
		if b == nil {
			b = http.NoBody
		}
		if s.config.MaxBody > 0 && in.ContentLength < 0 {
			b = http.MaxBytesReader(nil, b, s.config.MaxBody)
		}
		x.body.ReadCloser = b
		in.Body = &x.body
	}
	s.dispatch(x)
}

// now is closed: whoever waits for it does not wait.
var now = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// dispatch finds an isolate; it does not wait for one itself.
func (s *server) dispatch(x *exchange) {
	for {
		iso, err := s.pool.take(now)
		if err != nil {
			go s.dispatchLater(x)
			return
		}
		if s.give(x, iso) {
			return
		}
	}
}

// dispatchLater waits until an isolate is there, or the client has gone.
func (s *server) dispatchLater(x *exchange) {
	for {
		iso, err := s.pool.take(x.req.Context().Done())
		switch {
		case err == nil && s.give(x, iso):
			return
		case err == nil:
		case x.req.Gone():
			x.clientGone()
			return
		default:
			x.plain(http.StatusServiceUnavailable, "Service Unavailable", "retry-after", "1")
			return
		}
	}
}

// give makes the request an event of iso. It reports false when iso takes nothing
// any more.
func (s *server) give(x *exchange, iso *isolate) bool {
	e := &event{Context: iso.ctx, exchange: x, iso: iso}
	iso.unanswered.add(e)
	if iso.begin(e, x.id, s.config.CPU, e.fetch) {
		if x.req.Gone() {
			e.abandon() // it left before there was an event to tell
		}
		return true
	}
	if iso.unanswered.remove(e) {
		s.pool.done(iso)
		return false
	}
	return true // the end of the isolate has seen to it
}

// deliver answers with what became of the handler. It is called by whoever took
// the event out of the unanswered ones, mostly on the loop, which must not wait.
func (x *exchange) deliver(e *event, o outcome) {
	s := x.server
	if o.err != nil {
		e.release()
		if o.passThrough && !x.bodyUsed() {
			go s.passThrough(x, e)
			return
		}
		s.answerError(x, e)
		return
	}
	out := o.response
	if text, bytes, length, ok := out.Whole(x.req.Method == http.MethodHead); ok {
		x.respond(&httpd.Answer{Status: out.Status, Reason: out.StatusText, Header: out.Header, Text: text, Bytes: bytes, Length: length})
		return
	}
	if out.WebSocket() != nil {
		go s.upgrade(x, e, out)
		return
	}
	go s.send(x, e, out)
}

// send writes a response that comes in pieces or must be encoded. A client that
// goes away ends the stream, and the event with it.
func (s *server) send(x *exchange, e *event, out *fetch.Outgoing) {
	w := x.writer()
	defer w.end()
	w.Reason = out.StatusText
	out.Negotiate(x.req.Values("accept-encoding"))
	ctx, head := x.req.Context(), x.req.Method == http.MethodHead
	if out.InMemory() {
		if err := out.Write(w, head); err != nil {
			panic(http.ErrAbortHandler)
		}
		return
	}
	stop := context.AfterFunc(ctx, func() {
		out.Discard()
		e.abandon()
	})
	err := out.Write(w, head)
	if stop() {
		e.release()
	}
	if err == nil {
		return
	}
	if ctx.Err() == nil {
		out.Discard()
		s.log.Error("the response's body failed", "request_id", x.id, "error", err.Error())
	}
	panic(http.ErrAbortHandler)
}

// passThrough gives the request to the origin behind, for a handler that threw.
func (s *server) passThrough(x *exchange, e *event) {
	w := x.writer()
	passed := true
	defer func() {
		if cut := recover(); passed || cut != nil {
			w.close(cut)
		}
	}()
	if err := s.transport.passThrough(w, x.req.HTTP(x.req.Context()), x); err != nil {
		s.log.Error("passing the request through failed", "request_id", x.id, "error", err.Error())
		passed = false
		s.answerError(x, e)
	}
}

// answerError answers for a handler that did not.
func (s *server) answerError(x *exchange, e *event) {
	var cpu *jsloop.ErrCPU
	var memory *MemoryError
	broken := e.iso.loop.Err()
	if errors.As(broken, &cpu) || errors.As(broken, &memory) {
		x.plain(http.StatusServiceUnavailable, "error code: 1102")
		return
	}
	x.plain(http.StatusInternalServerError, "Internal Server Error")
}

// hasBody follows workerd: a request has a body when it says so.
func hasBody(q *httpd.Request) bool {
	if q.Method == http.MethodGet || q.Method == http.MethodHead {
		return q.ContentLength != 0
	}
	return q.ContentLength != 0 || q.HasLength
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

// Bytes gives a body at once that came with its head.
func (b *body) Bytes() ([]byte, bool) {
	m, ok := b.ReadCloser.(interface{ Bytes() ([]byte, bool) })
	if !ok {
		return nil, false
	}
	b.used.Store(true)
	return m.Bytes()
}

func (x *exchange) bodyUsed() bool { return x.body.used.Load() }

// fetch calls the Worker's fetch handler, on the loop.
func (e *event) fetch() {
	if e.over { // the client left before
		return
	}
	e.began.Store(true)
	i := e.iso
	request, err := i.web.NewRequest(&e.exchange.incoming)
	if err != nil {
		e.fail(err)
		return
	}
	if i.fetch == nil {
		e.fail(jsloop.Errorf("TypeError", "Handler does not export a fetch() function."))
		return
	}
	v, err := i.loop.Call(i.fetch, i.worker, request, i.env, i.newContext())
	if err == nil && !e.settled {
		if r, ok := i.loop.Settled(v); ok {
			e.respond(r)
			e.check()
			return
		}
	}
	e.handle(v, err, e.respond)
}

// respond takes the response out of the VM. One that is whole already needs the
// event no more, which saves the loop a turn.
func (e *event) respond(v goja.Value) {
	out, err := e.iso.web.Take(v)
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

// Headers implements fetch.Rest.
func (x *exchange) Headers() []string { return headerList(x.req, x.client, x.host, x.ray) }

// OnAbort implements fetch.Rest.
func (x *exchange) OnAbort(aborted func()) {
	if e := x.event.Load(); e != nil {
		e.aborted = aborted
	}
}

// CF implements fetch.Rest: what is known of the place and the protocol, no geography.
func (x *exchange) CF() goja.Value {
	e := x.event.Load()
	o := e.iso.loop.VM().NewObject()
	set := func(name, value string) {
		if value != "" {
			_ = o.Set(name, value)
		}
	}
	region := x.server.config.Region
	if x.client.trusted {
		set("country", x.req.Header("cf-ipcountry"))
		if v := x.req.Header("fly-region"); v != "" {
			region = v
		}
	}
	set("colo", strings.ToUpper(region))
	_ = o.Set("httpProtocol", fmt.Sprintf("HTTP/1.%d", x.req.Minor))
	_ = o.Set("clientAcceptEncoding", x.req.Header("accept-encoding"))
	return o
}
