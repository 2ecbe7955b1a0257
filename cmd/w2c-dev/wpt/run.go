package wpt

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Options say what to run and with what.
type Options struct {
	Suite string // the folder of the suite
	Root  string // of the repository
	// Node is the program; NodeModules are the packages of converted apps and
	// DevModules those of w2c-dev, workerd among them.
	Node, NodeModules, DevModules string
	Update                        bool
	Areas                         []string // "" for all; an area, or a path in the suite
	Verbose                       bool
	Targets                       []string // nil for all
	Out                           io.Writer
}

// config is what harness.js needs to know of a test.
type config struct {
	Base    string   `json:"base"`
	Timeout int64    `json:"timeout"` // milliseconds
	Rebase  []string `json:"rebase"`  // classes and functions that take relative addresses
}

func (c config) limit() time.Duration { return time.Duration(c.Timeout) * time.Millisecond }

// outcome is what a target said of one test.
type outcome struct {
	// Status is testharness.js's: 0 all ran, 1 an error, 2 a timeout, 3 a
	// precondition that does not hold.
	Status  int         `json:"status"`
	Message string      `json:"message"`
	Tests   [][3]string `json:"-"` // name, status, message
}

func parseOutcome(text string) outcome {
	var raw struct {
		Status  int               `json:"status"`
		Message string            `json:"message"`
		Tests   []json.RawMessage `json:"tests"`
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return outcome{Status: 1, Message: "unreadable result: " + err.Error()}
	}
	o := outcome{Status: raw.Status, Message: raw.Message}
	for _, t := range raw.Tests {
		var parts []json.RawMessage
		var name, message string
		var status int
		if json.Unmarshal(t, &parts) != nil || len(parts) != 3 || json.Unmarshal(parts[0], &name) != nil ||
			json.Unmarshal(parts[1], &status) != nil || json.Unmarshal(parts[2], &message) != nil {
			return outcome{Status: 1, Message: "unreadable result: " + string(t)}
		}
		o.Tests = append(o.Tests, [3]string{name, statusName(status), message})
	}
	return o
}

func statusName(n int) string {
	return [...]string{"pass", "fail", "timeout", "not run", "precondition failed"}[min(max(n, 0), 4)]
}

// target runs one test.
type target interface {
	run(ctx context.Context, t test, c config, scripts []source) outcome
}

var targetNames = []string{"goja", "node", "workerd"}

// atOnce is how many tests a target works on: most of a test is waiting.
var atOnce = map[string]int{"goja": 3, "node": 3, "workerd": 4}

// rebased are the globals that take an address relative to the test. Response
// and URL are not among them: their relative addresses are what tests look at.
var rebased = map[string][]string{
	"eventsource": {"fetch", "EventSource"},
	"websockets":  {"fetch"},
	"fetch":       {"fetch", "Request"},
	"headers":     {"fetch", "Request"},
}

// results are the outcomes of all tests by target.
type results struct {
	tests []test
	by    map[string][]outcome // target → outcome per test
	took  map[string][]time.Duration
}

// Run runs the suite and reports whether what it found is what is written down.
func Run(ctx context.Context, o Options) (Report, error) {
	started := time.Now()
	s := &suite{dir: o.Suite}
	srv, err := serve(s)
	if err != nil {
		return Report{}, err
	}
	defer srv.close()
	tests, err := s.choose(o.Areas)
	if err != nil {
		return Report{}, err
	}
	if len(tests) == 0 {
		return Report{}, fmt.Errorf("no test of %v in %s", o.Areas, o.Suite)
	}
	targets, stop, err := startTargets(s, o)
	if err != nil {
		return Report{}, err
	}
	defer stop()
	all := results{tests: tests, by: map[string][]outcome{}, took: map[string][]time.Duration{}}
	var wg sync.WaitGroup
	for _, name := range targetNames {
		t := targets[name]
		if t == nil {
			continue
		}
		out, took := make([]outcome, len(tests)), make([]time.Duration, len(tests))
		all.by[name], all.took[name] = out, took
		wg.Go(func() {
			runAll(ctx, s, name, t, tests, func(i int, o outcome, d time.Duration) { out[i], took[i] = o, d })
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	return judge(ctx, s, o, targets, all, time.Since(started))
}

// choose are the tests of the named areas, or those in the named paths.
func (s *suite) choose(names []string) ([]test, error) {
	if len(names) == 0 {
		return s.find(areas)
	}
	all, err := s.find(areas)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(t test) bool {
		return !slices.ContainsFunc(names, func(n string) bool {
			return t.area == n || n == t.name() || n == t.file || within(t.file, n)
		})
	}), nil
}

func within(file, dir string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(rel)
}

func startTargets(s *suite, o Options) (map[string]target, func(), error) {
	wants := func(name string) bool { return len(o.Targets) == 0 || slices.Contains(o.Targets, name) }
	targets := map[string]target{}
	var closers []func()
	stop := func() {
		for _, c := range closers {
			c()
		}
	}
	if wants("goja") {
		targets["goja"] = &gojaTarget{suite: s, programs: map[string]*compiled{}}
	}
	if wants("node") {
		n, err := startNode(o.Node, o.NodeModules)
		if err != nil {
			return nil, stop, err
		}
		targets["node"] = n
		closers = append(closers, n.Close)
	}
	if wants("workerd") {
		w, err := newWorkerd(o.DevModules)
		if err != nil {
			stop()
			return nil, stop, err
		}
		targets["workerd"] = w
		closers = append(closers, w.Close)
	}
	return targets, stop, nil
}

// runAll works through tests, a few at a time, in order: the long ones first.
func runAll(ctx context.Context, s *suite, name string, t target, tests []test, done func(i int, o outcome, took time.Duration)) {
	order := make([]int, 0, len(tests))
	for i := range tests {
		if tests[i].skip == "" {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case tests[a].long == tests[b].long:
			return 0
		case tests[a].long:
			return -1
		}
		return 1
	})
	next := make(chan int)
	var wg sync.WaitGroup
	for range atOnce[name] {
		wg.Go(func() {
			for i := range next {
				began := time.Now()
				o := runOne(ctx, s, name, t, tests[i])
				done(i, o, time.Since(began))
			}
		})
	}
	for _, i := range order {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
}

func runOne(ctx context.Context, s *suite, name string, t target, one test) outcome {
	library, err := os.ReadFile(filepath.Join(s.dir, "resources", "testharness.js"))
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	scripts, err := s.sources(one)
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	scripts = append([]source{{"harness.js", harness}, {"testharness.js", string(library)}}, scripts...)
	rebase := rebased[one.area]
	if rebase == nil {
		rebase = []string{"fetch"}
	}
	c := config{Base: s.origin + "/" + one.name(), Timeout: one.timeout(name).Milliseconds(), Rebase: rebase}
	return t.run(ctx, one, c, scripts)
}
