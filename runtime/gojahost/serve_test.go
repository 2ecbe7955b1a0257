package gojahost

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The answers to odd Workers are workerd's (2026-08-06), as far as it shows
// more than a status.
func TestHandlers(t *testing.T) {
	p := start(t, worker(t, `
const sleep = ms => new Promise(r => setTimeout(r, ms));
let gate, open;
const exported = { default: { async fetch(request, env, ctx) {
	switch (new URL(request.url).pathname) {
	case "/hello": return new Response("hello");
	case "/sync": throw new TypeError("boom");
	case "/string": throw "a string";
	case "/number": return 42;
	case "/nothing": return;
	case "/never": return new Promise(() => {});
	case "/later": await sleep(20); return new Promise(() => {});
	case "/slow": await sleep(30); return new Response("slow");
	case "/twice": { const r = new Response("x"); await r.text(); return r; }
	case "/error": return Response.error();
	case "/wait": gate ??= new Promise(r => open = r); await gate; return new Response("opened");
	case "/rejected": ctx.waitUntil(Promise.reject(new Error("in waitUntil"))); return new Response("ok");
	case "/late": ctx.waitUntil(sleep(30).then(() => console.log("worked after the answer"))); return new Response("early");
	case "/stuck": ctx.waitUntil(new Promise(() => {})); return new Response("ok");
	case "/five": ctx.waitUntil(5); return new Response("ok");
	case "/unhandled": Promise.reject(new RangeError("nobody listens")); return new Response("ok");
	case "/log": console.warn("from the worker", {a: 1}); return new Response("ok");
	case "/timer": setTimeout(() => console.log("never printed"), 30); return new Response("ok");
	case "/ctx": return new Response([Object.prototype.toString.call(ctx), typeof ctx.props, ctx.props === ctx.props].join());
	case "/cf": return Response.json(request.cf);
	case "/headers": return Response.json(Object.fromEntries(request.headers));
	}
	return new Response(null, { status: 404 });
} } };`))
	for path, want := range map[string]string{
		"/hello": "200 hello", "/slow": "200 slow", "/ctx": "200 [object ExecutionContext],object,true",
		"/rejected": "200 ok", "/late": "200 early", "/five": "200 ok", "/unhandled": "200 ok", "/log": "200 ok", "/timer": "200 ok", "/stuck": "200 ok",
		"/sync": "500 Internal Server Error\n", "/string": "500 Internal Server Error\n", "/number": "500 Internal Server Error\n",
		"/nothing": "500 Internal Server Error\n", "/never": "500 Internal Server Error\n", "/later": "500 Internal Server Error\n",
		"/twice": "500 Internal Server Error\n", "/error": "500 Internal Server Error\n", "/wait": "500 Internal Server Error\n",
		"/healthz": "200 {\"status\":\"ok\"}\n", "/readyz": "200 {\"status\":\"ok\"}\n",
		"/__w2c/healthz": "200 {\"status\":\"ok\"}\n", "/__w2c/readyz": "200 {\"status\":\"ok\"}\n", "/none": "404 ",
		"/cf": "200 {\"httpProtocol\":\"HTTP/1.1\",\"clientAcceptEncoding\":\"gzip\"}",
	} {
		status, body := p.get(path)
		if got := fmt.Sprintf("%d %s", status, body); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	p.logged(map[string]any{"level": "error", "msg": "the Worker threw an exception", "error": "TypeError: boom\n    at fetch (worker.js:"})
	p.logged(map[string]any{"level": "error", "error": "detected that your Worker's code had hung"})
	p.logged(map[string]any{"level": "error", "error": "the Promise did not resolve to 'Response'"})
	p.logged(map[string]any{"level": "error", "msg": "a waitUntil promise was rejected", "error": "in waitUntil"})
	p.logged(map[string]any{"level": "warn", "msg": "waitUntil work can never settle"})
	p.logged(map[string]any{"level": "error", "msg": "nobody listens"})
	p.logged(map[string]any{"level": "warn", "msg": "from the worker", "logger": "worker"})
	late := p.logged(map[string]any{"msg": "worked after the answer"})
	line := p.logged(map[string]any{"msg": "request", "path": "/late", "method": "GET", "status": 200.0, "bytes": 5.0, "client_ip": "127.0.0.0"})
	if late["request_id"] == nil || late["request_id"] != line["request_id"] {
		t.Errorf("the console line has request id %v, the request %v", late["request_id"], line["request_id"])
	}
	time.Sleep(50 * time.Millisecond)
	if strings.Contains(p.text(), "never printed") {
		t.Error("a timer outlived its request")
	}
}

func TestServiceWorker(t *testing.T) {
	p := start(t, workerScript(t, `(async function(){
addEventListener("fetch", event => {
	const path = new URL(event.request.url).pathname;
	if (path === "/hello") event.respondWith(new Response(GREETING + event.type));
	if (path === "/async") event.respondWith((async () => { await new Promise(r => setTimeout(r, 5)); return new Response("async") })());
	if (path === "/throw") throw new Error("in the listener");
	if (path === "/reject") event.respondWith(Promise.reject(new Error("rejected")));
	if (path === "/twice") { event.respondWith(new Response("first")); try { event.respondWith(new Response("second")) } catch (e) { console.log(e.name) } }
	if (path === "/wait") { event.waitUntil(new Promise(r => setTimeout(r, 5)).then(() => console.log("waited"))); event.respondWith(new Response("ok")); }
});
__w2c_register(null);
})()`, func(m map[string]any) {
		m["syntax"] = "service-worker"
		m["bindings"] = []any{map[string]any{"name": "GREETING", "kind": "vars", "config": map[string]any{"value": "hi "}}}
	}))
	p.wants("/hello", 200, "hi fetch")
	p.wants("/async", 200, "async")
	p.wants("/throw", 500, "")
	p.wants("/reject", 500, "")
	p.wants("/twice", 200, "first")
	p.wants("/wait", 200, "ok")
	p.wants("/unanswered", 500, "") // passes through to an origin that is not set
	p.logged(map[string]any{"msg": "InvalidStateError"})
	p.logged(map[string]any{"msg": "waited"})
	p.logged(map[string]any{"error": "Set UPSTREAM_ORIGIN to that origin."})
}

func TestUpstream(t *testing.T) {
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s %s %s", r.Method, r.Host, r.URL, r.Header.Get("X-Added"), body)
	}))
	defer origin.Close()
	dir := worker(t, `
const exported = { default: { async fetch(request, env, ctx) {
	const url = new URL(request.url);
	if (url.pathname === "/pass") { ctx.passThroughOnException(); throw new Error("pass me"); }
	if (url.pathname === "/read") { ctx.passThroughOnException(); await request.text(); throw new Error("too late"); }
	const headers = new Headers(request.headers);
	headers.set("x-added", "yes");
	return fetch(new Request(request, { headers }));
} } };`)
	p := start(t, dir, "UPSTREAM_ORIGIN="+origin.URL, "PUBLIC_ORIGIN=https://shop.example")
	post := func(path, body string) string {
		res, err := http.Post(p.url+path, "text/plain", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, _ := io.ReadAll(res.Body)
		return string(text)
	}
	if got := post("/a?b=c", "sent"); got != "POST shop.example /a?b=c yes sent" {
		t.Errorf("fetch of the own address: %q", got)
	}
	if got := post("/pass", "sent"); got != "POST shop.example /pass  sent" {
		t.Errorf("pass through: %q", got)
	}
	if got := post("/read", "sent"); got != "Internal Server Error\n" {
		t.Errorf("pass through after the body was read: %q", got)
	}
}

