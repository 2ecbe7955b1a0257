// Package wasm is WebAssembly on wazero.
//
// Specification: https://webassembly.github.io/spec/js-api/
//
// As on Workers, modules come with the Worker: making one from bytes at run
// time is refused with the same CompileError. Differences from Cloudflare: no
// exceptions across the border, no JSPI (Suspending, promising), no threads and
// no garbage collection types; such modules are refused when they are
// converted. Two traps have the text of another, because the engine does not
// tell them apart: calling a null function (table index is out of bounds) and
// dividing the smallest integer by -1 (float unrepresentable in integer range).
package wasm

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
)

// Class is the entry for webapi.Classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "wasm" }

//go:embed wasm.js
var source string

var script = jsloop.NewScript("wasm/wasm.js", source)

const loaderKey = "wasm:load"

// Install defines WebAssembly, late: a Worker without modules never makes a
// runtime of the engine.
func (Class) Install(l *jsloop.Loop) error {
	n := &natives{l: l}
	load := globals.Once(l, script, n.table())
	if err := l.Internals().Set(loaderKey, l.Wrap(load)); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), load, "WebAssembly")
}

// Define makes m what the Worker gets when it imports "wasm:" and name.
func Define(l *jsloop.Loop, name string, m *Module) {
	module.Define(l, "wasm:"+name, func() (goja.Value, error) {
		load, _ := jsloop.Unwrap[globals.Load](l.Internals().Get(loaderKey))
		o, err := load()
		if err != nil {
			return nil, err
		}
		f, _ := goja.AssertFunction(o.Get("moduleFor"))
		return f(goja.Undefined(), l.Wrap(m))
	})
}

func rethrow(l *jsloop.Loop, err error) { globals.Rethrow(l, err) }

func (s *store) throwRange(text string) { s.l.Throw(jsloop.Errorf("RangeError", "%s", text)) }

// natives are what wasm.js asks of Go.
type natives struct {
	l  *jsloop.Loop
	js scriptSide
	s  *store
}

func (n *natives) store() *store {
	if n.s == nil {
		n.s = newStore(n.l, n.js)
	}
	return n.s
}

func handle[T any](v goja.Value) T {
	h, _ := jsloop.Unwrap[T](v)
	return h
}

