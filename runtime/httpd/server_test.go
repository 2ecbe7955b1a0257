package httpd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// serving runs a server for the test; handle may be nil for one that repeats the request.
func serving(t testing.TB, s *Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if s.Handle == nil {
		s.Handle = echo
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
	})
	return l.Addr().String()
}

func text(q *Request, status int, body string) {
	q.Respond(&Answer{Status: status, Header: []string{"content-type", "text/plain"}, Text: body, Length: int64(len(body))})
}

// echo answers with method, target, host, and the body's bytes.
func echo(q *Request) {
	b := q.Body()
	if b == nil {
		text(q, 200, fmt.Sprintf("%s %s %s", q.Method, q.Target, q.Host))
		return
	}
	go func() {
		body, err := io.ReadAll(b)
		if err != nil {
			text(q, 500, err.Error())
			return
		}
		text(q, 200, fmt.Sprintf("%s %s %s %s", q.Method, q.Target, q.Host, body))
	}()
}

// talk writes bytes and returns everything that comes back until the server closes.
func talk(t testing.TB, addr, bytes string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	go func() { _, _ = io.WriteString(c, bytes) }()
	all, err := io.ReadAll(c)
	if err != nil {
		t.Errorf("%.80q: %v after %.80q", bytes, err, all)
	}
	return string(all)
}

const hostClose = "Host: a\r\nConnection: close\r\n"

