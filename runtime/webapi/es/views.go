package es

import (
	"errors"
	"reflect"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// This file has ArrayBuffers that change their size and what views of them need.

type constructor = func(target *goja.Object, args ...goja.Value) (*goja.Object, error)

func (b *buffers) construct(make constructor, target *goja.Object, args ...goja.Value) *goja.Object {
	o, err := make(target, args...)
	if err != nil {
		b.inLowerCase(err)
		globals.Rethrow(b.l, err)
	}
	return o
}

// inLowerCase gives two errors of the engine the texts that V8 has.
func (b *buffers) inLowerCase(err error) {
	thrown, ok := errors.AsType[*goja.Exception](err)
	if !ok {
		return
	}
	o, ok := thrown.Value().(*goja.Object)
	if !ok {
		return
	}
	if message := o.Get("message"); message != nil && unaligned(message.String()) {
		text := strings.ToLower(message.String()[:1]) + message.String()[1:]
		_ = o.DefineDataProperty("message", b.l.VM().ToValue(text), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
}

// unaligned says whether a text is one of the engine's about a buffer that does
// not fit a view's elements.
func unaligned(text string) bool {
	return (strings.HasPrefix(text, "Start offset of ") || strings.HasPrefix(text, "Byte length of ")) && strings.Contains(text, " should be a multiple of ")
}

// index is https://tc39.es/ecma262/#sec-toindex; what is no index throws a
// RangeError with the text given.
func (b *buffers) index(v goja.Value, format string, args ...any) int {
	f := v.ToNumber().ToFloat()
	if f != f {
		return 0
	}
	if f <= -1 || f >= 1<<53 {
		b.l.Throw(jsloop.Errorf("RangeError", format, args...))
	}
	return int(f)
}

// makeBuffer is new ArrayBuffer(length, { maxByteLength }).
func (b *buffers) makeBuffer(make constructor, target *goja.Object, args []goja.Value) *goja.Object {
	if len(args) < 2 {
		return b.construct(make, target, args...)
	}
	options, ok := args[1].(*goja.Object)
	if !ok {
		return b.construct(make, target, args[0])
	}
	size := b.index(args[0], "Invalid array buffer length")
	given := options.Get("maxByteLength")
	if given == nil || goja.IsUndefined(given) {
		return b.construct(make, target, b.l.VM().ToValue(size))
	}
	most := b.index(given, "Invalid array buffer max length")
	if size > most {
		b.l.Throw(jsloop.Errorf("RangeError", "Invalid array buffer max length"))
	}
	if size > largestBuffer() {
		b.l.Throw(jsloop.Errorf("RangeError", "Array buffer allocation failed"))
	}
	o := b.construct(make, target, b.l.VM().ToValue(size))
	if most > largestBuffer() {
		b.l.Throw(jsloop.Errorf("RangeError", "Array buffer allocation failed"))
	}
	b.sizes.Add(o, most, b.constructors)
	return o
}

func (b *buffers) constructors() *goja.Object {
	all := b.l.VM().NewObject()
	if _, err := b.float16(); err != nil {
		b.l.Throw(err)
	}
	for name, guard := range b.guards {
		_ = all.Set(name, guard)
	}
	return all
}

// makeView is new Uint8Array(…) and its like; size is that of an element.
func (b *buffers) makeView(make constructor, target *goja.Object, args []goja.Value, name string, size int) *goja.Object {
	var of *goja.Object
	if b.sizes.Any() && len(args) > 0 {
		if o, ok := args[0].(*goja.Object); ok {
			if _, ok := b.sizes.Max(o); ok {
				of = o
			}
		}
	}
	if of == nil {
		if len(args) > 0 && target != b.natives[name] && name[:3] == "Big" {
			return b.makeBig(make, target, args, name)
		}
		return b.construct(make, target, args...)
	}
	offset, length := goja.Undefined(), goja.Undefined()
	if len(args) > 1 {
		offset = args[1]
	}
	if len(args) > 2 {
		length = args[2]
	}
	at := 0
	if !goja.IsUndefined(offset) {
		at = b.index(offset, "Start offset is too large:")
	}
	if at%size != 0 {
		b.l.Throw(jsloop.Errorf("RangeError", "start offset of %s should be a multiple of %d", name, size))
	}
	vm, tracks := b.l.VM(), goja.IsUndefined(length)
	count := 0
	if !tracks {
		count = b.index(length, "Invalid typed array length: %s", length.String())
	}
	data, _ := arrayBuffer(of)
	if tracks && !data.Detached() {
		if at > len(data.Bytes()) {
			b.l.Throw(jsloop.Errorf("RangeError", "Start offset %d is outside the bounds of the buffer", at))
		}
		count = (len(data.Bytes()) - at) / size
	}
	o := b.construct(make, target, of, vm.ToValue(at), vm.ToValue(count))
	b.sizes.View(o, of, tracks)
	return o
}

// makeBig makes an instance of a subclass of BigInt64Array or BigUint64Array; goja
// tells by the name of the class whether it may hold BigInts.
func (b *buffers) makeBig(make constructor, target *goja.Object, args []goja.Value, name string) *goja.Object {
	o := b.construct(make, b.natives[name], args...)
	if proto, ok := target.Get("prototype").(*goja.Object); ok {
		if err := o.SetPrototype(proto); err != nil {
			globals.Rethrow(b.l, err)
		}
	}
	return o
}

// installSet keeps %TypedArray%.prototype.set from reading the first element of an
// empty array of another type: goja's index error there ends the isolate.
func (b *buffers) installSet(proto *goja.Object) error {
	native, _ := goja.AssertFunction(proto.Get("set"))
	length, err := b.getter(proto, "length")
	if err != nil {
		return err
	}
	buffer, err := b.getter(proto, "buffer")
	if err != nil {
		return err
	}
	return globals.Func(b.l, proto, "set", 1, func(call goja.FunctionCall) goja.Value {
		args := call.Arguments
		if source, ok := call.Argument(0).(*goja.Object); ok && source.ExportType().Kind() == reflect.Slice {
			offset := b.l.VM().ToValue(call.Argument(1).ToInteger())
			args = []goja.Value{source, offset}
			// The getters throw at a slice that is no typed array.
			if n, err := length(source); err == nil && n.ToInteger() == 0 {
				of, _ := buffer(source)
				if data, ok := arrayBuffer(of); ok && !data.Detached() {
					args[0] = b.l.VM().NewArray()
				}
			}
		}
		v, err := native(call.This, args...)
		if err != nil {
			globals.Rethrow(b.l, err)
		}
		return v
	})
}

// getter is the engine's own getter of a property.
func (b *buffers) getter(proto *goja.Object, name string) (goja.Callable, error) {
	vm := b.l.VM()
	describe, _ := goja.AssertFunction(vm.Get("Object").ToObject(vm).Get("getOwnPropertyDescriptor"))
	d, err := describe(nil, proto, vm.ToValue(name))
	if err != nil {
		return nil, err
	}
	get, _ := goja.AssertFunction(d.ToObject(vm).Get("get"))
	return get, nil
}

// installSlice lets ArrayBuffer.prototype.slice refuse a detached buffer of which
// nothing is left to copy.
func (b *buffers) installSlice(proto *goja.Object) error {
	const method = "ArrayBuffer.prototype.slice"
	native, _ := goja.AssertFunction(proto.Get("slice"))
	return globals.Func(b.l, proto, "slice", 2, func(call goja.FunctionCall) goja.Value {
		if b.receiver(method, call.This).Detached() {
			b.l.ThrowType("Cannot perform %s on a detached ArrayBuffer", method)
		}
		v, err := native(call.This, call.Arguments...)
		if err != nil {
			globals.Rethrow(b.l, err)
		}
		return v
	})
}

// installDataView replaces DataView by one whose views follow their buffers.
func (b *buffers) installDataView() error {
	vm := b.l.VM()
	native := vm.Get("DataView").ToObject(vm)
	proto := native.Get("prototype").ToObject(vm)
	construct, _ := goja.AssertConstructor(native)
	var guard *goja.Object
	guard = vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		target := call.NewTarget
		if target == nil || target == guard {
			target = native
		}
		o := b.construct(construct, target, call.Arguments...)
		if of, ok := call.Argument(0).(*goja.Object); ok {
			b.sizes.View(o, of, goja.IsUndefined(call.Argument(2)))
		}
		return o
	}).ToObject(vm)
	for name, v := range map[string]any{"name": "DataView", "length": 1} {
		if err := guard.DefineDataProperty(name, vm.ToValue(v), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	if err := guard.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		return err
	}
	if err := globals.Value(proto, "constructor", guard); err != nil {
		return err
	}
	return globals.Value(vm.GlobalObject(), "DataView", guard)
}

func arrayBuffer(v goja.Value) (goja.ArrayBuffer, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != arrayBufferType {
		return goja.ArrayBuffer{}, false
	}
	b, ok := o.Export().(goja.ArrayBuffer)
	return b, ok
}

// installMethods adds what goja's ArrayBuffer.prototype lacks.
func (b *buffers) installMethods(proto *goja.Object) error {
	l, vm := b.l, b.l.VM()
	for _, name := range []string{"transfer", "transferToFixedLength"} {
		err := globals.Func(l, proto, name, 0, func(call goja.FunctionCall) goja.Value {
			return b.transfer(name, call)
		})
		if err != nil {
			return err
		}
	}
	for name, get := range map[string]func(*goja.Object, goja.ArrayBuffer) any{
		"detached": func(_ *goja.Object, data goja.ArrayBuffer) any { return data.Detached() },
		"resizable": func(o *goja.Object, _ goja.ArrayBuffer) any {
			_, ok := b.sizes.Max(o)
			return ok
		},
		"maxByteLength": func(o *goja.Object, data goja.ArrayBuffer) any {
			if most, ok := b.sizes.Max(o); ok && !data.Detached() {
				return most
			}
			return len(data.Bytes())
		},
	} {
		getter := globals.NewFunc(l, "get "+name, 0, func(call goja.FunctionCall) goja.Value {
			data := b.receiver("get ArrayBuffer.prototype."+name, call.This)
			return vm.ToValue(get(call.This.(*goja.Object), data))
		})
		if err := proto.DefineAccessorProperty(name, getter, nil, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	if err := b.installSlice(proto); err != nil {
		return err
	}
	return globals.Func(l, proto, "resize", 1, b.resize)
}

func (b *buffers) receiver(method string, this goja.Value) goja.ArrayBuffer {
	data, ok := arrayBuffer(this)
	if !ok {
		b.l.ThrowType("Method %s called on incompatible receiver %s", method, b.l.Describe(this))
	}
	return data
}

func (b *buffers) resize(call goja.FunctionCall) goja.Value {
	const method = "ArrayBuffer.prototype.resize"
	data := b.receiver(method, call.This)
	o := call.This.(*goja.Object)
	most, ok := b.sizes.Max(o)
	if !ok {
		b.l.ThrowType("Method %s called on incompatible receiver %s", method, b.l.Describe(call.This))
	}
	size := b.index(call.Argument(0), "%s: Invalid length parameter", method)
	if data.Detached() {
		b.l.ThrowType("Cannot perform %s on a detached ArrayBuffer", method)
	}
	if size > most {
		b.l.Throw(jsloop.Errorf("RangeError", "%s: Invalid length parameter", method))
	}
	b.sizes.Resize(o, size)
	return goja.Undefined()
}

// transfer moves the bytes to a new ArrayBuffer, without a copy when the length
// stays. What was resizable stays so, unless the method's name says otherwise.
func (b *buffers) transfer(name string, call goja.FunctionCall) goja.Value {
	method := "ArrayBuffer.prototype." + name
	old := b.receiver(method, call.This)
	size := -1
	if arg := call.Argument(0); !goja.IsUndefined(arg) {
		size = b.index(arg, "Invalid array buffer length")
	}
	if old.Detached() {
		b.l.ThrowType("Cannot perform %s on a detached ArrayBuffer", method)
	}
	data := old.Bytes()
	if size < 0 {
		size = len(data)
	}
	most, stays := b.sizes.Max(call.This.(*goja.Object))
	stays = stays && name == "transfer"
	if size > largestBuffer() {
		b.l.Throw(jsloop.Errorf("RangeError", "Array buffer allocation failed"))
	}
	if stays && size > most {
		b.l.Throw(jsloop.Errorf("RangeError", "Invalid array buffer length"))
	}
	if size != len(data) {
		resized := make([]byte, size)
		copy(resized, data)
		data = resized
	}
	old.Detach()
	out := b.l.ArrayBuffer(data)
	if o, ok := out.(*goja.Object); ok && stays {
		b.sizes.Add(o, most, b.constructors)
	}
	return out
}
