package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// cmdRecord writes answers.json for the cases below the given paths, or checks
// that workerd still answers what is committed.
func cmdRecord(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("record", flag.ContinueOnError)
	fs.SetOutput(stderr)
	check := fs.Bool("check", false, "change nothing; fail when workerd answers differently from answers.json")
	if err := fs.Parse(args); err != nil {
		return usageError{err}
	}
	root, err := repository()
	if err != nil {
		return err
	}
	chosen, err := selectCases(root, fs.Args())
	if err != nil {
		return err
	}
	t, err := tools.New(stderr)
	if err != nil {
		return err
	}
	r := recorder{tools: t, check: *check, out: stdout}
	results, err := r.all(ctx, chosen)
	if err != nil {
		return err
	}
	failed := 0
	for _, res := range results {
		if res.err != nil {
			failed++
			fmt.Fprintf(stdout, "FAIL %s: %v\n", res.name, res.err)
		}
	}
	fmt.Fprintf(stdout, "%d cases, %d failed\n", len(results), failed)
	if failed > 0 {
		return errFailed
	}
	return nil
}

// selectCases reads the cases that lie in one of the paths (all without paths).
// Others are not looked at: they may be half written.
func selectCases(root string, paths []string) ([]*cases.Case, error) {
	if len(paths) == 0 {
		all, err := cases.Find(root)
		if err != nil {
			return nil, err
		}
		surface, err := cases.FindIn(root, cases.Surface)
		return append(all, surface...), err
	}
	var chosen []*cases.Case
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, err
		}
		rel, err := filepath.Rel(root, abs)
		if err != nil {
			return nil, err
		}
		found, err := cases.FindIn(root, rel)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("no case (a folder with requests.json) in %s", p)
		}
		chosen = append(chosen, found...)
	}
	return chosen, nil
}

// recorder copies projects and installs their packages in the background, and
// records one case after the other on workerd.
type recorder struct {
	tools *tools.Tools
	check bool
	out   io.Writer
	// keep is a folder for the bundles, one for each case; without it they are
	// thrown away.
	keep string
}

// bundleOf is the folder below keep with a case's bundle.
func bundleOf(keep, name string) string { return filepath.Join(keep, filepath.FromSlash(name)) }

type recorded struct {
	name string
	err  error
}

type staged struct {
	project, bundle string
	err             error
	done            chan struct{}
}

func (r recorder) all(ctx context.Context, chosen []*cases.Case) ([]recorded, error) {
	node, modules, err := devPackages(ctx, r.tools)
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "w2c-cases-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	o, err := startOracle(node, modules)
	if err != nil {
		return nil, err
	}
	defer func() { o.Close() }()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ready := make([]*staged, len(chosen))
	for i := range ready {
		ready[i] = &staged{done: make(chan struct{})}
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(2, runtime.NumCPU()) {
		wg.Go(func() {
			for i := range next {
				r.stage(ctx, chosen[i], ready[i], filepath.Join(tmp, fmt.Sprint(i)))
			}
		})
	}
	wg.Go(func() {
		defer close(next)
		for i := range chosen {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})

	var results []recorded
	for i, c := range chosen {
		select {
		case <-ready[i].done:
		case <-ctx.Done():
			return results, ctx.Err()
		}
		err := ready[i].err
		if err == nil {
			var answers []cases.Answer
			answers, err = o.record(ctx, c, ready[i].project, ready[i].bundle)
			if err == nil {
				err = r.finish(c, answers)
			} else {
				// The oracle may still hold the Worker of the failed case.
				o.Close()
				var again error
				if o, again = startOracle(node, modules); again != nil {
					return results, again
				}
			}
		}
		if err == nil && !r.check {
			fmt.Fprintf(r.out, "recorded %s\n", c.Name)
		}
		results = append(results, recorded{c.Name, err})
	}
	cancel()
	wg.Wait()
	return results, nil
}

func (r recorder) stage(ctx context.Context, c *cases.Case, s *staged, dir string) {
	defer close(s.done)
	s.project, s.bundle = filepath.Join(dir, "project"), filepath.Join(dir, "bundle")
	s.err = c.Stage(ctx, s.project, r.tools)
	if r.keep != "" {
		s.bundle = bundleOf(r.keep, c.Name)
	}
}

func (r recorder) finish(c *cases.Case, answers []cases.Answer) error {
	if !r.check {
		return cases.WriteAnswers(c.Dir, answers)
	}
	if err := c.Stale(); err != nil {
		return err
	}
	var all []error
	for i, want := range c.Answers {
		if d := want.Diff(answers[i]); d != "" {
			all = append(all, fmt.Errorf("request %q: workerd no longer answers as recorded: %s", want.Name, d))
		}
		if want.Exception != answers[i].Exception {
			all = append(all, fmt.Errorf("request %q: exception: recorded %v, now %v", want.Name, want.Exception, answers[i].Exception))
		}
	}
	return errors.Join(all...)
}
