package cron

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// node runs a script beside the TypeScript half and gives its output.
func node(t *testing.T, script string, files ...string) string {
	t.Helper()
	ctx := context.Background()
	kit, err := tools.New(os.Stderr)
	var bin, modules string
	if err == nil {
		bin, err = kit.Node(ctx)
	}
	if err == nil {
		modules, err = kit.Packages(ctx, filepath.Join("..", "..", "nodehost", "npm"))
	}
	if err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatalf("no Node: %v", err)
		}
		t.Skipf("no Node: %v (w2c-dev test installs it)", err)
	}
	dir := t.TempDir()
	texts := map[string][]byte{"package.json": []byte(`{"type":"module"}`), "redis.ts": []byte(kv.StoreFiles()["redis.ts"])}
	for _, f := range append(files, script) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(f)] = b
	}
	for name, b := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, filepath.Base(script))
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// TestNodeSchedule checks schedule.ts with the vectors of the Go parser.
func TestNodeSchedule(t *testing.T) {
	out := node(t, "schedule/testdata/vectors.ts", "schedule/schedule.ts", "schedule/testdata/vectors.json")
	if lines := strings.Split(strings.TrimSpace(out), "\n"); len(lines) != 1 || !strings.HasSuffix(lines[0], " checks") || strings.HasPrefix(lines[0], "0 ") {
		t.Error(out)
	}
}

// TestNodeRun is TestFires and TestMissed for cron.ts, and its stop.
func TestNodeRun(t *testing.T) {
	out := node(t, "testdata/keep.ts", "cron.ts", "schedule/schedule.ts")
	want := `2026-11-22T00:05:00.000Z */5 * * * *
2026-11-22T00:10:00.000Z */5 * * * *
2026-11-22T00:10:00.000Z 10 * * * *
2026-11-22T00:15:00.000Z */5 * * * *
2026-11-22T00:20:00.000Z */5 * * * *
asleep
2026-11-22T01:00:00.000Z */5 * * * *
stopped
`
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}
