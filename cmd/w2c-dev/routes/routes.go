// Package routes proves that lifting routes changes nothing: random programs,
// planted mistakes and real Workers, each as it is and as it was rewritten.
package routes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// Options say what to prove and with what.
type Options struct {
	Root        string // of this repository
	Node        string // the program
	NodeModules string // the packages of converted apps
	DevModules  string // wrangler, miniflare, workerd
	// Public is a folder with checkouts of the Workers that
	// testdata/routes/public.json lists; empty where there is none.
	Public string
	// Only chooses proofs by a part of their name, and after a colon Workers by a
	// part of theirs: "public", "workers:http/".
	Only   string
	Seed   int  // the first program of the property test
	Count  int  // how many programs; 0 is the usual number
	Update bool // write down what the public Workers give now
	Out    io.Writer
	// Tools install what converted apps need.
	Tools *tools.Tools
	// Original runs a Worker's case on workerd; its project is staged.
	Original func(ctx context.Context, c *cases.Case, project string) ([]cases.Answer, error)
}

// Outcome is one thing that was proved, or not.
type Outcome struct {
	Name string
	// Said is a line of numbers for whoever reads the run.
	Said string
	Err  error
}

// proof is a part of the whole that can be asked for alone.
type proof struct {
	name string
	run  func(context.Context, *bench) []Outcome
}

var proofs = []proof{
	{"property", property},
	{"mutation", mutation},
	{"hostile", hostile},
	{"workers", committed},
	{"public", public},
}

// bench is what the proofs share: the staged scripts and the platform.
type bench struct {
	Options
	dir string
	// only is what the names of Workers must contain.
	only string
}

// Run runs the proofs that o chooses; their outcomes are in a fixed order.
func Run(ctx context.Context, o Options) ([]Outcome, error) {
	dir, err := os.MkdirTemp("", "w2c-routes-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name, only, _ := strings.Cut(o.Only, ":")
	b := &bench{Options: o, dir: dir, only: only}
	if err := errors.Join(stage(o.Root, dir, o.NodeModules), b.copyAnalyser()); err != nil {
		return nil, err
	}
	var all []Outcome
	for _, p := range proofs {
		if !strings.Contains(p.name, name) {
			continue
		}
		began := time.Now()
		outcomes := p.run(ctx, b)
		for _, oc := range outcomes {
			if oc.Said != "" {
				fmt.Fprintf(o.Out, "routes: %s: %s\n", oc.Name, oc.Said)
			}
		}
		fmt.Fprintf(o.Out, "routes: %s took %s\n", p.name, time.Since(began).Round(time.Second))
		all = append(all, outcomes...)
	}
	return all, nil
}
