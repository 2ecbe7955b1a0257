// Package tools finds or installs what the tests need beside Go: Node, npm
// packages, Redis, runc, buildkitd. Everything installed lies in one cache
// folder, named after what was asked for, so a second run installs nothing.
// Results of tests are never cached here.
package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// NodeVersion is installed when the machine has no Node of at least this major.
const (
	NodeVersion = "24.21.0"
	nodeMajor   = 24
)

// Tools installs into Dir and says on Log what takes time.
type Tools struct {
	Dir string
	Log io.Writer

	mu   sync.Mutex
	node string
	once map[string]*sync.Mutex
}

// New uses W2C_DEV_CACHE, else the user's cache folder.
func New(log io.Writer) (*Tools, error) {
	dir := os.Getenv("W2C_DEV_CACHE")
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("find a cache folder: %w (set W2C_DEV_CACHE)", err)
		}
		dir = filepath.Join(base, "w2c-dev")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	return &Tools{Dir: dir, Log: log, once: map[string]*sync.Mutex{}}, os.MkdirAll(dir, 0o755)
}

// Node returns the path of a Node 24 or newer: W2C_TEST_NODE, the one on PATH,
// or one installed from npm.
func (t *Tools) Node(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.node != "" {
		return t.node, nil
	}
	if bin := os.Getenv("W2C_TEST_NODE"); bin != "" {
		t.node = bin
		return bin, nil
	}
	if bin, err := exec.LookPath("node"); err == nil && nodeMajorOf(ctx, bin) >= nodeMajor {
		t.node = bin
		return bin, nil
	}
	bin, err := t.installNode(ctx)
	if err != nil {
		return "", err
	}
	t.node = bin
	return bin, nil
}

func nodeMajorOf(ctx context.Context, bin string) int {
	out, err := exec.CommandContext(ctx, bin, "--version").Output()
	if err != nil {
		return 0
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(out)), "v"), ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return n
}

// installNode takes Node's own binary from its npm package: any npm can fetch
// it, whatever Node that npm itself runs on.
func (t *Tools) installNode(ctx context.Context) (string, error) {
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	if runtime.GOOS != "linux" || arch == "" {
		return "", fmt.Errorf("need Node %d or newer on the PATH", nodeMajor)
	}
	final := filepath.Join(t.Dir, "node-"+NodeVersion)
	pkg := "node-linux-" + arch
	bin := filepath.Join(final, "node_modules", pkg, "bin", "node")
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", fmt.Errorf("need Node %d or newer, or any npm to install it with: apt-get install npm, or https://nodejs.org/en/download", nodeMajor)
	}
	fmt.Fprintf(t.Log, "install Node %s\n", NodeVersion)
	err = t.build(final, func(dir string) error {
		return t.run(ctx, dir, nil, npm, "install", "--prefix", dir, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", pkg+"@"+NodeVersion)
	})
	return bin, err
}

// lock serialises work on one folder inside this process.
func (t *Tools) lock(name string) (unlock func()) {
	t.mu.Lock()
	m := t.once[name]
	if m == nil {
		m = &sync.Mutex{}
		t.once[name] = m
	}
	t.mu.Unlock()
	m.Lock()
	return m.Unlock
}

// build fills a new folder and gives it its name only when it is complete, so
// an interrupted install is never taken for a finished one. Another process may
// win the race; then its folder is used.
func (t *Tools) build(final string, fill func(dir string) error) error {
	tmp, err := os.MkdirTemp(t.Dir, "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := fill(tmp); err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	err = os.Rename(tmp, final)
	if errors.Is(err, fs.ErrExist) || isNotEmpty(final) {
		return nil
	}
	return err
}

func isNotEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) > 0
}

// run shows a command's output only when it fails.
func (t *Tools) run(ctx context.Context, dir string, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return nil
}