func TestRequests(t *testing.T) {
	addr := serving(t, &Server{})
	for _, c := range []struct{ name, in, status, body string }{
		{"get", "GET /a?b HTTP/1.1\r\n" + hostClose + "\r\n", "HTTP/1.1 200 OK", "GET /a?b a"},
		{"empty lines first", "\r\n\r\nGET / HTTP/1.1\r\n" + hostClose + "\r\n", "HTTP/1.1 200 OK", "GET / a"},
		{"wrong escape", "GET /% HTTP/1.1\r\n" + hostClose + "\r\n", "HTTP/1.1 200 OK", "GET /% a"},
		{"absolute", "GET http://b.c:8/d HTTP/1.1\r\n" + hostClose + "\r\n", "HTTP/1.1 200 OK", "GET http://b.c:8/d b.c:8"},
		{"asterisk", "OPTIONS * HTTP/1.1\r\n" + hostClose + "\r\n", "HTTP/1.1 200 OK", "OPTIONS * a"},
		{"1.0 closes", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "HTTP/1.0 200 OK", "GET / a"},
		{"length", "POST / HTTP/1.1\r\n" + hostClose + "Content-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK", "POST / a abc"},
		{"chunks", "POST / HTTP/1.1\r\n" + hostClose + "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", "HTTP/1.1 200 OK", "POST / a abc0123456789"},
		{"pipelined", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxGET /3 HTTP/1.1\r\n" + hostClose + "\r\n", "HTTP/1.1 200 OK", "GET /3 a"},
		{"continue", "POST / HTTP/1.1\r\n" + hostClose + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK", "POST / a z"},

		{"bare LF", "GET / HTTP/1.1\nHost: a\n\n", "HTTP/1.1 400", ""},
		{"bare LF in the header", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "HTTP/1.1 400", ""},
		{"bare CR", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", "HTTP/1.1 400", ""},
		{"obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", "HTTP/1.1 400", ""},
		{"space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "HTTP/1.1 400", ""},
		{"no name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", "HTTP/1.1 400", ""},
		{"no colon", "GET / HTTP/1.1\r\nHost: a\r\nabc\r\n\r\n", "HTTP/1.1 400", ""},
		{"NUL", "GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", "HTTP/1.1 400", ""},
		{"no host", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400", ""},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "HTTP/1.1 400", ""},
		{"bad host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "HTTP/1.1 400", ""},
		{"userinfo", "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400", ""},
		{"no version", "GET /\r\n\r\n", "HTTP/1.1 400", ""},
		{"no slash", "GET nope HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400", ""},
		{"space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400", ""},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 505", ""},
		{"lengths that differ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "HTTP/1.1 400", ""},
		{"a length twice", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 400", ""},
		{"a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", "HTTP/1.1 400", ""},
		{"a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", "HTTP/1.1 400", ""},
		{"length and chunks", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400", ""},
		{"two codings", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 501", ""},
		{"chunked twice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 501", ""},
		{"chunks in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.0 400", ""},
		{"expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", "HTTP/1.1 417", ""},
		{"a long line", "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 2<<20), "HTTP/1.1 431", ""},
		{"many lines", "GET / HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("X: y\r\n", 300<<10), "HTTP/1.1 431", ""},

		{"a chunk size that is none", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", "HTTP/1.1 500", "malformed chunked encoding"},
		{"a chunk with a bare LF", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", "HTTP/1.1 500", "malformed chunked encoding"},
		{"a chunk longer than it says", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", "HTTP/1.1 500", "malformed chunked encoding"},
		{"a chunk size without end", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0000000000000000000001\r\na\r\n", "HTTP/1.1 500", "malformed chunked encoding"},
	} {
		got := talk(t, addr, c.in)
		if !strings.HasPrefix(got, c.status) || c.body != "" && !strings.HasSuffix(got, "\r\n\r\n"+c.body) {
			t.Errorf("%s: got %q, want %q … %q", c.name, got, c.status, c.body)
		}
		if want := strings.Count(c.in, " HTTP/1.1\r\nHost"); c.name == "pipelined" && strings.Count(got, "HTTP/1.1 200") != want {
			t.Errorf("%s: %d answers, want %d", c.name, strings.Count(got, "HTTP/1.1 200"), want)
		}
	}
}

func TestFields(t *testing.T) {
	got := make(chan string, 1)
	addr := serving(t, &Server{Handle: func(q *Request) {
		var b strings.Builder
		for k, v := range q.Fields {
			fmt.Fprintf(&b, "%s=%s;", k, v)
		}
		one, n := q.Get("x-many")
		fmt.Fprintf(&b, "%s %d %q %q", one, n, q.Header("x-none"), q.Values("x-many"))
		got <- b.String()
		text(q, 200, "")
	}})
	talk(t, addr, "GET / HTTP/1.1\r\nHoST: a\r\nConnection: x, Close\r\nX-Many:one\r\nx-MANY: \t two \t\r\nEmpty:\r\n\r\n")
	if s, want := <-got, `host=a;connection=x, Close;x-many=one;x-many=two;empty=;one 2 "" ["one" "two"]`; s != want {
		t.Errorf("got %s, want %s", s, want)
	}
}

// What goes out is what net/http would send, but for the order of fields.
func TestWriter(t *testing.T) {
	for _, c := range []struct {
		name, in string
		handle   func(w http.ResponseWriter, r *http.Request)
		want     []string
		not      []string
	}{
		{"short", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "short") },
			[]string{"HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n", "\r\n\r\nshort"}, []string{"chunked"}},
		{"nothing", "GET / HTTP/1.1", func(http.ResponseWriter, *http.Request) {}, []string{"Content-Length: 0\r\n"}, nil},
		{"long", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 5000)) },
			[]string{"Transfer-Encoding: chunked\r\n", "\r\n\r\n1388\r\nxxx", "x\r\n0\r\n\r\n"}, []string{"Content-Length"}},
		{"flushed", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "a")
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, "b")
		}, []string{"\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n"}, nil},
		{"1.0", "GET / HTTP/1.0", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 5000)) },
			[]string{"HTTP/1.0 200 OK\r\n", "Connection: close\r\n", "\r\n\r\nxxx"}, []string{"chunked", "Content-Length"}},
		{"HEAD", "HEAD / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "short") },
			[]string{"Content-Length: 5\r\n", "\r\n\r\n"}, []string{"short"}},
		{"204", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
			[]string{"HTTP/1.1 204 No Content\r\n"}, []string{"Content-Length", "chunked"}},
		{"304", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(304)
			if _, err := io.WriteString(w, "x"); err != http.ErrBodyNotAllowed {
				panic("a body was taken")
			}
		}, []string{"HTTP/1.1 304 Not Modified\r\n"}, []string{"Content-Length", "chunked"}},
		{"a value with a line break", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["X-A"], w.Header()["Bad Name"] = []string{"a\r\nX-B: b"}, []string{"c"}
		}, []string{"X-A: a  X-B: b\r\n"}, []string{"Bad"}},
		{"early hints", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", "</a>")
			w.WriteHeader(103)
		}, []string{"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"}, nil},
		{"less than announced", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5")
			_, _ = io.WriteString(w, "abc")
		}, []string{"Content-Length: 5\r\n", "\r\n\r\nabc"}, nil},
		{"cut", "GET / HTTP/1.1", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "abc")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, []string{"3\r\nabc\r\n"}, []string{"0\r\n\r\n"}},
	} {
		addr := serving(t, &Server{Handle: func(q *Request) { go q.Serve(http.HandlerFunc(c.handle)) }})
		got := talk(t, addr, c.in+"\r\n"+hostClose+"\r\n")
		for _, part := range c.want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: no %q in %.300q", c.name, part, got)
			}
		}
		for _, part := range c.not {
			if strings.Contains(got, part) {
				t.Errorf("%s: %q is in %.300q", c.name, part, got)
			}
		}
	}
}

