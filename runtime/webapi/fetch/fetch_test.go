package fetch_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/webapi/blob"
	"github.com/w2c-dev/w2c/runtime/webapi/encoding"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/url"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What scripts see is compared with workerd by testdata/conformance/webapi and
// testdata/conformance/fetch. The tests here are about the seam to Go.

func newVM(t *testing.T) *webapitest.VM {
	return webapitest.New(t, es.Class{}, events.Class{}, timers.Class{}, encoding.Class{}, url.Class{},
		streams.Class{}, jsg.Class{}, blob.Class{}, fetch.Class{})
}

// take runs body, which returns a Response, and takes it.
func take(t *testing.T, vm *webapitest.VM, body string) (*fetch.Outgoing, error) {
	t.Helper()
	var out *fetch.Outgoing
	err := vm.Loop.Do(func() error {
		v, err := vm.Loop.VM().RunString("(() => {" + body + "})()")
		if err != nil {
			return err
		}
		out, err = fetch.Take(vm.Loop, v)
		return err
	})
	return out, err
}

func TestTakeAndWrite(t *testing.T) {
	vm := newVM(t)
	for _, c := range []struct{ body, want string }{
		{`return new Response("hi")`, "200 content-length=2 content-type=text/plain;charset=UTF-8 | hi"},
		{`return new Response(new Uint8Array([104, 105]), { status: 201 })`, "201 content-length=2 | hi"},
		{`return new Response(null, { status: 204, headers: { "x-a": "1" } })`, "204 x-a=1 | "},
		{`return Response.json({ a: 1 })`, `200 content-length=7 content-type=application/json | {"a":1}`},
		{`return new Response("hi", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["connection", "close"], ["content-length", "9"]] })`,
			"200 content-length=2 content-type=text/plain;charset=UTF-8 set-cookie=a=1,b=2 | hi"},
		{`return new Response(new ReadableStream({ start(c) { c.enqueue("a"); c.enqueue(new Uint8Array([98])); c.close() } }))`, "200 | ab"},
		{`const r = new Response("hi"); r.headers.set("x-a", "1"); return new Response(r.body, r)`,
			"200 content-length=2 content-type=text/plain;charset=UTF-8 x-a=1 | hi"},
		{`const t = new FixedLengthStream(2), w = t.writable.getWriter(); w.write(new Uint8Array([104, 105])); w.close(); return new Response(t.readable)`,
			"200 content-length=2 | hi"},
	} {
		out, err := take(t, vm, c.body)
		if err != nil {
			t.Errorf("%s: %v", c.body, err)
			continue
		}
		w := httptest.NewRecorder()
		if err := out.Write(w, false); err != nil {
			t.Errorf("%s: %v", c.body, err)
		}
		if got := show(w); got != c.want {
			t.Errorf("%s\n sends %s\n want  %s", c.body, got, c.want)
		}
	}
}

func show(w *httptest.ResponseRecorder) string {
	s := fmt.Sprint(w.Code)
	for _, name := range []string{"Connection", "Content-Encoding", "Content-Length", "Content-Type", "Set-Cookie", "X-A"} {
		if v := w.Header()[name]; len(v) > 0 {
			s += " " + strings.ToLower(name) + "=" + strings.Join(v, ",")
		}
	}
	return s + " | " + w.Body.String()
}

func TestTakeErrors(t *testing.T) {
	vm := newVM(t)
	for body, want := range map[string]string{
		`return "text"`: "TypeError: Incorrect type for Promise: the Promise did not resolve to 'Response'.",
		`return {}`:     "TypeError: Incorrect type for Promise: the Promise did not resolve to 'Response'.",
		`const r = new Response("x"); r.text(); return r`: "TypeError: Body has already been used. It can only be used once. Use tee() first if you need to read it twice.",
		`return Response.error()`:                         "TypeError: Return value from serve handler must not be an error response (like Response.error())",
	} {
		_, err := take(t, vm, body)
		if err == nil {
			t.Errorf("%s: no error", body)
			continue
		}
		var got string
		_ = vm.Loop.Do(func() error { got = vm.Loop.Error(err).String(); return nil })
		if got != want {
			t.Errorf("%s\n gives %s\n want  %s", body, got, want)
		}
	}
}

// A response that fails half way must not look complete.
func TestWriteReportsFailure(t *testing.T) {
	vm := newVM(t)
	out, err := take(t, vm, `let n = 0; return new Response(new ReadableStream({ pull(c) { if (n++) throw new Error("boo"); c.enqueue("a") } }))`)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := out.Write(w, false); err == nil || w.Body.String() != "a" {
		t.Errorf("wrote %q, error %v", w.Body, err)
	}
}

