package wasm

import (
	"math"
	"math/big"

	"github.com/dop251/goja"
	"github.com/tetratelabs/wazero/api"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// toWasm is ToWebAssemblyValue of the JavaScript interface. It may run the
// script's own valueOf.
func (s *store) toWasm(t valType, v goja.Value) uint64 {
	switch t {
	case i32:
		return uint64(s.toInt32(v))
	case i64:
		return s.toInt64(v)
	case f32:
		return api.EncodeF32(float32(s.number(v)))
	case f64:
		return api.EncodeF64(s.number(v))
	case externref:
		return s.refs.put(v)
	case funcref:
		ref, ok := s.funcRef(v)
		if !ok {
			s.l.ThrowType("type incompatibility when transforming from/to JS")
		}
		return ref
	}
	s.l.ThrowType("type incompatibility when transforming from/to JS")
	return 0
}

func (s *store) toInt32(v goja.Value) uint32 {
	if n, ok := v.Export().(int64); ok {
		return uint32(n)
	}
	f := s.number(v)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return uint32(int64(math.Mod(math.Trunc(f), 1<<32)))
}

// number is ToNumber. Export of an object would run getters, so only primitive
// numbers take the short way.
func (s *store) number(v goja.Value) float64 {
	if v == nil {
		return math.NaN()
	}
	if _, isObject := v.(*goja.Object); !isObject {
		switch n := v.Export().(type) {
		case int64:
			return float64(n)
		case float64:
			return n
		}
	}
	return s.js.call(s.l, s.js.toNumber, v).ToFloat()
}

func (s *store) toInt64(v goja.Value) uint64 {
	if v == nil {
		v = goja.Undefined()
	}
	b, ok := bigInt(v)
	if !ok {
		b, _ = bigInt(s.js.call(s.l, s.js.toBigInt, v))
	}
	if b.IsInt64() {
		return uint64(b.Int64())
	}
	var m big.Int
	return m.And(b, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
}

func bigInt(v goja.Value) (*big.Int, bool) {
	if _, isObject := v.(*goja.Object); isObject {
		return nil, false
	}
	b, ok := v.Export().(*big.Int)
	return b, ok
}

// fromWasm is ToJSValue.
func (s *store) fromWasm(t valType, u uint64) goja.Value {
	vm := s.l.VM()
	switch t {
	case i32:
		return vm.ToValue(int64(int32(u)))
	case i64:
		return vm.ToValue(big.NewInt(int64(u)))
	case f32:
		return vm.ToValue(float64(api.DecodeF32(u)))
	case f64:
		return vm.ToValue(api.DecodeF64(u))
	case externref:
		return s.refs.get(u)
	case funcref:
		return s.functionOf(u)
	}
	s.l.ThrowType("type incompatibility when transforming from/to JS")
	return nil
}

func (s *store) fromWasmAll(types string, stack []uint64) goja.Value {
	switch len(types) {
	case 0:
		return goja.Undefined()
	case 1:
		return s.fromWasm(types[0], stack[0])
	}
	list := make([]any, len(types))
	for i := range list {
		list[i] = s.fromWasm(types[i], stack[i])
	}
	return s.l.VM().NewArray(list...)
}

// toWasmAll puts what a JS function returned where the engine expects results.
func (s *store) toWasmAll(types string, v goja.Value, stack []uint64) {
	switch len(types) {
	case 0:
	case 1:
		stack[0] = s.toWasm(types[0], v)
	default:
		list := s.js.call(s.l, s.js.toList, v, s.l.VM().ToValue(len(types))).(*goja.Object)
		for i := range types {
			stack[i] = s.toWasm(types[i], list.Get(indexText(s.l.VM().ToValue(i))))
		}
	}
}

// scriptSide are functions of wasm.js that do in JavaScript what is JavaScript.
type scriptSide struct {
	toNumber, toBigInt, toList goja.Callable
	brand, unbrand             goja.Callable // exported functions and what they are
	wrap                       goja.Callable // (kind, handle) → Memory, Table or Global
	fail                       goja.Callable // (class, message), throws
}

func (scriptSide) call(l *jsloop.Loop, f goja.Callable, args ...goja.Value) goja.Value {
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		rethrow(l, err)
	}
	return v
}

// throw throws one of the namespace's own errors: "LinkError", "RuntimeError", "CompileError".
func (s *store) throw(class, message string) {
	s.js.call(s.l, s.js.fail, s.l.VM().ToValue(class), s.l.VM().ToValue(message))
}
