package tools

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// System returns the path of a program of the operating system, installing its
// Debian package when it is missing and we may.
func (t *Tools) System(ctx context.Context, program, debian string) (string, error) {
	if bin, err := exec.LookPath(program); err == nil {
		return bin, nil
	}
	for _, dir := range []string{"/usr/sbin", "/sbin"} { // not on every user's PATH
		if bin := filepath.Join(dir, program); isFile(bin) {
			return bin, nil
		}
	}
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Getuid() != 0 {
		return "", fmt.Errorf("need %s: install it (Debian: apt-get install %s) or run this as root", program, debian)
	}
	defer t.lock("apt")()
	fmt.Fprintf(t.Log, "apt-get install %s\n", debian)
	env := []string{"DEBIAN_FRONTEND=noninteractive"}
	install := func() error {
		return t.run(ctx, "/", env, apt, "install", "-y", "--no-install-recommends", debian)
	}
	if err := install(); err != nil {
		// A fresh machine has no package lists.
		if err := t.run(ctx, "/", env, apt, "update"); err != nil {
			return "", err
		}
		if err := install(); err != nil {
			return "", err
		}
	}
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/bin") {
		if bin := filepath.Join(dir, program); isFile(bin) {
			return bin, nil
		}
	}
	return "", fmt.Errorf("the Debian package %s brought no %s", debian, program)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// BuildkitVersion is the newest whose dependencies all resolve, and the version
// of the client in our go.mod.
const BuildkitVersion = "v0.33.0"

// BuildkitdPath is where Buildkitd puts the program.
func (t *Tools) BuildkitdPath() string {
	return filepath.Join(t.Dir, "buildkit-"+BuildkitVersion, "buildkitd")
}

// Buildkitd builds buildkitd from its source. Its module has exclude directives,
// which `go install module@version` refuses, so a throw-away module requires it;
// with upstream's go.sum, and without `go mod tidy`, which would download every
// test dependency of every module (3 GB).
func (t *Tools) Buildkitd(ctx context.Context) (string, error) {
	const module = "github.com/moby/buildkit"
	bin := t.BuildkitdPath()
	final := filepath.Dir(bin)
	defer t.lock(final)()
	if isFile(bin) {
		return bin, nil
	}
	fmt.Fprintf(t.Log, "build buildkitd %s (about five minutes of one core)\n", BuildkitVersion)
	err := t.build(final, func(dir string) error {
		src := filepath.Join(dir, "src")
		if err := os.Mkdir(src, 0o755); err != nil {
			return err
		}
		defer os.RemoveAll(src)
		env := []string{"GOWORK=off", "GOFLAGS=-mod=mod", "CGO_ENABLED=0"}
		mod := "module throwaway.invalid/tool\n\ngo 1.26\n\nrequire " + module + " " + BuildkitVersion + "\n"
		if err := os.WriteFile(filepath.Join(src, "go.mod"), []byte(mod), 0o644); err != nil {
			return err
		}
		cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module+"@"+BuildkitVersion)
		cmd.Dir, cmd.Env = src, append(os.Environ(), env...)
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("download buildkit: %w\n%s", err, out)
		}
		sum, err := os.ReadFile(filepath.Join(jsonString(out, "Dir"), "go.sum"))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(src, "go.sum"), sum, 0o644); err != nil {
			return err
		}
		args := []string{"go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(dir, "buildkitd"), module + "/cmd/buildkitd"}
		if nice, err := exec.LookPath("nice"); err == nil {
			args = append([]string{nice, "-n", "10"}, args...)
		}
		return t.run(ctx, src, env, args[0], args[1:]...)
	})
	return bin, err
}

// jsonString takes one string field out of `go mod download -json`.
func jsonString(out []byte, field string) string {
	_, rest, ok := strings.Cut(string(out), `"`+field+`": "`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
