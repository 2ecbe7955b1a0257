package hosttest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// trouble is a running Worker that does wrong what a Worker can.
type trouble struct {
	*app.App
	t      *testing.T
	server string
	up     *cases.Upstream
}

// onEach runs a test against a fresh app on every server.
func onEach(t *testing.T, env map[string]string, test func(*trouble)) {
	need(t)
	for _, server := range app.Servers {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			tr := startTrouble(t, server, env, false)
			test(tr)
		})
	}
}

func startTrouble(t *testing.T, server string, env map[string]string, unready bool) *trouble {
	t.Helper()
	return startOwn(t, "trouble", server, env, unready)
}

// startOwn starts a Worker of testdata.
func startOwn(t *testing.T, name, server string, env map[string]string, unready bool) *trouble {
	t.Helper()
	dir := own(t, name, server)
	up, err := cases.StartUpstream()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { up.Close() })
	all := map[string]string{"UPSTREAM": up.Origin, "W2C_DATA_DIR": t.TempDir()}
	for k, v := range env {
		all[k] = v
	}
	a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: all, Unready: unready})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Kill)
	return &trouble{a, t, server, up}
}

// gives asks for a path and compares status and body.
func (tr *trouble) gives(path string, status int, body string) {
	tr.t.Helper()
	a, err := cases.Send(tr.t.Context(), tr.Addr, cases.Request{Name: path, Path: path}, "")
	if err != nil {
		tr.t.Errorf("%s: %v\n%s", path, err, last(tr.Logs()))
		return
	}
	if a.Status != status || a.Text() != body {
		tr.t.Errorf("%s: status %d, body %q; want %d, %q", path, a.Status, a.Text(), status, body)
	}
}

// logs waits until the log holds every one of the texts in one line.
func (tr *trouble) logs(texts ...string) {
	tr.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		for line := range strings.Lines(tr.Logs()) {
			found := true
			for _, text := range texts {
				found = found && strings.Contains(line, text)
			}
			if found {
				return
			}
		}
		if time.Now().After(deadline) {
			tr.t.Errorf("no log line with %q\n%s", texts, last(tr.Logs()))
			return
		}
	}
}

// TestWorkerFailsAtStart: the process ends at once, says why in one line, and
// its exit code is 1.
func TestWorkerFailsAtStart(t *testing.T) {
	need(t)
	for _, tc := range []struct{ name, says string }{
		{"throw", "the Worker threw while it was starting: RangeError: no luck today"},
		{"never", "the Worker's top-level await never settles"},
	} {
		for _, server := range app.Servers {
			t.Run(tc.name+"/"+server, func(t *testing.T) {
				t.Parallel()
				tr := startTrouble(t, server, map[string]string{"AT_START": tc.name}, true)
				select {
				case <-tr.Done():
				case <-time.After(30 * time.Second):
					t.Fatalf("the app does not end\n%s", tr.Logs())
				}
				if code := tr.ExitCode(); code != 1 {
					t.Errorf("exit code %d, want 1", code)
				}
				tr.logs(tc.says)
			})
		}
	}
}

// TestHandlerNeverAnswers: nothing is left that could settle the promise, so
// the client gets an answer instead of waiting for ever.
func TestHandlerNeverAnswers(t *testing.T) {
	onEach(t, nil, func(tr *trouble) {
		tr.gives("/never", 500, tr.internalError())
		tr.logs("had hung")
		tr.gives("/", 200, "fine")
	})
}

func (tr *trouble) internalError() string { return "Internal Server Error\n" }

// TestHandlerFails: what the Worker does wrong is answered with 500 and told in
// the log; the next request is answered as if nothing had been.
func TestHandlerFails(t *testing.T) {
	onEach(t, nil, func(tr *trouble) {
		tr.gives("/not-a-response", 500, tr.internalError())
		tr.logs("Incorrect type for Promise: the Promise did not resolve to 'Response'.")
		tr.gives("/throws", 500, tr.internalError())
		tr.logs("error", "RangeError", "in the handler", "index.js")
		tr.gives("/wait-until", 200, "answered")
		tr.logs("waitUntil", "RangeError", "too late")
		tr.gives("/timer", 200, "answered")
		tr.logs("RangeError", "in a timer")
		tr.gives("/unhandled", 200, "answered")
		tr.logs("RangeError", "nobody listens")
		tr.gives("/", 200, "fine")
	})
}

