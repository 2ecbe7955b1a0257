package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// testFlags choose a part of the proof for quick work; without any, all runs.
type testFlags struct {
	area, server, store, only string
	unit, faults              bool
	// routes alone, and for them: the first program, how many, whether to write
	// down what public Workers give.
	routes, update bool
	seed, count    int
}

func (f testFlags) partial() bool { return f != testFlags{} }

func cmdTest(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var f testFlags
	fs.StringVar(&f.area, "area", "", "only the cases of this area (kv, http, examples, …)")
	fs.StringVar(&f.server, "server", "", "only this server: goja, hono or express")
	fs.StringVar(&f.store, "store", "", "only this store: sqlite or redis")
	fs.StringVar(&f.only, "only", "", "only cases whose name contains this")
	fs.BoolVar(&f.unit, "unit", false, "only go vet and the tests that start no server")
	fs.BoolVar(&f.faults, "faults", false, "only what is done to stores and to apps that write: kill -9, full disks, damaged files, services that are gone")
	fs.BoolVar(&f.routes, "routes", false, "only the proofs that lifted routes answer as before; --only takes one of them")
	fs.IntVar(&f.seed, "seed", 0, "with --routes: the first random program")
	fs.IntVar(&f.count, "count", 0, "with --routes: how many random programs")
	fs.BoolVar(&f.update, "update", false, "with --routes: write down what the public Workers give")
	if err := fs.Parse(args); err != nil {
		return usageError{err}
	}
	root, err := repository()
	if err != nil {
		return err
	}
	t, err := tools.New(stderr)
	if err != nil {
		return err
	}
	r := &testRun{root: root, tools: t, out: stdout, flags: f, tally: newTally(), started: time.Now()}
	r.run(ctx)
	return r.report()
}

// testRun is one run of the test command.
type testRun struct {
	root    string
	tools   *tools.Tools
	out     io.Writer
	flags   testFlags
	tally   *tally
	env     []string
	started time.Time
	mu      sync.Mutex
	// bundles are what wrangler made of the cases, for whoever runs their Workers
	// on workerd again.
	bundles string
}

// hostPackage and imagePackage start servers and containers; they run after
// the rest, so that their timing is not disturbed by compilers.
const (
	hostPackage  = "./runtime/hosttest"
	imagePackage = "./templates/image"
)

// hostParallel apps at a time: much of a case is waiting, but too many at once
// and the cases about time see the load of the others.
const hostParallel = "4"

func (r *testRun) run(ctx context.Context) {
	if r.flags.routes {
		r.routeProofs(ctx)
		return
	}
	if r.flags.faults {
		r.say("installing")
		r.install(ctx, false)
		r.goTest(ctx, []string{"./runtime/store/...", "./runtime/bindings/..."}, "-p", "2", "-timeout", "15m")
		r.goTest(ctx, []string{hostPackage}, "-run", "^(TestKilledWhileWriting|TestTermUnderLoad)$", "-timeout", "15m")
		return
	}
	if r.flags.partial() && !r.flags.unit {
		r.say("installing")
		r.install(ctx, false)
		r.goTest(ctx, []string{hostPackage}, "-run", r.flags.pattern(), "-parallel", hostParallel, "-timeout", "30m")
		return
	}
	r.say("installing")
	buildkitd := r.install(ctx, !r.flags.unit)
	r.step("go vet", func() error { return r.quiet(ctx, "go", "vet", "./...") })
	r.step("generated files", func() error { return generate(ctx, r.root, r.tools, true, r.out) })
	rest, err := r.packages(ctx)
	if err != nil {
		r.tally.add(outcome{name: "go list", failed: true, output: err.Error()})
		return
	}
	r.say("unit tests")
	r.goTest(ctx, rest, "-p", "2", "-timeout", "15m")
	if r.flags.unit {
		return
	}
	if r.bundles, err = os.MkdirTemp("", "w2c-bundles-"); err != nil {
		r.tally.add(outcome{name: "folder for bundles", failed: true, output: err.Error()})
		return
	}
	defer os.RemoveAll(r.bundles)
	r.say("recording every case on workerd again")
	r.recordCheck(ctx)
	r.webPlatformTests(ctx)
	r.routeProofs(ctx)
	r.say("conformance and robustness on every server")
	r.goTest(ctx, []string{hostPackage}, "-parallel", hostParallel, "-timeout", "40m")
	r.say("images")
	if err := <-buildkitd; err != nil {
		r.tally.add(outcome{name: "install buildkitd", failed: true, output: err.Error()})
	}
	r.goTest(ctx, []string{imagePackage}, "-timeout", "20m")
}