func TestNegotiate(t *testing.T) {
	vm := newVM(t)
	for _, c := range []struct{ accept, init, want string }{
		{"", `{ headers: { "content-encoding": "gzip" } }`, "gzip"},
		{"gzip, br", `{ headers: { "content-encoding": "gzip" } }`, "gzip"},
		{"*", `{ headers: { "content-encoding": "br" } }`, "br"},
		{"identity", `{ headers: { "content-encoding": "gzip" } }`, "hello"},
		{"gzip;q=0, *", `{ headers: { "content-encoding": "gzip" } }`, "hello"},
		{"identity", `{ headers: { "content-encoding": "deflate" } }`, "deflate hello"},
		{"gzip", `{ headers: { "content-encoding": "gzip" }, encodeBody: "manual" }`, "gzip hello"},
	} {
		out, err := take(t, vm, `return new Response("hello", `+c.init+`)`)
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		if c.accept != "" {
			h.Set("Accept-Encoding", c.accept)
		}
		out.Negotiate(h.Values("Accept-Encoding"))
		w := httptest.NewRecorder()
		if err := out.Write(w, false); err != nil {
			t.Error(err)
		}
		got := w.Header().Get("Content-Encoding")
		if w.Body.String() == "hello" {
			got = strings.TrimSpace(got + " hello")
		}
		if got != c.want {
			t.Errorf("accept %q, init %s: got %q, want %q", c.accept, c.init, got, c.want)
		}
	}
}

// upstream is a transport that a test writes out.
type upstream func(*http.Request) (*http.Response, error)

func (f upstream) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(r *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status, " ", http.StatusText(status)), Header: h, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

func TestRedirects(t *testing.T) {
	vm := newVM(t)
	var seen []string
	err := vm.Loop.Do(func() error {
		fetch.SetTransport(vm.Loop, upstream(func(r *http.Request) (*http.Response, error) {
			b, _ := io.ReadAll(r.Body)
			seen = append(seen, fmt.Sprintf("%s %s auth=%s body=%s", r.Method, r.URL, r.Header.Get("Authorization"), b))
			if q := r.URL.Query(); q.Has("s") {
				var status int
				_, _ = fmt.Sscan(q.Get("s"), &status)
				return answer(r, status, "", "Location", q.Get("to")), nil
			}
			return answer(r, 200, "end"), nil
		}))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ js, result, seen string }{
		{`fetch("http://a.test/?s=302&to=/x", { method: "POST", body: "b", headers: { authorization: "k" } })`, "end",
			"POST http://a.test/?s=302&to=/x auth=k body=b, GET http://a.test/x auth=k body="},
		{`fetch("http://a.test/?s=307&to=//b.test/", { method: "POST", body: "b", headers: { authorization: "k" } })`, "end",
			"POST http://a.test/?s=307&to=//b.test/ auth=k body=b, POST http://b.test/ auth= body=b"},
		{`fetch("http://a.test/?s=303&to=x", { method: "PUT", body: "b" })`, "end",
			"PUT http://a.test/?s=303&to=x auth= body=b, GET http://a.test/x auth= body="},
		{`fetch("http://a.test/?s=302&to=/x", { redirect: "manual" })`, "", "GET http://a.test/?s=302&to=/x auth= body="},
		{`fetch("http://a.test/?s=307&to=/x", { method: "POST", body: new Response("b").body })`,
			"TypeError: A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.",
			"POST http://a.test/?s=307&to=/x auth= body=b"},
		{`fetch("http://a.test/?s=302&to=ftp://x/")`, "TypeError: Invalid Location header; unable to follow redirect.", "GET http://a.test/?s=302&to=ftp://x/ auth= body="},
	} {
		seen = nil
		if got := vm.Eval("return await (await " + c.js + ").text()"); got != c.result {
			t.Errorf("%s\n gives %s\n want  %s", c.js, got, c.result)
		}
		if got := strings.Join(seen, ", "); got != c.seen {
			t.Errorf("%s\n sent %s\n want %s", c.js, got, c.seen)
		}
	}
}

func TestDecompression(t *testing.T) {
	vm := newVM(t)
	var packed strings.Builder
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("hello"))
	_ = z.Close()
	err := vm.Loop.Do(func() error {
		fetch.SetTransport(vm.Loop, upstream(func(r *http.Request) (*http.Response, error) {
			return answer(r, 200, packed.String()[:len(packed.String())-map[bool]int{true: 3}[r.URL.Path == "/cut"]], "Content-Encoding", "gzip"), nil
		}))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{
		{`return await (await fetch("http://a.test/")).text()`, "hello"},
		{`return await (await fetch("http://a.test/cut")).text()`, "TypeError: Gzip decompression failed."},
		{`return (await (await fetch("http://a.test/", { encodeResponseBody: "manual" })).bytes()).length`, fmt.Sprint(packed.Len())},
	})
}

func TestFetchOutlivedByAbort(t *testing.T) {
	vm := newVM(t)
	ended := make(chan error, 1)
	err := vm.Loop.Do(func() error {
		fetch.SetTransport(vm.Loop, upstream(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			ended <- context.Cause(r.Context())
			return nil, r.Context().Err()
		}))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{{
		`const c = new AbortController(); setTimeout(() => c.abort(new RangeError("mine")), 5);
		 return await fetch("http://a.test/", { signal: c.signal })`, "RangeError: mine",
	}})
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the transport was not told")
	}
}

