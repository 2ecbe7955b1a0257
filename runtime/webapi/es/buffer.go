package es

import (
	"reflect"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/resizable"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

// installBuffers puts a size check in front of every constructor that allocates
// and adds what goja's ArrayBuffer lacks: resizing and transfer.
func installBuffers(l *jsloop.Loop) error {
	vm := l.VM()
	b := &buffers{l: l, sizes: resizable.New(l), guards: map[string]*goja.Object{}, natives: map[string]*goja.Object{}}
	for _, name := range []string{
		"ArrayBuffer", "Uint8Array", "Int8Array", "Uint8ClampedArray", "Uint16Array", "Int16Array",
		"Uint32Array", "Int32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
	} {
		if err := b.guardConstructor(name); err != nil {
			return err
		}
	}
	if err := b.installDataView(); err != nil {
		return err
	}
	arrays := vm.Get("Uint8Array").ToObject(vm).Prototype()
	if err := fixFrom(l, arrays); err != nil {
		return err
	}
	arrayProto := arrays.Get("prototype").ToObject(vm)
	if err := b.installSet(arrayProto); err != nil {
		return err
	}
	// Both are one function, which the guards replaced.
	list := vm.Get("Array").ToObject(vm).Get("prototype").ToObject(vm)
	if err := globals.Value(arrayProto, "toString", list.Get("toString")); err != nil {
		return err
	}
	if err := b.installFloat16(arrayProto); err != nil {
		return err
	}
	proto := vm.Get("ArrayBuffer").ToObject(vm).Get("prototype").ToObject(vm)
	return b.installMethods(proto)
}

// buffers are the constructors and methods of one VM.
type buffers struct {
	l       *jsloop.Loop
	sizes   *resizable.Table
	guards  map[string]*goja.Object
	natives map[string]*goja.Object // the engine's own behind them
	// Array.from, and length and set of typed arrays, for Float16Array.
	listOf, lengthOf, setAll goja.Callable
}

// guardConstructor replaces a global constructor by one that refuses sizes Go
// could not survive. Everything else, subclasses included, goes to the native one.
func (b *buffers) guardConstructor(name string) error {
	vm := b.l.VM()
	native := vm.Get(name).ToObject(vm)
	construct, _ := goja.AssertConstructor(native)
	size := 1.0
	if v := native.Get("BYTES_PER_ELEMENT"); v != nil && !goja.IsUndefined(v) {
		size = v.ToFloat()
	}
	var guard *goja.Object
	guard = vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		b.checkSize(name, size, call.Argument(0))
		target := call.NewTarget
		if target == nil || target == guard { // goja gives none for a plain new
			target = native
		}
		if name == "ArrayBuffer" {
			return b.makeBuffer(construct, target, call.Arguments)
		}
		return b.makeView(construct, target, call.Arguments, name, int(size))
	}).ToObject(vm)
	b.guards[name], b.natives[name] = guard, native
	if err := b.dressLike(guard, native, name); err != nil {
		return err
	}
	return globals.Value(vm.GlobalObject(), name, guard)
}

// checkSize throws what V8 throws when arg, the first of a constructor's, asks for
// more than Go could survive; size is that of an element.
func (b *buffers) checkSize(name string, size float64, arg goja.Value) {
	if o, isObject := arg.(*goja.Object); isObject {
		if o.ClassName() != "Array" && o.ClassName() != "ArrayBuffer" {
			if n := o.Get("length"); n != nil && !goja.IsUndefined(n) && n.ToFloat()*size > float64(largestBuffer()) {
				b.l.Throw(jsloop.Errorf("RangeError", "Invalid typed array length: %s", n.String()))
			}
		} else if n := o.Get("length"); n != nil && n.ToFloat() > mostElements() {
			b.l.Throw(jsloop.Errorf("RangeError", "Invalid typed array length: %s", n.String()))
		}
	} else if n := arg.ToFloat(); n*size > float64(largestBuffer()) || n <= -1 {
		if name == "ArrayBuffer" && n > 0 {
			b.l.Throw(jsloop.Errorf("RangeError", "Array buffer allocation failed"))
		}
		if name == "ArrayBuffer" {
			b.l.Throw(jsloop.Errorf("RangeError", "Invalid array buffer length"))
		}
		b.l.Throw(jsloop.Errorf("RangeError", "Invalid typed array length: %s", arg.String()))
	}
}

func (b *buffers) dressLike(guard, native *goja.Object, name string) error {
	vm := b.l.VM()
	if err := guard.SetPrototype(native.Prototype()); err != nil {
		return err
	}
	length := native.Get("length")
	proto := native.Get("prototype").ToObject(vm)
	for _, p := range []struct {
		name  string
		value goja.Value
	}{{"name", vm.ToValue(name)}, {"length", length}} {
		if err := guard.DefineDataProperty(p.name, p.value, goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	if err := guard.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		return err
	}
	for _, key := range native.GetOwnPropertyNames() {
		switch key {
		case "name", "length", "prototype":
			continue
		}
		may := goja.ToFlag(key != "BYTES_PER_ELEMENT")
		if err := guard.DefineDataProperty(key, native.Get(key), may, may, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	// slice, map and subarray ask for the species; ours needs no size check there,
	// but must know of views of resizable buffers.
	species := globals.NewFunc(b.l, "get [Symbol.species]", 0, func(call goja.FunctionCall) goja.Value {
		if call.This == guard && !b.sizes.Any() {
			return native
		}
		return call.This
	})
	if err := guard.DefineAccessorPropertySymbol(goja.SymSpecies, species, nil, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		return err
	}
	return globals.Value(proto, "constructor", guard)
}

// fixFrom lets %TypedArray%.from take a string, which goja refuses.
func fixFrom(l *jsloop.Loop, base *goja.Object) error {
	vm := l.VM()
	native, _ := goja.AssertFunction(base.Get("from"))
	return globals.Func(l, base, "from", 1, func(call goja.FunctionCall) goja.Value {
		args := call.Arguments
		if len(args) > 0 && goja.IsString(args[0]) {
			var items []any
			vm.ForOf(args[0], func(c goja.Value) bool {
				items = append(items, c)
				return true
			})
			args = append([]goja.Value{vm.NewArray(items...)}, args[1:]...)
		}
		v, err := native(call.This, args...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	})
}
