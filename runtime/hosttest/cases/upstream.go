package cases

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

// Upstream is the server a case may call. Each run of a case has its own, so
// counters start at zero.
type Upstream struct {
	Origin string // "http://127.0.0.1:PORT"

	server *http.Server
	mu     sync.Mutex
	hits   map[string]int
	gone   int
}

// StartUpstream listens on a free loopback port.
func StartUpstream() (*Upstream, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	u := &Upstream{Origin: "http://" + l.Addr().String(), hits: map[string]int{}}
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.HandlerFunc{
		"/echo":          u.echo,
		"/echo/":         u.echo,
		"/text":          u.text,
		"/status/{code}": u.status,
		"/redirect/{n}":  u.redirect,
		"/redirect-to":   u.redirectTo,
		"/gzip":          u.compressed("gzip"),
		"/br":            u.compressed("br"),
		"/deflate":       u.compressed("deflate"),
		"/stream":        u.stream,
		"/slow":          u.slow,
		"/bytes":         u.bytes,
		"/headers":       u.headers,
		"/cookies":       u.cookies,
		"/drop":          u.drop,
		"/hang":          u.hang,
		"/gone":          u.countGone,
		"/rates.json":    u.rates,
		"/hit/{name}":    u.hit,
		"/hits/{name}":   u.hit,
		"/ws/{kind}":     u.socket,
		"/tcp":           u.tcp,
		"/events":        u.events,
	} {
		mux.HandleFunc(pattern, h)
	}
	u.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go u.server.Serve(l)
	return u, nil
}

// Close ends the server and every connection to it.
func (u *Upstream) Close() error { return u.server.Close() }

func (u *Upstream) echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away; nobody reads an answer
	}
	// cf-* and accept-encoding are the platform's own.
	skip := map[string]bool{"connection": true, "content-length": true, "transfer-encoding": true, "accept-encoding": true}
	pairs := [][2]string{}
	for name, values := range r.Header {
		name = strings.ToLower(name)
		if skip[name] || strings.HasPrefix(name, "cf-") {
			continue
		}
		for _, v := range values {
			pairs = append(pairs, [2]string{name, v})
		}
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	w.Header().Set("Content-Type", "application/json")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	// The client may be gone; nobody would read an error.
	_ = enc.Encode(struct {
		Method  string      `json:"method"`
		Path    string      `json:"path"`
		Headers [][2]string `json:"headers"`
		Body    string      `json:"body"`
	}{r.Method, r.RequestURI, pairs, string(body)})
}

func (u *Upstream) text(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("ETag", `"v1"`)
	if r.Header.Get("If-None-Match") == `"v1"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	io.WriteString(w, "upstream says hello")
}

func (u *Upstream) status(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.PathValue("code"))
	if err != nil || code < 200 || code > 599 {
		http.Error(w, "bad status", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(code)
	if code != http.StatusNoContent && code != http.StatusNotModified {
		fmt.Fprint(w, code)
	}
}

func (u *Upstream) redirect(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n <= 0 {
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, "arrived")
		return
	}
	w.Header().Set("Location", fmt.Sprintf("/redirect/%d", n-1))
	w.WriteHeader(http.StatusFound)
}

func (u *Upstream) redirectTo(w http.ResponseWriter, r *http.Request) {
	code := number(r, "status", http.StatusFound)
	w.Header().Set("Location", r.URL.Query().Get("url"))
	w.WriteHeader(code)
}

func (u *Upstream) compressed(coding string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		var z io.WriteCloser
		switch coding {
		case "gzip":
			z = gzip.NewWriter(&b)
		case "br":
			z = brotli.NewWriter(&b)
		case "deflate":
			z = zlib.NewWriter(&b)
		}
		io.WriteString(z, "compressed hello")
		z.Close()
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Encoding", coding)
		w.Write(b.Bytes())
	}
}

func (u *Upstream) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	gap := time.Duration(number(r, "gap", 400)) * time.Millisecond
	for i := range number(r, "n", 3) {
		if i > 0 && !sleep(r.Context(), gap) {
			u.left()
			return
		}
		fmt.Fprintf(w, "chunk %d\n", i)
		if err := http.NewResponseController(w).Flush(); err != nil {
			u.left()
			return
		}
	}
}

func (u *Upstream) slow(w http.ResponseWriter, r *http.Request) {
	if !sleep(r.Context(), time.Duration(number(r, "ms", 200))*time.Millisecond) {
		u.left()
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	io.WriteString(w, "slow")
}

func (u *Upstream) bytes(w http.ResponseWriter, r *http.Request) {
	n := number(r, "n", 1000)
	block := make([]byte, 251*256)
	for i := range block {
		block[i] = byte(i % 251)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(n))
	for n > 0 {
		m := min(n, len(block))
		if _, err := w.Write(block[:m]); err != nil {
			return
		}
		n -= m
	}
}

func (u *Upstream) headers(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	// url.Values would lose the order of different names.
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, ok := strings.Cut(pair, "=")
		v, err := url.QueryUnescape(value)
		if ok && err == nil {
			w.Header().Add(name, v)
		}
	}
	io.WriteString(w, "headers")
}

func (u *Upstream) cookies(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Add("Set-Cookie", "a=1; Path=/; Expires=Wed, 01 Jan 2031 00:00:00 GMT")
	w.Header().Add("Set-Cookie", "b=2; HttpOnly")
	io.WriteString(w, "cookies")
}

func (u *Upstream) drop(w http.ResponseWriter, r *http.Request) {
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(buf, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhello")
	buf.Flush()
}

func (u *Upstream) hang(w http.ResponseWriter, r *http.Request) {
	// Reading the body to its end lets the server notice that the client left.
	io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	u.left()
}

func (u *Upstream) left() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.gone++
}

func (u *Upstream) countGone(w http.ResponseWriter, r *http.Request) {
	time.Sleep(100 * time.Millisecond)
	u.mu.Lock()
	defer u.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprint(w, u.gone)
}

func (u *Upstream) rates(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	u.hits["rates"]++
	u.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, `{"base":"EUR","date":"2026-11-20","rates":{"CHF":0.9312,"GBP":0.8745,"PLN":4.2381,"USD":1.0954}}`)
}

func (u *Upstream) hit(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/hit/") {
		u.hits[r.PathValue("name")]++
	}
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprint(w, u.hits[r.PathValue("name")])
}

// Hits is how often /hit/NAME was asked for.
func (u *Upstream) Hits(name string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.hits[name]
}

// Gone is how many clients have left before their answer was complete.
func (u *Upstream) Gone() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.gone
}

func number(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
