// Package looptest runs JavaScript in an isolate in one line, for the tests of
// web API classes and bindings:
//
//	looptest.Run(t, []looptest.Class{events.Class{}, url.Class{}}, `return new URL("/a", "https://b").href`)
package looptest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Class is what the isolate is given; every webapi.Class is one.
type Class interface {
	Install(*jsloop.Loop) error
}

// Func makes a Class of a function.
type Func func(*jsloop.Loop) error

// Install calls f.
func (f Func) Install(l *jsloop.Loop) error { return f(l) }

// Timeout bounds one piece of JS; tests here wait for local I/O at most.
const Timeout = 20 * time.Second

// Run runs the body of an async function in a new isolate and returns what it
// resolved to, exported to Go. A rejection fails the test with its stack.
func Run[C Class](t testing.TB, classes []C, js string) any {
	t.Helper()
	return Start(t, classes).Run(js)
}

// Isolate is a running loop that ends with the test.
type Isolate struct {
	*jsloop.Loop
	t   testing.TB
	log *lines
}

// Start makes an isolate with classes installed, for tests that need more than one Run.
func Start[C Class](t testing.TB, classes []C) *Isolate {
	t.Helper()
	i := &Isolate{t: t, log: &lines{t: t}}
	i.Loop = jsloop.New(jsloop.Options{Log: slog.New(slog.NewTextHandler(i.log, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))})
	go i.Loop.Run()
	t.Cleanup(func() {
		i.Close()
		<-i.Done()
		i.log.end()
	})
	err := i.Do(func() error {
		for _, c := range classes {
			if err := c.Install(i.Loop); err != nil {
				return fmt.Errorf("install %T: %w", c, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// Set defines a global.
func (i *Isolate) Set(name string, value any) {
	i.t.Helper()
	if err := i.Do(func() error { return i.VM().Set(name, value) }); err != nil {
		i.t.Fatal(err)
	}
}

// Run is the package's Run in this isolate.
func (i *Isolate) Run(js string) any {
	i.t.Helper()
	v, err := i.Eval(js)
	if err != nil {
		i.t.Fatalf("JS threw: %v", err)
	}
	return v
}

// Throws runs js, which must reject, and returns "Name: message" of the reason.
func (i *Isolate) Throws(js string) string {
	i.t.Helper()
	v, err := i.Eval(js)
	if err == nil {
		i.t.Fatalf("JS did not throw; it returned %v", v)
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// Eval runs the body of an async function in an event of its own; the error
// carries the stack of a rejection.
func (i *Isolate) Eval(js string) (any, error) {
	type outcome struct {
		value any
		err   error
	}
	done := make(chan outcome, 1)
	ev := jsloop.NewContext(context.Background(), "test")
	defer ev.Cancel()
	i.PostIn(ev, func() {
		f, err := i.VM().RunString("(async () => {" + js + "\n})")
		if err != nil {
			done <- outcome{nil, err}
			return
		}
		call, _ := goja.AssertFunction(f)
		v, err := i.Call(call, nil)
		if err != nil {
			done <- outcome{nil, err}
			return
		}
		i.Watch(v,
			func(v goja.Value) { done <- outcome{export(v), nil} },
			func(v goja.Value) { done <- outcome{nil, errors.New(jsloop.Describe(v))} })
	})
	select {
	case o := <-done:
		return o.value, o.err
	case <-i.Done():
		return nil, fmt.Errorf("the isolate ended: %w", i.Err())
	case <-time.After(Timeout):
		return nil, fmt.Errorf("no result after %s", Timeout)
	}
}

func export(v goja.Value) any {
	if b, ok := jsloop.CopyBytes(v); ok {
		return b
	}
	if v == nil {
		return nil
	}
	return v.Export()
}

// Log is what the isolate logged so far.
func (i *Isolate) Log() string { return i.log.String() }

// Classes turns any list of classes into one for Run and Start.
func Classes(classes ...Class) []Class { return classes }