// TestEndlessLoop: goja stops the one request and goes on; Node has one thread,
// so the process ends for its platform to start a fresh one.
func TestEndlessLoop(t *testing.T) {
	for _, path := range []string{"/loop", "/loop-later"} {
		t.Run(strings.TrimPrefix(path, "/"), func(t *testing.T) {
			onEach(t, map[string]string{"W2C_CPU_MS": "300"}, func(tr *trouble) {
				if tr.server == "goja" {
					tr.gives(path, 503, "error code: 1102\n")
					tr.gives("/", 200, "fine")
					return
				}
				go func() {
					_, _ = cases.Send(tr.t.Context(), tr.Addr, cases.Request{Name: path, Path: path}, "")
				}()
				tr.endsWithin(20 * time.Second)
				tr.logs("the Worker kept the CPU for longer than W2C_CPU_MS; the process ends", `"limit_ms":300`)
			})
		})
	}
}

func (tr *trouble) endsWithin(d time.Duration) {
	tr.t.Helper()
	select {
	case <-tr.Done():
	case <-time.After(d):
		tr.t.Fatalf("the process does not end\n%s", last(tr.Logs()))
	}
}

// TestAllocatesWithoutEnd: goja throws the isolate away; V8 ends its process.
func TestAllocatesWithoutEnd(t *testing.T) {
	env := map[string]string{"W2C_MEMORY_MB": "200", "NODE_OPTIONS": "--max-old-space-size=100"}
	onEach(t, env, func(tr *trouble) {
		if tr.server == "goja" {
			tr.gives("/hoard", 503, "error code: 1102\n")
			tr.gives("/", 200, "fine")
			tr.gives("/", 200, "fine")
			return
		}
		go func() {
			_, _ = cases.Send(tr.t.Context(), tr.Addr, cases.Request{Name: "hoard", Path: "/hoard"}, "")
		}()
		tr.endsWithin(60 * time.Second)
		tr.logs("JavaScript heap out of memory")
	})
}

const gigabyte = 1 << 30

// TestGigabyteBody: a body of 1 GB is streamed through, whatever its size, and
// never held in memory; one that nobody reads does no harm either.
func TestGigabyteBody(t *testing.T) {
	onEach(t, nil, func(tr *trouble) {
		before := peak(tr.t, tr.PID())
		got := tr.upload("/count", gigabyte)
		if got != strconv.Itoa(gigabyte) {
			tr.t.Errorf("the Worker counted %q bytes of %d", got, gigabyte)
		}
		if grown := peak(tr.t, tr.PID()) - before; grown > 200<<20 {
			tr.t.Errorf("memory grew by %d MB while a body streamed through", grown>>20)
		}
		tr.gives("/", 200, "fine")
	})
}

func (tr *trouble) upload(path string, size int64) string {
	tr.t.Helper()
	req, err := http.NewRequestWithContext(tr.t.Context(), http.MethodPost, tr.URL+path, io.LimitReader(zeros{}, size))
	if err != nil {
		tr.t.Fatal(err)
	}
	req.ContentLength = size
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tr.t.Fatalf("%s: %v\n%s", path, err, last(tr.Logs()))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		tr.t.Fatal(err)
	}
	return string(body)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// peak is the most memory a process has held, in bytes.
func peak(t *testing.T, pid int) int64 {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatal("no VmHWM in /proc")
	return 0
}

