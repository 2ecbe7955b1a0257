package storetest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// Redis gives the URL of a real server for one test. `w2c-dev test` names one in
// W2C_TEST_REDIS; otherwise redis-server is started from PATH, on a free port,
// for as long as the test runs. In CI (or with W2C_TEST_ALL) a missing server
// is a failure: a store that was not tried has not passed.
func Redis(t testing.TB) string {
	t.Helper()
	if url := os.Getenv("W2C_TEST_REDIS"); url != "" {
		return strings.TrimSuffix(url, "/")
	}
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatal("no Redis: set W2C_TEST_REDIS or put redis-server on PATH")
		}
		t.Skip("no Redis: set W2C_TEST_REDIS or put redis-server on PATH (w2c-dev test does)")
	}
	for range 5 {
		port := freePort(t)
		var out bytes.Buffer
		cmd := exec.Command(bin, "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); close(ended) }()
		t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
		addr := fmt.Sprintf("127.0.0.1:%d", port)
		for range 500 {
			if c, err := net.Dial("tcp", addr); err == nil {
				_ = c.Close()
				return "redis://" + addr
			}
			select {
			case <-ended: // somebody took the port
			case <-time.After(10 * time.Millisecond):
				continue
			}
			break
		}
	}
	t.Fatal("redis-server does not start")
	return ""
}

func freePort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Cable is a connection to a server that a test can cut.
type Cable struct {
	Addr string
	to   string

	gate sync.RWMutex // held for writing while stalled

	mu    sync.Mutex
	l     net.Listener
	conns []net.Conn
}

// NewCable forwards a local port to the server at addr.
func NewCable(t testing.TB, to string) *Cable {
	c := &Cable{to: to, Addr: "127.0.0.1:0"}
	c.Join(t)
	t.Cleanup(func() { c.Cut(t) })
	return c
}

// Cut refuses connections and ends those that are open.
func (c *Cable) Cut(testing.TB) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.l.Close()
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}

// Join undoes Cut.
func (c *Cable) Join(t testing.TB) {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	c.l, c.Addr = l, l.Addr().String()
	c.mu.Unlock()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", c.to)
			if err != nil {
				_ = near.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, near, far)
			c.mu.Unlock()
			go c.pipe(near, far)
			go c.pipe(far, near)
		}
	}()
}

// Stall keeps connections open and lets no byte through until the function it
// returns is called: a server that is stuck.
func (c *Cable) Stall() (resume func()) {
	c.gate.Lock()
	return c.gate.Unlock
}

// Write waits while the cable is stalled.
func (g gated) Write(b []byte) (int, error) {
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.Conn.Write(b)
}

type gated struct {
	net.Conn
	gate *sync.RWMutex
}

func (c *Cable) pipe(a, b net.Conn) {
	_, _ = io.Copy(gated{a, &c.gate}, struct{ io.Reader }{b})
	_ = a.Close()
	_ = b.Close()
}
