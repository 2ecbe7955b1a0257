// Package nodetest runs the TypeScript half of a binding by itself, for tests
// that compare it with the Go half.
package nodetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// Find gives the path of Node. Without it nothing is proved, so in CI that is a
// failure.
func Find(t testing.TB) string {
	t.Helper()
	kit, err := tools.New(os.Stderr)
	var node string
	if err == nil {
		node, err = kit.Node(t.Context())
	}
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatalf("no Node: %v", err)
		}
		t.Skipf("no Node: %v (w2c-dev test installs it)", err)
	}
	return node
}

// Run runs script beside files, which lie flat in one folder as in an app, and
// gives what it prints.
func Run(t testing.TB, files map[string]string, script string, args ...string) string {
	t.Helper()
	node, dir := Find(t), t.TempDir()
	files["package.json"], files["script.ts"] = `{"type":"module"}`, script
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, append([]string{"script.ts"}, args...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}
