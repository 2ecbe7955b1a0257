package gojahost

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/w2c-dev/w2c/runtime/httpd"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
)

// exchange is one request and its answer, with everything that is kept for it:
// one allocation. Whoever answers calls finish, once, which writes the log line
// and the metrics.
type exchange struct {
	server *server
	req    *httpd.Request
	status int
	bytes  int64

	client client
	id     string
	ray    string // the id when a proxy gave it
	scheme string
	host   string
	body   body

	incoming fetch.Incoming
	upgrade  bool // the request asks for a WebSocket
	event    atomic.Pointer[event]
	over     chan struct{} // closed by finish; only a request that came through a front has it
}

// ClientLeft implements the owner of a httpd.Request.
func (x *exchange) ClientLeft() {
	if e := x.event.Load(); e != nil {
		e.abandon()
	}
}

// finish writes the request's log line and metrics.
func (x *exchange) finish() {
	if x.status == 0 {
		x.status = http.StatusOK
		if x.req.Gone() {
			x.status = statusClientGone
		}
	}
	took := time.Since(x.req.Began)
	m := x.server.metrics
	m.inFlight.Add(-1)
	m.request(x.req.Method, x.status, took)
	x.server.out.access(x.server, x, took)
	if x.over != nil {
		close(x.over)
	}
}

// statusClientGone is what nginx made usual for "the client closed the
// connection before there was an answer".
const statusClientGone = 499

// clientGone ends the exchange without an answer.
func (x *exchange) clientGone() {
	x.status = statusClientGone
	x.finish()
	x.req.Abort()
}

// plain answers with one line of text; more is name, value, … of further headers.
func (x *exchange) plain(status int, text string, more ...string) {
	text += "\n"
	a := httpd.Answer{Status: status, Header: append([]string{"content-type", "text/plain;charset=UTF-8"}, more...), Length: int64(len(text))}
	if x.req.Method != http.MethodHead {
		a.Text = text
	}
	x.respond(&a)
}

// invalidTarget answers as workerd does a target that it does not take.
func (x *exchange) invalidTarget() {
	text := errBadTarget.Error()
	a := httpd.Answer{Status: http.StatusBadRequest, Header: []string{"content-type", "text/plain"}, Length: int64(len(text))}
	if x.req.Method != http.MethodHead {
		a.Text = text
	}
	x.respond(&a)
}

// respond counts first: who has the answer finds it in the metrics.
func (x *exchange) respond(a *httpd.Answer) {
	x.status, x.bytes = a.Status, int64(len(a.Text)+len(a.Bytes))
	x.finish()
	x.req.Respond(a)
}

// writer is for answers that come in pieces, or from code that knows net/http.
// End it with end.
func (x *exchange) writer() *writer { return &writer{x.req.Writer(), x} }

// writer counts for the log.
type writer struct {
	*httpd.Writer
	x *exchange
}

// WriteHeader implements http.ResponseWriter.
func (w *writer) WriteHeader(status int) {
	if w.x.status == 0 && status >= 200 {
		w.x.status = status
	}
	w.Writer.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *writer) Write(p []byte) (int, error) {
	if w.x.status == 0 {
		w.x.status = http.StatusOK
	}
	n, err := w.Writer.Write(p)
	w.x.bytes += int64(n)
	return n, err
}

// WriteString implements io.StringWriter.
func (w *writer) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// ReadFrom is here so that io.Copy does not look for a shorter way past Write.
func (w *writer) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{w}, r)
}

// end must be deferred: it ends the answer, or cuts the connection when the code
// before it panicked, with http.ErrAbortHandler or by mistake.
func (w *writer) end() { w.close(recover()) }

func (w *writer) close(cut any) {
	w.x.unexpected(cut)
	w.x.finish()
	if cut != nil {
		w.Abort()
	} else {
		w.End()
	}
}

// unexpected logs a panic that is a mistake.
func (x *exchange) unexpected(cut any) {
	if cut != nil && cut != http.ErrAbortHandler {
		x.server.log.Error("panic while answering a request", "request_id", x.id, "error", fmt.Sprint(cut))
	}
}