func TestBodiesStream(t *testing.T) {
	p := start(t, worker(t, `
const exported = { default: { async fetch(request, env, ctx) {
	switch (new URL(request.url).pathname) {
	case "/echo": return new Response(request.body, { headers: { "content-type": "application/octet-stream" } });
	case "/chunks": {
		const { readable, writable } = new TransformStream();
		const w = writable.getWriter();
		ctx.waitUntil((async () => {
			for (let n = 0; n < 3; n++) { await w.write(new TextEncoder().encode(n + "\n")); await new Promise(r => setTimeout(r, 60)); }
			await w.close();
		})());
		return new Response(readable);
	}
	case "/endless": {
		let n = 0;
		return new Response(new ReadableStream({
			async pull(c) { n++; c.enqueue(new Uint8Array(65536)); },
			cancel(r) { console.log("cancelled after " + n); },
		}));
	}
	case "/breaks": return new Response(new ReadableStream({
		pull(c) { if (this.n) throw new Error("mid"); this.n = 1; c.enqueue(new TextEncoder().encode("part")); }
	}));
	case "/hangs": return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("part")); } }));
	case "/count": { let n = 0; const r = request.body.getReader(); for (;;) { const {done, value} = await r.read(); if (done) break; n += value.length; } return new Response(String(n)); }
	case "/ignore": return new Response("not read");
	}
} } };`), "W2C_ISOLATES=1")

	t.Run("echo", func(t *testing.T) {
		pr, pw := io.Pipe()
		sent := sha256.New()
		go func() {
			block := bytes.Repeat([]byte("0123456789abcdef"), 4096)
			for range 64 {
				_, _ = io.MultiWriter(pw, sent).Write(block)
			}
			_ = pw.Close()
		}()
		res, err := http.Post(p.url+"/echo", "application/octet-stream", pr)
		if err != nil {
			t.Fatal(err)
		}
		got := sha256.New()
		n, err := io.Copy(got, res.Body)
		if err != nil || n != 64*65536 || !bytes.Equal(got.Sum(nil), sent.Sum(nil)) {
			t.Errorf("%d bytes came back: %v", n, err)
		}
	})
	t.Run("chunks come when they are written", func(t *testing.T) {
		res, err := http.Get(p.url + "/chunks")
		if err != nil {
			t.Fatal(err)
		}
		r, last := bufio.NewReader(res.Body), time.Now()
		for n := range 3 {
			line, err := r.ReadString('\n')
			if err != nil || line != strconv.Itoa(n)+"\n" {
				t.Fatalf("chunk %d: %q %v", n, line, err)
			}
			if d := time.Since(last); n > 0 && d < 20*time.Millisecond {
				t.Errorf("chunk %d came %s after the one before", n, d)
			}
			last = time.Now()
		}
	})
	t.Run("a client that leaves cancels the stream", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		req, _ := http.NewRequestWithContext(ctx, "GET", p.url+"/endless", nil)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.CopyN(io.Discard, res.Body, 1<<20)
		time.Sleep(100 * time.Millisecond) // nobody reads: the stream must not run on
		cancel()
		line := p.logged(map[string]any{"msg": "cancelled after"})
		if line != nil {
			n, _ := strconv.Atoi(strings.TrimPrefix(line["msg"].(string), "cancelled after "))
			if n > 400 {
				t.Errorf("%d chunks were made for a client that read 16: no backpressure", n)
			}
		}
	})
	for _, path := range []string{"/breaks", "/hangs"} {
		t.Run("the connection breaks: "+path, func(t *testing.T) {
			res, err := http.Get(p.url + path)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			if err == nil || string(body) != "part" {
				t.Errorf("got %q, %v; want a part and an error", body, err)
			}
		})
	}
	t.Run("a body nobody reads", func(t *testing.T) {
		res, err := http.Post(p.url+"/ignore", "text/plain", bytes.NewReader(make([]byte, 4<<20)))
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(res.Body); string(body) != "not read" {
			t.Errorf("got %q", body)
		}
	})
	t.Run("a client that ends in the middle of its body", func(t *testing.T) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")
		time.Sleep(30 * time.Millisecond)
		_ = conn.Close()
		p.logged(map[string]any{"msg": "request", "path": "/count"})
		p.wants("/ignore", 200, "not read")
	})
	t.Run("one gigabyte in flat memory", func(t *testing.T) {
		const size = 1 << 30
		res, err := http.Post(p.url+"/echo", "application/octet-stream", io.LimitReader(zeros{}, size))
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, res.Body)
		if n != size || err != nil {
			t.Errorf("%d bytes came back, %v", n, err)
		}
		if rss := p.peakRSS(); rss > 100<<20 {
			t.Errorf("the host needed %d MB", rss>>20)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func (p *process) peakRSS() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

func TestDisconnectAborts(t *testing.T) {
	upstreamGone := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		close(upstreamGone)
	}))
	defer slow.Close()
	p := start(t, worker(t, `
const exported = { default: { async fetch(request, env, ctx) {
	if (new URL(request.url).pathname === "/fetch") return fetch("`+slow.URL+`");
	request.signal.addEventListener("abort", () => console.log("signal aborted"));
	ctx.waitUntil(new Promise(r => setTimeout(r, 150)).then(() => console.log("waitUntil went on")));
	await new Promise(r => setTimeout(r, 10000));
} } };`))
	for _, path := range []string{"/fetch", "/signal"} {
		ctx, cancel := context.WithTimeout(t.Context(), 80*time.Millisecond)
		req, _ := http.NewRequestWithContext(ctx, "GET", p.url+path, nil)
		if _, err := http.DefaultClient.Do(req); err == nil {
			t.Error("there is an answer")
		}
		cancel()
	}
	select {
	case <-upstreamGone:
	case <-time.After(5 * time.Second):
		t.Error("the upstream fetch was not cancelled")
	}
	p.logged(map[string]any{"msg": "signal aborted"})
	p.logged(map[string]any{"msg": "waitUntil went on"})
	p.logged(map[string]any{"msg": "request", "path": "/signal", "status": 499.0})
}

