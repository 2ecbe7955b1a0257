package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// test262 is the proof of the language that is not ours: every test of the
// standard's own suite, through the steps a Worker's script goes through, on the
// VM a Worker gets. What fails is written down in testdata/test262, and both a
// new failure and an unexpected pass are red.

// suiteParts are counted; intl402 is shown beside them.
var suiteParts = []string{"annexB", "built-ins", "language", "intl402"}

const suiteBaseline = "testdata/test262/expected.txt"

func cmdTest262(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("test262", flag.ContinueOnError)
	fs.SetOutput(stderr)
	update := fs.Bool("update", false, "write the failures down as expected")
	worker := fs.Bool("worker", false, "run the tests named on standard input (used by test262 itself)")
	jobs := fs.Int("j", max(1, runtime.NumCPU()), "processes")
	limit := fs.Duration("timeout", 30*time.Second, "of processor time for one test")
	verbose := fs.Bool("v", false, "print every failure, expected or not")
	if err := fs.Parse(args); err != nil {
		return usageError{err}
	}
	dir := os.Getenv("TEST262_DIR")
	if dir == "" {
		return fmt.Errorf("test262 is not here: check https://github.com/tc39/test262 out at the commit that goja's .tc39_test262_checkout.sh names, and set TEST262_DIR to it")
	}
	if *worker {
		return runSuiteWorker(dir, *limit, os.Stdin, stdout)
	}
	if _, err := os.Stat(filepath.Join(dir, "harness", "assert.js")); err != nil {
		return fmt.Errorf("TEST262_DIR is not a checkout of test262: %w", err)
	}
	root, err := repository()
	if err != nil {
		return err
	}
	parts := fs.Args()
	if len(parts) == 0 {
		parts = suiteParts
	}
	paths, err := suiteFiles(dir, parts)
	if err != nil {
		return err
	}
	results, err := runSuite(ctx, paths, *jobs, *limit, stderr)
	if err != nil {
		return err
	}
	printSuite(stdout, results)
	suiteExpected{}.with(results).writeClasses(stdout, "")
	base, err := readBaseline(filepath.Join(root, suiteBaseline))
	if err != nil {
		return err
	}
	if *update {
		return writeBaseline(filepath.Join(root, suiteBaseline), base.with(results))
	}
	return base.compare(stdout, results, *verbose)
}

// runSuite shares the tests out to processes.
func runSuite(ctx context.Context, paths []string, jobs int, limit time.Duration, stderr io.Writer) ([]suiteResult, error) {
	work := make(chan string)
	go func() {
		defer close(work)
		for _, p := range paths {
			select {
			case work <- p:
			case <-ctx.Done():
				return
			}
		}
	}()
	var mu sync.Mutex
	var results []suiteResult
	var first error
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			p := &suiteProcess{limit: limit}
			defer p.stop()
			for path := range work {
				r, err := p.run(ctx, path)
				mu.Lock()
				if err != nil && first == nil {
					first = err
				}
				results = append(results, r)
				if n := len(results); n%2000 == 0 {
					fmt.Fprintf(stderr, "%d of %d\n", n, len(paths))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.SortFunc(results, func(a, b suiteResult) int { return strings.Compare(a.Path, b.Path) })
	if first == nil {
		first = ctx.Err()
	}
	return results, first
}

// suiteProcess is a worker process, started again after a test that ended it.
type suiteProcess struct {
	limit time.Duration
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan []byte
}

func (p *suiteProcess) start(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p.cmd = exec.CommandContext(ctx, self, "test262", "-worker", "-timeout", p.limit.String())
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	lines := make(chan []byte)
	p.lines = lines
	go func() {
		defer close(lines)
		s := bufio.NewScanner(out)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			lines <- append([]byte(nil), s.Bytes()...)
		}
	}()
	return nil
}

func (p *suiteProcess) run(ctx context.Context, path string) (suiteResult, error) {
	r := suiteResult{Path: path}
	if p.cmd == nil {
		if err := p.start(ctx); err != nil {
			return r, err
		}
	}
	if _, err := io.WriteString(p.in, path+"\n"); err != nil {
		r.Error = p.stop()
		return r, nil
	}
	select {
	case line, ok := <-p.lines:
		if !ok {
			r.Error = p.stop()
			return r, nil
		}
		if err := json.Unmarshal(line, &r); err != nil {
			return r, fmt.Errorf("%s: %w: %s", path, err, line)
		}
	case <-time.After(waits * p.limit):
		// It waits for something, or the machine has no time for it at all.
		p.stop()
		r.Error = fmt.Sprintf("no end within %s", waits*p.limit)
	}
	return r, nil
}

// waits is how often the limit of processor time a test may take by the clock.
// A whole run shares its machine with others: a limit by the clock alone fails
// other tests in each run.
const waits = 10

// stop ends the process and says what had ended it before.
func (p *suiteProcess) stop() string {
	if p.cmd == nil {
		return ""
	}
	_ = p.in.Close()
	_ = p.cmd.Process.Kill()
	go func(lines chan []byte) {
		for range lines {
		}
	}(p.lines)
	_ = p.cmd.Wait()
	code := p.cmd.ProcessState.ExitCode()
	p.cmd = nil
	switch code {
	case exitMemory:
		return fmt.Sprintf("more than %d MB", suiteMemory>>20)
	case exitTime:
		return fmt.Sprintf("no end within %s of processor time", p.limit)
	}
	return "the process ended"
}
