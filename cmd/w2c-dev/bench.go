package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// benchFlags bound what a run measures; the defaults stay under five minutes.
type benchFlags struct {
	workloads, targets string
	rounds             int
	duration           time.Duration
	connections        int
	skipStart          bool
	skipConvert        bool
}

// Targets in the order of the tables. The last two are what the others are compared with.
var (
	benchTargets   = []string{"goja", "hono", "express", "workerd", "node+hono"}
	benchWorkloads = []string{"hello", "json", "router", "ssr", "md", "kv"}
)

func cmdBench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "state" {
		return cmdBenchState(ctx, args[1:], stdout, stderr)
	}
	var f benchFlags
	flags := flag.NewFlagSet("w2c-dev bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&f.workloads, "workloads", strings.Join(benchWorkloads, ","), "what to ask for; empty for none")
	flags.StringVar(&f.targets, "targets", strings.Join(benchTargets, ","), "what to ask")
	flags.IntVar(&f.rounds, "rounds", 5, "rounds; targets take turns within each")
	flags.DurationVar(&f.duration, "d", 1500*time.Millisecond, "how long each target is asked in a round")
	flags.IntVar(&f.connections, "c", 32, "connections")
	flags.BoolVar(&f.skipStart, "no-start", false, "leave out start-up and memory")
	flags.BoolVar(&f.skipConvert, "no-convert", false, "leave out conversion speed")
	if err := flags.Parse(args); err != nil {
		return usageError{err}
	}
	b, err := newBench(ctx, f, stderr)
	if err != nil {
		return err
	}
	defer b.close()
	for w := range strings.SplitSeq(f.workloads, ",") {
		if w == "" {
			continue
		}
		if err := b.workload(ctx, w); err != nil {
			return fmt.Errorf("bench %s: %w", w, err)
		}
	}
	if !f.skipStart {
		if err := b.starts(ctx); err != nil {
			return fmt.Errorf("bench start-up: %w", err)
		}
	}
	if !f.skipConvert {
		if err := b.conversion(ctx); err != nil {
			return fmt.Errorf("bench conversion: %w", err)
		}
	}
	b.print(stdout)
	return b.slowConversions()
}

// bench is one run.
type bench struct {
	benchFlags
	root    string
	tmp     string
	log     io.Writer
	tools   *tools.Tools
	kit     *app.Kit
	modules string // node_modules of wrangler, which brings miniflare and workerd

	loads  []loadRow
	start  []startRow
	images []imageRow
	conv   []convertRow
}

func newBench(ctx context.Context, f benchFlags, log io.Writer) (*bench, error) {
	root, err := repository()
	if err != nil {
		return nil, err
	}
	t, err := tools.New(log)
	if err != nil {
		return nil, err
	}
	b := &bench{benchFlags: f, root: root, log: log, tools: t}
	if b.kit, err = app.NewKit(ctx, t); err != nil {
		return nil, err
	}
	if _, b.modules, err = devPackages(ctx, t); err != nil {
		return nil, err
	}
	apps, err := t.Packages(ctx, b.source())
	if err != nil {
		return nil, err
	}
	if b.tmp, err = os.MkdirTemp("", "w2c-bench-"); err != nil {
		return nil, err
	}
	// Workers and the plain Node apps side by side, with one node_modules.
	if err := os.CopyFS(b.project(""), os.DirFS(b.source())); err != nil {
		return nil, err
	}
	if err := os.CopyFS(b.project(""), os.DirFS(filepath.Join(b.source(), "node"))); err != nil {
		return nil, err
	}
	return b, os.Symlink(apps, filepath.Join(b.project(""), "node_modules"))
}

func (b *bench) close() { os.RemoveAll(b.tmp) }

func (b *bench) source() string { return filepath.Join(b.root, "cmd", "w2c-dev", "bench") }

func (b *bench) project(workload string) string { return filepath.Join(b.tmp, "src", workload) }

// loadRow is what one target did under one workload, a value a round.
type loadRow struct {
	workload, target string
	cpu              []float64 // µs of CPU a request
	rps              []float64
	rss              int64 // bytes under load
	errors           int
}

// workload starts every target, then asks them in turns.
func (b *bench) workload(ctx context.Context, name string) error {
	if !slices.Contains(benchWorkloads, name) && !keepsState(name) {
		return fmt.Errorf("there are %s and, of state, %s", strings.Join(benchWorkloads, ", "), strings.Join(stateWorkloads, ", "))
	}
	type running struct {
		row    *loadRow
		server *server
	}
	var list []running
	defer func() {
		for _, r := range list {
			r.server.stop()
		}
	}()
	for target := range strings.SplitSeq(b.targets, ",") {
		fmt.Fprintf(b.log, "bench %s: start %s\n", name, target)
		s, err := b.startTarget(ctx, target, name)
		if err != nil {
			return fmt.Errorf("start %s: %w", target, err)
		}
		list = append(list, running{&loadRow{workload: name, target: target}, s})
		if err := b.prepare(ctx, s, name); err != nil {
			return fmt.Errorf("%s: %w\n%s", target, err, s.logs())
		}
	}
	for round := range b.rounds {
		fmt.Fprintf(b.log, "bench %s: round %d of %d\n", name, round+1, b.rounds)
		for i := range list {
			// Another target begins each round, so that no one always runs hot or cold.
			r := list[(i+round)%len(list)]
			if err := b.measure(ctx, r.row, r.server); err != nil {
				return err
			}
		}
	}
	for _, r := range list {
		b.loads = append(b.loads, *r.row)
	}
	return nil
}

// measure is one target's turn.
func (b *bench) measure(ctx context.Context, row *loadRow, s *server) error {
	before := groupCPU(s.group())
	res, err := load(ctx, s.addr, requestFor(row.workload), b.connections, b.duration)
	if err != nil {
		return fmt.Errorf("ask %s: %w\n%s", row.target, err, s.logs())
	}
	used := groupCPU(s.group()) - before
	row.cpu = append(row.cpu, float64(used.Microseconds())/float64(res.requests))
	row.rps = append(row.rps, float64(res.requests)/res.elapsed.Seconds())
	row.rss = groupRSS(s.group())
	row.errors += res.errors
	return nil
}

// prepare seeds the store, checks that the answer is the one meant, and warms up.
func (b *bench) prepare(ctx context.Context, s *server, workload string) error {
	if keepsState(workload) && workload != "queue" {
		if err := seed(ctx, s.addr); err != nil {
			return err
		}
	}
	got, err := once(ctx, s.addr, requestFor(workload))
	if err != nil {
		return err
	}
	if !strings.Contains(got, expected[workload]) {
		return fmt.Errorf("unexpected answer %.200q", got)
	}
	_, err = load(ctx, s.addr, requestFor(workload), b.connections, time.Second)
	return err
}
