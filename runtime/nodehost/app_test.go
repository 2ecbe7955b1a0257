package nodehost_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
)

const worker = `
export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/seen":
        return Response.json({
          url: request.url,
          host: request.headers.get("host"),
          ip: request.headers.get("cf-connecting-ip"),
          ray: request.headers.get("cf-ray"),
          country: request.headers.get("cf-ipcountry"),
          colo: request.cf.colo,
        });
      case "/throw":
        throw new Error("boom");
      case "/text":
        return "not a response";
      case "/late":
        ctx.waitUntil(Promise.reject(new Error("too late")));
        return new Response("ok");
      case "/slow":
        ctx.waitUntil(new Promise((done) => setTimeout(() => {
          console.log("work", { after: "the answer" });
          done();
        }, 600)));
        await new Promise((done) => setTimeout(done, 400));
        return new Response("slow");
      case "/hang":
        await new Promise(() => {});
      case "/loop":
        for (;;);
      case "/self":
        return fetch(request);
      case "/pass":
        ctx.passThroughOnException();
        throw new Error("pass me on");
      case "/stray":
        setTimeout(() => { throw new Error("nobody catches this"); });
        Promise.reject(new Error("nor this"));
        return new Response("ok");
    }
    console.warn("asked for %s", url.pathname);
    return new Response("hello", { headers: { "x-a": "1" } });
  },
  async scheduled(controller, env, ctx) {
    if (controller.cron === "bad") throw new Error("no");
    console.log("cron", controller.cron, controller.scheduledTime);
  },
};
`

var demo = manifest.Manifest{Name: "demo", Syntax: manifest.Modules, Script: "worker.js", Handlers: []string{"fetch", "scheduled"}}

func eachServer(t *testing.T, f func(t *testing.T, n tools, server string)) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	for _, server := range []string{"hono", "express"} {
		t.Run(server, func(t *testing.T) { f(t, n, server) })
	}
}

// Neither server may add a header of its own or lose one of the Worker's.
func TestAnswers(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		a := n.start(t, n.project(t, demo, server, worker), "src/server.ts").ready()
		res, body := a.get("/hello?secret=1")
		if res.StatusCode != 200 || body != "hello" {
			t.Errorf("got %d %q", res.StatusCode, body)
		}
		for _, name := range []string{"Date", "Connection", "Keep-Alive", "Content-Length"} {
			res.Header.Del(name)
		}
		want := http.Header{"X-A": {"1"}, "Content-Type": {"text/plain;charset=UTF-8"}}
		if fmt.Sprint(res.Header) != fmt.Sprint(want) {
			t.Errorf("headers %v, want %v", res.Header, want)
		}

		line := a.log("request")
		for field, want := range map[string]any{"level": "info", "method": "GET", "path": "/hello", "status": 200.0, "bytes": 5.0, "client_ip": "127.0.0.0"} {
			if line[field] != want {
				t.Errorf("log line has %s %v, want %v", field, line[field], want)
			}
		}
		if said := a.log("asked for /hello"); said["level"] != "warn" || said["request_id"] != line["request_id"] {
			t.Errorf("console.warn became %v, the request was %v", said, line["request_id"])
		}
	})
}

func TestMistakesOfTheWorker(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		a := n.start(t, n.project(t, demo, server, worker), "src/server.ts").ready()
		for _, path := range []string{"/throw", "/text", "/self", "/pass", "/hang"} {
			if res, _ := a.get(path); res.StatusCode != 500 {
				t.Errorf("%s: status %d, want 500", path, res.StatusCode)
			}
		}
		if line := a.log("the Worker threw an exception"); line["error"] != "Error: boom" || !strings.Contains(fmt.Sprint(line["stack"]), "worker.js:16:") {
			t.Errorf("logged %v", line)
		}
		a.get("/late")
		if line := a.log("a waitUntil promise was rejected"); line["error"] != "Error: too late" {
			t.Errorf("logged %v", line)
		}
		a.get("/stray")
		if line := a.log("uncaught exception"); line["error"] != "Error: nobody catches this" {
			t.Errorf("logged %v", line)
		}
		if line := a.log("unhandled rejection"); line["error"] != "Error: nor this" {
			t.Errorf("logged %v", line)
		}
		if res, body := a.get("/"); res.StatusCode != 200 {
			t.Errorf("after all that: %d %s", res.StatusCode, body)
		}
	})
}