// TestBodyLimit: with W2C_MAX_BODY_MB a larger body is refused with one sentence.
func TestBodyLimit(t *testing.T) {
	onEach(t, map[string]string{"W2C_MAX_BODY_MB": "1"}, func(tr *trouble) {
		large := cases.Request{Name: "large", Method: "POST", Path: "/count", BodyRepeat: &cases.Repeated{Text: "0123456789abcdef", Times: 1<<16 + 1}}
		a, err := cases.Send(tr.t.Context(), tr.Addr, large, "")
		if err != nil {
			tr.t.Fatal(err)
		}
		if a.Status != 413 || a.Text() != "The request's body is larger than W2C_MAX_BODY_MB allows.\n" {
			tr.t.Errorf("status %d, body %q", a.Status, a.Text())
		}
		fits := cases.Request{Name: "fits", Method: "POST", Path: "/count", BodyRepeat: &cases.Repeated{Text: "0123456789abcdef", Times: 1 << 16}}
		if a, err = cases.Send(tr.t.Context(), tr.Addr, fits, ""); err != nil || a.Status != 200 || a.Text() != "1048576" {
			tr.t.Errorf("a body that fits: status %d, body %q, %v", a.Status, a.Text(), err)
		}
	})
}

// TestClientLeaves: what was done for the client alone is given up, down to the
// upstream, and the app goes on.
func TestClientLeaves(t *testing.T) {
	onEach(t, nil, func(tr *trouble) {
		for _, r := range []cases.Request{
			{Name: "while an answer streams", Path: "/endless", AbortMS: 300},
			{Name: "while the upstream streams", Path: "/upstream-stream", AbortMS: 300},
			{Name: "while the Worker waits", Path: "/wait-for-upstream", AbortMS: 300},
			{Name: "while a body is sent", Method: "POST", Path: "/count", Headers: [][2]string{{"Content-Length", "1000000"}}, AbortMS: 100},
		} {
			if _, err := cases.Send(tr.t.Context(), tr.Addr, r, ""); err != nil {
				tr.t.Errorf("%s: %v", r.Name, err)
			}
		}
		for deadline := time.Now().Add(10 * time.Second); tr.up.Gone() < 2; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				tr.t.Errorf("of two fetches to the upstream %d were given up\n%s", tr.up.Gone(), last(tr.Logs()))
				break
			}
		}
		tr.gives("/", 200, "fine")
	})
}

// TestMalformedRequests are answered by the server, never by the Worker, and
// do not disturb the next client.
func TestMalformedRequests(t *testing.T) {
	malformed := []struct {
		name, bytes string
		status      int
	}{
		{"garbage", "\x16\x03\x01 nonsense\r\n\r\n", 400},
		{"no version", "GET /\r\n\r\n", 400},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		{"host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		{"space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"target without a slash", "GET nope HTTP/1.1\r\nHost: a\r\n\r\n", 400},
		{"control character in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", 400},
		{"space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400},
		{"length that is no number", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n", 400},
		{"two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
		{"huge header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 2<<20) + "\r\n\r\n", 431},
	}
	onEach(t, nil, func(tr *trouble) {
		for _, tc := range malformed {
			if status := tr.raw(tc.bytes); status != tc.status {
				tr.t.Errorf("%s: status %d, want %d", tc.name, status, tc.status)
			}
		}
		// Go reads these as far as the standard allows, Node does not; neither
		// may take what follows for another request, nor call it a success.
		if status := tr.raw("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"); status != 400 && status != 200 {
			tr.t.Errorf("length and chunks: status %d", status)
		}
		if status := tr.raw("POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"); status != 400 && status != 500 {
			tr.t.Errorf("broken chunk: status %d", status)
		}
		if status := tr.raw("GET / HTTP/9.9\r\nHost: a\r\n\r\n"); status != 400 && status != 505 {
			tr.t.Errorf("unknown version: status %d", status)
		}
		tr.gives("/", 200, "fine")
	})
}

// raw sends bytes and returns the status of the answer, 0 when there is none.
func (tr *trouble) raw(bytes string) int {
	tr.t.Helper()
	ctx, cancel := context.WithTimeout(tr.t.Context(), 20*time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", tr.Addr)
	if err != nil {
		tr.t.Fatal(err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	// The server may answer and close before it has read everything.
	go func() { _, _ = io.WriteString(conn, bytes) }()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}
