// Package globals defines properties the way the platform does: not enumerable,
// functions with their proper name and length, and, above all, late. A script
// costs its compilation once a process and its run once a VM; most Workers use
// few classes, so a class is only a getter until somebody asks for it.
package globals

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Value defines target[name] as built-ins are: writable, configurable, hidden
// from enumeration.
func Value(target *goja.Object, name string, v goja.Value) error {
	return target.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// NewFunc makes a function object for fn with the name and length a script
// sees; goja would show the name of the Go function.
func NewFunc(l *jsloop.Loop, name string, length int, fn jsloop.Native) *goja.Object {
	f := l.VM().ToValue(fn).(*goja.Object)
	dress(l, f, name, length)
	return f
}

func dress(l *jsloop.Loop, f *goja.Object, name string, length int) {
	vm := l.VM()
	_ = f.DefineDataProperty("name", vm.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	if length != 0 {
		_ = f.DefineDataProperty("length", vm.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
}

// Func defines target[name] as a function.
func Func(l *jsloop.Loop, target *goja.Object, name string, length int, fn jsloop.Native) error {
	return Value(target, name, NewFunc(l, name, length, fn))
}

// Load makes the object that a lazily loaded script returns; it runs at most
// once a VM.
type Load func() (*goja.Object, error)

// Once makes a Load of script: the properties of the object it returns are what
// it provides.
func Once(l *jsloop.Loop, script *jsloop.Script, natives map[string]jsloop.Native) Load {
	var made *goja.Object
	return func() (*goja.Object, error) {
		if made != nil {
			return made, nil
		}
		v, err := script.Run(l, natives)
		if err != nil {
			return nil, err
		}
		o, ok := v.(*goja.Object)
		if !ok {
			return nil, fmt.Errorf("a script of the platform returned %v", v)
		}
		made = o
		return made, nil
	}
}

// Lazy defines names on target as getters that load their values at first use
// and then give way to plain properties.
func Lazy(l *jsloop.Loop, target *goja.Object, load Load, names ...string) error {
	for _, name := range names {
		if err := lazy(l, target, load, name); err != nil {
			return err
		}
	}
	return nil
}

func lazy(l *jsloop.Loop, target *goja.Object, load Load, name string) error {
	vm := l.VM()
	get := func(call goja.FunctionCall) goja.Value {
		o, err := load()
		if err != nil {
			l.Throw(err)
		}
		v := o.Get(name)
		// An instance reads a prototype's getter too: define on the target only.
		if err := Value(target, name, v); err != nil {
			l.Throw(err)
		}
		return v
	}
	set := func(call goja.FunctionCall) goja.Value {
		// Assigning to a built-in replaces it on the object assigned to.
		this, ok := call.This.(*goja.Object)
		if !ok {
			this = target
		}
		flag := goja.FLAG_FALSE
		if this != target {
			flag = goja.FLAG_TRUE
		}
		if err := this.DefineDataProperty(name, call.Argument(0), goja.FLAG_TRUE, goja.FLAG_TRUE, flag); err != nil {
			l.Throw(err)
		}
		return goja.Undefined()
	}
	return target.DefineAccessorProperty(name, vm.ToValue(get), vm.ToValue(set), goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// LazyMethods is Lazy for methods of a prototype or a namespace: each is a
// function from the start, so that feature tests see one, and the first call of
// any loads them all.
func LazyMethods(l *jsloop.Loop, target *goja.Object, load Load, methods map[string]int) error {
	for _, name := range slices.Sorted(maps.Keys(methods)) {
		fn := func(call goja.FunctionCall) goja.Value {
			o, err := load()
			if err != nil {
				l.Throw(err)
			}
			f, ok := goja.AssertFunction(o.Get(name))
			if !ok {
				l.ThrowType("%s is not a function", name)
			}
			v, err := f(call.This, call.Arguments...)
			if err != nil {
				Rethrow(l, err)
			}
			return v
		}
		if target == l.VM().GlobalObject() {
			fn = OnScope(l, fn)
		}
		if err := Func(l, target, name, methods[name], fn); err != nil {
			return err
		}
	}
	return nil
}

// Rethrow passes an error of a JS call made by a native on to its JS caller. An
// interrupt or an overflow keeps its Go type, for the loop must see it.
func Rethrow(l *jsloop.Loop, err error) {
	if l.Fatal(err) {
		panic(err)
	}
	l.Throw(err)
}
