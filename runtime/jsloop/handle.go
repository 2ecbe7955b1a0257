package jsloop

import (
	"reflect"

	"github.com/dop251/goja"
)

// handle carries a Go value through JS: an object without properties, which a
// script can hold but not open. It is a DynamicObject because that is the
// cheapest object goja makes and its export type is a free brand check.
type handle struct{ value any }

func (*handle) Get(string) goja.Value       { return nil }
func (*handle) Set(string, goja.Value) bool { return false }
func (*handle) Has(string) bool             { return false }
func (*handle) Delete(string) bool          { return false }
func (*handle) Keys() []string              { return nil }

var handleType = reflect.TypeFor[*handle]()

// Wrap makes a JS object that carries v and shows nothing of it.
func (l *Loop) Wrap(v any) *goja.Object { return l.vm.NewDynamicObject(&handle{v}) }

// Unwrap gives back what Wrap was given, when that is a T.
func Unwrap[T any](v goja.Value) (T, bool) {
	var none T
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != handleType {
		return none, false
	}
	h, ok := o.Export().(*handle)
	if !ok {
		return none, false
	}
	t, ok := h.value.(T)
	return t, ok
}
