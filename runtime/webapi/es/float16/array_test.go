package float16

import (
	"reflect"
	"testing"

	"github.com/dop251/goja"
)

// TestElements compares goja's own interface with the one that takes its place.
// Tables hold methods in the order of their names.
func TestElements(t *testing.T) {
	vm := goja.New()
	o := vm.Get("Uint16Array").(*goja.Object)
	array, err := vm.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if !Usable(array) {
		t.Fatal("an array of this engine cannot be turned")
	}
	theirs := reflect.ValueOf(array).Elem().FieldByName("self").Elem().Elem().FieldByName("typedArray").Type()
	ours := reflect.TypeFor[elements]()
	if theirs.NumMethod() != ours.NumMethod() {
		t.Fatalf("%d methods, ours are %d", theirs.NumMethod(), ours.NumMethod())
	}
	for i := range ours.NumMethod() {
		if a, b := ours.Method(i), theirs.Method(i); a.Name != b.Name || a.Type != b.Type {
			t.Errorf("method %d is %s %s, ours is %s %s", i, b.Name, b.Type, a.Name, a.Type)
		}
	}
}
