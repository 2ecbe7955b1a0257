package es

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/float16"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// This file has Float16Array, which goja lacks: made when a script first names it.
// https://tc39.es/ecma262/#sec-typedarray-objects

const float16Array = "Float16Array"

func (b *buffers) installFloat16(arrayProto *goja.Object) error {
	vm := b.l.VM()
	b.listOf, _ = goja.AssertFunction(vm.Get("Array").ToObject(vm).Get("from"))
	b.setAll, _ = goja.AssertFunction(arrayProto.Get("set"))
	var err error
	if b.lengthOf, err = b.getter(arrayProto, "length"); err != nil {
		return err
	}
	load := func() (*goja.Object, error) {
		class, err := b.float16()
		if err != nil {
			return nil, err
		}
		o := vm.NewObject()
		return o, o.Set(float16Array, class)
	}
	return globals.Lazy(b.l, vm.GlobalObject(), load, float16Array)
}

// float16 is the class Float16Array.
func (b *buffers) float16() (*goja.Object, error) {
	if guard := b.guards[float16Array]; guard != nil {
		return guard, nil
	}
	vm := b.l.VM()
	native := b.natives["Uint16Array"]
	make, _ := goja.AssertConstructor(native)
	base := native.Prototype()
	proto := vm.CreateObject(base.Get("prototype").ToObject(vm))
	sample, err := make(native)
	if err != nil {
		return nil, err
	}
	if !float16.Usable(sample) {
		return nil, jsloop.Errorf("TypeError", "Float16Array is not supported by this host")
	}
	var guard *goja.Object
	guard = vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		b.checkSize(float16Array, 2, call.Argument(0))
		target := call.NewTarget
		if target == nil {
			target = guard
		}
		return b.makeFloat16(make, target, guard, call.Arguments)
	}).ToObject(vm)
	if err := guard.SetPrototype(base); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		name         string
		value        any
		configurable goja.Flag
	}{{"length", 3, goja.FLAG_TRUE}, {"name", float16Array, goja.FLAG_TRUE}, {"prototype", proto, goja.FLAG_FALSE}, {"BYTES_PER_ELEMENT", 2, goja.FLAG_FALSE}} {
		if err := guard.DefineDataProperty(p.name, vm.ToValue(p.value), goja.FLAG_FALSE, p.configurable, goja.FLAG_FALSE); err != nil {
			return nil, err
		}
	}
	if err := globals.Value(proto, "constructor", guard); err != nil {
		return nil, err
	}
	if err := proto.DefineDataProperty("BYTES_PER_ELEMENT", vm.ToValue(2), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		return nil, err
	}
	b.guards[float16Array], b.natives[float16Array] = guard, guard
	return guard, nil
}

// makeFloat16 is new Float16Array(…).
func (b *buffers) makeFloat16(make constructor, target, class *goja.Object, args []goja.Value) *goja.Object {
	vm := b.l.VM()
	var source *goja.Object
	if len(args) > 0 {
		source, _ = args[0].(*goja.Object)
	}
	if source == nil || source.ExportType() == arrayBufferType {
		return b.turn(b.makeView(make, target, args, float16Array, 2), class)
	}
	// The getter throws at what is no typed array.
	list := goja.Value(source)
	count, err := b.lengthOf(source)
	if err == nil && count.ToInteger() == 0 { // a detached one is refused
		_, err = make(b.natives["Uint16Array"], source)
	} else if err != nil {
		if list, err = b.listOf(goja.Undefined(), source); err == nil {
			count = list.ToObject(vm).Get("length")
		}
	}
	if err != nil {
		globals.Rethrow(b.l, err)
	}
	o := b.turn(b.construct(make, target, count), class)
	if _, err := b.setAll(o, list); err != nil {
		globals.Rethrow(b.l, err)
	}
	return o
}

// turn makes a new Uint16Array one of class; the engine gave it its own prototype
// when new.target has none.
func (b *buffers) turn(o, class *goja.Object) *goja.Object {
	float16.Turn(o, class)
	if o.Prototype() == b.natives["Uint16Array"].Get("prototype") {
		if err := o.SetPrototype(class.Get("prototype").(*goja.Object)); err != nil {
			globals.Rethrow(b.l, err)
		}
	}
	return o
}
