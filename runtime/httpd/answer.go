package httpd

import (
	"io"
	"net/http"
	"strconv"
)

// Answer is one that is whole.
type Answer struct {
	Status int
	Reason string // the phrase behind the status; "" for the usual one
	// Header is name, value, …; names in lower case. Fields of the connection and
	// Content-Length are the server's and ignored.
	Header []string
	Text   string // the body, or
	Bytes  []byte
	Length int64 // what Content-Length says; -1 to say nothing
}

// bodyNow is how long a body may be to be copied behind the head.
const bodyNow = 64 << 10

// Respond ends the request with a. It does not wait: what the connection does not
// take at once is written by a goroutine of its own.
func (q *Request) Respond(a *Answer) {
	c := q.c
	size := int64(len(a.Text) + len(a.Bytes))
	keep := q.keeps() && q.delimited(a.Status, a.Length >= 0)
	q.out.Lock()
	q.said = true
	q.out.Unlock()
	b := q.appendHead(c.out[:0], a.Status, a.Reason)
	hasDate := false
	for k := 0; k+1 < len(a.Header); k += 2 {
		name := a.Header[k]
		if ours(name) {
			continue
		}
		hasDate = hasDate || name == "date"
		b = appendField(b, name, a.Header[k+1])
	}
	if !hasDate {
		b = append(b, c.srv.dateAt(q.Began)...)
	}
	if a.Length >= 0 {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, a.Length, 10)
		b = append(b, "\r\n"...)
	}
	b = append(q.appendConnection(b, keep), "\r\n"...)
	if size <= bodyNow {
		b = append(append(b, a.Text...), a.Bytes...)
		c.out = b
		whole, err := c.flushNow()
		if whole {
			q.end(keep && err == nil)
			return
		}
	} else {
		c.out = b
	}
	text, bytes := a.Text, a.Bytes
	go func() {
		_, err := c.nc.Write(c.out)
		if err == nil && size > bodyNow {
			if text != "" {
				_, err = io.WriteString(c.nc, text)
			} else {
				_, err = c.nc.Write(bytes)
			}
		}
		q.end(keep && err == nil)
	}()
}

// keeps reports whether the connection can go on after this request.
func (q *Request) keeps() bool {
	if q.close || q.Minor == 0 && !q.keep || q.c.srv.draining.Load() || q.gone.Load() {
		return false
	}
	return q.stream == nil || q.stream.keeps()
}

// delimited reports whether the client sees the end of an answer without the
// connection's end.
func (q *Request) delimited(status int, hasLength bool) bool {
	return hasLength || q.Method == http.MethodHead || !bodyAllowed(status)
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// Abort ends the request without an answer, or in the middle of it: the
// connection is cut, so that the client does not take it for whole.
func (q *Request) Abort() {
	_ = q.c.nc.Close()
	q.end(false)
}

func (q *Request) end(keep bool) {
	if cap(q.c.out) > 2*bodyNow {
		q.c.out = nil
	}
	q.endContext(true)
	q.c.ended(q, keep) // from here on the connection is the next request's
}

func (q *Request) sayContinue() {
	q.out.Lock()
	defer q.out.Unlock()
	if !q.said {
		_, _ = io.WriteString(q.c.nc, "HTTP/1.1 100 Continue\r\n\r\n")
	}
}

func (q *Request) appendHead(b []byte, status int, reason string) []byte {
	proto := "HTTP/1.1 "
	if q.Minor == 0 {
		proto = "HTTP/1.0 "
	}
	return appendStatus(append(b, proto...), status, reason)
}

func (q *Request) appendConnection(b []byte, keep bool) []byte {
	switch {
	case !keep:
		b = append(b, "Connection: close\r\n"...)
	case q.Minor == 0:
		b = append(b, "Connection: keep-alive\r\n"...)
	}
	return b
}

func appendStatus(b []byte, status int, reason string) []byte {
	if status == http.StatusOK && reason == "" {
		return append(b, "200 OK\r\n"...)
	}
	b = append(strconv.AppendInt(b, int64(status), 10), ' ')
	if reason == "" || !isText(reason) {
		if reason = http.StatusText(status); reason == "" {
			reason = "status code " + strconv.Itoa(status)
		}
	}
	return append(append(b, reason...), "\r\n"...)
}

func isText(s string) bool {
	for k := range len(s) {
		if s[k] < ' ' || s[k] > '~' {
			return false
		}
	}
	return true
}

// appendField writes a field, its name in the usual capitals; one whose name is
// no token is left out.
func appendField(b []byte, name, value string) []byte {
	begin := len(b)
	capital := true
	for k := range len(name) {
		c := tokens[name[k]]
		if c == 0 {
			return b[:begin]
		}
		if capital && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		b = append(b, c)
		capital = c == '-'
	}
	if len(b) == begin {
		return b
	}
	b = append(b, ": "...)
	begin = len(b)
	b = append(b, value...)
	for k := begin; k < len(b); k++ {
		if b[k] == '\r' || b[k] == '\n' || b[k] == 0 {
			b[k] = ' ' // or a value could say where the next field begins
		}
	}
	return append(b, "\r\n"...)
}

// ours are fields of one connection, which only the server sets.
func ours(name string) bool {
	switch name {
	case "connection", "content-length", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer":
		return true
	}
	return false
}
