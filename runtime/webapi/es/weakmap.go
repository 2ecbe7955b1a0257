package es

import (
	_ "embed"
	"runtime"
	"sync"
	"weak"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed weakmap.js
var weakMapSource string

var weakMapScript = jsloop.NewScript("es/weakmap.js", weakMapSource)

// weakMaps knows which maps of a VM are still there, by their numbers.
type weakMaps struct {
	mu    sync.Mutex // cleanups run on a goroutine of Go's
	last  int64
	alive map[int64]struct{}
}

// installWeakMap replaces WeakMap, at its first use, by one whose values may lead
// back to their keys, and gives WeakSet symbols.
func installWeakMap(l *jsloop.Loop) error {
	vm := l.VM()
	ownMap, ownSet := vm.Get("WeakMap"), vm.Get("WeakSet")
	maps := &weakMaps{alive: map[int64]struct{}{}}
	load := globals.Once(l, weakMapScript, map[string]jsloop.Native{
		"WeakMap": func(goja.FunctionCall) goja.Value { return ownMap },
		"WeakSet": func(goja.FunctionCall) goja.Value { return ownSet },
		"track": func(call goja.FunctionCall) goja.Value {
			return vm.ToValue(maps.track(call.Argument(0).(*goja.Object)))
		},
		"alive": func(call goja.FunctionCall) goja.Value {
			maps.mu.Lock()
			defer maps.mu.Unlock()
			_, ok := maps.alive[call.Argument(0).ToInteger()]
			return vm.ToValue(ok)
		},
		"symbols": func(goja.FunctionCall) goja.Value { return newSymbolTable(l) },
	})
	return globals.Lazy(l, vm.GlobalObject(), load, "WeakMap", "WeakSet")
}

// track numbers a map until it is collected.
func (m *weakMaps) track(o *goja.Object) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	m.alive[m.last] = struct{}{}
	runtime.AddCleanup(o, func(id int64) {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.alive, id)
	}, m.last)
	return m.last
}

// symbolTable holds symbols weakly, which have no fields to put a value in. A
// value that leads back to its symbol keeps both, as long as the table lives.
type symbolTable struct {
	mu      sync.Mutex
	entries map[weak.Pointer[goja.Symbol]]goja.Value
}

func newSymbolTable(l *jsloop.Loop) goja.Value {
	vm := l.VM()
	t := &symbolTable{entries: map[weak.Pointer[goja.Symbol]]goja.Value{}}
	table := vm.NewObject()
	for name, f := range map[string]func(key weak.Pointer[goja.Symbol], call goja.FunctionCall) goja.Value{
		"get": func(key weak.Pointer[goja.Symbol], _ goja.FunctionCall) goja.Value { return t.entries[key] },
		"has": func(key weak.Pointer[goja.Symbol], _ goja.FunctionCall) goja.Value {
			_, ok := t.entries[key]
			return vm.ToValue(ok)
		},
		"set": func(key weak.Pointer[goja.Symbol], call goja.FunctionCall) goja.Value {
			if _, ok := t.entries[key]; !ok {
				forget := weak.Make(t)
				runtime.AddCleanup(call.Argument(0).(*goja.Symbol), func(key weak.Pointer[goja.Symbol]) {
					if t := forget.Value(); t != nil {
						t.mu.Lock()
						defer t.mu.Unlock()
						delete(t.entries, key)
					}
				}, key)
			}
			t.entries[key] = call.Argument(1)
			return goja.Undefined()
		},
		"delete": func(key weak.Pointer[goja.Symbol], _ goja.FunctionCall) goja.Value {
			_, ok := t.entries[key]
			delete(t.entries, key)
			return vm.ToValue(ok)
		},
	} {
		_ = table.Set(name, func(call goja.FunctionCall) goja.Value {
			t.mu.Lock()
			defer t.mu.Unlock()
			if v := f(weak.Make(call.Argument(0).(*goja.Symbol)), call); v != nil {
				return v
			}
			return goja.Undefined()
		})
	}
	return table
}
