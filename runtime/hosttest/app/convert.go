package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
	"github.com/w2c-dev/w2c/transform"
)

// Servers are what every case runs on.
var Servers = []string{"goja", "hono", "express"}

// Kit converts and starts.
type Kit struct {
	Tools *tools.Tools
	Node  string

	mu    sync.Mutex
	hosts map[string]string // goja host by architecture
	start map[string]string // what Node starts, by folder
}

// host finds or builds the goja host once, not once for each case.
func (k *Kit) host(ctx context.Context, arch string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if path := k.hosts[arch]; path != "" {
		return path, nil
	}
	finder := transform.HostFinder{Source: transform.SourceDir("."), Cache: filepath.Join(k.Tools.Dir, "hosts"), Env: os.Environ()}
	path, err := finder.Find(ctx, arch)
	if err == nil {
		k.hosts[arch] = path
	}
	return path, err
}

// NewKit needs Node; it installs it when the machine has none.
func NewKit(ctx context.Context, t *tools.Tools) (*Kit, error) {
	node, err := t.Node(ctx)
	if err != nil {
		return nil, err
	}
	return &Kit{Tools: t, Node: node, hosts: map[string]string{}, start: map[string]string{}}, nil
}

// RefusedError carries the diagnostics of a Worker that was not converted.
type RefusedError struct{ Text string }

func (e *RefusedError) Error() string { return "not converted:\n" + e.Text }

// Convert converts the project and makes the result ready to start: a Node
// project gets its packages, shared between equal lock files.
func (k *Kit) Convert(ctx context.Context, project, out, server, state, env string) error {
	return k.ConvertWith(ctx, transform.Options{Dir: project, Env: env, Server: server, State: state}, out)
}

// ConvertWith is Convert with options of any kind.
func (k *Kit) ConvertWith(ctx context.Context, o transform.Options, out string) error {
	o.Host = k.host
	r, err := transform.Convert(ctx, o)
	if err != nil {
		return err
	}
	if r.Diagnostics.HasErrors() {
		var b strings.Builder
		for _, d := range r.Diagnostics {
			fmt.Fprintf(&b, "%s: %s: %s\n", d.Span.File, d.Code, d.Message)
		}
		return &RefusedError{b.String()}
	}
	if err := (transform.Writer{}).Write(out, r); err != nil {
		return err
	}
	if o.Server == "goja" {
		return nil
	}
	modules, err := k.Tools.Packages(ctx, out)
	if err != nil {
		return err
	}
	if err := os.Symlink(modules, filepath.Join(out, "node_modules")); err != nil || r.Worker == nil {
		return err
	}
	k.mu.Lock()
	k.start[out] = filepath.FromSlash(r.Plan.Source.Server)
	k.mu.Unlock()
	return bundleWorker(o.Dir, out, r)
}

// Build makes the bundle that the image runs, dist/server.mjs.
func (k *Kit) Build(ctx context.Context, out string) error { return k.Tools.NPMRun(ctx, out, "build") }

// Command starts what Convert wrote; dist runs the built bundle instead of src.
func (k *Kit) Command(out, server string, dist bool) []string {
	switch {
	case server == "goja":
		return []string{HostPath(out)}
	case dist:
		return []string{k.Node, filepath.Join("dist", "server.mjs")}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if start := k.start[out]; start != "" {
		return []string{k.Node, start}
	}
	return []string{k.Node, filepath.Join("src", "server.ts")}
}

// CaseEnv is the environment a case's app runs with, beside its store.
func CaseEnv(c *cases.Case, up *cases.Upstream) (map[string]string, error) {
	env, err := c.Secrets()
	if err != nil {
		return nil, err
	}
	if env == nil {
		env = map[string]string{}
	}
	for name, value := range c.Settings.Environment {
		env[name] = strings.ReplaceAll(value, "upstream.test:80", strings.TrimPrefix(up.Origin, "http://"))
	}
	env["UPSTREAM"] = up.Origin
	if c.Settings.Origin {
		env["UPSTREAM_ORIGIN"] = up.Origin
	}
	return env, nil
}

// ImageSize adds up the files of a converted folder: with FROM scratch that is
// the image, unpacked.
func ImageSize(dir string) (int64, error) {
	var n int64
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	return n, err
}
