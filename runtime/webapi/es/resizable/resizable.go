// Package resizable gives goja ArrayBuffers that change their size, and views
// that follow them: https://tc39.es/ecma262/#sec-resizable-arraybuffer-objects-guidelines
//
// Nothing of it is loaded before a script makes the first such buffer.
package resizable

import (
	_ "embed"
	"runtime"
	"slices"
	"sync"
	"weak"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

//go:embed resizable.js
var source string

var script = jsloop.NewScript("es/resizable.js", source)

// Table knows the resizable buffers of a VM and the views of each.
type Table struct {
	l      *jsloop.Loop
	loaded bool
	mu     sync.Mutex // cleanups run on a goroutine of Go's
	known  map[weak.Pointer[goja.Object]]*buffer
	views  map[weak.Pointer[goja.Object]]bool // whether the view follows the end of its buffer
}

type buffer struct {
	most  int
	views []view
}

// view is one view of a buffer, which it does not keep alive.
type view struct {
	object weak.Pointer[goja.Object]
	tracks bool
	length int // elements, of a view that does not follow the end
}

// New makes the table of a VM.
func New(l *jsloop.Loop) *Table {
	return &Table{l: l}
}

// Any says whether the VM ever made a resizable buffer.
func (t *Table) Any() bool { return t.loaded }

// Max is the greatest size of a resizable buffer; false for every other object.
func (t *Table) Max(o *goja.Object) (int, bool) {
	b := t.buffer(o)
	if b == nil {
		return 0, false
	}
	return b.most, true
}

func (t *Table) buffer(o *goja.Object) *buffer {
	if !t.loaded {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[weak.Make(o)]
}

// Add makes the ArrayBuffer o resizable, up to most bytes. constructors gives the
// constructors of typed arrays by name.
func (t *Table) Add(o *goja.Object, most int, constructors func() *goja.Object) {
	if !t.loaded {
		t.load(constructors)
	}
	key := weak.Make(o)
	t.mu.Lock()
	t.known[key] = &buffer{most: most}
	t.mu.Unlock()
	runtime.AddCleanup(o, func(key weak.Pointer[goja.Object]) {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.known, key)
	}, key)
}

// View says that o, just made, is a view of a resizable buffer; tracks that its
// length was left out, so that it follows the buffer's end.
func (t *Table) View(o, of *goja.Object, tracks bool) {
	b, w := t.buffer(of), window{}
	ok := b != nil
	if ok {
		w, ok = windowOf(o)
	}
	if !ok {
		return
	}
	key := weak.Make(o)
	if len(b.views) == cap(b.views) {
		b.views = slices.DeleteFunc(b.views, func(v view) bool { return v.object.Value() == nil })
	}
	b.views = append(b.views, view{object: key, tracks: tracks, length: *w.length})
	t.mu.Lock()
	t.views[key] = tracks
	t.mu.Unlock()
	runtime.AddCleanup(o, func(key weak.Pointer[goja.Object]) {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.views, key)
	}, key)
}

// Resize gives a resizable buffer, which is not detached, size bytes.
func (t *Table) Resize(o *goja.Object, size int) {
	b := t.buffer(o)
	data := bytes(o)
	if was := *data; size <= cap(was) {
		// What is cut off stays in memory: the engine may be reading it.
		if size < len(was) {
			clear(was[size:])
		}
		*data = was[:size]
	} else {
		grown := make([]byte, size, min(b.most, max(size, 2*cap(was))))
		copy(grown, was)
		*data = grown
	}
	for _, v := range b.views {
		object := v.object.Value()
		if object == nil {
			continue
		}
		w, _ := windowOf(object)
		length := v.length
		if v.tracks {
			length = (size - *w.offset*w.size) / w.size
		}
		if start := *w.offset * w.size; start > size || start+length*w.size > size {
			w.hide(o)
		} else {
			w.show(o, length)
		}
	}
}

// load replaces the methods of typed arrays by ones that bear a change of size.
func (t *Table) load(constructors func() *goja.Object) {
	vm := t.l.VM()
	sample := func(name string, args ...goja.Value) *goja.Object {
		o, err := vm.New(vm.Get(name), args...)
		if err != nil {
			t.l.Throw(err)
		}
		return o
	}
	b := sample("ArrayBuffer")
	if !usable(b, sample("Uint8Array", b), sample("DataView", b)) {
		t.l.ThrowType("resizable ArrayBuffers are not supported by this host")
	}
	t.known, t.views = map[weak.Pointer[goja.Object]]*buffer{}, map[weak.Pointer[goja.Object]]bool{}
	t.loaded = true
	if _, err := script.Run(t.l, t.natives(constructors)); err != nil {
		t.l.Throw(err)
	}
}

func (t *Table) natives(constructors func() *goja.Object) map[string]jsloop.Native {
	vm := t.l.VM()
	array := func(v goja.Value) (window, *goja.Object, bool) {
		o, ok := v.(*goja.Object)
		if !ok {
			return window{}, nil, false
		}
		if _, ok := inner(o, arrayType); !ok {
			return window{}, nil, false
		}
		w, ok := windowOf(o)
		return w, o, ok
	}
	tracks := func(o *goja.Object) (tracks, known bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		tracks, known = t.views[weak.Make(o)]
		return
	}
	return map[string]jsloop.Native{
		// on says whether a value is a typed array on a resizable buffer.
		"on": func(call goja.FunctionCall) goja.Value {
			_, o, ok := array(call.Argument(0))
			if ok {
				_, ok = tracks(o)
			}
			return vm.ToValue(ok)
		},
		"tracks": func(call goja.FunctionCall) goja.Value {
			tracks, _ := tracks(call.Argument(0).(*goja.Object))
			return vm.ToValue(tracks)
		},
		// length is that of a typed array that is in bounds; others throw.
		"length": func(call goja.FunctionCall) goja.Value {
			w, o, ok := array(call.Argument(0))
			if !ok {
				t.l.ThrowType("this is not a typed array.")
			}
			if gone(o) {
				t.l.ThrowType("Cannot perform %%TypedArray%%.prototype.%s on a detached or out-of-bounds ArrayBuffer", call.Argument(1).String())
			}
			return vm.ToValue(*w.length)
		},
		// size is the length, 0 out of bounds; offset is there out of bounds as well.
		"size": func(call goja.FunctionCall) goja.Value {
			w, o, ok := array(call.Argument(0))
			if !ok || gone(o) {
				return vm.ToValue(0)
			}
			return vm.ToValue(*w.length)
		},
		"offset": func(call goja.FunctionCall) goja.Value {
			w, _, _ := array(call.Argument(0))
			return vm.ToValue(*w.offset * w.size)
		},
		"kind": func(call goja.FunctionCall) goja.Value {
			_, o, ok := array(call.Argument(0))
			if !ok {
				return goja.Undefined()
			}
			v, _ := inner(o, arrayType)
			return vm.ToValue(kindOf(v))
		},
		"constructors": func(goja.FunctionCall) goja.Value { return constructors() },
	}
}
