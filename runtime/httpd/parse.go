package httpd

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// refusal is why the bytes that came are no request, with the status to answer.
type refusal struct {
	status int
	proto  string // of the status line, which answers in the client's version
	why    string
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("%d %s", r.status, http.StatusText(r.status))
	if r.why != "" {
		text += ": " + r.why
	}
	return text
}

func bad(why string) error { return &refusal{http.StatusBadRequest, "HTTP/1.1 ", why} }

// maxEmpty is how many empty lines may stand before a request: some clients end a
// body with one (RFC 9112 §2.2).
const maxEmpty = 4

// Parse makes a request of bytes that hold a whole head, as if it had come from peer.
// It cannot be answered.
func Parse(raw []byte, peer netip.Addr) (*Request, error) {
	c := &conn{srv: &Server{}, nc: silent{}, peer: peer, buf: slices.Clone(raw), w: len(raw)}
	if peer.IsValid() {
		c.text = peer.String()
	}
	n, err := c.readHead()
	if err != nil {
		return nil, err
	}
	return c.parse(n)
}

// silent is a connection on which nothing more comes.
type silent struct{ net.Conn }

func (silent) Read([]byte) (int, error) { return 0, io.EOF }
func (silent) RemoteAddr() net.Addr     { return &net.TCPAddr{} }

// readHead reads until buf[r:] begins with a whole head and returns its length.
// Every line must end in CRLF; where they end is kept in c.ends.
func (c *conn) readHead() (int, error) {
	c.ends = c.ends[:0]
	at, empty := 0, 0 // at counts from r, which fill may move
	searched := 0     // from there without finding the end of the line
	for {
		k := bytes.IndexByte(c.buf[c.r+at+searched:c.w], '\n')
		if k < 0 {
			searched = c.w - c.r - at
			if c.w-c.r > maxHead {
				return 0, &refusal{http.StatusRequestHeaderFieldsTooLarge, "HTTP/1.1 ", ""}
			}
			if phase, _ := c.phase(); c.w > c.r && phase != reads {
				c.enter(reads)
				c.stay()
			}
			if err := c.fill(); err != nil {
				return 0, err
			}
			continue
		}
		k, searched = k+searched, 0
		line := c.buf[c.r+at : c.r+at+k]
		if k == 0 || line[k-1] != '\r' {
			return 0, bad("a line does not end in CRLF")
		}
		at += k + 1
		switch {
		case k > 1:
			c.ends = append(c.ends, at)
		case len(c.ends) > 0:
			return at, nil
		default:
			if empty++; empty > maxEmpty {
				return 0, bad("empty lines")
			}
			c.r, at = c.r+at, 0
		}
	}
}

// parse makes a Request of the head of n bytes at r. Names become lower case in
// place, so that one copy of the head is all strings a request needs.
func (c *conn) parse(n int) (*Request, error) {
	head := c.buf[c.r : c.r+n]
	q := &Request{c: c, Began: time.Now()}
	line := head[:c.ends[0]-2]
	method := bytes.IndexByte(line, ' ')
	version := bytes.LastIndexByte(line, ' ')
	if method <= 0 || version <= method+1 || !isToken(line[:method]) {
		return nil, bad("")
	}
	for _, b := range line[method+1 : version] {
		if b <= ' ' || b == 0x7f {
			return nil, bad("")
		}
	}
	switch v := line[version+1:]; {
	case string(v) == "HTTP/1.1":
		q.Minor = 1
	case string(v) == "HTTP/1.0":
	case len(v) == 8 && string(v[:5]) == "HTTP/" && isDigit(v[5]) && v[6] == '.' && isDigit(v[7]):
		if v[5] != '1' {
			return nil, &refusal{http.StatusHTTPVersionNotSupported, "HTTP/1.1 ", ""}
		}
		q.Minor = 1 // a later 1.x
	default:
		return nil, bad("")
	}
	f := framing{host: -1}
	begin := c.ends[0]
	for _, end := range c.ends[1:] {
		if err := f.line(q, head[begin:end-2], begin); err != nil {
			return nil, q.answered(err)
		}
		begin = end
	}
	q.head = string(head)
	q.fields = c.ends[0]
	q.Method = intern(q.head[:method])
	q.Target = q.head[method+1 : version]
	if f.host >= 0 {
		q.Host = q.head[f.host : f.host+f.hostLen]
	}
	c.r += n
	err := q.target(f.host >= 0)
	if err == nil {
		err = f.body(q)
	}
	if err != nil {
		return nil, q.answered(err)
	}
	return q, nil
}

// answered gives a refusal the version of the request.
func (q *Request) answered(err error) error {
	if r, ok := err.(*refusal); ok && q.Minor == 0 {
		r.proto = "HTTP/1.0 "
	}
	return err
}

// framing is what the header says about where the request ends and what the
// connection does afterwards.
type framing struct {
	host, hostLen int
	length        int64
	hasLength     bool
	chunked       bool
	expect        bool
}

