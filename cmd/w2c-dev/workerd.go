package main

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
	"strings"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

//go:embed npm/record.mjs
var recordScript []byte

//go:embed npm/package.json
var packageJSON []byte

//go:embed npm/package-lock.json
var packageLock []byte

// oracle is one Node process that runs Workers on real workerd, one at a time.
type oracle struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	node    string
	modules string
	tmp     string
	id      int
	stderr  tail
}

// reply is a line from record.mjs.
type reply struct {
	ID     int    `json:"id"`
	Addr   string `json:"addr"`
	Status int    `json:"status"`
	Error  string `json:"error"`
	// Etags maps the local ETags of static files to the deployed ones.
	Etags map[string]string `json:"etags"`
}

// devPackages installs wrangler, miniflare and the packages of converted apps.
func devPackages(ctx context.Context, t *tools.Tools) (node, modules string, err error) {
	if node, err = t.Node(ctx); err != nil {
		return "", "", err
	}
	dir, err := os.MkdirTemp("", "w2c-dev-")
	if err != nil {
		return "", "", err
	}
	defer os.RemoveAll(dir)
	for name, data := range map[string][]byte{"package.json": packageJSON, "package-lock.json": packageLock} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return "", "", err
		}
	}
	modules, err = t.Packages(ctx, dir)
	return node, modules, err
}

func startOracle(node, modules string) (*oracle, error) {
	tmp, err := os.MkdirTemp("", "w2c-record-")
	if err != nil {
		return nil, err
	}
	o := &oracle{node: node, modules: modules, tmp: tmp}
	script := filepath.Join(tmp, "record.mjs")
	if err := os.WriteFile(script, recordScript, 0o644); err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o.cmd = exec.Command(node, "--no-warnings", script)
	o.cmd.Env = quietEnv(tmp, modules)
	o.cmd.ExtraFiles = []*os.File{w}
	o.cmd.Stderr = &o.stderr
	if o.in, err = o.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := o.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start node: %w", err)
	}
	w.Close()
	o.out = bufio.NewScanner(r)
	return o, nil
}

// quietEnv keeps wrangler from asking, telling and looking around.
func quietEnv(home, modules string) []string {
	return append(os.Environ(),
		"W2C_NODE_MODULES="+modules,
		"WRANGLER_SEND_METRICS=false", "WRANGLER_HIDE_BANNER=true", "CI=true", "NO_COLOR=1",
		"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "WRANGLER_LOG_PATH="+filepath.Join(home, "logs"),
		"NODE_COMPILE_CACHE="+filepath.Join(home, "compiled"),
	)
}

func (o *oracle) call(command map[string]any) (reply, error) {
	o.id++
	command["id"] = o.id
	line, err := json.Marshal(command)
	if err != nil {
		return reply{}, err
	}
	if _, err := o.in.Write(append(line, '\n')); err != nil {
		return reply{}, fmt.Errorf("workerd recorder: %w\n%s", err, o.stderr.String())
	}
	if !o.out.Scan() {
		return reply{}, fmt.Errorf("workerd recorder ended\n%s", o.stderr.String())
	}
	var r reply
	if err := json.Unmarshal(o.out.Bytes(), &r); err != nil {
		return reply{}, err
	}
	if r.Error != "" {
		return reply{}, errors.New(r.Error)
	}
	return r, nil
}

func (o *oracle) Close() {
	o.in.Close()
	done := make(chan struct{})
	go func() { o.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		o.cmd.Process.Kill()
		<-done
	}
	os.RemoveAll(o.tmp)
}

// bundle makes what wrangler would upload for the project.
func (o *oracle) bundle(project, env, to string) error {
	_, err := o.call(map[string]any{"do": "bundle", "project": project, "env": env, "to": to})
	return err
}

// dryRun makes it as a user would, by wrangler's command line.
func dryRun(ctx context.Context, node, modules, project, env, out string) error {
	args := []string{"--no-warnings", filepath.Join(modules, "wrangler", "wrangler-dist", "cli.js"), "deploy", "--dry-run", "--outdir", out}
	if env != "" {
		args = append(args, "--env", env)
	}
	cmd := exec.CommandContext(ctx, node, args...)
	cmd.Dir = project
	cmd.Env = quietEnv(filepath.Join(os.TempDir(), "w2c-dev-wrangler"), modules)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("wrangler deploy --dry-run: %w\n%s", err, said)
	}
	return nil
}

// record runs one case on workerd. The project is a staged copy; bundle is the
// folder with its bundle, which is made when it is not there.
func (o *oracle) record(ctx context.Context, c *cases.Case, project, bundle string) ([]cases.Answer, error) {
	others, err := c.Others(project)
	if err != nil {
		return nil, err
	}
	project = c.Project(project)
	if _, err := os.Stat(bundle); err != nil {
		if err := o.bundle(project, c.Settings.Env, bundle); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	var beside []map[string]string
	for i, dir := range others {
		config, err := cases.ConfigFile(dir)
		if err != nil {
			return nil, err
		}
		to := fmt.Sprintf("%s-%d", bundle, i)
		if err := o.bundle(dir, "", to); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		beside = append(beside, map[string]string{"config": config, "bundle": to})
	}
	up, err := cases.StartUpstream()
	if err != nil {
		return nil, err
	}
	defer up.Close()
	config, err := cases.ConfigFile(project)
	if err != nil {
		return nil, err
	}
	started, err := o.call(map[string]any{
		"do": "start", "config": config, "env": c.Settings.Env, "bundle": bundle, "others": beside,
		"upstream": up.Origin, "origin": c.Settings.Origin,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	answers, err := c.Run(ctx, cases.Server{
		Addr:     started.Addr,
		Upstream: up.Origin,
		Etags:    started.Etags,
		Scheduled: func(_ context.Context, cron string, at time.Time) (int, error) {
			r, err := o.call(map[string]any{"do": "scheduled", "cron": cron, "time": at.UnixMilli()})
			return r.Status, err
		},
	})
	if err != nil {
		return nil, err
	}
	if _, err := o.call(map[string]any{"do": "stop"}); err != nil {
		return nil, err
	}
	return markExceptions(c, answers)
}

// markExceptions finds the answers that are workerd's page for an uncaught
// error: miniflare's entry worker is then part of the stack. A thrown value
// without a stack must be marked in requests.json.
func markExceptions(c *cases.Case, answers []cases.Answer) ([]cases.Answer, error) {
	thrown := map[string]bool{}
	for _, r := range c.Requests {
		thrown[r.Name] = r.Exception
	}
	for i, a := range answers {
		page := a.Status == 500 && strings.Contains(a.Text(), "entry.worker.js:")
		if thrown[a.Name] && a.Status != 500 {
			return nil, fmt.Errorf("%s: request %q is said to throw, workerd answered %d", c.Name, a.Name, a.Status)
		}
		if page || thrown[a.Name] {
			answers[i] = cases.Answer{Name: a.Name, Status: a.Status, Exception: true}
		}
	}
	return answers, nil
}

// tail keeps the last part of what a process wrote.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if len(t.b) > 8<<10 {
		t.b = t.b[len(t.b)-4<<10:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
