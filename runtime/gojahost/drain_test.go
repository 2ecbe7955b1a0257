package gojahost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const drainWorker = `
const sleep = ms => new Promise(r => setTimeout(r, ms));
const exported = { default: { async fetch(request, env, ctx) {
	const url = new URL(request.url);
	if (url.pathname === "/slow") await sleep(Number(url.searchParams.get("ms")));
	if (url.pathname === "/late") ctx.waitUntil(sleep(400).then(() => console.log("late work done")));
	return new Response("answered " + url.pathname);
} } };`

// SIGTERM under load: every request that reached the server is answered in
// full, and the process ends with code 0.
func TestDrainDropsNothing(t *testing.T) {
	p := start(t, worker(t, drainWorker), "W2C_DRAIN_TIMEOUT=10s", "W2C_DRAIN_DELAY=300ms")
	var answered, refused, lost atomic.Int64
	var example atomic.Value
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			// Half of the clients keep their connections, half make new ones.
			tr := &http.Transport{DisableKeepAlives: n%2 == 0, MaxIdleConnsPerHost: 1}
			client := &http.Client{Transport: tr}
			for k := 0; ; k++ {
				select {
				case <-stop:
					return
				default:
				}
				path := "/fast"
				if k%4 == 0 {
					path = "/slow?ms=80"
				}
				// A POST: Go's client would silently repeat a GET.
				res, err := client.Post(p.url+path, "text/plain", strings.NewReader("body"))
				var body []byte
				if err == nil {
					body, err = io.ReadAll(res.Body)
					_ = res.Body.Close()
				}
				var op *net.OpError
				switch {
				case err == nil && res.StatusCode == 200 && strings.HasPrefix(string(body), "answered"):
					answered.Add(1)
				case errors.Is(err, syscall.ECONNREFUSED), errors.As(err, &op) && op.Op == "dial":
					refused.Add(1) // or reset before the connection was made
					return
				default:
					lost.Add(1)
					example.Store(fmt.Sprintf("%v %q", err, body))
				}
			}
		})
	}
	time.Sleep(400 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	code := p.exit(15 * time.Second)
	close(stop)
	wg.Wait()
	t.Logf("%d answered, %d refused after the end, %d lost", answered.Load(), refused.Load(), lost.Load())
	if code != 0 || lost.Load() != 0 || answered.Load() < 50 {
		t.Errorf("exit code %d, %d answered, %d lost (%v)", code, answered.Load(), lost.Load(), example.Load())
	}
}

func TestDrainFinishesWaitUntil(t *testing.T) {
	p := start(t, worker(t, drainWorker), "W2C_DRAIN_DELAY=0")
	p.wants("/late", 200, "answered /late")
	p.signal(syscall.SIGINT)
	if code := p.exit(5 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
	p.logged(map[string]any{"msg": "late work done"})
	p.logged(map[string]any{"msg": "stopped"})
}

func TestDrainTellsReadiness(t *testing.T) {
	p := start(t, worker(t, drainWorker), "W2C_DRAIN_DELAY=400ms")
	p.wants("/readyz", 200, "")
	p.signal(syscall.SIGTERM)
	p.logged(map[string]any{"msg": "draining"})
	res, err := http.Get(p.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 503 || !res.Close {
		t.Errorf("readyz while draining: %d, connection closed: %v", res.StatusCode, res.Close)
	}
	p.wants("/healthz", 200, "")
	p.exit(5 * time.Second)
}

func TestDrainTimeout(t *testing.T) {
	p := start(t, worker(t, drainWorker), "W2C_DRAIN_TIMEOUT=300ms")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		req, _ := http.NewRequestWithContext(ctx, "GET", p.url+"/slow?ms=20000", nil)
		_, _ = http.DefaultClient.Do(req)
	}()
	time.Sleep(100 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	if code := p.exit(3 * time.Second); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	p.logged(map[string]any{"msg": "work was left when W2C_DRAIN_TIMEOUT ran out"})
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := start(t, worker(t, drainWorker), "W2C_DRAIN_TIMEOUT=20s", "W2C_DRAIN_DELAY=5s")
	p.signal(syscall.SIGTERM)
	p.logged(map[string]any{"msg": "draining"})
	p.signal(syscall.SIGTERM)
	if code := p.exit(2 * time.Second); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	code, stderr := fails(t, worker(t, drainWorker), "PORT="+port)
	if want := "PORT: 127.0.0.1:" + port + " is already in use\n"; code != 2 || stderr != want {
		t.Errorf("exit code %d, stderr %q, want 2 and %q", code, stderr, want)
	}
}
