package webapi_test

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
)

// The benchmarks measure what a handler costs between the host's NewRequest and
// Take, without HTTP and without a hop between goroutines.

var headers = []string{
	"host", "localhost:8787", "user-agent", "Mozilla/5.0 (X11; Linux x86_64)", "accept", "*/*",
	"accept-encoding", "br, gzip", "cf-connecting-ip", "192.0.2.7", "x-forwarded-proto", "http",
}

func benchmark(b *testing.B, handler string, in fetch.Incoming, want string) {
	l := jsloop.New(jsloop.Options{})
	go l.Run()
	defer l.Close()
	var call goja.Callable
	err := l.Do(func() error {
		if err := webapi.Install(l); err != nil {
			return err
		}
		v, err := l.VM().RunString("(" + handler + ")")
		if err != nil {
			return err
		}
		call, _ = goja.AssertFunction(v)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx := jsloop.NewContext(context.Background(), "bench")
	once := func() (*fetch.Outgoing, error) {
		req := in
		req.Rest = rest{}
		r, err := fetch.NewRequest(l, &req)
		if err != nil {
			return nil, err
		}
		v, err := l.Call(call, nil, r)
		if err != nil {
			return nil, err
		}
		if p, ok := v.Export().(*goja.Promise); ok {
			v = p.Result()
		}
		return fetch.Take(l, v)
	}
	run := func(n int) (out *fetch.Outgoing, err error) {
		done := make(chan struct{})
		l.PostIn(ctx, func() {
			defer close(done)
			for range n {
				if out, err = once(); err != nil {
					return
				}
			}
		})
		<-done
		return out, err
	}
	out, err := run(1)
	if err != nil {
		b.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := out.Write(w, false); err != nil || w.Body.String() != want {
		b.Fatalf("answered %q, %v; want %q", w.Body, err, want)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := run(b.N); err != nil {
		b.Fatal(err)
	}
}

// rest is what the benchmarks' requests have besides method and URL.
type rest struct{}

func (rest) Headers() []string { return headers }
func (rest) CF() goja.Value    { return nil }
func (rest) OnAbort(func())    {}

var get = fetch.Incoming{Method: "GET", URL: "http://localhost:8787/user/5?q=1"}

func BenchmarkHello(b *testing.B) {
	benchmark(b, `() => new Response("hello")`, get, "hello")
}

func BenchmarkHelloAsync(b *testing.B) {
	benchmark(b, `async () => new Response("hello")`, get, "hello")
}

func BenchmarkJSON(b *testing.B) {
	benchmark(b, `() => Response.json({ ok: true, items: [1, 2, 3] })`, get, `{"ok":true,"items":[1,2,3]}`)
}

func BenchmarkHeaders(b *testing.B) {
	benchmark(b, `r => new Response(r.headers.get("accept"), { status: 201, headers: { "x-a": "b", "cache-control": "no-store" } })`, get, "*/*")
}

func BenchmarkURL(b *testing.B) {
	benchmark(b, `r => { const u = new URL(r.url); return new Response(u.pathname + u.searchParams.get("q")) }`, get, "/user/51")
}

func BenchmarkRewrap(b *testing.B) {
	benchmark(b, `r => { const a = new Response("hello"); const c = new Response(a.body, a); c.headers.set("x-a", "b"); return c }`, get, "hello")
}

func BenchmarkEchoStream(b *testing.B) {
	in := get
	in.Method, in.Body, in.ContentLength = "POST", io.NopCloser(strings.NewReader("hello")), 5
	benchmark(b, `r => new Response(r.body)`, in, "hello")
}

// BenchmarkInstall is what a new isolate costs.
func BenchmarkInstall(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		l := jsloop.New(jsloop.Options{})
		if err := webapi.Install(l); err != nil {
			b.Fatal(err)
		}
	}
}