type leaver chan bool

func (l leaver) ClientLeft() { l <- true }

// A client that leaves is noticed while the answer is being made, with and
// without a body that was read, and although another request came behind.
func TestClientLeaves(t *testing.T) {
	for name, in := range map[string]string{
		"get": "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "post": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			asked, left := make(chan *Request, 1), make(chan bool, 1)
			addr := serving(t, &Server{Handle: func(q *Request) {
				q.Owner = leaver(left)
				asked <- q
			}})
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(c, in)
			q := <-asked
			_ = c.Close()
			select {
			case <-left:
			case <-time.After(5 * time.Second):
				t.Fatal("nobody noticed")
			}
			<-q.Context().Done()
			text(q, 200, "too late")
		})
	}
}

// A body streams both ways at once, however large it is.
func TestDuplex(t *testing.T) {
	addr := serving(t, &Server{Handle: func(q *Request) {
		go q.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			buf := make([]byte, 32<<10)
			for {
				n, err := r.Body.Read(buf)
				_, _ = w.Write(buf[:n])
				_ = http.NewResponseController(w).Flush()
				if err != nil {
					return
				}
			}
		}))
	}})
	for _, length := range []int64{-1, 8 << 20} {
		req, _ := http.NewRequest("POST", "http://"+addr, io.LimitReader(zeros{}, 8<<20))
		req.ContentLength = length
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, res.Body)
		if err != nil || n != 8<<20 {
			t.Errorf("%d bytes came back, %v", n, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A body nobody reads does not become the next request, and does not cost the
// answer; a small one does not cost the connection either.
func TestUnreadBody(t *testing.T) {
	addr := serving(t, &Server{Handle: func(q *Request) { text(q, 200, "not read") }})
	small := strings.Repeat("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", 500)
	got := talk(t, addr, fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%sGET / HTTP/1.1\r\n%s\r\n", len(small), small, hostClose))
	if n := strings.Count(got, "HTTP/1.1 200"); n != 2 {
		t.Errorf("%d answers, want 2", n)
	}
	for _, in := range []string{
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n" + strings.Repeat("x", 4_000_000),
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3d0900\r\n" + strings.Repeat("x", 4_000_000),
		"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n",
	} {
		if got := talk(t, addr, in); strings.Count(got, "HTTP/1.1 200") != 1 || !strings.HasSuffix(got, "not read") {
			t.Errorf("%.60q: got %q", in, got)
		}
	}
}

func TestHijack(t *testing.T) {
	addr := serving(t, &Server{Handle: func(q *Request) {
		go q.Serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			nc, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			line, _ := rw.ReadString('\n')
			more, _ := rw.ReadString('\n')
			fmt.Fprintf(nc, "mine %s%s", line, more)
			_ = nc.Close()
		}))
	}})
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\nahead\n")
	time.Sleep(20 * time.Millisecond)
	_, _ = io.WriteString(c, "later\n")
	if got, _ := io.ReadAll(c); string(got) != "mine ahead\nlater\n" {
		t.Errorf("got %q", got)
	}
}

