package httpd

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

var seeds = []string{
	"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST /a?b=c HTTP/1.1\r\nhost: a:80\r\nContent-Length: 3\r\nX:\r\n\r\nabcGET / HTTP/1.1\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: x\r\n\r\nrest",
	"PUT http://b/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
	"OPTIONS * HTTP/1.1\r\nHost: [::1]:1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
	"\r\nGET /% HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
}

// pieces is a connection on which bytes come a few at a time.
type pieces struct {
	net.Conn
	rest []byte
	n    int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.n)], p.rest)
	p.rest = p.rest[n:]
	return n, nil
}
func (*pieces) Write(b []byte) (int, error)     { return len(b), nil }
func (*pieces) SetReadDeadline(time.Time) error { return nil }
func (*pieces) RemoteAddr() net.Addr            { return &net.TCPAddr{} }

// FuzzRead holds the parser against net/http's: whatever both take, they must see
// the same request in, the same body, and the same rest of the connection. That we
// refuse more is meant; that the size of the pieces matters is not.
func FuzzRead(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, raw []byte, size int) {
		if size <= 0 || len(raw) > 64<<10 {
			return
		}
		c := newConn(&Server{}, &pieces{rest: raw, n: size})
		n, err := c.readHead()
		var q *Request
		if err == nil {
			q, err = c.parse(n)
		}
		if whole, werr := Parse(raw, netip.Addr{}); (err == nil) != (werr == nil) {
			t.Fatalf("in pieces of %d: %v; at once: %v", size, err, werr)
		} else if err == nil && whole.head != q.head {
			t.Fatalf("in pieces %q, at once %q", q.head, whole.head)
		}
		if err != nil {
			return
		}
		for name := range q.Fields {
			if name == "" || name != strings.ToLower(name) || !isToken([]byte(name)) {
				t.Fatalf("field name %q", name)
			}
			if _, n := q.Get(name); n == 0 {
				t.Fatalf("%q is not found", name)
			}
		}
		_, _ = q.Path(), q.HTTP(t.Context())
		var body []byte
		if b := q.Body(); b != nil {
			c.body = q.stream
			if body, err = io.ReadAll(b); err != nil {
				return
			}
		}
		rest := append(slices.Clone(c.buf[c.r:c.w]), c.nc.(*pieces).rest...)
		compare(t, bytes.TrimLeft(raw, "\r\n"), q, body, rest)
	})
}

func compare(t *testing.T, raw []byte, q *Request, body, rest []byte) {
	in := bytes.NewReader(raw)
	br := bufio.NewReader(in)
	r, err := http.ReadRequest(br)
	if err != nil {
		return // a wrong escape in the target, mostly
	}
	if r.Method != q.Method || r.RequestURI != q.Target || r.Host != q.Host || r.ContentLength != q.ContentLength {
		t.Fatalf("net/http reads %s %q of %q with length %d; we %s %q of %q with %d",
			r.Method, r.RequestURI, r.Host, r.ContentLength, q.Method, q.Target, q.Host, q.ContentLength)
	}
	ours := http.Header{}
	for name, value := range q.Fields {
		if name != "host" && name != "transfer-encoding" {
			ours.Add(name, value)
		}
	}
	for name, values := range r.Header {
		if name != "Cache-Control" && !slices.Equal(values, ours[name]) { // which it may make of Pragma
			t.Fatalf("%s: net/http reads %q, we %q", name, values, ours[name])
		}
	}
	theirs, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatalf("net/http finds the body wrong, we do not: %v", err)
	}
	left, _ := io.ReadAll(br)
	if !bytes.Equal(theirs, body) || !bytes.Equal(left, rest) {
		t.Fatalf("net/http reads the body %q and leaves %q; we read %q and leave %q", theirs, left, body, rest)
	}
}