func TestWorkerThatLoopsForeverIsReplaced(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		a := n.start(t, n.project(t, demo, server, worker), "src/server.ts", "W2C_CPU_MS=500").ready()
		go func() { _, _ = http.Get(a.url + "/loop") }()
		if code := a.exit(20 * time.Second); code != -1 { // ended by a signal
			t.Errorf("exit code %d", code)
		}
		if line := a.log("the Worker kept the CPU for longer than W2C_CPU_MS; the process ends"); line["limit_ms"] != 500.0 {
			t.Errorf("logged %v", line)
		}
	})
}

func TestWorkerThatThrowsAtStart(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		a := n.start(t, n.project(t, demo, server, "null.x;\nexport default {};\n"), "src/server.ts")
		if code := a.exit(20 * time.Second); code != 1 {
			t.Errorf("exit code %d, want 1", code)
		}
		want := "the Worker threw while it was starting: TypeError: Cannot read properties of null (reading 'x')\n"
		if a.raw.String() != want {
			t.Errorf("stderr %q, want %q", a.raw.String(), want)
		}
	})
}

func TestBadConfiguration(t *testing.T) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	dir := n.project(t, demo, "hono", worker)
	for setting, want := range map[string]string{
		"PORT=http":                     `PORT: "http" is not a port number (0 to 65535)`,
		"METRICS_PORT=70000":            `METRICS_PORT: "70000" is not a port number (0 to 65535)`,
		"PUBLIC_ORIGIN=example.com":     `PUBLIC_ORIGIN: "example.com" is not an origin such as https://example.com`,
		"UPSTREAM_ORIGIN=https://a.b/c": `UPSTREAM_ORIGIN: "https://a.b/c" has more than scheme, host and port; write https://a.b`,
		"TRUSTED_PROXIES=10.0.0.0/33":   `TRUSTED_PROXIES: "10.0.0.0/33" is neither an address, a CIDR such as 10.0.0.0/8, nor the word private`,
		"W2C_DRAIN_TIMEOUT=soon":        `W2C_DRAIN_TIMEOUT: "soon" is not a duration such as 25s or 1m30s`,
		"LOG_LEVEL=loud":                `LOG_LEVEL: "loud" is not one of debug, info, warn, error`,
		"W2C_LOG_IP=some":               `W2C_LOG_IP: "some" is not one of anonymized, full, off`,
		"W2C_MAX_BODY_MB=-1":            `W2C_MAX_BODY_MB: "-1" is not a whole number`,
	} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			a := n.start(t, dir, "src/server.ts", setting)
			if code := a.exit(30 * time.Second); code != 2 || a.raw.String() != want+"\n" {
				t.Errorf("exit code %d, stderr %q, want 2 and %q", code, a.raw.String(), want)
			}
		})
	}
}

func TestWhoIsAsking(t *testing.T) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	dir := n.project(t, demo, "hono", worker)
	lies := []string{"Fly-Client-IP", "203.0.113.7", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https", "CF-Connecting-IP", "1.1.1.1", "CF-IPCountry", "DE", "CF-Ray", "abc", "Fly-Region", "fra"}
	seen := func(t *testing.T, a *app, header ...string) map[string]any {
		_, body := a.get("/seen", header...)
		var got map[string]any
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatalf("%v in %q", err, body)
		}
		return got
	}
	expect := func(t *testing.T, got map[string]any, want map[string]any) {
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s is %v, want %v", name, got[name], value)
			}
		}
	}
	t.Run("nobody is trusted", func(t *testing.T) {
		a := n.start(t, dir, "src/server.ts").ready()
		host := strings.TrimPrefix(a.url, "http://")
		expect(t, seen(t, a, lies...), map[string]any{"url": a.url + "/seen", "host": host, "ip": "127.0.0.1", "ray": nil, "country": nil, "colo": nil})
		expect(t, seen(t, a, "X-Request-Id", "abc-1"), map[string]any{"ray": "abc-1"})
		if line := a.log("request"); line["client_ip"] != "127.0.0.0" {
			t.Errorf("logged %v", line)
		}
	})
	t.Run("a proxy is trusted", func(t *testing.T) {
		a := n.start(t, dir, "src/server.ts", "TRUSTED_PROXIES=private", "W2C_LOG_IP=full").ready()
		secure := strings.Replace(a.url, "http:", "https:", 1) + "/seen"
		expect(t, seen(t, a, lies...), map[string]any{"url": secure, "ip": "203.0.113.7", "country": "DE", "colo": "FRA"})
		expect(t, seen(t, a, "X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.1.1.1"), map[string]any{"ip": "203.0.113.9"})
		if line := a.log("request"); line["client_ip"] != "203.0.113.7" {
			t.Errorf("logged %v", line)
		}
	})
	t.Run("the public origin is set", func(t *testing.T) {
		a := n.start(t, dir, "src/server.ts", "PUBLIC_ORIGIN=https://links.example").ready()
		expect(t, seen(t, a), map[string]any{"url": "https://links.example/seen", "host": "links.example"})
	})
}

