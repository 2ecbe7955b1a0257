package httpd

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Writer is the http.ResponseWriter of a request whose answer comes in pieces, or
// from code that knows net/http. Only one goroutine may use it.
type Writer struct {
	// Reason is the phrase behind the status; "" for the usual one.
	Reason string

	q      *Request
	header http.Header

	status   int
	headOut  bool  // the head is in w
	length   int64 // announced; -1 not
	written  int64
	chunked  bool
	noBody   bool // HEAD, 204, 304: what is written goes nowhere
	keep     bool
	hijacked bool
	err      error

	held []byte // the beginning of the body, before the head is out
	w    *bufio.Writer
}

// held bodies up to this size get a Content-Length although nobody said it.
const holdBody = 4 << 10

var writers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 8<<10) }}

// Writer begins an answer in pieces. End or Abort ends it.
func (q *Request) Writer() *Writer { return &Writer{q: q, header: http.Header{}, length: -1} }

// Serve answers with h, which may wait: call it on a goroutine of its own. A panic
// with http.ErrAbortHandler cuts the connection.
func (q *Request) Serve(h http.Handler) {
	w := q.Writer()
	defer func() {
		if r := recover(); r != nil {
			w.Abort()
			if r != http.ErrAbortHandler {
				panic(r)
			}
			return
		}
		w.End()
	}()
	h.ServeHTTP(w, q.HTTP(q.Context()))
}

// Header implements http.ResponseWriter.
func (w *Writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter. Statuses below 200 go out at once.
func (w *Writer) WriteHeader(status int) {
	switch {
	case w.status != 0 || w.hijacked:
		return
	case status < 100 || status > 999:
		panic(fmt.Sprintf("httpd: invalid status %d", status))
	case status < 200 && status != http.StatusSwitchingProtocols:
		if w.q.Minor > 0 {
			w.open()
			w.put(w.fields(w.q.appendHead(nil, status, "")))
			w.put([]byte("\r\n"))
			w.flush()
		}
		return
	}
	w.status = status
	w.noBody = w.q.Method == http.MethodHead || !bodyAllowed(status)
	if text := w.header.Get("Content-Length"); text != "" {
		if n, ok := parseLength([]byte(strings.TrimSpace(text))); ok {
			w.length = n
		}
	}
}

// Write implements http.ResponseWriter.
func (w *Writer) Write(p []byte) (int, error) {
	if w.hijacked {
		return 0, http.ErrHijacked
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.err != nil:
		return 0, w.err
	case !bodyAllowed(w.status):
		return 0, http.ErrBodyNotAllowed
	case w.length >= 0 && w.written+int64(len(p)) > w.length:
		return 0, http.ErrContentLength
	}
	w.written += int64(len(p))
	if w.noBody {
		return len(p), nil
	}
	if !w.headOut {
		if w.length < 0 && len(w.held)+len(p) <= holdBody {
			w.held = append(w.held, p...)
			return len(p), nil
		}
		w.begin(false)
	}
	w.piece(p)
	return len(p), w.err
}

// WriteString implements io.StringWriter.
func (w *Writer) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Flush implements http.Flusher.
func (w *Writer) Flush() { _ = w.FlushError() }

// FlushError sends what was written so far.
func (w *Writer) FlushError() error {
	if w.hijacked {
		return http.ErrHijacked
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if !w.headOut {
		w.begin(false)
	}
	w.flush()
	return w.err
}

// EnableFullDuplex is there for http.ResponseController: it is always so.
func (w *Writer) EnableFullDuplex() error { return nil }

// Hijack implements http.Hijacker.
func (w *Writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.headOut || w.hijacked {
		return nil, nil, http.ErrHijacked
	}
	rest, err := w.q.c.hijack(w.q)
	if err != nil {
		return nil, nil, err
	}
	w.hijacked = true
	nc := w.q.c.nc
	r := bufio.NewReader(nc)
	if len(rest) > 0 {
		r = bufio.NewReaderSize(io.MultiReader(strings.NewReader(string(rest)), nc), max(len(rest), 512))
		_, _ = r.Peek(len(rest))
	}
	return nc, bufio.NewReadWriter(r, bufio.NewWriter(nc)), nil
}

// End ends the answer: what is held goes out, and the connection waits for the
// next request.
func (w *Writer) End() {
	if w.hijacked {
		w.q.endContext(true)
		return
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if !w.headOut {
		w.begin(true)
	}
	if w.chunked {
		w.put([]byte("0\r\n\r\n"))
	}
	w.flush()
	short := !w.noBody && w.length >= 0 && w.written < w.length
	w.release()
	w.q.end(w.keep && w.err == nil && !short)
}

// Abort cuts the connection.
func (w *Writer) Abort() {
	if w.hijacked {
		_ = w.q.c.nc.Close()
		w.q.endContext(true)
		return
	}
	if w.w != nil {
		w.flush() // what came before is the client's
	}
	w.release()
	w.q.Abort()
}

// begin puts the head out, and the body as far as it is held; whole says that it
// is all.
func (w *Writer) begin(whole bool) {
	q := w.q
	w.headOut = true
	q.out.Lock()
	q.said = true
	q.out.Unlock()
	w.open()
	if w.length < 0 && whole && bodyAllowed(w.status) && (q.Method != http.MethodHead || w.written > 0) {
		w.length = w.written
	}
	w.chunked = w.length < 0 && !w.noBody && q.Minor > 0
	w.keep = q.keeps() && (w.chunked || q.delimited(w.status, w.length >= 0))
	if hasToken([]byte(w.header.Get("Connection")), "close") {
		w.keep = false
	}
	b := w.fields(q.appendHead(nil, w.status, w.Reason))
	if _, ok := w.header["Date"]; !ok {
		b = append(b, q.c.srv.dateAt(q.Began)...)
	}
	switch {
	case w.chunked:
		b = append(b, "Transfer-Encoding: chunked\r\n"...)
	case w.length >= 0 && w.status != http.StatusNoContent:
		b = append(strconv.AppendInt(append(b, "Content-Length: "...), w.length, 10), "\r\n"...)
	}
	w.put(append(q.appendConnection(b, w.keep), "\r\n"...))
	if len(w.held) > 0 {
		w.piece(w.held)
		w.held = nil
	}
}

func (w *Writer) fields(b []byte) []byte {
	for _, name := range slices.Sorted(maps.Keys(w.header)) {
		lower := strings.ToLower(name)
		if ours(lower) {
			continue
		}
		for _, v := range w.header[name] {
			b = appendField(b, lower, v)
		}
	}
	return b
}

// piece writes some of the body.
func (w *Writer) piece(p []byte) {
	if len(p) == 0 || w.noBody {
		return
	}
	if !w.chunked {
		w.put(p)
		return
	}
	var size [20]byte
	w.put(append(strconv.AppendInt(size[:0], int64(len(p)), 16), "\r\n"...))
	w.put(p)
	w.put([]byte("\r\n"))
}

func (w *Writer) open() {
	if w.w == nil {
		w.w = writers.Get().(*bufio.Writer)
		w.w.Reset(w.q.c.nc)
	}
}

func (w *Writer) put(p []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(p)
	}
}

func (w *Writer) flush() {
	if w.err == nil {
		w.err = w.w.Flush()
	}
}

func (w *Writer) release() {
	if w.w != nil {
		w.w.Reset(nil)
		writers.Put(w.w)
		w.w = nil
	}
}
