package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/evanw/esbuild/pkg/api"
)

// server is a target that runs.
type server struct {
	addr string
	pid  int // leader of the process group that is measured
	name string
	end  func()
	said func() string
}

func (s *server) stop()        { s.end() }
func (s *server) logs() string { return s.said() }

// group are the processes whose CPU and memory count.
func (s *server) group() []int { return processes(s.pid, s.name) }

// startTarget converts or bundles the workload and runs it.
func (b *bench) startTarget(ctx context.Context, target, workload string) (*server, error) {
	spec, err := b.spec(ctx, target, workload)
	if err != nil {
		return nil, err
	}
	if spec == nil {
		return b.startMiniflare(ctx, workload)
	}
	return launch(ctx, *spec)
}

// spec is how to start a target; nil for the one that only miniflare can start.
func (b *bench) spec(ctx context.Context, target, workload string) (*launchSpec, error) {
	env := map[string]string{"W2C_DATA_DIR": filepath.Join(b.tmp, "data", target, workload), "NODE_ENV": "production"}
	if err := os.MkdirAll(env["W2C_DATA_DIR"], 0o755); err != nil {
		return nil, err
	}
	switch target {
	case "goja", "hono", "express":
		out := filepath.Join(b.tmp, "out", target, workload)
		if _, err := os.Stat(out); err != nil {
			if err := b.kit.Convert(ctx, b.project(workload), out, target, "sqlite", ""); err != nil {
				return nil, err
			}
			if target != "goja" {
				if err := b.kit.Build(ctx, out); err != nil {
					return nil, err
				}
			}
		}
		return &launchSpec{command: b.kit.Command(out, target, target != "goja"), dir: out, env: env}, nil
	case "node+hono":
		return &launchSpec{command: []string{b.kit.Node, filepath.Join(b.project(""), "server.mjs"), workload}, dir: b.project(""), env: env}, nil
	case "workerd":
		if keepsState(workload) {
			return nil, nil
		}
		return b.workerdSpec(workload, env)
	}
	return nil, fmt.Errorf("there are %s", strings.Join(benchTargets, ", "))
}

type launchSpec struct {
	command []string
	dir     string
	env     map[string]string
	// config is written before each start, for a program that reads its port from a file.
	config func(port int) (path string, err error)
}

// workerdSpec runs the bundle on bare workerd, without miniflare in front.
func (b *bench) workerdSpec(workload string, env map[string]string) (*launchSpec, error) {
	bin, err := b.workerd()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(b.tmp, "workerd", workload)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	script, err := esbuild(filepath.Join(b.project(workload), "src", "index.js"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "worker.js"), script, 0o644); err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "config.capnp")
	return &launchSpec{
		command: []string{bin, "serve", config}, dir: dir, env: env,
		config: func(port int) (string, error) {
			return config, os.WriteFile(config, fmt.Appendf(nil, `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-07-01",
);
`, port), 0o644)
		},
	}, nil
}

// workerd is the binary that wrangler's own miniflare runs.
func (b *bench) workerd() (string, error) {
	arch := map[string]string{"amd64": "64", "arm64": "arm64"}[runtime.GOARCH]
	name := filepath.Join("node_modules", "@cloudflare", "workerd-linux-"+arch, "bin", "workerd")
	for _, dir := range []string{filepath.Join(b.modules, "wrangler"), filepath.Dir(b.modules)} {
		if bin := filepath.Join(dir, name); fileExists(bin) {
			return bin, nil
		}
	}
	return "", errors.New("wrangler brought no workerd for this processor")
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func esbuild(entry string) ([]byte, error) {
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: api.FormatESModule, Target: api.ES2024,
		Conditions: []string{"workerd", "worker", "browser"}, LogLevel: api.LogLevelSilent, Write: false,
	})
	if len(r.Errors) > 0 {
		return nil, errors.New(r.Errors[0].Text)
	}
	return r.OutputFiles[0].Contents, nil
}

// startMiniflare runs a Worker that needs a store on workerd with miniflare's.
// Only workerd's own processes are measured.
func (b *bench) startMiniflare(ctx context.Context, workload string) (*server, error) {
	o, err := startOracle(b.kit.Node, b.modules)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(b.tmp, "wrangler", workload)
	if err := dryRun(ctx, b.kit.Node, b.modules, b.project(workload), "", out); err != nil {
		o.Close()
		return nil, err
	}
	started, err := o.call(map[string]any{"do": "start", "config": filepath.Join(b.project(workload), "wrangler.jsonc"), "env": "", "bundle": out, "upstream": "", "origin": false})
	if err != nil {
		o.Close()
		return nil, err
	}
	return &server{addr: started.Addr, pid: o.cmd.Process.Pid, name: "workerd", end: o.Close, said: o.stderr.String}, nil
}

// launch starts a process of its own group on a free port and waits for its
// first answer.
func launch(ctx context.Context, s launchSpec) (*server, error) {
	srv, _, err := launchTimed(ctx, s)
	return srv, err
}

// launchTimed also says how long it took from the start of the process to the
// first answer, asked for every millisecond.
func launchTimed(ctx context.Context, s launchSpec) (*server, time.Duration, error) {
	port := freePort()
	if s.config != nil {
		if _, err := s.config(port); err != nil {
			return nil, 0, err
		}
	}
	cmd := exec.Command(s.command[0], s.command[1:]...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), fmt.Sprintf("PORT=%d", port), "HOST=127.0.0.1", "METRICS_PORT=off"}
	for k, v := range s.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	var said tail
	cmd.Stderr = &said
	// Access logs are part of what an app does, so they are written, to nowhere.
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, 0, err
	}
	defer null.Close()
	cmd.Stdout = null
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	srv := &server{
		addr: fmt.Sprintf("127.0.0.1:%d", port), pid: cmd.Process.Pid, said: said.String,
		end: func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); <-exited },
	}
	for {
		if conn, err := net.DialTimeout("tcp", srv.addr, time.Second); err == nil {
			conn.Close()
			if _, err := once(ctx, srv.addr, requestFor("hello")); err == nil || strings.Contains(err.Error(), "status") {
				return srv, time.Since(begin), nil
			}
		}
		select {
		case <-exited:
			return nil, 0, fmt.Errorf("%s ended at once\n%s", strings.Join(s.command, " "), said.String())
		case <-ctx.Done():
			srv.end()
			return nil, 0, ctx.Err()
		case <-time.After(time.Millisecond):
		}
		if time.Since(begin) > time.Minute {
			srv.end()
			return nil, 0, fmt.Errorf("%s does not answer\n%s", strings.Join(s.command, " "), said.String())
		}
	}
}
