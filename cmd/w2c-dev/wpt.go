package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/w2c-dev/w2c/cmd/w2c-dev/wpt"
	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// suiteVariable names the folder of the Web Platform Tests, which are not part
// of this repository.
const suiteVariable = "WPT_DIR"

const noSuite = "Web Platform Tests: NOT RUN. Set " + suiteVariable + " to a checkout of github.com/web-platform-tests/wpt, or to a part of it with resources/ and common/."

// cmdWPT runs the Web Platform Tests on goja, Node and workerd.
func cmdWPT(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("wpt", flag.ContinueOnError)
	fs.SetOutput(stderr)
	update := fs.Bool("update", false, "write down what fails now as what is expected to fail")
	verbose := fs.Bool("v", false, "print each subtest that goja or Node fails and workerd passes")
	only := fs.String("target", "", "only these targets, with commas: goja, node, workerd")
	if err := fs.Parse(args); err != nil {
		return usageError{err}
	}
	if os.Getenv(suiteVariable) == "" {
		fmt.Fprintln(stdout, noSuite)
		return nil
	}
	t, err := tools.New(stderr)
	if err != nil {
		return err
	}
	o := wpt.Options{Update: *update, Verbose: *verbose, Areas: fs.Args(), Out: stdout}
	if *only != "" {
		o.Targets = strings.Split(*only, ",")
	}
	report, err := runWPT(ctx, t, o)
	if err != nil {
		return err
	}
	for _, n := range report.News {
		fmt.Fprintln(stdout, n)
	}
	if len(report.News) > 0 {
		fmt.Fprintf(stdout, "%d differences from testdata/wpt: correct the code, or run `w2c-dev wpt -update` and read the diff\n", len(report.News))
		return errFailed
	}
	return nil
}

// runWPT installs what the targets need and runs the suite.
func runWPT(ctx context.Context, t *tools.Tools, o wpt.Options) (wpt.Report, error) {
	var err error
	if o.Root, err = repository(); err != nil {
		return wpt.Report{}, err
	}
	if o.Suite, err = filepath.Abs(os.Getenv(suiteVariable)); err != nil {
		return wpt.Report{}, err
	}
	if o.Node, o.DevModules, err = devPackages(ctx, t); err != nil {
		return wpt.Report{}, err
	}
	if o.NodeModules, err = t.Packages(ctx, filepath.Join(o.Root, "runtime", "nodehost", "npm")); err != nil {
		return wpt.Report{}, err
	}
	return wpt.Run(ctx, o)
}

// webPlatformTests is the suite as a step of the test command: where the suite is
// not, it says so and proves nothing.
func (r *testRun) webPlatformTests(ctx context.Context) {
	if os.Getenv(suiteVariable) == "" {
		r.say(noSuite)
		return
	}
	r.say("Web Platform Tests on goja and Node; workerd's answers are recorded")
	report, err := runWPT(ctx, r.tools, wpt.Options{Out: r.out, Targets: []string{"goja", "node"}})
	if err != nil {
		r.add(outcome{name: "Web Platform Tests", failed: true, output: err.Error()})
		return
	}
	for _, n := range report.News {
		r.add(outcome{name: "wpt " + n, failed: true, output: "not what testdata/wpt expects"})
	}
	r.tally.passed += max(report.Checked-len(report.News), 0)
}