func (n *natives) table() map[string]jsloop.Native {
	l, vm := n.l, n.l.VM()
	text := func(parts ...string) goja.Value {
		list := make([]any, len(parts))
		for i, p := range parts {
			list[i] = p
		}
		return vm.NewArray(list...)
	}
	return map[string]jsloop.Native{
		"ready": func(c goja.FunctionCall) goja.Value {
			o := c.Argument(0).(*goja.Object)
			for name, f := range map[string]*goja.Callable{
				"toNumber": &n.js.toNumber, "toBigInt": &n.js.toBigInt, "toList": &n.js.toList, "brand": &n.js.brand,
				"unbrand": &n.js.unbrand, "wrap": &n.js.wrap, "fail": &n.js.fail,
			} {
				*f, _ = goja.AssertFunction(o.Get(name))
			}
			return nil
		},
		"validate": func(c goja.FunctionCall) goja.Value {
			b, _ := jsloop.Bytes(c.Argument(0))
			return vm.ToValue(Check(b) == nil)
		},
		"imports": func(c goja.FunctionCall) goja.Value {
			var list []any
			for _, e := range handle[*Module](c.Argument(0)).layout.imports {
				list = append(list, text(e.module, e.name, e.kind.String()))
			}
			return vm.NewArray(list...)
		},
		"exports": func(c goja.FunctionCall) goja.Value {
			var list []any
			for _, e := range handle[*Module](c.Argument(0)).layout.exports {
				list = append(list, text(e.name, e.kind.String()))
			}
			return vm.NewArray(list...)
		},
		"customSections": func(c goja.FunctionCall) goja.Value {
			var list []any
			for _, b := range handle[*Module](c.Argument(0)).customSections(c.Argument(1).String()) {
				list = append(list, vm.NewArrayBuffer(b))
			}
			return vm.NewArray(list...)
		},
		// instantiate(module, imports, method, exports) fills exports.
		"instantiate": func(c goja.FunctionCall) goja.Value {
			inst := n.store().instantiate(handle[*Module](c.Argument(0)), c.Argument(1), c.Argument(2).String())
			exports := c.Argument(3).(*goja.Object)
			inst.exports(func(name string, v goja.Value) {
				_ = exports.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
			})
			return l.Wrap(inst)
		},
		"newMemory": func(c goja.FunctionCall) goja.Value {
			lim := limitsOf(c, 0)
			if lim.min > memoryPages {
				n.store().throwRange("WebAssembly.Memory(): could not allocate memory")
			}
			return l.Wrap(n.store().newMemory(lim))
		},
		"memoryBuffer": func(c goja.FunctionCall) goja.Value { return handle[*memory](c.Argument(0)).value() },
		"isMemory":     func(c goja.FunctionCall) goja.Value { return vm.ToValue(n.s != nil && n.s.isMemory(c.Argument(0))) },
		"memoryGrow": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(handle[*memory](c.Argument(0)).grow(uint32(c.Argument(1).ToInteger())))
		},
		"newTable": func(c goja.FunctionCall) goja.Value {
			return l.Wrap(n.store().newTable(tableType{limitsOf(c, 1), byte(c.Argument(0).ToInteger())}))
		},
		"tableFill": func(c goja.FunctionCall) goja.Value {
			t := handle[*table_](c.Argument(0))
			ref := t.element(c.Argument(1), c.Argument(2).String(), int(c.Argument(3).ToInteger()))
			for i := range t.ops().size() {
				t.ops().set(i, ref)
			}
			return nil
		},
		"tableSize": func(c goja.FunctionCall) goja.Value { return vm.ToValue(handle[*table_](c.Argument(0)).ops().size()) },
		"tableNull": func(c goja.FunctionCall) goja.Value {
			if handle[*table_](c.Argument(0)).typ.ref == externref {
				return goja.Undefined()
			}
			return goja.Null()
		},
		"tableGet": func(c goja.FunctionCall) goja.Value {
			return handle[*table_](c.Argument(0)).get(uint32(c.Argument(1).ToInteger()))
		},
		"tableSet": func(c goja.FunctionCall) goja.Value {
			t := handle[*table_](c.Argument(0))
			i := t.at(uint32(c.Argument(1).ToInteger()), "set")
			t.ops().set(i, t.element(c.Argument(2), "Table.set()", 1))
			return nil
		},
		"tableGrow": func(c goja.FunctionCall) goja.Value {
			t := handle[*table_](c.Argument(0))
			ref := t.element(c.Argument(2), "Table.grow()", 1)
			return vm.ToValue(t.grow(uint32(c.Argument(1).ToInteger()), ref))
		},
		// newGlobal(type, mutable, given, value)
		"newGlobal": func(c goja.FunctionCall) goja.Value {
			var v goja.Value
			if c.Argument(2).ToBoolean() {
				v = c.Argument(3)
			}
			return l.Wrap(n.store().newGlobal(globalType{byte(c.Argument(0).ToInteger()), c.Argument(1).ToBoolean()}, v))
		},
		"globalGet": func(c goja.FunctionCall) goja.Value { return handle[*global](c.Argument(0)).value() },
		"globalSet": func(c goja.FunctionCall) goja.Value {
			handle[*global](c.Argument(0)).set(c.Argument(1))
			return nil
		},
		"adopted": func(c goja.FunctionCall) goja.Value {
			o := c.Argument(1).(*goja.Object)
			adopt(c.Argument(0), o)
			return o
		},
	}
}

// limitsOf reads (initial, maximum) from argument at on.
func limitsOf(c goja.FunctionCall, at int) limits {
	l := limits{min: uint64(c.Argument(at).ToInteger())}
	if v := c.Argument(at + 1); !goja.IsUndefined(v) {
		l.max, l.hasMax = uint64(v.ToInteger()), true
	}
	return l
}
