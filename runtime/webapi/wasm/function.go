package wasm

import (
	"reflect"
	"strconv"
	"strings"
	"weak"

	"github.com/dop251/goja"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/table"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// function is an Exported Function: a function of an instance that a script
// can call.
type function struct {
	s      *store
	inst   *instance // nil when it is known by its reference alone
	field  string    // a name it is exported by, "" when by none
	index  uint32
	typ    funcType
	fn     api.Function
	busy   bool
	stack  []uint64
	ref    uint64
	object weak.Pointer[goja.Object]
}

// toObject makes the JS function of f, or returns the one there is.
func (f *function) toObject() *goja.Object {
	if o := f.object.Value(); o != nil {
		return o
	}
	l := f.s.l
	o := globals.NewFunc(l, strconv.FormatUint(uint64(f.index), 10), len(f.typ.params), f.call)
	f.s.js.call(l, f.s.js.brand, o, l.Wrap(f))
	f.object = weak.Make(o)
	return o
}

// exported is the function behind a JS value, nil when it is none of ours.
func (s *store) exported(v goja.Value) *function {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	f, _ := jsloop.Unwrap[*function](s.js.call(s.l, s.js.unbrand, o))
	return f
}

func (f *function) call(c goja.FunctionCall) goja.Value {
	s := f.s
	n := max(len(f.typ.params), len(f.typ.results))
	var stack []uint64
	fn := f.fn
	if f.busy {
		// A call within a call: the engine's function object holds one at a time.
		stack, fn = make([]uint64, n), f.again()
	} else {
		f.busy = true
		defer func() { f.busy = false }()
		if f.stack == nil {
			f.stack = make([]uint64, n)
		}
		stack = f.stack
	}
	for i := range len(f.typ.params) {
		if t := f.typ.params[i]; t == v128 {
			s.l.ThrowType("type incompatibility when transforming from/to JS")
		} else {
			stack[i] = s.toWasm(t, c.Argument(i))
		}
	}
	s.call(fn, stack)
	v := s.fromWasmAll(f.typ.results, stack)
	if s.depth == 0 && s.refs.full() { // not before the results are JavaScript's
		s.collect()
	}
	return v
}

// again is another handle for the same function.
func (f *function) again() api.Function {
	if f.field != "" {
		return f.inst.mod.ExportedFunction(f.field)
	}
	return f.s.lookup(f.ref)
}

// reference is f as a table's element.
func (f *function) reference() uint64 {
	if f.ref != 0 {
		return f.ref
	}
	e := &emitter{}
	fn := e.importFunc(f.inst.name, f.field, f.typ)
	e.declared = []uint32{fn}
	e.export("r", kindFunc, e.function(funcType{"", string([]byte{funcref})}, 0xd2, byte(fn)))
	m := f.s.helper(f.s.name("r"), e)
	stack := []uint64{0}
	if err := m.ExportedFunction("r").CallWithStack(f.s.ctx, stack); err != nil {
		f.s.failed(err)
	}
	f.ref = stack[0]
	f.s.functions[f.ref] = weak.Make(f.toObject())
	return f.ref
}

// funcRef is v as a funcref: null, or an exported function.
func (s *store) funcRef(v goja.Value) (uint64, bool) {
	if v != nil && goja.IsNull(v) {
		return 0, true
	}
	f := s.exported(v)
	if f == nil {
		return 0, false
	}
	return f.reference(), true
}

// functionOf is the JS function for a funcref that came out of wasm.
func (s *store) functionOf(ref uint64) goja.Value {
	if ref == 0 {
		return goja.Null()
	}
	if o := s.functions[ref].Value(); o != nil {
		return o
	}
	fn, typ := s.lookupTyped(ref)
	if fn == nil {
		s.l.ThrowType("type incompatibility when transforming from/to JS")
	}
	def := fn.Definition()
	f := &function{s: s, index: def.Index(), typ: typ, fn: fn, ref: ref}
	if inst := s.instances[ownerOf(fn)].Value(); inst != nil {
		if known := inst.function(def.Index()); known != nil {
			f = known
			f.ref = ref
		} else {
			inst.funcs[f.index] = f
		}
		f.inst = inst
	}
	o := f.toObject()
	s.functions[ref] = weak.Make(o)
	return o
}

// ownerOf is the address of the module instance that a function belongs to, 0
// when the engine does not look as it did: it keeps that to itself, and a
// function found in a table must be the same object as the export.
func ownerOf(f api.Function) uintptr {
	v := reflect.Indirect(reflect.ValueOf(f))
	for _, field := range []string{"parent", "module"} {
		if v.Kind() != reflect.Struct {
			return 0
		}
		v = v.FieldByName(field)
		if v.Kind() != reflect.Pointer || v.IsNil() {
			return 0
		}
		if field == "module" {
			return v.Pointer()
		}
		v = v.Elem()
	}
	return 0
}

// scratch is a table of one element, to look references up by.
func (s *store) scratch() *tableOps {
	if s.lookups == nil {
		e := &emitter{}
		e.export("t", kindTable, e.table(tableType{limits{min: 1}, funcref}))
		e.tableOperations(funcref)
		s.lookups = newTableOps(s, s.helper(s.name("s"), e))
	}
	return s.lookups
}

func (s *store) lookup(ref uint64) api.Function {
	f, _ := s.lookupTyped(ref)
	return f
}

// lookupTyped finds the function a reference means. The engine wants to be told
// its type, so every known one is tried.
func (s *store) lookupTyped(ref uint64) (api.Function, funcType) {
	t := s.scratch()
	t.set(0, ref)
	defer t.set(0, 0)
	for _, typ := range s.types {
		if f := tryLookup(t.mod, typ); f != nil {
			return f, typ
		}
	}
	return nil, funcType{}
}

func tryLookup(m api.Module, t funcType) (f api.Function) {
	defer func() { _ = recover() }() // how the engine says that the type is another
	return table.LookupFunction(m, 0, 0, []byte(t.params), []byte(t.results))
}

// hostFunction is a JS function as wasm calls it. The engine's side reaches the
// instance, and so the function, weakly.
func hostFunction(w weak.Pointer[instance], at int, t funcType) api.GoModuleFunc {
	return func(_ goContext, _ api.Module, stack []uint64) {
		inst := w.Value()
		if inst == nil {
			panic(errParked)
		}
		s := inst.s
		s.settle()
		err := s.guarded(func() error {
			args := make([]goja.Value, len(t.params))
			for i := range args {
				args[i] = s.fromWasm(t.params[i], stack[i])
			}
			v, err := inst.callables[at](goja.Undefined(), args...)
			if err != nil {
				return err
			}
			s.toWasmAll(t.results, v, stack)
			return nil
		})
		if err != nil {
			s.parked = err
			panic(errParked)
		}
	}
}

// guarded runs f and returns what it throws, also by a panic of goja's: that
// must not unwind the engine's frames.
func (s *store) guarded(f func() error) (err error) {
	if ex := s.l.VM().Try(func() { err = f() }); ex != nil {
		return ex
	}
	return err
}

// throwTrap throws the error that V8 makes of a trap.
func (s *store) throwTrap(err error) {
	text := err.Error()
	for _, t := range traps {
		if strings.Contains(text, t.engine) {
			if t.v8 == overflowText {
				s.l.Throw(jsloop.Errorf("RangeError", overflowText))
			}
			s.throw("RuntimeError", t.v8)
		}
	}
	s.throw("RuntimeError", text)
}

const overflowText = "Maximum call stack size exceeded"

var traps = []struct{ engine, v8 string }{
	{"stack overflow", overflowText},
	{"unreachable", "unreachable"},
	{"out of bounds memory access", "memory access out of bounds"},
	{"integer divide by zero", "divide by zero"},
	{"integer overflow", "float unrepresentable in integer range"},
	{"invalid conversion to integer", "float unrepresentable in integer range"},
	{"invalid table access", "table index is out of bounds"},
	{"indirect call type mismatch", "function signature mismatch"},
	{"null reference", "null function"},
}
