// Package keep decides whether a Node project holds the Worker's own modules, at
// their own paths, instead of one bundle of them, and collects what that takes:
// the files, their packages, and the script that bundles them. Nothing is kept
// that a plain build would not make into the very script that the bundle is.
package keep

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/nodehost"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/project"
)

// Input is a Worker whose script for Node is built.
type Input struct {
	Project *project.Project
	Code    []byte        // the script
	Built   bundle.Result // what went into it
	Plain   bundle.Plain  // the settings that should make the same script
	// Proved says whether they do, from the files in dir.
	Proved func(p bundle.Plain, dir string) bool
}

// Source is a Worker's own source, ready to be written.
type Source struct {
	Plain bundle.Plain
	Files map[string][]byte // by path from the project's root
	Kept  nodehost.Kept
	// packages are those whose files the script is made of.
	packages map[string]bool
}

// Reason is why the source is not kept: a diagnostic without severity.
type Reason diag.Diagnostic

func because(code, format string, args ...any) *Reason {
	return &Reason{Code: code, Message: fmt.Sprintf(format, args...)}
}

// collector is one run of Of.
type collector struct {
	in   Input
	dir  string // the project's real path
	root *os.Root
	out  *Source
	dev  []string // packages that configuration and types name
}

// Of collects a Worker's source. A reason means that it must stay a bundle; the
// error is about the world.
func Of(in Input) (*Source, *Reason, error) {
	if c := in.Project.Build.Command; c != "" {
		return nil, because("W2C-K005", "the build command %q makes the entry, which is nobody's source", c), nil
	}
	dir, err := filepath.EvalSymlinks(in.Project.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open project: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open project: %w", err)
	}
	defer root.Close()
	c := &collector{in: in, dir: dir, root: root, out: &Source{Plain: in.Plain, Files: map[string][]byte{}, packages: map[string]bool{}}}
	for _, step := range []func() (*Reason, error){c.modules, c.configuration, c.types, c.packages, c.names, c.proof} {
		if reason, err := step(); reason != nil || err != nil {
			return nil, reason, err
		}
	}
	return c.out, nil, nil
}

// proof builds the kept files by the plain settings and compares.
func (c *collector) proof() (*Reason, error) {
	if !c.in.Proved(c.out.Plain, c.dir) {
		return because("W2C-K003", "its settings for esbuild say something that build.mjs cannot"), nil
	}
	return nil, nil
}

// names finds names for what is ours among the Worker's own files.
func (c *collector) names() (*Reason, error) {
	k := &c.out.Kept
	k.Entry = c.out.Plain.Entry
	for _, name := range []string{"src/server.ts", "src/container.ts", "src/w2c-server.ts"} {
		if c.out.Files[name] == nil {
			k.Server = name
			break
		}
	}
	var taken []string
	for name := range c.out.Files {
		first, _, _ := strings.Cut(name, "/")
		if strings.HasPrefix(name, "src/platform/") || first == "assets" || first == "dist" || first == "node_modules" || slices.Contains(ours, name) {
			taken = append(taken, name)
		}
	}
	slices.Sort(taken)
	if k.Server == "" {
		taken = append(taken, "src/server.ts")
	}
	if len(taken) > 0 {
		return because("W2C-K004", "%s would lie where the project has its own", taken[0]), nil
	}
	return nil, nil
}

// ours are files of every project that a module of the Worker could be called by.
var ours = []string{
	"build.mjs", "tsconfig.server.json", "tsconfig.worker.json", "package-lock.json", "Dockerfile", "compose.yaml", "fly.toml",
	"deploy.sh", "coolify.json", "deploy-coolify.sh", "docker-compose.coolify.yaml", ".env.coolify", "MIGRATION.md", "ROUTES.md", "w2c.plan.json", ".env.example", ".dockerignore",
}
