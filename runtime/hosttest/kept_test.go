package hosttest

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// TestKeptSource looks at what the default conversion of each example wrote: the
// Worker's own TypeScript passes tsc beside the platform, and npm takes the lock
// file for the one of package.json. The server's world is tsc's in nodehost.
func TestKeptSource(t *testing.T) {
	need(t)
	eachExample(t, func(t *testing.T, c *cases.Case, server string) {
		dir := converted(t, c, server, "sqlite")
		if _, err := os.Stat(filepath.Join(dir, "build.mjs")); err != nil {
			t.Fatal("the source is not kept")
		}
		if server == "express" && !strings.Contains(read(t, filepath.Join(dir, "ROUTES.md")), "Express's now") {
			return // types and packages are those of the Hono project
		}
		agrees(t, dir)
		if _, err := os.Stat(filepath.Join(dir, "tsconfig.worker.json")); errors.Is(err, fs.ErrNotExist) {
			return // JavaScript
		}
		cmd := exec.CommandContext(t.Context(), kit.Node, "node_modules/typescript/bin/tsc", "-p", "tsconfig.worker.json")
		cmd.Dir = dir
		app.Tie(cmd)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("tsc: %v\n%s", err, text)
		}
	})
}

// agrees asks npm whether package.json and its lock file agree.
func agrees(t *testing.T, dir string) {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Fatal("npm is needed to check the lock file: ", err)
	}
	alone := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json"} {
		if err := os.WriteFile(filepath.Join(alone, name), []byte(read(t, filepath.Join(dir, name))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), npm, "ci", "--dry-run", "--offline", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = alone
	app.Tie(cmd)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("npm ci: %v\n%s", err, text)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
