package transform_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/transform"
)

func TestHostBesideRelease(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "w2c-host-linux-arm64"), "host")
	got, err := transform.HostFinder{Executable: filepath.Join(dir, "w2c")}.Find(context.Background(), "arm64")
	if err != nil || got != filepath.Join(dir, "w2c-host-linux-arm64") {
		t.Error(got, err)
	}
	var missing *transform.MissingError
	if _, err := (transform.HostFinder{Executable: filepath.Join(dir, "w2c")}).Find(context.Background(), "amd64"); !errors.As(err, &missing) || missing.Hint == "" {
		t.Error(err)
	}
}

// A checkout builds its host once, again when the source changes, and for the
// processor that is asked for.
func TestHostFromSource(t *testing.T) {
	source, cache := t.TempDir(), t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} { // they lead to what transform/overlay edits
		data, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(source, name), string(data))
	}
	profile := filepath.Join("overlay", "profile") // which the compiler reads there
	if err := os.CopyFS(filepath.Join(source, "transform", profile), os.DirFS(profile)); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(source, "runtime/a.go"), "package runtime\n\nconst Word = \"one\"\n")
	put(t, filepath.Join(source, "runtime/webapi/a.go"), "package webapi\n")
	put(t, filepath.Join(source, "runtime/gojahost/a.go"), "package gojahost\n")
	put(t, filepath.Join(source, "cmd/w2c-host/main.go"), "package main\n\nimport \"github.com/w2c-dev/w2c/runtime\"\n\nfunc main() { print(runtime.Word) }\n")
	builds := 0
	f := transform.HostFinder{Source: source, Cache: cache, Env: os.Environ(), Building: func() { builds++ }}
	find := func(arch string) string {
		t.Helper()
		path, err := f.Find(context.Background(), arch)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := find(runtime.GOARCH)
	if again := find(runtime.GOARCH); again != first || builds != 1 {
		t.Errorf("built %d times, %s and %s", builds, first, again)
	}
	if runtime.GOOS == "linux" {
		out, err := exec.Command(first).CombinedOutput()
		if err != nil || string(out) != "one" {
			t.Errorf("%s %v", out, err)
		}
	}
	text, err := os.ReadFile(first)
	if err != nil || strings.Contains(string(text), source) {
		t.Error("the host has the path of the checkout", err)
	}
	put(t, filepath.Join(source, "runtime/a.go"), "package runtime\n\nconst Word = \"two\"\n")
	if find(runtime.GOARCH) == first {
		t.Error("another source, the same host")
	}
	put(t, filepath.Join(source, "runtime/a.go"), "package runtime\n\nconst Word = two\n")
	if _, err := f.Find(context.Background(), runtime.GOARCH); err == nil || !strings.Contains(err.Error(), "undefined: two") {
		t.Error(err)
	}
}
