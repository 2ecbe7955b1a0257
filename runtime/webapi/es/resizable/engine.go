package resizable

import (
	"reflect"
	"unsafe"

	"github.com/dop251/goja"
)

// This file reaches into goja's objects: its buffers cannot change their size,
// but its views read the length, and the buffer they look at, each time they are
// used, so it is enough to write them. Fields are found by name; when goja has
// other ones, there are no resizable buffers (see usable), and the test says so.

const (
	bufferType = "arrayBufferObject"
	arrayType  = "typedArrayObject"
	viewType   = "dataViewObject"
)

// inner is the engine's struct behind an object, if it is of the type name.
func inner(o *goja.Object, names ...string) (reflect.Value, bool) {
	self := reflect.ValueOf(o).Elem().FieldByName("self")
	if !self.IsValid() || self.Kind() != reflect.Interface || self.IsNil() {
		return reflect.Value{}, false
	}
	p := self.Elem()
	if p.Kind() != reflect.Pointer {
		return reflect.Value{}, false
	}
	for _, name := range names {
		if p.Type().Elem().Name() == name {
			return p.Elem(), true
		}
	}
	return reflect.Value{}, false
}

// field is the place of a field; the caller knows its type.
func field[T any](v reflect.Value, name string) *T {
	f := v.FieldByName(name)
	return (*T)(unsafe.Pointer(f.UnsafeAddr()))
}

// usable says whether goja's structs are as this package knows them, from one
// object of each kind.
func usable(buffer, array, view *goja.Object) bool {
	has := func(o *goja.Object, name string, fields map[string]reflect.Kind) bool {
		v, ok := inner(o, name)
		if !ok {
			return false
		}
		for f, kind := range fields {
			if got := v.FieldByName(f); !got.IsValid() || got.Kind() != kind {
				return false
			}
		}
		return true
	}
	return has(buffer, bufferType, map[string]reflect.Kind{"data": reflect.Slice, "detached": reflect.Bool}) &&
		has(array, arrayType, map[string]reflect.Kind{"viewedArrayBuf": reflect.Pointer, "length": reflect.Int, "offset": reflect.Int, "elemSize": reflect.Int, "typedArray": reflect.Interface}) &&
		has(view, viewType, map[string]reflect.Kind{"viewedArrayBuf": reflect.Pointer, "byteLen": reflect.Int, "byteOffset": reflect.Int})
}

// bytes is the place of a buffer's bytes.
func bytes(buffer *goja.Object) *[]byte {
	v, _ := inner(buffer, bufferType)
	return field[[]byte](v, "data")
}

// window is where a view looks: places of the engine's fields, in elements.
type window struct {
	buffer         *unsafe.Pointer
	length, offset *int
	size           int // bytes of an element
}

func windowOf(o *goja.Object) (window, bool) {
	if v, ok := inner(o, arrayType); ok {
		return window{field[unsafe.Pointer](v, "viewedArrayBuf"), field[int](v, "length"), field[int](v, "offset"), *field[int](v, "elemSize")}, true
	}
	if v, ok := inner(o, viewType); ok {
		return window{field[unsafe.Pointer](v, "viewedArrayBuf"), field[int](v, "byteLen"), field[int](v, "byteOffset"), 1}, true
	}
	return window{}, false
}

// show lets w look at buffer, for length elements.
func (w window) show(buffer *goja.Object, length int) {
	v, _ := inner(buffer, bufferType)
	*w.buffer, *w.length = unsafe.Pointer(v.UnsafeAddr()), length
}

// hide makes w a view that is out of bounds, which behaves as one of a detached
// buffer: it gets a detached copy of the engine's struct, which still names the
// right object.
func (w window) hide(buffer *goja.Object) {
	v, _ := inner(buffer, bufferType)
	twin := reflect.New(v.Type())
	twin.Elem().Set(reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem())
	*field[[]byte](twin.Elem(), "data") = nil
	*field[bool](twin.Elem(), "detached") = true
	*w.buffer, *w.length = twin.UnsafePointer(), 0
}

// gone says whether a view is out of bounds, or of a detached buffer.
func gone(o *goja.Object) bool {
	v, _ := inner(o, arrayType)
	return v.FieldByName("viewedArrayBuf").Elem().FieldByName("detached").Bool()
}

// kindOf is the name of a typed array's constructor.
func kindOf(array reflect.Value) string {
	name := array.FieldByName("typedArray").Elem().Type().Elem().Name()
	return string(name[0]-'a'+'A') + name[1:]
}