func TestMalformedRequests(t *testing.T) {
	p := start(t, worker(t, `const exported = { default: { fetch: r => new Response(r.method + " " + r.url) } };`), "W2C_MAX_BODY_MB=1")
	for request, want := range map[string]string{
		"garbage\r\n\r\n":                                               "HTTP/1.1 400",
		"GET / HTTP/1.1\r\n\r\n":                                        "HTTP/1.1 400",
		"GET / HTTP/1.0\r\nConnection: close\r\n\r\n":                   "HTTP/1.0 400",
		"GET / HTTP/1.1\r\nHost: a b\r\n\r\n":                           "HTTP/1.1 400",
		"GET / HTTP/1.1\r\nHost: a\r\nBad Header: b\r\n\r\n":            "HTTP/1.1 400",
		"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n":       "HTTP/1.1 501",
		"PROPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n":   "HTTP/1.1 200",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n": "HTTP/1.1 413",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: nine\r\n\r\n":    "HTTP/1.1 400",
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: what\r\n\r\n": "HTTP/1.1 501",
		"GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 2<<20): "HTTP/1.1 431",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		go func() { _, _ = io.WriteString(conn, request) }()
		line, err := bufio.NewReader(conn).ReadString('\n')
		_ = conn.Close()
		if !strings.HasPrefix(line, want+" ") {
			t.Errorf("%.60q: got %q %v, want %q", request, line, err, want)
		}
	}
	p.wants("/still/there", 200, "")
}

