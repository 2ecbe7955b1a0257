package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// convertShare is how many times the CPU time of a conversion wrangler's dry run
// may need at least: w2c stays under a third of it.
const convertShare = 3

// convertRow compares the conversion of one example with wrangler's dry run, in
// milliseconds of CPU time, a value a round.
type convertRow struct {
	example       string
	w2c, wrangler []float64
}

// conversion converts every example and has wrangler bundle it, taking turns.
func (b *bench) conversion(ctx context.Context) error {
	bin := filepath.Join(b.tmp, "w2c")
	build := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/w2c")
	build.Dir = b.root
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build w2c: %w\n%s", err, said)
	}
	examples, err := os.ReadDir(filepath.Join(b.root, "examples"))
	if err != nil {
		return err
	}
	for _, e := range examples {
		if !e.IsDir() {
			continue
		}
		fmt.Fprintf(b.log, "bench conversion: %s\n", e.Name())
		row, err := b.convertExample(ctx, bin, e.Name())
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
		b.conv = append(b.conv, row)
	}
	return nil
}

func (b *bench) convertExample(ctx context.Context, bin, name string) (convertRow, error) {
	row := convertRow{example: name}
	source := filepath.Join(b.root, "examples", name)
	project := filepath.Join(b.tmp, "examples", name)
	if err := os.CopyFS(project, os.DirFS(source)); err != nil {
		return row, err
	}
	if _, err := os.Stat(filepath.Join(source, "package-lock.json")); err == nil {
		modules, err := b.tools.Packages(ctx, source)
		if err != nil {
			return row, err
		}
		if err := os.Symlink(modules, filepath.Join(project, "node_modules")); err != nil {
			return row, err
		}
	}
	// The Worker may lie in a folder of the example.
	c, err := cases.Load(b.root, source)
	if err != nil {
		return row, err
	}
	project = c.Project(project)
	// The round that does not count fills caches.
	for round := range b.rounds + 1 {
		out := filepath.Join(b.tmp, "converted", name, fmt.Sprint(round))
		w2c, err := cpuTime(exec.CommandContext(ctx, bin, "convert", project, "--server", "hono", "--out", out))
		if err != nil {
			return row, err
		}
		dry := exec.CommandContext(ctx, b.kit.Node, "--no-warnings", filepath.Join(b.modules, "wrangler", "wrangler-dist", "cli.js"),
			"deploy", "--dry-run", "--outdir", filepath.Join(b.tmp, "dry-run", name))
		dry.Dir = project
		dry.Env = quietEnv(filepath.Join(os.TempDir(), "w2c-dev-wrangler"), b.modules)
		wrangler, err := cpuTime(dry)
		if err != nil {
			return row, err
		}
		if round > 0 {
			row.w2c = append(row.w2c, w2c)
			row.wrangler = append(row.wrangler, wrangler)
		}
	}
	return row, nil
}

// cpuTime runs a command to its end: the milliseconds of CPU that it and the
// processes that it waited for took.
func cpuTime(cmd *exec.Cmd) (float64, error) {
	if said, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", cmd, err, said)
	}
	took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return float64(took.Microseconds()) / 1000, nil
}

// slowConversions says which examples took more than their share.
func (b *bench) slowConversions() error {
	var slow []string
	for _, r := range b.conv {
		if ratio(r.wrangler, r.w2c) < convertShare {
			slow = append(slow, r.example)
		}
	}
	if len(slow) == 0 {
		return nil
	}
	return fmt.Errorf("conversion takes more than a third of wrangler's dry run: %s", strings.Join(slow, ", "))
}

func (b *bench) printConversions(w io.Writer) {
	fmt.Fprintf(w, "\n| conversion, ms of CPU | w2c convert --server hono | wrangler deploy --dry-run | wrangler ÷ w2c |\n|---|---|---|---|\n")
	for _, r := range b.conv {
		fmt.Fprintf(w, "| %s | %.0f | %.0f | %.1f |\n", r.example, median(r.w2c), median(r.wrangler), ratio(r.wrangler, r.w2c))
	}
}
