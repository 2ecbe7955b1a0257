// Package es closes the gaps between the language goja speaks and the one V8
// speaks to Workers, and takes away what would let one line of a script end the
// whole process.
//
// Most of it is loaded late: a name exists from the start, so that feature
// tests see it, and its script is compiled at the first use.
package es

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/regexp"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the language gaps.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "es" }

// Install fills the gaps in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	for _, step := range []func(*jsloop.Loop) error{
		installSymbols,
		regexp.Install,
		installFunctions,
		installFunctionText,
		installLate,
		installJSON,
		installGuards,
		installBuffers,
		installWeak,
		installWeakMap,
		installErrors,
		installProxy,
	} {
		if err := step(l); err != nil {
			return err
		}
	}
	return nil
}

// installSymbols defines the well-known symbols goja has no use for; lowered
// async generators and `using` look them up.
func installSymbols(l *jsloop.Loop) error {
	vm := l.VM()
	// goja's own invention.
	if err := vm.GlobalObject().Delete("GoError"); err != nil {
		return err
	}
	symbol := vm.Get("Symbol").ToObject(vm)
	for _, name := range []string{"asyncIterator", "dispose", "asyncDispose"} {
		if v := symbol.Get(name); v != nil && !goja.IsUndefined(v) {
			continue
		}
		s := goja.NewSymbol("Symbol." + name)
		if err := symbol.DefineDataProperty(name, s, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return nil
}

//go:embed late.js
var lateSource string

var late = jsloop.NewScript("es/late.js", lateSource)

//go:embed atomics.js
var atomicsSource string

var atomics = jsloop.NewScript("es/atomics.js", atomicsSource)

//go:embed iterator.js
var iteratorSource string

var iterator = jsloop.NewScript("es/iterator.js", iteratorSource)

//go:embed dispose.js
var disposeSource string

var dispose = jsloop.NewScript("es/dispose.js", disposeSource)

// partOf loads one of the objects that a script returns in an object.
func partOf(l *jsloop.Loop, load globals.Load, name string) globals.Load {
	return func() (*goja.Object, error) {
		all, err := load()
		if err != nil {
			return nil, err
		}
		return all.Get(name).ToObject(l.VM()), nil
	}
}

func installLate(l *jsloop.Loop) error {
	vm := l.VM()
	global := vm.GlobalObject()
	load := globals.Once(l, late, nil)
	part := func(name string) globals.Load { return partOf(l, load, name) }
	object := func(name string) *goja.Object { return vm.Get(name).ToObject(vm) }
	prototype := func(name string) *goja.Object { return object(name).Get("prototype").ToObject(vm) }

	for _, m := range []struct {
		target  *goja.Object
		part    string
		methods map[string]int
	}{
		{object("Object"), "Object", map[string]int{"groupBy": 2}},
		{object("Map"), "Map", map[string]int{"groupBy": 2}},
		{prototype("Map"), "upsert", map[string]int{"getOrInsert": 2, "getOrInsertComputed": 2}},
		{object("Array"), "Array", map[string]int{"fromAsync": 1}},
		{object("RegExp"), "RegExp", map[string]int{"escape": 1}},
		{object("Promise"), "Promise", map[string]int{"withResolvers": 0, "try": 1}},
		{prototype("String"), "String", map[string]int{"isWellFormed": 0, "toWellFormed": 0}},
		{prototype("String"), "html", map[string]int{
			"anchor": 1, "big": 0, "blink": 0, "bold": 0, "fixed": 0, "fontcolor": 1, "fontsize": 1,
			"italics": 0, "link": 1, "small": 0, "strike": 0, "sub": 0, "sup": 0,
		}},
		{prototype("Date"), "Date", map[string]int{"getYear": 0, "setYear": 1}},
		{prototype("DataView"), "DataView", map[string]int{"getFloat16": 1, "setFloat16": 2}},
		{object("Math"), "Math", map[string]int{"sumPrecise": 1, "f16round": 1}},
		{prototype("Object"), "accessors", map[string]int{
			"__defineGetter__": 2, "__defineSetter__": 2, "__lookupGetter__": 1, "__lookupSetter__": 1,
		}},
	} {
		if err := globals.LazyMethods(l, m.target, part(m.part), m.methods); err != nil {
			return err
		}
	}
	if date := prototype("Date"); date.Get("toGMTString") == nil {
		if err := globals.Value(date, "toGMTString", date.Get("toUTCString")); err != nil {
			return err
		}
	}
	if err := globals.Lazy(l, global, load, "SharedArrayBuffer", "__AsyncIteratorPrototype"); err != nil {
		return err
	}
	if err := globals.Lazy(l, global, globals.Once(l, atomics, nil), "Atomics"); err != nil {
		return err
	}
	if err := installIterator(l); err != nil {
		return err
	}
	return globals.Lazy(l, global, globals.Once(l, dispose, nil),
		"SuppressedError", "DisposableStack", "AsyncDisposableStack")
}

// installIterator adds the iterator helpers to the prototype every built-in
// iterator and generator inherits from.
func installIterator(l *jsloop.Loop) error {
	vm := l.VM()
	next, err := vm.New(vm.Get("Map"))
	if err != nil {
		return err
	}
	entries, _ := goja.AssertFunction(next.Get("entries"))
	it, err := entries(next)
	if err != nil {
		return err
	}
	proto := it.ToObject(vm).Prototype().Prototype()
	if err := l.Internals().Set("iteratorPrototype", proto); err != nil {
		return err
	}
	// using takes any iterator: https://tc39.es/ecma262/#sec-%iteratorprototype%-%symbol.dispose%
	if dispose, ok := vm.Get("Symbol").ToObject(vm).Get("dispose").(*goja.Symbol); ok {
		f := globals.NewFunc(l, "[Symbol.dispose]", 0, func(call goja.FunctionCall) goja.Value {
			this := call.This.ToObject(vm)
			if end := this.Get("return"); end != nil && !goja.IsUndefined(end) && !goja.IsNull(end) {
				f, ok := goja.AssertFunction(end)
				if !ok {
					l.ThrowType("%s is not a function", l.Describe(end))
				}
				if _, err := f(this); err != nil {
					globals.Rethrow(l, err)
				}
			}
			return goja.Undefined()
		})
		if err := proto.DefineDataPropertySymbol(dispose, f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	load := globals.Once(l, iterator, nil)
	methods := map[string]int{
		"map": 1, "filter": 1, "take": 1, "drop": 1, "flatMap": 1,
		"reduce": 1, "toArray": 0, "forEach": 1, "some": 1, "every": 1, "find": 1, "join": 1, "includes": 1,
	}
	if err := globals.LazyMethods(l, proto, load, methods); err != nil {
		return err
	}
	return globals.Lazy(l, vm.GlobalObject(), load, "Iterator")
}