func TestOwnPaths(t *testing.T) {
	p := start(t, worker(t, `const exported = { default: { fetch: r => new Response("mine") } };`, func(m map[string]any) { m["own_paths"] = true }))
	p.wants("/healthz", 200, "mine")
	p.wants("/readyz", 200, "mine")
	p.wants("/__w2c/healthz", 200, "{\"status\":\"ok\"}\n")
	p.wants("/__w2c/readyz", 200, "{\"status\":\"ok\"}\n")
}

const runaways = `
const f = () => f() + 1;
const exported = { default: { async fetch(request) {
	switch (new URL(request.url).pathname) {
	case "/spin": for (;;);
	case "/microtasks": for (;;) await null;
	case "/recurse": return new Response(f());
	case "/arrays": { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }
	case "/strings": { const all = []; for (;;) all.push("y".repeat(100000) + all.length); }
	case "/buffers": { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)); }
	case "/slow": await new Promise(r => setTimeout(r, 50)); return new Response("slow");
	}
	return new Response("ok");
} } };`

// Runaway code costs its own isolate and nothing else.
func TestRunawayTime(t *testing.T) {
	p := start(t, worker(t, runaways), "W2C_CPU_MS=300")
	runAway(t, p, map[string]int{"/spin": 503, "/microtasks": 503, "/recurse": 500})
	p.logged(map[string]any{"level": "error", "msg": "isolate thrown away", "error": "the event used more than 300ms of CPU time"})
	p.logged(map[string]any{"level": "error", "msg": "isolate thrown away", "error": "maximum call stack size exceeded"})
}

