package wpt

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
)

//go:embed node.mjs
var nodeScript []byte

//go:embed node-thread.mjs
var nodeThread []byte

// platformEntry is what server.ts of a converted app does before the Worker's
// code runs, and the event that code runs in.
const platformEntry = `
import "./platform/features.ts";
import { WorkerEvent } from "./platform/context.ts";
import { createHost } from "./platform/runtime.ts";
import { loadWorker } from "./platform/worker.ts";

createHost(new URL("..", import.meta.url), "wpt");
await loadWorker({}, async () => ({ default: {} }));

export function run(work) {
  new WorkerEvent("wpt", () => {}).run(work);
}
`

// nodeTarget runs each test in a thread of one Node process, with the platform
// of a converted app.
type nodeTarget struct {
	cmd *exec.Cmd
	dir string
	in  io.WriteCloser

	mu      sync.Mutex
	id      int
	waiting map[int]chan nodeResult
	ended   chan struct{}
}

type nodeResult struct {
	ID     int     `json:"id"`
	Answer *string `json:"answer"`
	Crash  string  `json:"crash"`
}

// startNode bundles the platform, as the image of an app does, and starts Node.
func startNode(node, modules string) (*nodeTarget, error) {
	dir, err := os.MkdirTemp("", "w2c-wpt-node-")
	if err != nil {
		return nil, err
	}
	n := &nodeTarget{dir: dir, waiting: map[int]chan nodeResult{}, ended: make(chan struct{})}
	if err := n.start(node, modules); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("start node: %w", err)
	}
	return n, nil
}

func (n *nodeTarget) start(node, modules string) error {
	files, err := nodehost.Files(manifest.Manifest{
		Version: manifest.Version, Name: "wpt", Syntax: manifest.Modules, Script: "worker.js",
		CompatibilityDate: compatibilityDate, Handlers: []string{"fetch"},
	}, nodehost.Options{Server: "hono", Everything: true})
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(n.dir, "app", filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return err
		}
	}
	built := api.Build(api.BuildOptions{
		Stdin:    &api.StdinOptions{Contents: platformEntry, ResolveDir: filepath.Join(n.dir, "app", "src"), Sourcefile: "wpt.ts", Loader: api.LoaderTS},
		Bundle:   true,
		Format:   api.FormatESModule,
		Platform: api.PlatformNode,
		Target:   api.ES2024,
		Packages: api.PackagesExternal,
		Outfile:  filepath.Join(n.dir, "app", "platform.mjs"),
		Write:    true,
		LogLevel: api.LogLevelSilent,
	})
	if len(built.Errors) > 0 {
		return errors.New(built.Errors[0].Text)
	}
	if err := os.Symlink(modules, filepath.Join(n.dir, "node_modules")); err != nil {
		return err
	}
	script := filepath.Join(n.dir, "node.mjs")
	for name, data := range map[string][]byte{"node.mjs": nodeScript, "node-thread.mjs": nodeThread} {
		if err := os.WriteFile(filepath.Join(n.dir, name), data, 0o644); err != nil {
			return err
		}
	}
	n.cmd = exec.Command(node, "--no-warnings", script, filepath.Join(n.dir, "app", "platform.mjs"))
	n.cmd.Env = append(os.Environ(), "NODE_COMPILE_CACHE="+filepath.Join(n.dir, "compiled"), "W2C_DATA_DIR="+filepath.Join(n.dir, "data"))
	n.cmd.Stderr = io.Discard
	if n.in, err = n.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := n.cmd.Start(); err != nil {
		return err
	}
	go n.read(out)
	return nil
}

func (n *nodeTarget) read(out io.Reader) {
	defer close(n.ended)
	lines := bufio.NewScanner(out)
	lines.Buffer(make([]byte, 1<<20), 256<<20)
	for lines.Scan() {
		var r nodeResult
		if json.Unmarshal(lines.Bytes(), &r) != nil {
			continue
		}
		n.mu.Lock()
		answer := n.waiting[r.ID]
		delete(n.waiting, r.ID)
		n.mu.Unlock()
		if answer != nil {
			answer <- r
		}
	}
}

func (n *nodeTarget) run(ctx context.Context, _ test, c config, scripts []source) outcome {
	answer := make(chan nodeResult, 1)
	n.mu.Lock()
	n.id++
	id := n.id
	n.waiting[id] = answer
	line, err := json.Marshal(map[string]any{"id": id, "harness": scripts[0], "library": scripts[1], "scripts": scripts[2:], "config": c})
	if err == nil {
		_, err = n.in.Write(append(line, '\n'))
	}
	n.mu.Unlock()
	if err != nil {
		return outcome{Status: 1, Message: "node: " + err.Error()}
	}
	select {
	case r := <-answer:
		if r.Answer == nil {
			return outcome{Status: 1, Message: "crashed: " + r.Crash}
		}
		return parseOutcome(*r.Answer)
	case <-n.ended:
		return outcome{Status: 1, Message: "node ended"}
	case <-time.After(c.limit() + 20*time.Second):
		return outcome{Status: 2, Message: "timeout"}
	case <-ctx.Done():
		return outcome{Status: 1, Message: ctx.Err().Error()}
	}
}

func (n *nodeTarget) Close() {
	_ = n.in.Close()
	done := make(chan struct{})
	go func() { _ = n.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		_ = n.cmd.Process.Kill()
		<-done
	}
	_ = os.RemoveAll(n.dir)
}
