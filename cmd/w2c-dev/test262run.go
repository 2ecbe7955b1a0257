package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unicode/utf16"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/intl"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/transform/rewrite"
)

// This file is the process that runs tests of test262: it reads paths on its
// input and answers each with a line of JSON. It may die of a test; whoever
// started it starts another.

type suiteResult struct {
	Path  string `json:"path"`
	Skip  string `json:"skip,omitempty"`
	Error string `json:"error,omitempty"`
}

const (
	// suiteMemory is what a test may hold before its process ends.
	suiteMemory = 1500 << 20

	exitMemory = 3
	exitTime   = 4
)

func runSuiteWorker(dir string, limit time.Duration, in io.Reader, out io.Writer) error {
	debug.SetGCPercent(200)
	var started atomic.Int64 // the processor time when the test began
	go watchTest(&started, limit)
	w := &suiteWorker{dir: dir, harness: map[string]*goja.Program{}}
	lines := bufio.NewScanner(in)
	enc := json.NewEncoder(out)
	for lines.Scan() {
		started.Store(int64(processorTime()))
		if err := enc.Encode(w.run(lines.Text())); err != nil {
			return err
		}
	}
	return lines.Err()
}

// watchTest ends the process when a test asks for more than it may have: what
// runs in Go, a compiler or one long built-in, cannot be interrupted otherwise.
func watchTest(started *atomic.Int64, limit time.Duration) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for range time.Tick(20 * time.Millisecond) {
		if metrics.Read(sample); sample[0].Value.Uint64() > suiteMemory {
			os.Exit(exitMemory)
		}
		if processorTime()-time.Duration(started.Load()) > limit {
			os.Exit(exitTime)
		}
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type suiteWorker struct {
	dir     string
	harness map[string]*goja.Program
}

func (w *suiteWorker) run(path string) suiteResult {
	r := suiteResult{Path: path}
	source, err := os.ReadFile(filepath.Join(w.dir, "test", filepath.FromSlash(path)))
	if err != nil {
		r.Error = err.Error()
		return r
	}
	t := readMeta(path, string(source))
	if r.Skip = t.skipped(); r.Skip != "" {
		return r
	}
	if !t.flag("onlyStrict") {
		if err := w.once(t, string(source)); err != nil {
			r.Error = err.Error()
			return r
		}
	}
	if !t.flag("noStrict") && !t.flag("raw") {
		if err := w.once(t, "\"use strict\";\n"+string(source)); err != nil {
			r.Error = "strict: " + err.Error()
		}
	}
	return r
}

// once runs one test in one mode, in a VM of its own.
func (w *suiteWorker) once(t suiteTest, source string) error {
	program, err := rewrite.Plain(t.Path, source)
	if t.Phase == "parse" {
		if err == nil {
			return errors.New("no SyntaxError")
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("SyntaxError: %w", err)
	}
	setup, err := w.setup(t)
	if err != nil {
		return err
	}
	l := jsloop.New(jsloop.Options{})
	go l.Run()
	defer l.Close()
	done := make(chan string, 1)
	err = l.Do(func() error {
		if err := installLanguage(l); err != nil {
			return err
		}
		if err := installHost262(l, done); err != nil {
			return err
		}
		for _, p := range setup {
			if _, err := l.VM().RunProgram(p); err != nil {
				return w.judge(l, t, err)
			}
		}
		if slices.Contains(t.Includes, "regExpUtils.js") {
			if err := l.VM().Set("buildString", buildString(l)); err != nil {
				return err
			}
		}
		if _, err := l.VM().RunProgram(program); err != nil {
			return w.judge(l, t, err)
		}
		if t.Type != "" {
			return fmt.Errorf("no %s was thrown", t.Type)
		}
		return nil
	})
	if err != nil || !t.flag("async") {
		if errors.Is(err, errAsExpected) {
			return nil
		}
		return err
	}
	select {
	case text := <-done:
		if text != "Test262:AsyncTestComplete" {
			return errors.New(firstLine(text))
		}
		return nil
	case <-l.Done():
		return fmt.Errorf("isolate ended: %v", l.Err())
	case <-time.After(20 * time.Second):
		return errors.New("$DONE was not called")
	}
}

// installLanguage makes l's VM what an isolate is to the language: the web's
// other APIs take twice as long to set up and add nothing to it.
func installLanguage(l *jsloop.Loop) error {
	for _, c := range []webapi.Class{es.Class{}, intl.Class{}, events.Class{}, jsg.Class{}, timers.Class{}} {
		if err := c.Install(l); err != nil {
			return fmt.Errorf("install %s: %w", c.Name(), err)
		}
	}
	return nil
}

var errAsExpected = errors.New("failed as expected")

// judge compares what a test threw with what it should have thrown.
func (w *suiteWorker) judge(l *jsloop.Loop, t suiteTest, err error) error {
	text := err.Error()
	var ex *goja.Exception
	if errors.As(err, &ex) {
		if o, ok := ex.Value().(*goja.Object); ok {
			name, message := "", ""
			l.VM().Try(func() {
				name = o.Get("constructor").ToObject(l.VM()).Get("name").String()
				message = o.Get("message").String()
			})
			if t.Type != "" && name == t.Type {
				return errAsExpected
			}
			text = name + ": " + message
		}
	}
	return errors.New(firstLine(text))
}

func (w *suiteWorker) setup(t suiteTest) ([]*goja.Program, error) {
	if t.flag("raw") {
		return nil, nil
	}
	names := append([]string{"assert.js", "sta.js"}, t.Includes...)
	if t.flag("async") {
		names = append(names, "doneprintHandle.js")
	}
	var out []*goja.Program
	for _, name := range names {
		p := w.harness[name]
		if p == nil {
			source, err := os.ReadFile(filepath.Join(w.dir, "harness", filepath.FromSlash(name)))
			if err != nil {
				return nil, err
			}
			if p, err = rewrite.Plain(name, string(source)); err != nil {
				return nil, fmt.Errorf("harness %s: %w", name, err)
			}
			w.harness[name] = p
		}
		out = append(out, p)
	}
	return out, nil
}

// buildString stands in for the function of that name in the suite's
// regExpUtils.js: {loneCodePoints, ranges} → the string of them all. Some five
// hundred tests of property escapes build a million characters each with it,
// which takes an interpreter a second, and their matching a hundredth of one: a
// whole run on a busy machine seemed to stand still there.
func buildString(l *jsloop.Loop) jsloop.Native {
	list := func(v goja.Value) []goja.Value {
		var out []goja.Value
		o := v.ToObject(l.VM())
		for i := range int(o.Get("length").ToInteger()) {
			out = append(out, o.Get(strconv.Itoa(i)))
		}
		return out
	}
	return func(c goja.FunctionCall) goja.Value {
		args := c.Argument(0).ToObject(l.VM())
		var units []uint16
		for _, v := range list(args.Get("loneCodePoints")) {
			units = appendCodePoint(units, rune(v.ToInteger()))
		}
		for _, v := range list(args.Get("ranges")) {
			r := list(v)
			for p := rune(r[0].ToInteger()); p <= rune(r[1].ToInteger()); p++ {
				units = appendCodePoint(units, p)
			}
		}
		return goja.StringFromUTF16(units)
	}
}

// appendCodePoint is utf16.AppendRune for lone surrogates too.
func appendCodePoint(units []uint16, p rune) []uint16 {
	if p < 0x10000 {
		return append(units, uint16(p))
	}
	high, low := utf16.EncodeRune(p)
	return append(units, uint16(high), uint16(low))
}

// installHost262 gives a VM what the suite wants from its host: print and $262.
func installHost262(l *jsloop.Loop, done chan<- string) error {
	vm := l.VM()
	if err := vm.Set("print", func(c goja.FunctionCall) goja.Value {
		if text := c.Argument(0).String(); strings.HasPrefix(text, "Test262:") {
			select {
			case done <- text:
			default:
			}
		}
		return goja.Undefined()
	}); err != nil {
		return err
	}
	host := vm.NewObject()
	for name, f := range map[string]jsloop.Native{
		"detachArrayBuffer": func(c goja.FunctionCall) goja.Value {
			if b, ok := c.Argument(0).Export().(goja.ArrayBuffer); ok {
				b.Detach()
			}
			return goja.Null()
		},
		"evalScript": func(c goja.FunctionCall) goja.Value {
			p, err := rewrite.Plain("evalScript", c.Argument(0).String())
			if err != nil {
				l.Throw(jsloop.Errorf("SyntaxError", "%s", err.Error()))
			}
			v, err := vm.RunProgram(p)
			if err != nil {
				l.Throw(err)
			}
			return v
		},
		"createRealm": func(goja.FunctionCall) goja.Value {
			l.Throw(errors.New("an isolate has one realm"))
			return nil
		},
		"gc": func(goja.FunctionCall) goja.Value { return goja.Undefined() },
	} {
		if err := host.Set(name, f); err != nil {
			return err
		}
	}
	if err := host.Set("global", vm.GlobalObject()); err != nil {
		return err
	}
	return vm.Set("$262", host)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if len(s) > 160 {
		s = s[:160]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
