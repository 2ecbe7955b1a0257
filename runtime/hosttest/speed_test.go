package hosttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// TestConversionSpeed holds a whole conversion, written to disk, against what
// wrangler takes to bundle the same Worker, in turns in the same run.
func TestConversionSpeed(t *testing.T) {
	need(t)
	wrangler := os.Getenv("W2C_TEST_WRANGLER")
	if wrangler == "" {
		const missing = "set W2C_TEST_WRANGLER to wrangler's bin/wrangler.js (w2c-dev test does)"
		if os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	dir := t.TempDir()
	w2c := filepath.Join(dir, "w2c")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", w2c, "./cmd/w2c")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c, err := cases.Load(root, filepath.Join(root, "examples", "link-shortener"))
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(dir, "project")
	if err := c.Stage(t.Context(), project, kit.Tools); err != nil {
		t.Fatal(err)
	}
	commands := map[string]func() *exec.Cmd{
		"w2c": func() *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), w2c, "convert", project, "--out", filepath.Join(dir, "out"), "--force")
			cmd.Dir = root
			return cmd
		},
		"wrangler": func() *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), kit.Node, wrangler, "deploy", "--dry-run", "--outdir", filepath.Join(dir, "dist"))
			cmd.Dir = project
			cmd.Env = append(os.Environ(), "WRANGLER_SEND_METRICS=false", "WRANGLER_HIDE_BANNER=true", "CI=true", "WRANGLER_LOG_PATH="+dir, "XDG_CONFIG_HOME="+dir)
			return cmd
		},
	}
	took := map[string][]time.Duration{}
	for round := range 6 {
		for name, command := range commands {
			begin := time.Now()
			if out, err := command().CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, out)
			}
			if round > 0 { // the first may build the host and fill disk caches
				took[name] = append(took[name], time.Since(begin))
			}
		}
	}
	median := func(name string) time.Duration {
		slices.Sort(took[name])
		return took[name][len(took[name])/2]
	}
	ours, theirs := median("w2c"), median("wrangler")
	t.Logf("w2c convert %s, wrangler deploy --dry-run %s: 1/%.1f", ours, theirs, float64(theirs)/float64(ours))
	if ours*10 > theirs {
		t.Errorf("w2c convert takes %s, more than a tenth of wrangler's %s", ours, theirs)
	}
}
