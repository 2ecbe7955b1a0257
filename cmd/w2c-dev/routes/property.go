package routes

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

const (
	// programs is how many random Workers the property test makes.
	programs = 10000
	// perProcess of them run in one Node process, which forgets no module.
	perProcess = 500
	// perProgram is how many requests each program is sent, three times.
	perProgram = 12
	// sampled is every how many programs goja must write what Node wrote.
	sampled = 100
)

// order is what property.mjs is told.
type order struct {
	Analyser string `json:"analyser"`
	From     int    `json:"from"`
	To       int    `json:"to"`
	Requests int    `json:"requests"`
	Sample   int    `json:"sample"`
	// Report is how many failures are made small and shown.
	Report int `json:"report"`
}

// totals are counted over programs.
type totals struct {
	Programs, Broken, Requests, Lifted, Routes, LiftedRoutes, Failures, Bytes int
}

func (t *totals) add(o totals) {
	t.Programs += o.Programs
	t.Broken += o.Broken
	t.Requests += o.Requests
	t.Lifted += o.Lifted
	t.Routes += o.Routes
	t.LiftedRoutes += o.LiftedRoutes
	t.Failures += o.Failures
	t.Bytes += o.Bytes
}

// failure is a program whose lifted form did something else, made small.
type failure struct {
	Seed                    int
	Target, Program, Lifted string
	Request                 *request
	Requests                []request
	Expected, Actual        string
}

func (f failure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d on %s (w2c-dev test --routes --only property --seed %d --count 1)\n", f.Seed, f.Target, f.Seed)
	fmt.Fprintf(&b, "--- program\n%s\n--- lifted\n%s\n", f.Program, f.Lifted)
	if f.Request != nil {
		for _, r := range f.Requests {
			fmt.Fprintf(&b, "--- request %s %s %v %q\n", r.Method, r.Target, r.Headers, r.Body)
		}
	}
	fmt.Fprintf(&b, "--- expected\n%s\n--- actual\n%s", f.Expected, f.Actual)
	return b.String()
}

// request is one that a program was sent.
type request struct {
	Method  string      `json:"method"`
	Target  string      `json:"target"`
	Headers [][2]string `json:"headers"`
	Body    string      `json:"body,omitempty"`
}

// line is what property.mjs prints.
type line struct {
	Failure *failure
	Sample  *sample
	Totals  *totals
}

// property runs random programs as they are and lifted.
func property(ctx context.Context, b *bench) []Outcome {
	count := programs
	if b.Count > 0 {
		count = b.Count
	}
	var (
		mu       sync.Mutex
		sum      totals
		failures []failure
		samples  []sample
		errs     []error
		wg       sync.WaitGroup
	)
	starts := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for from := range starts {
				to := min(from+perProcess, b.Seed+count)
				lines, err := b.batch(ctx, order{Analyser: b.analyser(), From: from, To: to, Requests: perProgram, Sample: sampled, Report: 2})
				mu.Lock()
				if err != nil {
					errs = append(errs, fmt.Errorf("programs %d to %d: %w", from, to, err))
				}
				for _, l := range lines {
					switch {
					case l.Failure != nil:
						failures = append(failures, *l.Failure)
					case l.Sample != nil:
						samples = append(samples, *l.Sample)
					case l.Totals != nil:
						sum.add(*l.Totals)
					}
				}
				mu.Unlock()
			}
		})
	}
	for from := b.Seed; from < b.Seed+count; from += perProcess {
		starts <- from
	}
	close(starts)
	wg.Wait()

	said := fmt.Sprintf("%d programs on Hono, every fourth on Express too, %d requests, %d lifted, %d of %d routes lifted, %d differ",
		sum.Programs, sum.Requests, sum.Lifted, sum.LiftedRoutes, sum.Routes, sum.Failures)
	if len(errs) == 0 && sum.Programs != count {
		errs = append(errs, fmt.Errorf("%d of %d programs ran", sum.Programs, count))
	}
	// A program that does not start proves nothing. Leaving semicolons out and
	// shadowing names makes one of them now and then.
	if sum.Broken*100 > sum.Programs {
		errs = append(errs, fmt.Errorf("%d programs do not start: the generator has a mistake", sum.Broken))
	}
	for i, f := range failures {
		if i == 5 {
			break
		}
		errs = append(errs, f)
	}
	if sum.Failures > 0 && len(failures) == 0 {
		errs = append(errs, fmt.Errorf("%d programs differ", sum.Failures))
	}
	return []Outcome{
		{Name: "random programs", Said: said, Err: errors.Join(errs...)},
		compareWithGoja(ctx, samples),
	}
}

// batch runs one Node process over a range of seeds.
func (b *bench) batch(ctx context.Context, o order) ([]line, error) {
	return runScript[line](ctx, b, "property.mjs", o)
}
