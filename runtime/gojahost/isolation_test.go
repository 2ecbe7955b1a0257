package gojahost

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Worker whose process dies takes down what it was working on and nothing
// else: requests in flight get an answer, the next one finds a fresh process.
func TestIsolationByProcess(t *testing.T) {
	p := start(t, worker(t, `
const sleep = ms => new Promise(r => setTimeout(r, ms));
const exported = { default: { async fetch(request, env, ctx) {
	const { pathname, search } = new URL(request.url);
	switch (pathname) {
	case "/slow": await sleep(20000); return new Response("slow");
	case "/who": return new Response(request.headers.get("cf-connecting-ip") + " " + search + " " + request.headers.get("host"));
	case "/echo": return new Response(request.body);
	case "/late": ctx.waitUntil(sleep(300).then(() => console.log("worked after the answer"))); return new Response("early");
	}
	return new Response("hello");
} } };`), "W2C_ISOLATION=process")
	p.wants("/", 200, "hello")
	p.wants("/who?a=%7C|b", 200, "127.0.0.1 ?a=%7C|b "+strings.TrimPrefix(p.url, "http://"))
	res, err := http.Post(p.url+"/echo", "text/plain", strings.NewReader(strings.Repeat("x", 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if len(body) != 1<<20 {
		t.Errorf("echoed %d bytes of %d", len(body), 1<<20)
	}

	first := childOf(t, p.cmd.Process.Pid)
	inFlight := make(chan string, 1)
	go func() {
		status, body := p.get("/slow")
		inFlight <- strconv.Itoa(status) + " " + body
	}()
	time.Sleep(300 * time.Millisecond)
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := <-inFlight; got != "503 error code: 1102\n" {
		t.Errorf("a request in flight got %q", got)
	}
	p.wants("/", 200, "hello")
	if second := childOf(t, p.cmd.Process.Pid); second == first {
		t.Error("the process is the same")
	}
	p.logged(map[string]any{"level": "error", "msg": "the Worker's process ended", "state": "killed"})

	p.wants("/late", 200, "early")
	p.signal(syscall.SIGTERM)
	if code := p.exit(20 * time.Second); code != 0 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
	p.logged(map[string]any{"msg": "worked after the answer"})
}

// A Worker that cannot start says why and ends the parent, as without a child.
func TestIsolationStartFails(t *testing.T) {
	code, stderr := fails(t, worker(t, `throw new RangeError("no luck"); const exported = {};`), "W2C_ISOLATION=process")
	if code != exitFailed || !strings.Contains(stderr, "no luck") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestIsolationIsAWord(t *testing.T) {
	code, stderr := fails(t, worker(t, `const exported = {};`), "W2C_ISOLATION=yes")
	if code != exitUsage || !strings.Contains(stderr, `W2C_ISOLATION: "yes" is not one of off, process`) {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

// Nobody but the parent is heard on the child's socket.
func TestParentListener(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = inner.Close() }()
	for _, line := range []string{"GET / HTTP/1.1\r\n", "wrong127.0.0.1:1\n", strings.Repeat("x", 300), "secret192.0.2.7:99\n"} {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := io.WriteString(c, line); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(line, "secret") {
			_, _ = io.WriteString(c, "the rest\n")
		}
	}
	c, err := (&parentListener{inner, "secret"}).Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	rest, err := bufio.NewReader(c).ReadString('\n')
	if c.RemoteAddr().String() != "192.0.2.7:99" || rest != "the rest\n" || err != nil {
		t.Errorf("a connection of %s that goes on with %q, %v", c.RemoteAddr(), rest, err)
	}
}

// childOf is the process that the parent started.
func childOf(t *testing.T, parent int) int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		if f := strings.Fields(rest); len(f) > 1 && f[1] == strconv.Itoa(parent) && f[0] != "Z" {
			return pid
		}
	}
	t.Fatal("there is no child process")
	return 0
}
