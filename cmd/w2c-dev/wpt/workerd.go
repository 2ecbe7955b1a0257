package wpt

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

//go:embed workerd.js
var workerdScript []byte

const (
	// isolatesPerProcess is how many Workers one workerd holds; each runs one test.
	isolatesPerProcess = 48
	// compatibilityDate is that of most conformance cases.
	compatibilityDate = "2026-07-01"
)

// workerdTarget runs each test in a Worker of its own on real workerd. It calls
// workerd directly: wrangler and miniflare would put Workers of theirs before it.
type workerdTarget struct {
	bin string

	mu      sync.Mutex
	current *workerdProcess
}

// workerdProcess is one workerd with Workers nobody has used yet.
type workerdProcess struct {
	cmd   *exec.Cmd
	dir   string
	ports []string

	mu   sync.Mutex
	used int // tests under way and a share for the target that still hands it out
}

func newWorkerd(modules string) (*workerdTarget, error) {
	for _, dir := range []string{"linux-64", "linux-arm64", "darwin-64", "darwin-arm64"} {
		bin := filepath.Join(modules, "@cloudflare", "workerd-"+dir, "bin", "workerd")
		if _, err := os.Stat(bin); err == nil {
			return &workerdTarget{bin: bin}, nil
		}
	}
	return nil, fmt.Errorf("no workerd in %s", modules)
}

// take gives out the address of a fresh Worker and the process it lives in.
func (w *workerdTarget) take() (*workerdProcess, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == nil {
		p, err := startWorkerd(w.bin, sharedWorkers)
		if err != nil {
			return nil, "", err
		}
		w.current = p
	}
	p := w.current
	port := p.ports[0]
	p.ports = p.ports[1:]
	p.hold()
	if len(p.ports) == 0 {
		w.current = nil
		p.release()
	}
	return p, port, nil
}

// workers are the Workers of one workerd: how many, what they are in its
// configuration, and the script they share.
type workers struct {
	n      int
	worker string
	script string
}

// sharedWorkers run whatever test a request brings.
var sharedWorkers = workers{
	n:      isolatesPerProcess,
	worker: `modules = [(name = "worker.js", esModule = embed "worker.js")], bindings = [(name = "UNSAFE", unsafeEval = void)]`,
	script: string(workerdScript),
}

// drop stops giving out Workers of a process that does not answer any more.
func (w *workerdTarget) drop(p *workerdProcess) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == p {
		w.current = nil
		p.release()
	}
	_ = p.cmd.Process.Kill()
}

func (w *workerdTarget) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current != nil {
		w.current.release()
		w.current = nil
	}
}

func (p *workerdProcess) hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used++
}

// release ends the process when nobody uses it any more.
func (p *workerdProcess) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
	if p.used > 0 {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	_ = os.RemoveAll(p.dir)
}

func startWorkerd(bin string, ws workers) (*workerdProcess, error) {
	dir, err := os.MkdirTemp("", "w2c-wpt-workerd-")
	if err != nil {
		return nil, err
	}
	p := &workerdProcess{dir: dir, used: 1}
	if err := p.start(bin, ws); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("start workerd: %w", err)
	}
	return p, nil
}

func (p *workerdProcess) start(bin string, ws workers) error {
	var services, sockets strings.Builder
	for i := range ws.n {
		fmt.Fprintf(&services, "    (name = \"t%d\", worker = (%s, compatibilityDate = %q)),\n", i, ws.worker, compatibilityDate)
		fmt.Fprintf(&sockets, "    (name = \"s%d\", address = \"127.0.0.1:0\", http = (), service = \"t%d\"),\n", i, i)
	}
	config := "using Workerd = import \"/workerd/workerd.capnp\";\n" +
		"const config :Workerd.Config = (\n  services = [\n" + services.String() +
		"    (name = \"internet\", network = (allow = [\"public\", \"private\"], tlsOptions = (trustBrowserCas = true))),\n  ],\n" +
		"  sockets = [\n" + sockets.String() + "  ],\n);\n"
	for name, data := range map[string][]byte{"config.capnp": []byte(config), "worker.js": []byte(ws.script)} {
		if err := os.WriteFile(filepath.Join(p.dir, name), data, 0o644); err != nil {
			return err
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	p.cmd = exec.Command(bin, "serve", filepath.Join(p.dir, "config.capnp"), "--experimental", "--control-fd=3")
	p.cmd.ExtraFiles = []*os.File{w}
	err = p.cmd.Start()
	_ = w.Close()
	if err != nil {
		return err
	}
	ports := map[string]int{}
	lines := bufio.NewScanner(r)
	for len(ports) < ws.n && lines.Scan() {
		var e struct {
			Event, Socket string
			Port          int
		}
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.Event == "listen" {
			ports[e.Socket] = e.Port
		}
	}
	if len(ports) < ws.n {
		_ = p.cmd.Process.Kill()
		return fmt.Errorf("it ended: %v", p.cmd.Wait())
	}
	for i := range ws.n {
		p.ports = append(p.ports, fmt.Sprint(ports[fmt.Sprintf("s%d", i)]))
	}
	return nil
}

func (w *workerdTarget) run(ctx context.Context, t test, c config, scripts []source) outcome {
	if deployedAreas[t.area] {
		script, err := deployedScript(c, scripts)
		if err != nil {
			return outcome{Status: 1, Message: err.Error()}
		}
		p, err := startWorkerd(w.bin, workers{n: 1, worker: `serviceWorkerScript = embed "worker.js"`, script: script})
		if err != nil {
			return outcome{Status: 1, Message: err.Error()}
		}
		defer p.release()
		return w.ask(ctx, p, p.ports[0], c, nil)
	}
	p, port, err := w.take()
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	defer p.release()
	body, err := json.Marshal(map[string]any{"harness": scripts[0], "library": scripts[1], "scripts": scripts[2:], "config": c})
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	return w.ask(ctx, p, port, c, body)
}

// ask has a Worker run its test.
func (w *workerdTarget) ask(ctx context.Context, p *workerdProcess, port string, c config, body []byte) outcome {
	limited, cancel := context.WithTimeout(ctx, c.limit()+20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, "http://127.0.0.1:"+port+"/", bytes.NewReader(body))
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		w.drop(p)
		return outcome{Status: 1, Message: "workerd: " + err.Error()}
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		return outcome{Status: 1, Message: fmt.Sprintf("workerd answered %d: %s %v", res.StatusCode, text, err)}
	}
	return parseOutcome(string(text))
}