// line reads one header line, which begins at offset at of the head.
func (f *framing) line(q *Request, line []byte, at int) error {
	colon := -1
	hash := uint(0)
	for k, b := range line {
		if b == ':' {
			colon = k
			break
		}
		t := tokens[b]
		if t == 0 { // white space before the colon, or at the start as obs-fold has it
			return bad("malformed header")
		}
		line[k] = t
		hash += uint(t)
	}
	if colon <= 0 {
		return bad("malformed header")
	}
	begin, end := colon+1, len(line)
	for begin < end && (line[begin] == ' ' || line[begin] == '\t') {
		begin++
	}
	for end > begin && (line[end-1] == ' ' || line[end-1] == '\t') {
		end--
	}
	value := line[begin:end]
	for _, b := range value {
		if b < ' ' && b != '\t' || b == 0x7f {
			return bad("invalid header value")
		}
	}
	q.seen |= 1 << (hash & 63)
	switch string(line[:colon]) {
	case "host":
		if f.host >= 0 {
			return bad("too many Host headers")
		}
		if !validHost(value) {
			return bad("malformed Host header")
		}
		f.host, f.hostLen = at+begin, len(value)
	case "content-length":
		n, ok := parseLength(value)
		if !ok || f.hasLength { // also when both say the same, which the RFC allows
			return bad("bad Content-Length")
		}
		f.length, f.hasLength = n, true
	case "transfer-encoding":
		if f.chunked || !equalFold(value, "chunked") {
			return &refusal{http.StatusNotImplemented, "HTTP/1.1 ", "Unsupported transfer encoding"}
		}
		f.chunked = true
	case "connection":
		if hasToken(value, "close") {
			q.close = true
		}
		if hasToken(value, "keep-alive") {
			q.keep = true
		}
	case "expect":
		if !equalFold(value, "100-continue") {
			return &refusal{http.StatusExpectationFailed, "HTTP/1.1 ", ""}
		}
		f.expect = true
	}
	return nil
}

// target checks the request's target and takes the host out of an absolute one.
func (q *Request) target(hasHost bool) error {
	if q.Minor > 0 && !hasHost {
		return bad("missing required Host header")
	}
	t := q.Target
	if t[0] == '/' || t == "*" || q.Method == http.MethodConnect {
		return nil
	}
	scheme, rest, ok := strings.Cut(t, "://")
	if !ok || !isScheme(scheme) {
		return bad("")
	}
	if k := strings.IndexAny(rest, "/?#"); k >= 0 {
		rest = rest[:k]
	}
	if rest == "" || strings.Contains(rest, "@") || !validHost([]byte(rest)) {
		return bad("")
	}
	q.Host = rest // which counts more than the header: RFC 9112 §3.2.2
	return nil
}

// body makes the request's body. One that came with its head is kept in memory,
// and the connection has no more to do with it.
func (f *framing) body(q *Request) error {
	c := q.c
	switch {
	case f.chunked && (f.hasLength || q.Minor == 0):
		return bad("Transfer-Encoding does not go with the rest of the header")
	case f.chunked:
		q.ContentLength = -1
	case f.hasLength:
		q.ContentLength, q.HasLength = f.length, true
	}
	if q.ContentLength == 0 {
		return nil
	}
	if n := q.ContentLength; n > 0 && n <= int64(c.w-c.r) {
		q.whole = append([]byte(nil), c.buf[c.r:c.r+int(n)]...)
		c.r += int(n)
		return nil
	}
	q.stream = &body{c: c, q: q, left: f.length, chunked: f.chunked, expect: f.expect && q.Minor > 0}
	if f.chunked {
		q.stream.left = -1
	}
	return nil
}

// tokens is the lower case of the bytes that names consist of, 0 for others.
var tokens = func() (t [256]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-32] = c, c
	}
	for _, c := range []byte("!#$%&'*+-.^_`|~0123456789") {
		t[c] = c
	}
	return t
}()

func isToken(b []byte) bool {
	for _, c := range b {
		if tokens[c] == 0 {
			return false
		}
	}
	return len(b) > 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isScheme(s string) bool {
	for k := range len(s) {
		c := s[k] | 0x20
		if (c < 'a' || c > 'z') && (k == 0 || !isDigit(s[k]) && s[k] != '+' && s[k] != '-' && s[k] != '.') {
			return false
		}
	}
	return s != ""
}

// validHost allows what RFC 3986 has in an authority, without userinfo's "@".
func validHost(b []byte) bool {
	for _, c := range b {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', isDigit(c):
		case strings.IndexByte("-._~!$&'()*+,;=:[]%", c) >= 0:
		default:
			return false
		}
	}
	return true
}

func parseLength(b []byte) (n int64, ok bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	for _, c := range b {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// equalFold compares ASCII; s is in lower case.
func equalFold(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for k, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != s[k] {
			return false
		}
	}
	return true
}

// hasToken reports whether the list has the token, which is in lower case.
func hasToken(list []byte, token string) bool {
	for len(list) > 0 {
		var element []byte
		element, list, _ = bytes.Cut(list, []byte(","))
		if equalFold(bytes.Trim(element, " \t"), token) {
			return true
		}
	}
	return false
}

// intern keeps the usual methods from holding on to the head they stand in.
func intern(method string) string {
	switch method {
	case http.MethodGet:
		return http.MethodGet
	case http.MethodPost:
		return http.MethodPost
	case http.MethodHead:
		return http.MethodHead
	case http.MethodPut:
		return http.MethodPut
	case http.MethodDelete:
		return http.MethodDelete
	case http.MethodPatch:
		return http.MethodPatch
	case http.MethodOptions:
		return http.MethodOptions
	}
	return method
}
