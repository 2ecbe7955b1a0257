package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/w2c-dev/w2c/cmd/w2c-dev/routes"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// publicVariable names a folder with the public Workers that
// testdata/routes/public.json lists, which are not part of this repository.
const publicVariable = "W2C_PUBLIC_WORKERS"

// routeProofs proves that lifting routes changes no answer, as a step of the
// test command or alone (--routes).
func (r *testRun) routeProofs(ctx context.Context) {
	r.say("lifted routes: random programs, planted mistakes, real Workers")
	outcomes, err := r.runRoutes(ctx)
	if err != nil {
		r.add(outcome{name: "lifted routes", failed: true, output: err.Error()})
	}
	for _, o := range outcomes {
		res := outcome{name: "routes " + o.Name}
		if o.Err != nil {
			res.failed, res.output = true, o.Err.Error()
		}
		r.add(res)
	}
}

func (r *testRun) runRoutes(ctx context.Context) ([]routes.Outcome, error) {
	o := routes.Options{
		Root: r.root, Only: r.flags.only, Seed: r.flags.seed, Count: r.flags.count, Update: r.flags.update, Out: r.out,
	}
	var err error
	if o.Public = os.Getenv(publicVariable); o.Public == "" {
		fmt.Fprintf(r.out, "public Workers: NOT RUN. Set %s to a folder with the checkouts that testdata/routes/public.json lists.\n", publicVariable)
	}
	if o.Node, o.DevModules, err = devPackages(ctx, r.tools); err != nil {
		return nil, err
	}
	if o.NodeModules, err = r.tools.Packages(ctx, filepath.Join(r.root, "runtime", "nodehost", "npm")); err != nil {
		return nil, err
	}
	o.Tools = r.tools
	originals := newOriginals(o.Node, o.DevModules, r.bundles)
	defer originals.Close()
	o.Original = originals.answers
	return routes.Run(ctx, o)
}

// originals runs Workers on workerd, as many at once as there are cores; what is
// bundled is what wrangler would upload.
type originals struct {
	node, modules string
	bundles       string       // those of cases, where they were made already
	free          chan *oracle // nil: one that was not started yet
}

func newOriginals(node, modules, bundles string) *originals {
	o := &originals{node: node, modules: modules, bundles: bundles, free: make(chan *oracle, runtime.NumCPU())}
	for range cap(o.free) {
		o.free <- nil
	}
	return o
}

func (o *originals) answers(ctx context.Context, c *cases.Case, project string) ([]cases.Answer, error) {
	out := bundleOf(o.bundles, c.Name)
	if _, err := os.Stat(out); o.bundles == "" || err != nil {
		made, err := os.MkdirTemp("", "w2c-original-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(made)
		out = filepath.Join(made, "bundle")
	}
	var err error
	one := <-o.free
	if one == nil {
		if one, err = startOracle(o.node, o.modules); err != nil {
			o.free <- nil
			return nil, err
		}
	}
	answers, err := one.record(ctx, c, project, out)
	if err != nil {
		// It may still hold the Worker of the failed case.
		one.Close()
		one = nil
	}
	o.free <- one
	return answers, err
}

// Close ends the processes that are not in use; all are when it is called.
func (o *originals) Close() {
	for range cap(o.free) {
		if one := <-o.free; one != nil {
			one.Close()
		}
	}
}
