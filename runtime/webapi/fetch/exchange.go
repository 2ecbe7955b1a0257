package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	weburl "github.com/w2c-dev/w2c/runtime/webapi/url"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

// maxRedirects is how many a fetch follows, in workerd and in the standard.
const maxRedirects = 20

// exchange is a fetch on its way: one request, or a few when it is redirected.
type exchange struct {
	rt          http.RoundTripper
	method, url string
	header      []string
	follow      bool

	hasBody bool
	bytes   []byte        // a body that can be sent again
	stream  io.ReadCloser // one that cannot
	length  int64         // of stream; -1 unknown

	socket     bool // asks for a WebSocket
	redirected bool
	visited    []string
}

func (x *exchange) has(name string) bool {
	for i := 0; i+1 < len(x.header); i += 2 {
		if x.header[i] == name {
			return true
		}
	}
	return false
}

// value is the first value of a header, "" without it.
func (x *exchange) value(name string) string {
	for i := 0; i+1 < len(x.header); i += 2 {
		if x.header[i] == name {
			return x.header[i+1]
		}
	}
	return ""
}

// without is the header list less the names given.
func (x *exchange) without(names ...string) []string {
	var list []string
next:
	for i := 0; i+1 < len(x.header); i += 2 {
		for _, n := range names {
			if x.header[i] == n {
				continue next
			}
		}
		list = append(list, x.header[i], x.header[i+1])
	}
	return list
}

// run sends the request and follows redirects.
func (x *exchange) run(ctx context.Context) (*http.Response, error) {
	x.url, _, _ = strings.Cut(x.url, "#")
	for {
		r, err := x.once(ctx)
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return nil, cause
			}
			return nil, err
		}
		location := r.Header.Get("Location")
		if !x.follow || !isRedirect(r.StatusCode) || location == "" {
			return r, nil
		}
		r.Body.Close()
		if err := x.redirect(r.StatusCode, location); err != nil {
			return nil, err
		}
	}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// escaped writes the bytes of a header that are no UTF-8 as a URL has them.
func escaped(location string) string {
	if utf8.ValidString(location) {
		return location
	}
	var b strings.Builder
	for i := 0; i < len(location); {
		r, n := utf8.DecodeRuneInString(location[i:])
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", location[i])
		} else {
			b.WriteString(location[i : i+n])
		}
		i += n
	}
	return b.String()
}

// redirect makes x the request the answer asks for.
func (x *exchange) redirect(status int, location string) error {
	if x.stream != nil {
		return jsloop.Errorf("TypeError", "A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered "+
			"a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.")
	}
	next, ok := weburl.Normalize(escaped(location), x.url)
	if !ok || !strings.HasPrefix(next, "http:") && !strings.HasPrefix(next, "https:") {
		return jsloop.Errorf("TypeError", "Invalid Location header; unable to follow redirect.")
	}
	if len(x.visited) > maxRedirects {
		return jsloop.Errorf("TypeError", "Too many redirects.%s", strings.Join(x.visited, ", "))
	}
	if status == http.StatusSeeOther && x.method != http.MethodHead ||
		(status == http.StatusMovedPermanently || status == http.StatusFound) && x.method == http.MethodPost {
		if x.method != http.MethodGet {
			x.method = http.MethodGet
			x.hasBody, x.bytes = false, nil
		}
	}
	if origin(x.url) != origin(next) {
		x.header = x.without("authorization")
	}
	x.url, _, _ = strings.Cut(next, "#")
	x.redirected = true
	return nil
}

// origin is the part of a normalised URL that authorization belongs to.
func origin(href string) string {
	scheme, rest, _ := strings.Cut(href, "//")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	return scheme + rest[strings.LastIndexByte(rest[:end], '@')+1:end]
}

// once sends one request.
func (x *exchange) once(ctx context.Context) (*http.Response, error) {
	x.visited = append(x.visited, x.url)
	u, err := url.Parse(x.url)
	if err != nil {
		return nil, jsloop.Errorf("TypeError", "Invalid URL: %s", x.url)
	}
	u.User = nil // workerd sends no credentials of a URL
	req := &http.Request{Method: x.method, URL: u, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, len(x.header)/2+1)}
	req = req.WithContext(ctx)
	for i := 0; i+1 < len(x.header); i += 2 {
		name := x.header[i]
		if hopByHop(name) || name == "host" || name == "content-length" {
			continue
		}
		key := canonical(name)
		req.Header[key] = append(req.Header[key], x.header[i+1])
	}
	if x.socket {
		websocket.Request(req)
	}
	if _, ok := req.Header["User-Agent"]; !ok {
		req.Header["User-Agent"] = nil // or net/http would name itself
	}
	switch {
	case x.socket:
	case x.stream != nil:
		req.Body, req.ContentLength = x.stream, x.length
	case len(x.bytes) > 0:
		b := x.bytes
		req.ContentLength = int64(len(b))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
		req.Body, _ = req.GetBody()
	default:
		req.Body = http.NoBody
	}
	r, err := x.rt.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, errors.New("transport returned nothing")
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	return r, nil
}
