package nodehost_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
)

// tools are Node and an installation of npm/: W2C_TEST_NODE is the program,
// W2C_TEST_NODE_MODULES the folder. `w2c-dev test` sets both.
type tools struct{ node, modules string }

// nodeTools reports what is missing. Without Node these tests check nothing,
// which is fine on a laptop and a failure where everything must be tested.
func nodeTools(t *testing.T) (tools, bool) {
	t.Helper()
	n := tools{os.Getenv("W2C_TEST_NODE"), os.Getenv("W2C_TEST_NODE_MODULES")}
	if n.node != "" && n.modules != "" {
		return n, true
	}
	const how = "set W2C_TEST_NODE to a Node 24 and W2C_TEST_NODE_MODULES to an installation of runtime/nodehost/npm (w2c-dev test does)"
	if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
		t.Fatal(how)
	}
	t.Log("nothing checked: " + how)
	return n, false
}

func (n tools) run(t *testing.T, dir string, script string, args ...string) {
	t.Helper()
	cmd := exec.Command(n.node, append([]string{filepath.Join(n.modules, script)}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", script, strings.Join(args, " "), err, out)
	}
}

// project writes a project with the given Worker, every part of the platform and
// the installed packages.
func (n tools) project(t *testing.T, m manifest.Manifest, server, worker string) string {
	t.Helper()
	return n.projectWith(t, m, nodehost.Options{Server: server, Everything: true}, worker)
}

func (n tools) projectWith(t *testing.T, m manifest.Manifest, o nodehost.Options, worker string) string {
	t.Helper()
	dir := t.TempDir()
	for path, data := range filesWith(t, m, o) {
		write(t, filepath.Join(dir, path), data)
	}
	if o.Kept != nil {
		write(t, filepath.Join(dir, filepath.FromSlash(o.Kept.Entry)), []byte(worker))
	} else if m.Script != "" {
		write(t, filepath.Join(dir, "src", "worker.js"), []byte(worker))
	}
	if err := os.Symlink(n.modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTypesAndFormat(t *testing.T) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	t.Run("platform", func(t *testing.T) {
		// The repository's own tsconfig, with the packages found elsewhere.
		config, err := os.ReadFile("tsconfig.json")
		if err != nil {
			t.Fatal(err)
		}
		here, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(config), "./npm/node_modules", n.modules)
		for _, relative := range []string{`"./src"`, `"../bindings/`, `"src/`} {
			text = strings.ReplaceAll(text, relative, `"`+here+"/"+strings.TrimPrefix(strings.Trim(relative, `"`), "./"))
		}
		text = strings.ReplaceAll(text, here+"/src,", here+`/src",`)
		path := filepath.Join(t.TempDir(), "tsconfig.json")
		write(t, path, []byte(text))
		n.run(t, ".", "typescript/bin/tsc", "-p", path)
		n.run(t, ".", "typescript/bin/tsc", "-p", "../../transform/routes/src/tsconfig.json")
		n.run(t, ".", "prettier/bin/prettier.cjs", "--check", "src", "../../transform/routes/src", "tsconfig.json", "npm/package.json", "../bindings/**/*.ts", "!../bindings/**/testdata/**")
	})
	each(t, func(t *testing.T, m manifest.Manifest, server string) {
		// What is left out must not be missed by what is there.
		dir := n.projectWith(t, m, nodehost.Options{Server: server}, "export default {};\n")
		n.run(t, dir, "typescript/bin/tsc")
		n.run(t, dir, "prettier/bin/prettier.cjs", "--check", "src/*.ts", "package.json", "tsconfig.json")
	})
}

// npm itself says whether package.json and the lock file agree; it needs no
// network for that.
func TestLockFileAgreesForNPM(t *testing.T) {
	if _, ok := nodeTools(t); !ok {
		return
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Fatal("npm is needed to check the lock file: ", err)
	}
	each(t, func(t *testing.T, m manifest.Manifest, server string) {
		dir := t.TempDir()
		out := files(t, m, server)
		write(t, filepath.Join(dir, "package.json"), out["package.json"])
		write(t, filepath.Join(dir, "package-lock.json"), out["package-lock.json"])
		cmd := exec.Command(npm, "ci", "--dry-run", "--offline", "--ignore-scripts", "--no-audit", "--no-fund")
		cmd.Dir = dir
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("npm ci: %v\n%s", err, text)
		}
	})
}

// app is a running project.
type app struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	mu   sync.Mutex
	logs []map[string]any
	raw  bytes.Buffer
	done chan struct{}
}

func (n tools) start(t *testing.T, dir, script string, env ...string) *app {
	t.Helper()
	port := freePort(t)
	a := &app{t: t, url: fmt.Sprintf("http://127.0.0.1:%d", port), done: make(chan struct{})}
	a.cmd = exec.Command(n.node, strings.Fields(script)...)
	a.cmd.Dir = dir
	a.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOST=127.0.0.1", "METRICS_PORT=off", fmt.Sprintf("PORT=%d", port), "W2C_DRAIN_DELAY=50ms"}, env...)
	stdout, err := a.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	a.cmd.Stderr = &a.raw
	if err := a.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(a.done)
		lines := bufio.NewScanner(stdout)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var line map[string]any
			err := json.Unmarshal(lines.Bytes(), &line)
			a.mu.Lock()
			if err != nil {
				line = map[string]any{"not json": lines.Text()}
			}
			a.logs = append(a.logs, line)
			a.mu.Unlock()
		}
		_ = a.cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = a.cmd.Process.Kill()
		<-a.done
	})
	return a
}

// ready waits until the app answers /readyz.
func (a *app) ready() *app {
	a.t.Helper()
	for range 600 {
		select {
		case <-a.done:
			a.t.Fatalf("the app ended: %s%v", a.raw.String(), a.logs)
		case <-time.After(50 * time.Millisecond):
		}
		if res, err := http.Get(a.url + "/__w2c/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return a
			}
		}
	}
	a.t.Fatal("the app was not ready within 30 s")
	return nil
}

func (a *app) exit(within time.Duration) int {
	a.t.Helper()
	select {
	case <-a.done:
		return a.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		a.t.Fatalf("still running after %v", within)
		return 0
	}
}

// log waits for a line with this message.
func (a *app) log(msg string) map[string]any {
	a.t.Helper()
	for range 100 {
		a.mu.Lock()
		i := slices.IndexFunc(a.logs, func(l map[string]any) bool { return l["msg"] == msg })
		if i >= 0 {
			defer a.mu.Unlock()
			return a.logs[i]
		}
		a.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
	a.t.Fatalf("no log line %q in %v", msg, a.logs)
	return nil
}

func (a *app) get(path string, header ...string) (*http.Response, string) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, a.url+path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		a.t.Fatal(err)
	}
	return res, string(body)
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