func TestUpstream(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		origin := serveOrigin(t)
		a := n.start(t, n.project(t, demo, server, worker), "src/server.ts", "UPSTREAM_ORIGIN="+origin, "PUBLIC_ORIGIN=https://links.example").ready()
		for _, path := range []string{"/self", "/pass"} {
			if res, body := a.get(path); res.StatusCode != 203 || body != "origin of links.example saw "+path {
				t.Errorf("%s: %d %q", path, res.StatusCode, body)
			}
		}
	})
}

func TestScheduledDoor(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		dir := n.project(t, demo, server, worker)
		a := n.start(t, dir, "src/server.ts", "W2C_SCHEDULED_TOKEN=t0ken").ready()
		post := func(query, token string) int {
			req, err := http.NewRequest(http.MethodPost, a.url+"/__w2c/scheduled?"+query, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+token)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			return res.StatusCode
		}
		for _, c := range []struct {
			query, token string
			want         int
		}{
			{"cron=0+*+*+*+*&time=1700000000000", "t0ken", 200},
			{"cron=bad", "t0ken", 500},
			{"cron=0+*+*+*+*", "other", 401},
			{"time=5", "t0ken", 400},
		} {
			if got := post(c.query, c.token); got != c.want {
				t.Errorf("%s with %s: %d, want %d", c.query, c.token, got, c.want)
			}
		}
		a.log("cron 0 * * * * 1700000000000")
	})
}

// A request and its waitUntil work that were under way when the signal came are
// finished; the next connection is not taken.
func TestDrain(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
			a := n.start(t, n.project(t, demo, server, worker), "src/server.ts").ready()
			answer := make(chan string, 1)
			go func() {
				res, body := a.get("/slow")
				answer <- fmt.Sprint(res.StatusCode, " ", body, " close=", res.Close)
			}()
			time.Sleep(150 * time.Millisecond)
			if err := a.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if got := <-answer; got != "200 slow close=true" {
				t.Errorf("%v: %s", signal, got)
			}
			if code := a.exit(10 * time.Second); code != 0 {
				t.Errorf("%v: exit code %d", signal, code)
			}
			a.log("work { after: 'the answer' }")
			a.log("stopped")
		}
	})
}

func TestDrainTimeout(t *testing.T) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	a := n.start(t, n.project(t, demo, "hono", worker), "src/server.ts", "W2C_DRAIN_TIMEOUT=200ms").ready()
	go func() { _, _ = http.Get(a.url + "/slow") }()
	time.Sleep(150 * time.Millisecond)
	_ = a.cmd.Process.Signal(syscall.SIGTERM)
	if code := a.exit(10 * time.Second); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	a.log("work was left when W2C_DRAIN_TIMEOUT ran out")
}

