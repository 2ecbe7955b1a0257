package jsloop

import (
	"fmt"
	"os"
	"reflect"
	"sync"

	"github.com/dop251/goja"
)

// Native is the only shape of Go function given to JS: goja's reflected
// functions cost ten times as much.
type Native = func(goja.FunctionCall) goja.Value

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

// Bytes is a view of an ArrayBuffer, typed array or DataView: no copy. Copy it
// before it leaves the loop's goroutine, for the script may change it.
func Bytes(v goja.Value) ([]byte, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	// ExportType first: Export of an ordinary object walks its getters.
	if o.ExportType() == arrayBufferType {
		return o.Export().(goja.ArrayBuffer).Bytes(), true
	}
	buf, ok := o.Get("buffer").(*goja.Object)
	if !ok {
		return nil, false
	}
	if buf.ExportType() != arrayBufferType {
		return nil, false
	}
	b := buf.Export().(goja.ArrayBuffer).Bytes()
	off, n := o.Get("byteOffset").ToInteger(), o.Get("byteLength").ToInteger()
	if off < 0 || n < 0 || off+n > int64(len(b)) {
		return nil, false
	}
	return b[off : off+n], true
}

// CopyBytes is Bytes with a copy that may leave the loop.
func CopyBytes(v goja.Value) ([]byte, bool) {
	b, ok := Bytes(v)
	return append([]byte(nil), b...), ok
}

// ArrayBuffer gives b to JS without a copy; the caller must not use b again.
func (l *Loop) ArrayBuffer(b []byte) goja.Value { return l.vm.ToValue(l.vm.NewArrayBuffer(b)) }

// Uint8Array gives b to JS as a Uint8Array without a copy.
func (l *Loop) Uint8Array(b []byte) goja.Value {
	v, err := l.vm.New(l.vm.Get("Uint8Array"), l.ArrayBuffer(b))
	if err != nil {
		panic(err)
	}
	return v
}

// Script is JS that a Go room carries: compiled once a process, at first use,
// run once a VM.
type Script struct {
	name    string
	source  func() string
	once    sync.Once
	program *goja.Program
}

// NewScript wraps source, which must be a function expression
// "(function (native, internals) { … })" in the language goja speaks.
func NewScript(name, source string) *Script {
	return NewScriptFrom(name, func() string { return source })
}

// NewScriptFrom is NewScript for a source that is put together, or read from an
// embedded folder, when somebody runs it: package initialisation is start-up time.
func NewScriptFrom(name string, source func() string) *Script {
	return &Script{name: name, source: source}
}

// Compile does the once-a-process part of Run; any goroutine may call it.
func (s *Script) Compile() {
	deepStack()
	s.once.Do(func() {
		platform.Store(s.name, true)
		s.program = goja.MustCompile(s.name, trueTargets(s.source()), true)
	})
}

// Run calls the script's function with natives and the loop's internals and
// returns what it returned.
func (s *Script) Run(l *Loop, natives map[string]Native) (goja.Value, error) {
	s.Compile()
	defer l.roomy()()
	v, err := l.vm.RunProgram(s.program)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", s.name, err)
	}
	f, ok := goja.AssertFunction(v)
	if !ok {
		return nil, fmt.Errorf("run %s: not a function expression", s.name)
	}
	native := l.vm.NewObject()
	for name, fn := range natives {
		if err := native.Set(name, fn); err != nil {
			return nil, fmt.Errorf("run %s: %w", s.name, err)
		}
	}
	out, err := f(goja.Undefined(), native, l.internals)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", s.name, err)
	}
	return out, nil
}

// scriptRoom is how many calls the platform's own scripts may use beyond the
// Worker's limit: one that is first touched deep in a recursion must not be left
// half installed.
const scriptRoom = 500

// roomy allows for scriptRoom until the function it returns is called.
func (l *Loop) roomy() (end func()) {
	l.vm.SetMaxCallStackSize(l.depth + scriptRoom)
	l.scripts++
	return func() {
		if l.scripts--; l.scripts == 0 {
			l.vm.SetMaxCallStackSize(l.depth)
		}
	}
}

// deepStack makes room on the goroutine's stack at once for what parsing and
// running scripts needs: growing it step by step copies it five times, which is a
// tenth of a start. The collector takes it back from goroutines that wait.
//
//go:noinline
func deepStack() byte {
	var room [24 << 10]byte
	return room[len(os.Args)]
}
