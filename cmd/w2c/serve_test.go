package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// safe is a buffer that the program and the test use at the same time.
type safe struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func worker(t *testing.T, script string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"wrangler.toml": "name = \"w\"\nmain = \"index.js\"\ncompatibility_date = \"2026-01-01\"\n",
		"index.js":      script,
		".dev.vars":     "SECRET=from .dev.vars\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// answer asks until the app says want, for at most ten seconds.
func answer(t *testing.T, port int, want string, log *safe) {
	t.Helper()
	got := ""
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		r, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", port))
		if err != nil {
			got = err.Error()
			continue
		}
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if got = string(body); err == nil && got == want {
			return
		}
	}
	t.Fatalf("the last answer was %q, not %q\n%s", got, want, log)
}

// serve --watch answers, takes a change, keeps the last good Worker when a
// change is broken, and ends with 0 when it is asked to.
func TestServeWatch(t *testing.T) {
	dir, port, log := worker(t, `export default { fetch: (r, env) => new Response("one, " + env.SECRET) }`), freePort(t), &safe{}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, world{
			Args: []string{"serve", dir, "--server", "goja", "--watch", "--port", fmt.Sprint(port)}, Stdin: strings.NewReader(""),
			Stdout: log, Stderr: log, Env: []string{"W2C_CACHE_DIR=" + t.TempDir()}, Dir: dir,
		})
	}()
	change := func(script string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "index.js"), []byte(script), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	answer(t, port, "one, from .dev.vars", log)
	change(`export default { fetch: () => new Response("two") }`)
	answer(t, port, "two", log)
	change(`export default { fetch: () => new Response("thr`)
	for end := time.Now().Add(10 * time.Second); !strings.Contains(log.String(), "Unterminated string literal"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(log)
		}
	}
	answer(t, port, "two", log)
	stop()
	select {
	case code := <-done:
		if code != exitDone {
			t.Errorf("exit code %d\n%s", code, log)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("it goes on\n%s", log)
	}
}

func TestServeRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		env    []string
		code   int
		want   string
	}{
		"a Worker that throws at start-up": {`throw new Error("not today")`, nil, exitRefused, "not today"},
		"a port that is none":              {`export default { fetch: () => new Response("x") }`, []string{"PORT=many"}, exitUsage, "PORT: "},
		"a Worker that is refused":         {`export default { fetch: () => WebAssembly.promising() }`, nil, exitRefused, "W2C-S010"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, log := worker(t, c.script), &safe{}
			ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
			defer stop()
			env := append([]string{"W2C_CACHE_DIR=" + t.TempDir(), fmt.Sprintf("PORT=%d", freePort(t))}, c.env...)
			code := run(ctx, world{Args: []string{"serve", dir, "--server", "goja"}, Stdin: strings.NewReader(""), Stdout: log, Stderr: log, Env: env, Dir: dir})
			if code != c.code || !strings.Contains(log.String(), c.want) {
				t.Errorf("exit code %d, want %d and %q\n%s", code, c.code, c.want, log)
			}
		})
	}
}

// An app for Node says what it needs when Node is not there.
func TestServeNeedsNode(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir, log := worker(t, `export default { fetch: () => new Response("x") }`), &safe{}
	code := run(context.Background(), world{Args: []string{"serve", dir, "--server", "hono"}, Stdin: strings.NewReader(""), Stdout: log, Stderr: log, Dir: dir})
	if code != exitMissing || !strings.Contains(log.String(), "this app runs on Node 24 or newer, and there is no node command") {
		t.Errorf("%d %s", code, log)
	}
	// One that is too old is as good as none.
	old := filepath.Join(os.Getenv("PATH"), "node")
	if err := os.WriteFile(old, []byte("#!/bin/sh\necho v20.20.2\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	log = &safe{}
	code = run(context.Background(), world{Args: []string{"serve", dir, "--server", "hono"}, Stdin: strings.NewReader(""), Stdout: log, Stderr: log, Dir: dir})
	if code != exitMissing || !strings.Contains(log.String(), "the node command is v20.20.2") {
		t.Errorf("%d %s", code, log)
	}
}