func TestFetcher(t *testing.T) {
	vm := newVM(t)
	err := vm.Loop.Do(func() error {
		return vm.Loop.VM().Set("binding", fetch.Fetcher(vm.Loop, upstream(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/there" {
				return answer(r, 200, "arrived"), nil
			}
			return answer(r, 302, r.URL.Path, "Location", "/there"), nil
		})))
	})
	if err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{
		{`const r = await binding.fetch(new Request("http://x/y", { redirect: "manual" }));
		  return [r.status, await r.text(), r.headers.get("location")]`, `[302,"/y","/there"]`},
		{`const r = await binding.fetch("http://x/y"); return [r.status, await r.text(), r.url]`, `[200,"arrived","http://x/there"]`},
	})
}

// rest is what a host knows of a request besides method, URL and body.
type rest struct {
	header []string
	cf     func() goja.Value
	abort  *func()
}

func (r *rest) Headers() []string { return r.header }
func (r *rest) CF() goja.Value    { return r.cf() }
func (r *rest) OnAbort(f func())  { *r.abort = f }

func TestIncoming(t *testing.T) {
	vm := newVM(t)
	var abort func()
	cfs := 0
	incoming := func(goja.FunctionCall) goja.Value {
		r, err := fetch.NewRequest(vm.Loop, &fetch.Incoming{
			Method: "POST", URL: "http://a.test/x", Body: io.NopCloser(strings.NewReader("body")), ContentLength: 4,
			Rest: &rest{
				header: []string{"x-a", "1", "x-a", "2", "content-type", "text/plain"},
				cf:     func() goja.Value { cfs++; return vm.Loop.VM().NewObject() },
				abort:  &abort,
			},
		})
		if err != nil {
			panic(vm.Loop.VM().NewGoError(err))
		}
		return r
	}
	err := vm.Loop.Do(func() error {
		if err := vm.Loop.VM().Set("incoming", incoming); err != nil {
			return err
		}
		return vm.Loop.VM().Set("r", incoming(goja.FunctionCall{}))
	})
	if err != nil {
		t.Fatal(err)
	}
	vm.Check([][2]string{
		{`return [r.method, r.url, r.headers.get("X-A"), r.headers.has("none"), r.redirect, r.bodyUsed, { ...r }]`, `["POST","http://a.test/x","1, 2",false,"manual",false,{}]`},
		{`r.headers.set("a", "b")`, "TypeError: Can't modify immutable headers."},
		{`return r.cf === r.cf`, "true"},
		{`class Mine extends Request { #x = 1; get x() { return this.#x + this.url } } return new Mine(r.clone()).x`, "1http://a.test/x"},
		{`const r = incoming(); return await new Request("http://b.test/", r.clone()).text() + await r.text()`, "bodybody"},
		{`r.signal.addEventListener("abort", () => { globalThis.gone = r.signal.reason.name }); return r.signal.aborted`, "false"},
	})
	if cfs != 2 { // once for each request that was asked or copied
		t.Errorf("cf was made %d times", cfs)
	}
	abort()
	vm.Check([][2]string{{`return gone`, "AbortError"}})
}

// Most members are stand-ins until the first of them is used; scripts that keep,
// replace or delete one before must not notice.
func TestLateMembers(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`const clone = Response.prototype.clone; Response.prototype.clone = function () { const c = clone.call(this); c.mine = 1; return c };
		  const r = new Response("hi").clone(); return new Response(r.mine + " " + r.status)`, "200 content-length=5 content-type=text/plain;charset=UTF-8 | 1 200"},
		{`const json = Response.json; Response.json = (v) => json([v]); return Response.json(1)`, "200 content-length=3 content-type=application/json | [1]"},
		{`delete Response.prototype.ok; const r = new Response("x"); r.status; return new Response(typeof r.ok)`,
			"200 content-length=9 content-type=text/plain;charset=UTF-8 | undefined"},
		{`const get = Object.getOwnPropertyDescriptor(Response.prototype, "status").get; const r = new Response("x"); r.ok; return new Response(String(get.call(r)))`,
			"200 content-length=3 content-type=text/plain;charset=UTF-8 | 200"},
		{`const keys = () => { const all = []; for (const k in new Response("")) all.push(k); return all.join() }, a = keys(); new Response("").ok; return new Response(String(a === keys()))`,
			"200 content-length=4 content-type=text/plain;charset=UTF-8 | true"},
	} {
		vm := newVM(t)
		out, err := take(t, vm, c.body)
		if err != nil {
			t.Errorf("%s: %v", c.body, err)
			continue
		}
		w := httptest.NewRecorder()
		if err := out.Write(w, false); err != nil {
			t.Errorf("%s: %v", c.body, err)
		}
		if got := show(w); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.body, got, c.want)
		}
	}
}
