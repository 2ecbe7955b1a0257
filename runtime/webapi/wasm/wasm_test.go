package wasm

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
)

// The answers of the namespace are recorded from workerd, in
// testdata/conformance/wasm. Here is what a script cannot see.

// isolate runs a loop with one module and hands what it loads to the test.
func isolate(t *testing.T, m *Module, broken func(error)) (*jsloop.Loop, *natives) {
	t.Helper()
	l := jsloop.New(jsloop.Options{Broken: broken})
	n := &natives{l: l}
	for _, c := range []interface{ Install(*jsloop.Loop) error }{es.Class{}, module.Class{}, Class{}} {
		if err := c.Install(l); err != nil {
			t.Fatal(err)
		}
	}
	load := globals.Once(l, script, n.table())
	if err := l.Internals().Set(loaderKey, l.Wrap(load)); err != nil {
		t.Fatal(err)
	}
	if err := globals.Lazy(l, l.VM().GlobalObject(), load, "WebAssembly"); err != nil {
		t.Fatal(err)
	}
	Define(l, "m", m)
	go l.Run()
	t.Cleanup(func() {
		l.Close()
		<-l.Done()
	})
	return l, n
}

func parsed(t *testing.T, e *emitter) *Module {
	t.Helper()
	m, err := Parse("m", e.bytes())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestInterruptedLoop(t *testing.T) {
	e := &emitter{}
	// loop br 0 end
	e.export("spin", kindFunc, e.function(funcType{}, 0x03, 0x40, 0x0c, 0, 0x0b))
	broken := make(chan error, 1)
	l, _ := isolate(t, parsed(t, e), func(err error) { broken <- err })
	ctx := jsloop.NewContext(context.Background(), "r")
	ctx.LimitCPU(100 * time.Millisecond)
	l.PostIn(ctx, func() {
		_, err := l.VM().RunString(`new WebAssembly.Instance(__w2c_module("wasm:m")).exports.spin()`)
		l.Fatal(err)
	})
	select {
	case err := <-broken:
		if _, ok := err.(*jsloop.ErrCPU); !ok {
			t.Fatalf("the isolate broke for another reason: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("wasm code is not interrupted")
	}
	select {
	case <-l.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the loop does not end: the code still runs")
	}
}

// A Worker that makes an instance a request must not keep them.
func TestInstancesAreCollected(t *testing.T) {
	e := &emitter{}
	f := e.importFunc("js", "f", funcType{})
	e.export("f", kindFunc, f)
	e.export("m", kindMemory, e.memory(limits{min: 16}))
	l, n := isolate(t, parsed(t, e), nil)
	run := func(js string) {
		t.Helper()
		if err := l.Do(func() error {
			_, err := l.VM().RunString(js)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	const made = 64
	// The imported function closes over the exports, as wasm-bindgen's do.
	run(`for (let i = 0; i < 64; i++) {
		let e;
		e = new WebAssembly.Instance(__w2c_module("wasm:m"), { js: { f() { return e; } } }).exports;
		new Uint8Array(e.m.buffer)[0] = 1;
		e.f();
	}`)
	alive := func() (open int) {
		runtime.GC()
		if err := l.Do(func() error {
			n.s.mu.Lock()
			defer n.s.mu.Unlock()
			open = len(n.s.running)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return open
	}
	if got := alive(); got > made {
		t.Fatalf("%d instances of %d", got, made)
	}
	for deadline := time.Now().Add(10 * time.Second); alive() > made/4; {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d instances are still open", alive(), made)
		}
		run(`[].concat([{}])`) // other objects, so that stale slots of the VM's stack go
	}
}

// Thousands of objects pass through an externref; only those in tables stay.
func TestReferencesAreForgotten(t *testing.T) {
	e := &emitter{}
	ref := string([]byte{externref})
	e.export("same", kindFunc, e.function(funcType{ref, ref}, 0x20, 0))
	l, n := isolate(t, parsed(t, e), nil)
	if err := l.Do(func() error {
		_, err := l.VM().RunString(`{
			const { same } = new WebAssembly.Instance(__w2c_module("wasm:m")).exports;
			for (let i = 0; i < 50000; i++) if (same({ i }).i !== i) throw new Error("another object");
		}`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := len(n.s.refs.values); got > 2*refsAtFirst {
		t.Errorf("%d values are held", got)
	}
}

// The engine hides which instance a function belongs to; if it ever looks
// different inside, identity of functions in tables is lost, and this says so.
func TestOwnerOf(t *testing.T) {
	e := &emitter{}
	e.export("f", kindFunc, e.function(funcType{}))
	rt := newRuntime(t.Context())
	defer rt.Close(t.Context())
	m, err := rt.Instantiate(t.Context(), e.bytes())
	if err != nil {
		t.Fatal(err)
	}
	if ownerOf(m.ExportedFunction("f")) == 0 {
		t.Error("the owner of a function cannot be told")
	}
}

func TestCheckRefuses(t *testing.T) {
	memory := func(flags ...byte) []byte {
		return append(append([]byte{}, magic...), append([]byte{sectionMemory, byte(1 + len(flags)), 1}, flags...)...)
	}
	for name, b := range map[string][]byte{
		"nothing":        nil,
		"another format": []byte("\x7fELF and so on"),
		"truncated":      append(append([]byte{}, magic...), sectionType, 5, 1),
		"shared memory":  memory(3, 1, 2),
		"64-bit memory":  memory(4, 1),
		"struct types":   append(append([]byte{}, magic...), sectionType, 3, 1, 0x5f, 0),
		"no such type":   append(append([]byte{}, magic...), sectionFunction, 2, 1, 7),
		"bad code":       append(append([]byte{}, magic...), sectionType, 4, 1, 0x60, 0, 0, sectionFunction, 2, 1, 0, sectionCode, 5, 1, 3, 0, 0x6a, 0x0b),
	} {
		if err := Check(b); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := Check(magic); err != nil {
		t.Errorf("the empty module: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"api", "linking", "references"} {
		files, err := filepath.Glob(filepath.Join("../../../testdata/conformance/wasm", pattern, "src/*.wasm"))
		if err != nil || len(files) == 0 {
			f.Fatal("no modules to begin with", err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parse(b)
		if err != nil {
			return
		}
		// What is rewritten says the same and more.
		again, err := parse(withHidden(b, m))
		if err != nil {
			t.Fatalf("rewritten: %v", err)
		}
		if len(again.exports) < len(m.exports) || len(again.imports) != len(m.imports) || len(again.funcs) != len(m.funcs) {
			t.Fatalf("rewritten: %d exports became %d", len(m.exports), len(again.exports))
		}
		for i, e := range m.exports {
			if again.exports[i] != e {
				t.Fatalf("rewritten: export %d is %+v, was %+v", i, again.exports[i], e)
			}
		}
	})
}
