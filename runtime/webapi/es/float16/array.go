package float16

import (
	"encoding/binary"
	"math"
	"reflect"
	"unsafe"

	"github.com/dop251/goja"
)

// This file makes goja's Uint16Arrays arrays of numbers of sixteen bits. A typed
// array of goja's reads and writes its elements through an interface that no
// other package can name, and holds it in a field; float16Array has the same
// methods, and so its table of methods is laid out as the engine's own ones are.
// Everything else of a typed array is the engine's. Fields are found by name;
// where goja has others (see Usable) there is no Float16Array, and the test says so.

// elements is goja's typedArray, method by method.
type elements interface {
	toRaw(goja.Value) uint64
	get(idx int) goja.Value
	set(idx int, value goja.Value)
	getRaw(idx int) uint64
	setRaw(idx int, raw uint64)
	less(i, j int) bool
	swap(i, j int)
	typeMatch(v goja.Value) bool
	export(offset int, length int) interface{}
	exportType() reflect.Type
}

var _ elements = (*float16Array)(nil)

// float16Array is the bytes of an ArrayBuffer; its name is that of the class with
// a small letter, as those of goja's own types are.
type float16Array []byte

func (a *float16Array) bits(i int) uint16       { return binary.NativeEndian.Uint16((*a)[2*i:]) }
func (a *float16Array) put(i int, bits uint16)  { binary.NativeEndian.PutUint16((*a)[2*i:], bits) }
func (a *float16Array) value(i int) float64     { return Value(a.bits(i)) }
func (a *float16Array) get(i int) goja.Value    { return plain.ToValue(a.value(i)) }
func (a *float16Array) set(i int, v goja.Value) { a.put(i, toBits(v)) }
func (a *float16Array) setRaw(i int, raw uint64) {
	a.put(i, uint16(raw))
}
func (a *float16Array) toRaw(v goja.Value) uint64 { return uint64(toBits(v)) }

// plain makes values of numbers, which needs nothing of a runtime.
var plain = new(goja.Runtime)

func toBits(v goja.Value) uint16 { return Bits(v.ToNumber().ToFloat()) }

// getRaw is what a search compares with toRaw of a number: both zeros are one, and
// all NaNs.
func (a *float16Array) getRaw(i int) uint64 {
	switch x := a.value(i); {
	case x == 0:
		return 0
	case x != x:
		return nan
	}
	return uint64(a.bits(i))
}

// less is the order of sort: NaN last, -0 before 0.
func (a *float16Array) less(i, j int) bool {
	x, y := a.value(i), a.value(j)
	switch {
	case x != x:
		return false
	case y != y:
		return true
	case x == 0 && y == 0:
		return math.Signbit(x) && !math.Signbit(y)
	}
	return x < y
}

func (a *float16Array) swap(i, j int) {
	x, y := a.bits(i), a.bits(j)
	a.put(i, y)
	a.put(j, x)
}

// typeMatch says whether an element can be v at all.
func (a *float16Array) typeMatch(v goja.Value) bool {
	if !goja.IsNumber(v) {
		return false
	}
	x := v.ToFloat()
	return x != x || Value(Bits(x)) == x
}

func (a *float16Array) export(offset, length int) interface{} {
	out := make([]float32, length)
	for i := range out {
		out[i] = float32(a.value(offset + i))
	}
	return out
}

func (a *float16Array) exportType() reflect.Type { return reflect.TypeFor[[]float32]() }

// Usable says whether Turn can do its work, from any Uint16Array.
func Usable(o *goja.Object) bool {
	self := reflect.ValueOf(o).Elem().FieldByName("self")
	if !self.IsValid() || self.Kind() != reflect.Interface || self.Elem().Kind() != reflect.Pointer {
		return false
	}
	array := self.Elem().Elem()
	if array.Type().Name() != "typedArrayObject" {
		return false
	}
	by, class := array.FieldByName("typedArray"), array.FieldByName("defaultCtor")
	if !by.IsValid() || !class.IsValid() || !alike(by.Type()) || class.Type() != reflect.TypeFor[*goja.Object]() {
		return false
	}
	data := by.Elem()
	return data.Kind() == reflect.Pointer && data.Type().Elem().Name() == "uint16Array" && data.Type().Elem().Kind() == reflect.Slice
}

// Turn makes the Uint16Array o, which nobody has seen yet, an array of numbers of
// sixteen bits, whose class has the constructor given.
func Turn(o, constructor *goja.Object) {
	array := reflect.ValueOf(o).Elem().FieldByName("self").Elem().Elem()
	by, class := array.FieldByName("typedArray"), array.FieldByName("defaultCtor")
	*(*elements)(unsafe.Pointer(by.UnsafeAddr())) = (*float16Array)(by.Elem().UnsafePointer())
	*(**goja.Object)(unsafe.Pointer(class.UnsafeAddr())) = constructor
}

// alike says whether t can have the methods of elements. That it has them, and no
// others, TestElements proves for the engine we build with: to ask here would have
// the linker keep every method of the program.
func alike(t reflect.Type) bool {
	if t.Kind() != reflect.Interface || t.NumMethod() != reflect.TypeFor[elements]().NumMethod() {
		return false
	}
	// The linker leaves out of tables what nobody calls through an interface of
	// this shape; these calls are why it is all there.
	bytes := make(float16Array, 4)
	var all elements = &bytes
	one := plain.ToValue(1)
	all.set(0, one)
	all.setRaw(1, all.toRaw(all.get(0)))
	all.swap(0, 1)
	list, _ := all.export(0, 2).([]float32)
	return all.getRaw(1) == 0x3c00 && !all.less(0, 1) && all.typeMatch(one) && reflect.TypeOf(list) == all.exportType()
}
