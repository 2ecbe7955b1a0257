package es

import (
	"reflect"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

// installBuffers puts a size check in front of every constructor that allocates
// and adds ArrayBuffer.prototype.transfer.
func installBuffers(l *jsloop.Loop) error {
	vm := l.VM()
	for _, name := range []string{
		"ArrayBuffer", "Uint8Array", "Int8Array", "Uint8ClampedArray", "Uint16Array", "Int16Array",
		"Uint32Array", "Int32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
	} {
		if err := guardConstructor(l, name); err != nil {
			return err
		}
	}
	if err := fixFrom(l, vm.Get("Uint8Array").ToObject(vm).Prototype()); err != nil {
		return err
	}
	proto := vm.Get("ArrayBuffer").ToObject(vm).Get("prototype").ToObject(vm)
	for _, name := range []string{"transfer", "transferToFixedLength"} {
		err := globals.Func(l, proto, name, 0, func(call goja.FunctionCall) goja.Value {
			return transfer(l, name, call)
		})
		if err != nil {
			return err
		}
	}
	// A buffer here never changes its size.
	for name, get := range map[string]func(goja.ArrayBuffer) any{
		"detached":      func(b goja.ArrayBuffer) any { return b.Detached() },
		"resizable":     func(goja.ArrayBuffer) any { return false },
		"maxByteLength": func(b goja.ArrayBuffer) any { return len(b.Bytes()) },
	} {
		getter := globals.NewFunc(l, "get "+name, 0, func(call goja.FunctionCall) goja.Value {
			b, ok := arrayBuffer(call.This)
			if !ok {
				l.ThrowType("Method ArrayBuffer.prototype.%s called on incompatible receiver %s", name, l.Describe(call.This))
			}
			return vm.ToValue(get(b))
		})
		if err := proto.DefineAccessorProperty(name, getter, nil, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return globals.Func(l, proto, "resize", 1, func(call goja.FunctionCall) goja.Value {
		l.ThrowType("Method ArrayBuffer.prototype.resize called on incompatible receiver %s", l.Describe(call.This))
		return nil
	})
}

func arrayBuffer(v goja.Value) (goja.ArrayBuffer, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != arrayBufferType {
		return goja.ArrayBuffer{}, false
	}
	b, ok := o.Export().(goja.ArrayBuffer)
	return b, ok
}

// transfer moves the bytes to a new ArrayBuffer, without a copy when the length
// stays.
func transfer(l *jsloop.Loop, name string, call goja.FunctionCall) goja.Value {
	old, ok := arrayBuffer(call.This)
	if !ok {
		l.ThrowType("Method ArrayBuffer.prototype.%s called on incompatible receiver %s", name, call.This.String())
	}
	if old.Detached() {
		l.ThrowType("Cannot perform ArrayBuffer.prototype.%s on a detached ArrayBuffer", name)
	}
	data := old.Bytes()
	if arg := call.Argument(0); !goja.IsUndefined(arg) {
		size := arg.ToInteger()
		if size < 0 || size > maxBuffer {
			l.Throw(jsloop.Errorf("RangeError", "Invalid array buffer length"))
		}
		if int(size) != len(data) {
			resized := make([]byte, size)
			copy(resized, data)
			data = resized
		}
	}
	old.Detach()
	return l.ArrayBuffer(data)
}

// guardConstructor replaces a global constructor by one that refuses sizes Go
// could not survive. Everything else, subclasses included, goes to the native one.
func guardConstructor(l *jsloop.Loop, name string) error {
	vm := l.VM()
	native := vm.Get(name).ToObject(vm)
	construct, _ := goja.AssertConstructor(native)
	size := 1.0
	if v := native.Get("BYTES_PER_ELEMENT"); v != nil && !goja.IsUndefined(v) {
		size = v.ToFloat()
	}
	var guard *goja.Object
	guard = vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		arg := call.Argument(0)
		if o, isObject := arg.(*goja.Object); isObject {
			if o.ClassName() != "Array" && o.ClassName() != "ArrayBuffer" {
				if n := o.Get("length"); n != nil && !goja.IsUndefined(n) && n.ToFloat()*size > maxBuffer {
					l.Throw(jsloop.Errorf("RangeError", "Invalid typed array length: %s", n.String()))
				}
			} else if n := o.Get("length"); n != nil && n.ToFloat() > maxFilled {
				l.Throw(jsloop.Errorf("RangeError", "Invalid typed array length: %s", n.String()))
			}
		} else if n := arg.ToFloat(); n*size > maxBuffer || n <= -1 {
			if name == "ArrayBuffer" && n > 0 {
				l.Throw(jsloop.Errorf("RangeError", "Array buffer allocation failed"))
			}
			if name == "ArrayBuffer" {
				l.Throw(jsloop.Errorf("RangeError", "Invalid array buffer length"))
			}
			l.Throw(jsloop.Errorf("RangeError", "Invalid typed array length: %s", arg.String()))
		}
		if o, ok := call.Argument(1).(*goja.Object); ok && name == "ArrayBuffer" {
			if most := o.Get("maxByteLength"); most != nil && !goja.IsUndefined(most) {
				l.ThrowType("resizable ArrayBuffers are not supported by this host")
			}
		}
		target := call.NewTarget
		if target == nil || target == guard { // goja gives none for a plain new
			target = native
		}
		o, err := construct(target, call.Arguments...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return o
	}).ToObject(vm)
	if err := dressLike(l, guard, native, name); err != nil {
		return err
	}
	return globals.Value(vm.GlobalObject(), name, guard)
}

func dressLike(l *jsloop.Loop, guard, native *goja.Object, name string) error {
	vm := l.VM()
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
		if err := guard.DefineDataProperty(key, native.Get(key), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	// slice, map and subarray ask for the species; ours needs no size check there.
	species := vm.ToValue(func(call goja.FunctionCall) goja.Value {
		if call.This == guard {
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
