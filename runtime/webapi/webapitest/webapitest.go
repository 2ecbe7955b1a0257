// Package webapitest runs a few lines of JS on a loop with some classes
// installed, for the tests of those classes.
package webapitest

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Class is what is under test.
type Class interface {
	Name() string
	Install(*jsloop.Loop) error
}

// VM is a loop with classes installed.
type VM struct {
	Loop *jsloop.Loop
	Log  *bytes.Buffer
	t    testing.TB
}

// New starts a loop and installs classes in order.
func New(t testing.TB, classes ...Class) *VM {
	t.Helper()
	log := &bytes.Buffer{}
	handler := slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})
	l := jsloop.New(jsloop.Options{Log: slog.New(handler)})
	go l.Run()
	t.Cleanup(l.Close)
	err := l.Do(func() error {
		if l.VM().Get("DOMException") == nil {
			// Stands in where the class that owns it is not under test.
			if _, err := l.VM().RunString(domException); err != nil {
				return err
			}
		}
		for _, c := range classes {
			if err := c.Install(l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &VM{Loop: l, Log: log, t: t}
}

const domException = `globalThis.DOMException = class DOMException extends Error {
	constructor(message = "", name = "Error") { super(message); Object.defineProperty(this, "name", { value: String(name) }); }
	get code() { return { NotSupportedError: 9, InvalidCharacterError: 5, SyntaxError: 12, InvalidAccessError: 15, TypeMismatchError: 17, AbortError: 20, QuotaExceededError: 22, DataCloneError: 25 }[this.name] ?? 0; }
}`

// Eval runs body as an async function inside a request and returns the text of
// what it returns: strings as they are, else JSON; "Name: message" when it throws.
func (vm *VM) Eval(body string) string {
	vm.t.Helper()
	out := make(chan string, 1)
	request := jsloop.NewContext(context.Background(), "test")
	ok := vm.Loop.PostIn(request, func() {
		if err := vm.Loop.VM().Set("__done", func(call goja.FunctionCall) goja.Value {
			out <- call.Argument(0).String()
			return goja.Undefined()
		}); err != nil {
			out <- err.Error()
			return
		}
		_, err := vm.Loop.VM().RunScript("test.js", `(async () => {`+body+`
		})().then(
			(v) => __done(typeof v === "string" ? v : JSON.stringify(v) ?? String(v)),
			(e) => __done(e instanceof Error ? e.name + ": " + e.message : String(e)))`)
		if err != nil {
			out <- err.Error()
		}
	})
	if !ok {
		vm.t.Fatal("loop is closed")
	}
	select {
	case s := <-out:
		return s
	case <-time.After(20 * time.Second):
		vm.t.Fatalf("no answer from: %s", body)
		return ""
	}
}

// Check runs cases: a body and what it must give.
func (vm *VM) Check(cases [][2]string) {
	vm.t.Helper()
	for _, c := range cases {
		if got := vm.Eval(c[0]); got != c[1] {
			vm.t.Errorf("%s\n gives %s\n  want %s", c[0], got, c[1])
		}
	}
}