func TestMetrics(t *testing.T) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	port := freePort(t)
	a := n.start(t, n.project(t, demo, "hono", worker), "src/server.ts", fmt.Sprintf("METRICS_PORT=%d", port)).ready()
	a.get("/")
	a.get("/throw")
	a.log("the Worker threw an exception")
	m := &app{t: t, url: fmt.Sprintf("http://127.0.0.1:%d", port)}
	res, text := m.get("/metrics")
	if got := res.Header.Get("Content-Type"); got != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	for _, want := range []string{
		`http_requests_total{method="GET",route="*",status="200"} 1`,
		`http_requests_total{method="GET",route="*",status="500"} 1`,
		`http_request_duration_seconds_bucket{method="GET",route="*",status="200",le="+Inf"} 1`,
		`http_requests_in_flight 0`,
		"# TYPE w2c_binding_ops_total counter",
		"process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// The bundle that images run answers like src/, and knows where the Worker's
// own lines were.
func TestBundle(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		dir := n.project(t, demo, server, worker)
		var pkg struct{ Scripts map[string]string }
		if err := json.Unmarshal(files(t, demo, server)["package.json"], &pkg); err != nil {
			t.Fatal(err)
		}
		build := exec.Command("sh", "-c", pkg.Scripts["build"])
		build.Dir = dir
		build.Env = []string{"PATH=" + filepath.Join(n.modules, ".bin") + ":/usr/bin:/bin"}
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
		a := n.start(t, dir, "--enable-source-maps dist/server.mjs").ready()
		if _, body := a.get("/"); body != "hello" {
			t.Errorf("got %q", body)
		}
		a.get("/throw")
		if line := a.log("the Worker threw an exception"); !strings.Contains(fmt.Sprint(line["stack"]), "src/worker.js:16:") {
			t.Errorf("logged %v", line)
		}
		check := func() error {
			cmd := exec.Command(n.node, "dist/healthcheck.mjs")
			cmd.Dir = dir
			cmd.Env = a.cmd.Env
			return cmd.Run()
		}
		if err := check(); err != nil {
			t.Errorf("healthcheck: %v", err)
		}
		_ = a.cmd.Process.Signal(syscall.SIGTERM)
		a.exit(10 * time.Second)
		if err := check(); err == nil {
			t.Error("healthcheck passes though the app is gone")
		}
	})
}

// serveOrigin is what the Worker stood in front of.
func serveOrigin(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNonAuthoritativeInfo)
		fmt.Fprintf(w, "origin of %s saw %s", r.Host, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const smallWorker = `
export default {
  async fetch(request) {
    switch (new URL(request.url).pathname) {
      case "/rewrite":
        return new HTMLRewriter().transform(new Response("<p>"));
      case "/out":
        return fetch("http://127.0.0.1/");
      case "/own":
        globalThis.caches = { mine: true };
        return Response.json(caches);
      case "/bytes":
        return new Response(new TextEncoder().encode("bytes"));
      case "/echo":
        return new Response(await request.text());
    }
    return Response.json({ upgrade: request.headers.get("upgrade") });
  },
};
`

// A project without the parts of the platform that its Worker did not use when it
// was converted, and a Worker that somebody has changed since.
func TestPartsThatWereLeftOut(t *testing.T) {
	eachServer(t, func(t *testing.T, n tools, server string) {
		dir := n.projectWith(t, demo, nodehost.Options{Server: server}, smallWorker)
		a := n.start(t, dir, "src/server.ts").ready()
		for path, want := range map[string]string{
			"/own": `{"mine":true}`, "/bytes": "bytes", "/echo": "", "/": `{"upgrade":null}`,
		} {
			if res, body := a.get(path); res.StatusCode != 200 || body != want {
				t.Errorf("%s: %d %q, want %q", path, res.StatusCode, body, want)
			}
		}
		res, err := http.Post(a.url+"/echo", "text/plain", strings.NewReader("sent"))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(res.Body); err != nil || string(body) != "sent" {
			t.Errorf("echo: %q, %v", body, err)
		}
		res.Body.Close()
		if res, body := a.get("/", "Connection", "Upgrade", "Upgrade", "websocket"); res.StatusCode != 200 || body != `{"upgrade":"websocket"}` {
			t.Errorf("a request to upgrade: %d %q", res.StatusCode, body)
		}
		for _, path := range []string{"/rewrite", "/out"} {
			if res, _ := a.get(path); res.StatusCode != 500 {
				t.Errorf("%s: status %d, want 500", path, res.StatusCode)
			}
		}
		const want = "Error: HTMLRewriter is not in this project: w2c wrote it without HTMLRewriter, which the Worker did not use. " +
			"Convert the Worker again, or add every part with `w2c convert --platform all`."
		if line := a.log("the Worker threw an exception"); line["error"] != want {
			t.Errorf("logged %v", line["error"])
		}
	})
}
