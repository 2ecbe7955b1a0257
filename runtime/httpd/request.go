package httpd

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/netip"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Request is one request. Its strings stay valid for ever; the rest ends with the
// answer.
type Request struct {
	Method string
	Target string // as it came: /path?query, an absolute URL, or *
	Host   string // of the target when that is absolute, else of the Host header
	Minor  int    // the version is HTTP/1.Minor
	// ContentLength is -1 for a chunked body. HasLength tells a length of 0 that was
	// said from one that was not.
	ContentLength int64
	HasLength     bool
	Began         time.Time

	// Owner is told, when Handle has set it, if the client leaves before the answer
	// is out. It must not wait.
	Owner interface{ ClientLeft() }

	c      *conn
	head   string // request line and fields; names in lower case
	fields int    // where the fields begin
	seen   uint64 // a bit for each name, to say quickly that there is none
	close  bool   // "Connection: close"
	keep   bool   // "Connection: keep-alive"

	stream *body
	whole  []byte

	out  sync.Mutex  // between the answer's head and 100 Continue
	said bool        // the answer's head is out, or being made
	gone atomic.Bool // the client has left

	ctxMu  sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	over   bool
}

// Peer is the address the request came from, without zone; the zero Addr when
// that is no IP address. PeerText is the same as text, or "".
func (q *Request) Peer() netip.Addr { return q.c.peer }
func (q *Request) PeerText() string { return q.c.text }

// Fields gives the header fields in order of arrival, names in lower case.
func (q *Request) Fields(yield func(name, value string) bool) {
	rest := q.head[q.fields:]
	for {
		end := strings.IndexByte(rest, '\n')
		if end < 2 { // the empty line
			return
		}
		colon := strings.IndexByte(rest, ':')
		if !yield(rest[:colon], trim(rest[colon+1:end-1])) {
			return
		}
		rest = rest[end+1:]
	}
}

// trim takes optional white space away (RFC 9110 §5.6.3).
func trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// Get is the first value of the field with the name, which is in lower case, and
// how many there are.
func (q *Request) Get(name string) (value string, n int) {
	if !q.mayHave(name) {
		return "", 0
	}
	for k, v := range q.Fields {
		if k == name {
			if n == 0 {
				value = v
			}
			n++
		}
	}
	return value, n
}

// Header is the first value of the field with the name, in lower case; "" without it.
func (q *Request) Header(name string) string {
	v, _ := q.Get(name)
	return v
}

// Values are all values of a field.
func (q *Request) Values(name string) []string {
	if !q.mayHave(name) {
		return nil
	}
	var all []string
	for k, v := range q.Fields {
		if k == name {
			all = append(all, v)
		}
	}
	return all
}

func (q *Request) mayHave(name string) bool {
	hash := uint(0)
	for k := range len(name) {
		hash += uint(name[k])
	}
	return q.seen&(1<<(hash&63)) != 0
}

// FieldCount is about how many fields there are.
func (q *Request) FieldCount() int { return strings.Count(q.head[q.fields:], "\n") }

// Body is the request's body, nil when there is none.
func (q *Request) Body() io.ReadCloser {
	switch {
	case q.stream != nil:
		return q.stream
	case q.whole != nil:
		return &memory{*bytes.NewReader(q.whole), q.whole}
	}
	return nil
}

// Path is the target's path with its escapes decoded; a path with a wrong escape
// is left as it is.
func (q *Request) Path() string {
	path := q.Target
	if path[0] != '/' && path != "*" {
		_, rest, _ := strings.Cut(path, "://")
		path = "/"
		if k := strings.IndexAny(rest, "/?"); k >= 0 && rest[k] == '/' {
			path = rest[k:]
		}
	}
	path, _, _ = strings.Cut(path, "?")
	if strings.IndexByte(path, '%') >= 0 {
		if decoded, err := url.PathUnescape(path); err == nil {
			return decoded
		}
	}
	return path
}

// Context ends when the client leaves or the answer is out.
func (q *Request) Context() context.Context {
	q.ctxMu.Lock()
	defer q.ctxMu.Unlock()
	if q.ctx == nil {
		q.ctx, q.cancel = context.WithCancel(context.Background())
		if q.over || q.gone.Load() {
			q.cancel()
		}
	}
	return q.ctx
}

// Gone reports whether the client has left.
func (q *Request) Gone() bool { return q.gone.Load() }

func (q *Request) leave() {
	q.gone.Store(true)
	q.endContext(false)
	if q.Owner != nil {
		q.Owner.ClientLeft()
	}
}

func (q *Request) endContext(over bool) {
	q.ctxMu.Lock()
	q.over = q.over || over
	cancel := q.cancel
	q.ctxMu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// HTTP is the request as net/http would have it. Each call makes another.
func (q *Request) HTTP(ctx context.Context) *http.Request {
	r := &http.Request{
		Method: q.Method, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: q.Host, RequestURI: q.Target,
		Header: make(http.Header, q.FieldCount()), ContentLength: q.ContentLength, Close: q.close, Body: http.NoBody,
		RemoteAddr: q.c.nc.RemoteAddr().String(),
	}
	if q.Minor == 0 {
		r.Proto, r.ProtoMinor = "HTTP/1.0", 0
	}
	for name, value := range q.Fields {
		if name != "host" && name != "transfer-encoding" {
			key := textproto.CanonicalMIMEHeaderKey(name)
			r.Header[key] = append(r.Header[key], value)
		}
	}
	if q.ContentLength < 0 {
		r.TransferEncoding = []string{"chunked"}
	}
	if b := q.Body(); b != nil {
		r.Body = b
	}
	u, err := url.ParseRequestURI(q.Target)
	if err != nil { // a wrong escape, which Workers see as it is
		u = &url.URL{Path: q.Path()}
		_, u.RawQuery, _ = strings.Cut(q.Target, "?")
	}
	r.URL = u
	return r.WithContext(ctx)
}