func TestRunawayMemory(t *testing.T) {
	p := start(t, worker(t, runaways), "W2C_MEMORY_MB=200")
	runAway(t, p, map[string]int{"/arrays": 503, "/strings": 503, "/buffers": 503})
	p.logged(map[string]any{"level": "error", "msg": "isolate thrown away", "error": "the heap grew above the limit of 200 MB"})
}

// runAway asks for paths that end their isolate while others are served.
func runAway(t *testing.T, p *process, paths map[string]int) {
	var wg sync.WaitGroup
	ends := make(chan struct{})
	failures := 0
	wg.Go(func() {
		for {
			select {
			case <-ends:
				return
			default:
			}
			res, err := http.Get(p.url + "/ok")
			if err != nil || res.StatusCode != 200 {
				failures++
			}
			if err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	for path, want := range paths {
		began := time.Now()
		if status, body := p.get(path); status != want {
			t.Errorf("%s: got %d %q, want %d", path, status, body, want)
		}
		t.Logf("%s: answered after %s", path, time.Since(began))
		p.wants("/slow", 200, "slow")
	}
	close(ends)
	wg.Wait()
	// A request that shares the isolate with a runaway fails with it: that can be
	// one per runaway here, not more.
	if failures > len(paths) {
		t.Errorf("%d other requests failed", failures)
	}
}

func TestMetrics(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	_ = free.Close()
	p := start(t, worker(t, `const exported = { default: { fetch: () => new Response("x") } };`), "METRICS_PORT="+port)
	p.wants("/a", 200, "x")
	p.wants("/b", 200, "x")
	res, err := http.Get("http://127.0.0.1:" + port + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(res.Body)
	for _, want := range []string{
		`http_requests_total{method="GET",route="*",status="200"} 2`,
		`http_request_duration_seconds_bucket{method="GET",route="*",status="200",le="+Inf"} 2`,
		`http_request_duration_seconds_count{method="GET",route="*",status="200"} 2`,
		"# TYPE http_request_duration_seconds histogram",
		"http_requests_in_flight 0", "w2c_isolates 1", "process_resident_memory_bytes ", "go_goroutines ",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in:\n%s", want, text)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	p := start(t, worker(t, `const exported = { default: { fetch: r => Response.json([r.headers.get("cf-ray"), r.headers.get("cf-connecting-ip"), r.url, r.cf.colo]) } };`),
		"TRUSTED_PROXIES=private", "W2C_LOG_IP=full", "FLY_REGION=fra")
	req, _ := http.NewRequest("GET", p.url+"/x?secret=1", nil)
	req.Header.Set("Fly-Request-Id", "01ABC-fra")
	req.Header.Set("Fly-Client-Ip", "192.0.2.9")
	req.Header.Set("X-Forwarded-Proto", "https")
	req.Header.Set("X-Forwarded-Host", "shop.example")
	req.Header.Set("Fly-Region", "ams")
	req.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if want := []any{"01ABC-fra", "192.0.2.9", "https://shop.example/x?secret=1", "AMS"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	p.logged(map[string]any{"msg": "request", "request_id": "01ABC-fra", "client_ip": "192.0.2.9", "path": "/x", "region": "fra", "trace_id": "0af7651916cd43dd8448eb211c80319c"})
	if strings.Contains(p.text(), "secret") {
		t.Error("the query is in the log")
	}
}