func TestTimeouts(t *testing.T) {
	addr := serving(t, &Server{HeaderTimeout: 240 * time.Millisecond, IdleTimeout: 240 * time.Millisecond})
	for name, in := range map[string]string{
		"nothing": "", "half a head": "GET / HTTP/1.1\r\n", "idle": "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
		"half the next head": "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET",
	} {
		began := time.Now()
		got := talk(t, addr, in)
		if d := time.Since(began); d < 200*time.Millisecond || d > 3*time.Second {
			t.Errorf("%s: closed after %s", name, d)
		}
		if strings.Contains(in, "Host") != strings.Contains(got, "200 OK") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// Shutdown closes what waits, and waits for what works.
func TestShutdown(t *testing.T) {
	release := make(chan struct{})
	s := &Server{Handle: func(q *Request) {
		go func() {
			if q.Target == "/slow" {
				<-release
			}
			text(q, 200, "answered")
		}()
	}}
	addr := serving(t, s)
	open := func(in string) (net.Conn, *bufio.Reader) {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_, _ = io.WriteString(c, in)
		return c, bufio.NewReader(c)
	}
	dial := func(in string) *bufio.Reader {
		_, r := open(in)
		return r
	}
	// Two whose next request is on its way when the server ends; one comes in pieces.
	late := map[string]*bufio.Reader{}
	var lateConns []net.Conn
	for _, name := range []string{"whole", "in pieces"} {
		c, r := open("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		late[name], lateConns = r, append(lateConns, c)
	}
	idle := dial("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	if _, err := http.ReadResponse(idle, nil); err != nil {
		t.Fatal(err)
	}
	slow := dial("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
	time.Sleep(50 * time.Millisecond)
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(context.Background()) }()
	time.Sleep(goodbye / 5)
	_, _ = io.WriteString(lateConns[0], "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	_, _ = io.WriteString(lateConns[1], "GET / HTTP/1.1\r\n")
	time.AfterFunc(2*goodbye, func() { _, _ = io.WriteString(lateConns[1], "Host: a\r\n\r\n") })
	for name, r := range late {
		if res, err := http.ReadResponse(r, nil); err != nil || res.StatusCode != 200 || !res.Close {
			t.Errorf("the late one %s: %v %v", name, res, err)
		}
	}
	_, _ = idle.Discard(len("answered"))
	if _, err := idle.ReadByte(); err != io.EOF {
		t.Errorf("the idle connection: %v", err)
	}
	select {
	case <-done:
		t.Error("Shutdown did not wait")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	res, err := http.ReadResponse(slow, nil)
	if err != nil || res.StatusCode != 200 || !res.Close {
		t.Errorf("the slow one: %v %v", res, err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Many clients, kept and closed connections, bodies of all sizes: every answer
// belongs to its question.
func TestHammer(t *testing.T) {
	addr := serving(t, &Server{})
	var wg sync.WaitGroup
	for n := range 12 {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: n%4 == 0}}
			for k := range 30 {
				size := k * k * (n + 1)
				body := strings.Repeat(string(rune('a'+n)), size)
				req, _ := http.NewRequest("POST", fmt.Sprintf("http://%s/%d/%d", addr, n, k), io.NopCloser(strings.NewReader(body)))
				if req.ContentLength = -1; k%2 == 0 && size > 0 {
					req.ContentLength = int64(size)
				}
				res, err := client.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(res.Body)
				if want := fmt.Sprintf("POST /%d/%d %s %s", n, k, addr, body); err != nil || string(got) != want {
					t.Errorf("%d/%d: got %.80q (%d bytes), want %d bytes, %v", n, k, got, len(got), len(want), err)
				}
			}
		})
	}
	wg.Wait()
}
