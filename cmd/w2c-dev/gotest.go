package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// event is a line of `go test -json`.
type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Output      string
	Elapsed     float64
	FailedBuild string
}

// goTest runs packages and counts their tests. -count=1: a result is never
// taken from a cache.
func (r *testRun) goTest(ctx context.Context, packages []string, flags ...string) {
	args := append([]string{"test", "-json", "-count=1"}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, packages...)...)
	cmd.Dir, cmd.Env = r.root, r.env
	// On a signal the servers that tests have started must still be stopped.
	cmd.WaitDelay = 20 * time.Second
	var stderr tail
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		r.add(outcome{name: "go test", failed: true, output: err.Error()})
		return
	}
	p := parser{run: r, tests: map[string]*testState{}}
	p.read(out)
	// A failing test makes go test fail; that has been counted. What has not is
	// a go command that could not run at all.
	if err := cmd.Wait(); err != nil && p.events == 0 {
		r.add(outcome{name: "go test", failed: true, output: err.Error() + "\n" + stderr.String()})
	}
}

// testState is what is known of a running test.
type testState struct {
	output   strings.Builder
	parent   bool // it has subtests: they are counted, not it
	badChild bool
}

// parser turns events into results.
type parser struct {
	run    *testRun
	tests  map[string]*testState
	builds strings.Builder
	events int
}

func (p *parser) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(make([]byte, 1<<20), 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			continue // not an event: the go command itself said something
		}
		p.events++
		p.event(e)
	}
}

func (p *parser) event(e event) {
	switch {
	case e.Action == "build-output":
		p.builds.WriteString(e.Output)
	case e.Test == "":
		p.packageEvent(e)
	case e.Action == "run":
		p.state(e.Package, e.Test)
		if parent := above(e.Test); parent != "" {
			p.state(e.Package, parent).parent = true
		}
	case e.Action == "output":
		if !strings.HasPrefix(strings.TrimSpace(e.Output), "=== ") && !strings.HasPrefix(strings.TrimSpace(e.Output), "--- ") {
			p.state(e.Package, e.Test).output.WriteString(e.Output)
		}
	case e.Action == "pass", e.Action == "fail", e.Action == "skip":
		p.finished(e)
	}
}

func (p *parser) finished(e event) {
	s := p.state(e.Package, e.Test)
	defer delete(p.tests, e.Package+" "+e.Test)
	if e.Action == "fail" {
		p.state(e.Package, above(e.Test)).badChild = true
	}
	if area, ok := strings.CutPrefix(e.Test, "TestConformance/"); ok && s.parent && !strings.Contains(area, "/") {
		p.run.say("%s conformance %s (%.1fs)", e.Action, area, e.Elapsed)
	}
	if s.parent && (e.Action != "fail" || s.badChild) {
		return
	}
	// What a test counted is worth a line: "x_test.go:7: proved: 4000 matches".
	if _, proved, ok := strings.Cut(s.output.String(), ": proved: "); ok && e.Action == "pass" {
		p.run.say("proved: %s", strings.TrimSpace(proved))
	}
	if _, fault, ok := strings.Cut(s.output.String(), ": fault: "); ok && e.Action == "pass" {
		line, _, _ := strings.Cut(fault, "\n")
		p.run.tally.faults = append(p.run.tally.faults, strings.Split(line, " | "))
	}
	res := outcome{name: short(e.Package) + " " + e.Test, output: s.output.String(), failed: e.Action == "fail"}
	res.area, res.column = place(e.Test)
	if e.Action == "skip" {
		res.refused = strings.Contains(res.output, "refused: ")
		res.failed = !res.refused
		res.output = "skipped, and here nothing may be skipped:\n" + res.output
	}
	p.run.add(res)
}

func (p *parser) packageEvent(e event) {
	s := p.state(e.Package, "")
	switch e.Action {
	case "output":
		s.output.WriteString(e.Output)
	case "pass":
		p.run.say("ok %s (%.1fs)", short(e.Package), e.Elapsed)
	case "fail":
		switch {
		case e.FailedBuild != "":
			p.run.add(outcome{name: short(e.Package) + ": does not build", failed: true, output: p.builds.String()})
			p.builds.Reset()
		case !s.badChild:
			// The process ended by itself: a panic, os.Exit, a timeout.
			p.run.add(outcome{name: short(e.Package), failed: true, output: s.output.String() + p.unfinished(e.Package)})
		}
		p.run.say("FAIL %s (%.1fs)", short(e.Package), e.Elapsed)
	}
}

// unfinished tells what the tests had said that were running when the process ended.
func (p *parser) unfinished(pkg string) string {
	var b strings.Builder
	for name, s := range p.tests {
		if test, ok := strings.CutPrefix(name, pkg+" "); ok && test != "" && !s.parent {
			fmt.Fprintf(&b, "was running: %s\n%s", test, s.output.String())
		}
	}
	return b.String()
}

func (p *parser) state(pkg, test string) *testState {
	key := pkg + " " + test
	if p.tests[key] == nil {
		p.tests[key] = &testState{}
	}
	return p.tests[key]
}

// above is the parent test; "", the package, for a top-level one.
func above(test string) string {
	i := strings.LastIndexByte(test, '/')
	if i < 0 {
		return ""
	}
	return test[:i]
}

func short(pkg string) string { return strings.TrimPrefix(pkg, "github.com/w2c-dev/w2c/") }

// place finds the cell of the table for a test of hosttest:
// TestConformance/area/case…/server/store, TestBuilt/case…/server/store and
// TestBundled/case…/server/store.
func place(test string) (area, column string) {
	parts := strings.Split(test, "/")
	n := len(parts)
	switch {
	case parts[0] == "TestConformance" && n >= 5:
		return parts[1], parts[n-2] + " " + parts[n-1]
	case parts[0] == "TestBuilt" && n >= 4:
		return "examples", parts[n-2] + " built"
	case parts[0] == "TestBundled" && n >= 4:
		return "examples", parts[n-2] + " bundle"
	}
	return "", ""
}