// pattern selects subtests of TestConformance: area/case/server/store.
func (f testFlags) pattern() string {
	exactly := func(s string) string {
		if s == "" {
			return ".*"
		}
		return "^" + s + "$"
	}
	only := ".*"
	if f.only != "" {
		only = f.only
	}
	return strings.Join([]string{"^TestConformance$", exactly(f.area), only, exactly(f.server), exactly(f.store)}, "/")
}

// install gets what the tests need and says where it is. What cannot be
// installed is a failure; the tests that need it then fail by themselves too.
// buildkitd takes minutes to build, so it is waited for at the end.
func (r *testRun) install(ctx context.Context, everything bool) (buildkitd <-chan error) {
	// The same settings as a release's: what one step compiles, no other does again.
	r.env = append(os.Environ(), "W2C_TEST_ALL=1", "W2C_DEV_CACHE="+r.tools.Dir, "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	set := func(name, value string, err error) {
		if err != nil {
			r.tally.add(outcome{name: "install for " + name, failed: true, output: err.Error()})
			return
		}
		r.env = append(r.env, name+"="+value)
	}
	node, wranglerModules, err := devPackages(ctx, r.tools)
	set("W2C_TEST_NODE", node, err)
	if err == nil {
		set("W2C_TEST_WRANGLER", filepath.Join(wranglerModules, "wrangler", "bin", "wrangler.js"), nil)
	}
	modules, err := r.tools.Packages(ctx, filepath.Join(r.root, "runtime", "nodehost", "npm"))
	set("W2C_TEST_NODE_MODULES", modules, err)
	redis, err := r.tools.System(ctx, "redis-server", "redis-server")
	set("PATH", os.Getenv("PATH")+string(os.PathListSeparator)+filepath.Dir(redis), err)

	done := make(chan error, 1)
	if !everything {
		done <- nil
		return done
	}
	runc, err := r.tools.System(ctx, "runc", "runc")
	set("W2C_TEST_RUNC", runc, err)
	r.env = append(r.env, "W2C_TEST_BUILDKITD="+r.tools.BuildkitdPath())
	go func() {
		_, err := r.tools.Buildkitd(ctx)
		done <- err
	}()
	return done
}

// packages are all but the two that run last.
func (r *testRun) packages(ctx context.Context) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "./...")
	cmd.Dir = r.root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list packages: %w", err)
	}
	var rest []string
	for _, p := range strings.Fields(string(out)) {
		if !strings.HasSuffix(p, strings.TrimPrefix(hostPackage, ".")) && !strings.HasSuffix(p, strings.TrimPrefix(imagePackage, ".")) {
			rest = append(rest, p)
		}
	}
	return rest, nil
}

func (r *testRun) recordCheck(ctx context.Context) {
	chosen, err := selectCases(r.root, nil)
	if err == nil {
		var results []recorded
		results, err = recorder{tools: r.tools, check: true, out: r.out, keep: r.bundles}.all(ctx, chosen)
		for _, res := range results {
			one := outcome{name: "recorded " + res.name, area: areaOf(res.name), column: "recorded"}
			if res.err != nil {
				one.failed, one.output = true, res.err.Error()
			}
			r.add(one)
		}
	}
	if err != nil {
		r.add(outcome{name: "record on workerd", failed: true, output: err.Error()})
	}
}

func areaOf(name string) string {
	area, _, _ := strings.Cut(name, "/")
	return area
}

// step runs something that passes or fails as a whole.
func (r *testRun) step(name string, f func() error) {
	r.say("%s", name)
	res := outcome{name: name}
	if err := f(); err != nil {
		res.failed, res.output = true, err.Error()
	}
	r.add(res)
}

func (r *testRun) quiet(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = r.root, r.env
	if out, err := cmd.CombinedOutput(); err != nil {
		return errors.New(strings.TrimSpace(string(out) + "\n" + err.Error()))
	}
	return nil
}

// add counts a result and shows it at once when it is a failure.
func (r *testRun) add(res outcome) {
	r.tally.add(res)
	if res.failed {
		fmt.Fprintf(r.out, "FAIL %s\n%s\n", res.name, indent(res.output))
	}
}

func (r *testRun) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, "[%s] %s\n", time.Since(r.started).Round(time.Second), fmt.Sprintf(format, args...))
}

// report prints the table and the closing line.
func (r *testRun) report() error {
	r.tally.print(r.out)
	r.tally.printFaults(r.out)
	if r.tally.passed == 0 && r.tally.failed == 0 {
		// A gate that passes because nothing ran is no gate.
		r.tally.failed++
		fmt.Fprintln(r.out, "nothing ran: no test matches the flags")
	}
	fmt.Fprintf(r.out, "%d passed, %d failed\n", r.tally.passed, r.tally.failed)
	if r.tally.failed > 0 {
		return errFailed
	}
	return nil
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}
