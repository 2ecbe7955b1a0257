package gojahost

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Tests here run the real program: the test binary starts itself again as
// w2c-host when this variable is set.
const asHost = "W2C_TEST_AS_HOST"

func TestMain(m *testing.M) {
	if os.Getenv(asHost) == "" {
		os.Exit(m.Run())
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(Main(context.Background(), Door{
		Args: os.Args[1:], Getenv: os.LookupEnv, Stdout: os.Stdout, Stderr: os.Stderr, Signals: signals,
	}))
}

// process is a running w2c-host.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	url    string
	ended  chan struct{}
	stderr bytes.Buffer

	mu    sync.Mutex
	lines []map[string]any
}

// worker writes a converted Worker: module is the body of the script, in which
// "exported" is what the Worker exports.
func worker(t testing.TB, module string, edit ...func(map[string]any)) string {
	t.Helper()
	return workerScript(t, "(async function(){\"use strict\";\n"+module+"\nglobalThis.__w2c_register(exported);\n})()", edit...)
}

func workerScript(t testing.TB, script string, edit ...func(map[string]any)) string {
	t.Helper()
	dir := t.TempDir()
	m := map[string]any{
		"version": 1, "name": "test", "syntax": "modules", "script": "worker.js",
		"compatibility_date": "2026-08-01", "handlers": []string{"fetch"},
	}
	for _, f := range edit {
		f(m)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "manifest.json"), string(text))
	write(t, filepath.Join(dir, "worker.js"), script)
	return dir
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func command(t testing.TB, dir string, env ...string) *process {
	p := &process{t: t, ended: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], "--dir", dir)
	p.cmd.Env = append([]string{
		asHost + "=1", "PORT=0", "HOST=127.0.0.1", "METRICS_PORT=off", "W2C_ISOLATES=2", "W2C_DATA_DIR=" + filepath.Join(dir, "data"),
	}, env...)
	p.cmd.Stderr = &p.stderr
	return p
}

// start runs the host and waits until it listens.
func start(t testing.TB, dir string, env ...string) *process {
	t.Helper()
	p := command(t, dir, env...)
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	listening := make(chan string, 1)
	go func() {
		scanner := bufio.NewScanner(stdout)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			line := map[string]any{}
			if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
				line["not json"] = scanner.Text()
			}
			p.mu.Lock()
			p.lines = append(p.lines, line)
			p.mu.Unlock()
			if line["msg"] == "listening" {
				listening <- line["address"].(string)
			}
		}
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("stderr: %s\nlog: %s", p.stderr.String(), p.text())
		}
	})
	select {
	case a := <-listening:
		p.url = "http://" + a
	case <-p.ended:
		t.Fatalf("the host ended: %s", p.stderr.String())
	case <-time.After(20 * time.Second):
		t.Fatal("the host does not listen")
	}
	return p
}

// fails runs a host that must not start and returns its exit code and stderr.
func fails(t testing.TB, dir string, env ...string) (int, string) {
	t.Helper()
	p := command(t, dir, env...)
	time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
	_ = p.cmd.Run()
	return p.cmd.ProcessState.ExitCode(), p.stderr.String()
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text, _ := json.MarshalIndent(p.lines, "", " ")
	return string(text)
}

// logged waits for a line whose fields are those of want; strings match as parts.
func (p *process) logged(want map[string]any) map[string]any {
	p.t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		p.mu.Lock()
		for _, line := range p.lines {
			if matches(line, want) {
				p.mu.Unlock()
				return line
			}
		}
		p.mu.Unlock()
	}
	p.t.Errorf("no log line like %v", want)
	return nil
}

func matches(line, want map[string]any) bool {
	for k, w := range want {
		if text, ok := w.(string); ok {
			got, ok := line[k].(string)
			if !ok || !strings.Contains(got, text) {
				return false
			}
		} else if line[k] != w {
			return false
		}
	}
	return true
}

// exit waits for the end of the process.
func (p *process) exit(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		p.t.Fatalf("the host does not end within %s", within)
		return 0
	}
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// get asks for a path and returns status and body.
func (p *process) get(path string) (int, string) {
	p.t.Helper()
	res, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func (p *process) wants(path string, status int, body string) {
	p.t.Helper()
	gotStatus, gotBody := p.get(path)
	if gotStatus != status || (body != "" && gotBody != body) {
		p.t.Errorf("GET %s: got %d %q, want %d %q", path, gotStatus, gotBody, status, body)
	}
}
