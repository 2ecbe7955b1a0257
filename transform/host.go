package transform

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/transform/overlay"
)

// MissingError says that something this machine should have is not there. It
// is nobody's bug, and there is a command that repairs it.
type MissingError struct{ Message, Hint string }

func (e *MissingError) Error() string { return e.Message }

// HostFinder finds the goja host's executable for linux. A release has it
// beside w2c; a source checkout builds it once and keeps it in Cache.
type HostFinder struct {
	Executable string   // w2c's own path; "" when unknown
	Source     string   // the source checkout; "" when there is none
	Cache      string   // where built hosts are kept
	Env        []string // for the go command
	// Building is called once when a build starts, which takes a while.
	Building func()
}

// SourceDir is the checkout this w2c was built from, when it is still there, or
// the one that the folder cwd lies in: a program built with -trimpath does not
// know where it came from.
func SourceDir(cwd string) string {
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		if dir := filepath.Dir(filepath.Dir(file)); isSource(dir) {
			return dir
		}
	}
	cwd, err := filepath.Abs(cwd)
	if err != nil {
		return ""
	}
	for dir := cwd; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if isSource(dir) {
			return dir
		}
	}
	return ""
}

func isSource(dir string) bool {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && bytes.HasPrefix(mod, []byte("module github.com/w2c-dev/w2c\n"))
}

// Find returns the path of a w2c-host for linux and arch.
func (h HostFinder) Find(ctx context.Context, arch string) (string, error) {
	if h.Executable != "" {
		beside := filepath.Join(filepath.Dir(h.Executable), "w2c-host-linux-"+arch)
		if st, err := os.Stat(beside); err == nil && st.Mode().IsRegular() {
			return beside, nil
		}
	}
	if h.Source == "" {
		return "", &MissingError{
			Message: fmt.Sprintf("the goja host for linux/%s is not beside w2c, and there is no source to build it from", arch),
			Hint:    "unpack the whole release archive, run w2c from a source checkout, or convert with --server hono",
		}
	}
	key, err := sourceKey(h.Source)
	if err != nil {
		return "", err
	}
	path := filepath.Join(h.Cache, "host-"+key[:16]+"-"+arch, "w2c-host")
	if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
		return path, nil
	}
	return path, h.build(ctx, arch, path)
}

// build compiles the host into the cache. Two builds at a time do no harm: each
// writes its own file and the last rename wins with the same bytes.
func (h HostFinder) build(ctx context.Context, arch, path string) error {
	goTool, err := exec.LookPath("go")
	if err != nil {
		return &MissingError{
			Message: "the goja host must be built once, and there is no go command",
			Hint:    "install Go from https://go.dev/dl, use a release of w2c, or convert with --server hono",
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	if h.Building != nil {
		h.Building()
	}
	tmp := fmt.Sprintf("%s.%d", path, os.Getpid())
	defer func() { _ = os.Remove(tmp) }()
	env := append(append([]string(nil), h.Env...), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch, "GOWORK=off")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid=", "-o", tmp}
	edited, err := os.MkdirTemp("", "w2c-overlay-")
	if err != nil {
		return fmt.Errorf("build the goja host: %w", err)
	}
	defer func() { _ = os.RemoveAll(edited) }()
	// A host without the edits would be slower and have fewer guards.
	flags, err := overlay.Build(ctx, edited, h.Source, env)
	if err != nil {
		return fmt.Errorf("build the goja host: %w", err)
	}
	cmd := exec.CommandContext(ctx, goTool, append(append(args, flags...), "./cmd/w2c-host")...)
	cmd.Dir, cmd.Env = h.Source, env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the goja host: %w\n%s", err, bytes.TrimSpace(out))
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("keep the goja host: %w", err)
	}
	h.prune(arch)
	return nil
}

// keptHosts is how many hosts of one processor stay in the cache: whoever works
// on w2c makes a new one with every change, at thirty megabytes each.
const keptHosts = 3

// prune removes the oldest hosts. One that cannot be removed only takes room.
func (h HostFinder) prune(arch string) {
	dirs, err := filepath.Glob(filepath.Join(h.Cache, "host-*-"+arch))
	if err != nil || len(dirs) <= keptHosts {
		return
	}
	age := func(dir string) int64 {
		st, err := os.Stat(dir)
		if err != nil {
			return 0
		}
		return st.ModTime().UnixNano()
	}
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(age(b), age(a)) })
	for _, dir := range dirs[keptHosts:] {
		_ = os.RemoveAll(dir)
	}
}

// sourceKey is a digest of everything that the host is built from. Listing the
// packages exactly would take the go command half a second at every conversion.
func sourceKey(dir string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version())
	file := func(path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		fmt.Fprintln(sum, filepath.ToSlash(rel))
		_, err = io.Copy(sum, f)
		return err
	}
	for _, part := range []string{"go.mod", "go.sum", "cmd/w2c-host", "runtime", "transform/overlay"} {
		err := filepath.WalkDir(filepath.Join(dir, filepath.FromSlash(part)), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "hosttest" || d.Name() == "node_modules"):
				return filepath.SkipDir
			case d.IsDir() || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			return file(path)
		})
		if errors.Is(err, fs.ErrNotExist) {
			continue // a file that went away while the tree was read
		}
		if err != nil {
			return "", fmt.Errorf("read w2c's source: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
