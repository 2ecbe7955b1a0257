package es

import (
	"math"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Natives of the engine cannot be interrupted and ask Go for whatever memory a
// script names; when Go cannot give it, the whole process dies. The limits are
// V8's where V8 has one, and what a Worker's 128 MB could hold otherwise.
const (
	maxString = 1<<29 - 24 // V8's longest string, in UTF-16 units
	maxBuffer = 1 << 29    // bytes in one ArrayBuffer
	maxFilled = 1 << 25    // elements an array method may visit at a length nobody stored
)

// longest is how many units a string may have, where memory is short.
func longest() float64 { return min(maxString, float64(jsloop.Allocation())) }

func mostElements() float64 { return min(maxFilled, float64(jsloop.Allocation()/16)) }

func largestBuffer() int { return int(min(maxBuffer, jsloop.Allocation())) }

func installGuards(l *jsloop.Loop) error {
	vm := l.VM()
	text := vm.Get("String").ToObject(vm).Get("prototype").ToObject(vm)
	array := vm.Get("Array").ToObject(vm).Get("prototype").ToObject(vm)

	guards := []struct {
		target *goja.Object
		name   string
		length int
		check  func(goja.FunctionCall)
	}{
		{text, "repeat", 1, func(call goja.FunctionCall) {
			count := call.Argument(0).ToFloat()
			if count <= -1 || math.IsInf(count, 1) {
				l.Throw(jsloop.Errorf("RangeError", "Invalid count value: %s", call.Argument(0).String()))
			}
			if size := float64(units(call.This)); count*size > maxString || count*size*width(call.This) > longest() {
				l.Throw(jsloop.Errorf("RangeError", "Invalid string length"))
			}
		}},
		{text, "padStart", 1, func(call goja.FunctionCall) { checkPad(l, call) }},
		{text, "padEnd", 1, func(call goja.FunctionCall) { checkPad(l, call) }},
		{array, "fill", 1, func(call goja.FunctionCall) { checkLength(l, call.This, "Invalid array length") }},
		{array, "join", 1, func(call goja.FunctionCall) { checkLength(l, call.This, "Invalid string length") }},
		{array, "toString", 0, func(call goja.FunctionCall) { checkLength(l, call.This, "Invalid string length") }},
		{array, "sort", 1, func(call goja.FunctionCall) { checkLength(l, call.This, "Invalid array length") }},
		{array, "toSorted", 1, func(call goja.FunctionCall) { checkLength(l, call.This, "Invalid array length") }},
		{array, "reverse", 0, func(call goja.FunctionCall) { checkLength(l, call.This, "Invalid array length") }},
	}
	for _, g := range guards {
		native, _ := goja.AssertFunction(g.target.Get(g.name))
		err := globals.Func(l, g.target, g.name, g.length, func(call goja.FunctionCall) goja.Value {
			g.check(call)
			v, err := native(call.This, call.Arguments...)
			if err != nil {
				globals.Rethrow(l, err)
			}
			return v
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// width is how many bytes a unit of a text takes.
func width(v goja.Value) float64 {
	if s, ok := v.(goja.String); ok && s.Length() > 0 {
		if s.CharAt(0) >= 128 || s.CharAt(s.Length()-1) >= 128 {
			return 2
		}
	}
	return 1
}

func units(v goja.Value) int {
	if s, ok := v.(goja.String); ok {
		return s.Length()
	}
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return 0
	}
	if _, isObject := v.(*goja.Object); isObject {
		return 1 // converting it might run code twice
	}
	return len(v.String())
}

func checkPad(l *jsloop.Loop, call goja.FunctionCall) {
	if size := call.Argument(0).ToFloat(); size > longest() && !math.IsNaN(size) {
		l.Throw(jsloop.Errorf("RangeError", "Invalid string length"))
	}
}

// checkLength looks only at arrays: at anything else, reading length could run code.
func checkLength(l *jsloop.Loop, this goja.Value, message string) {
	o, ok := this.(*goja.Object)
	if !ok {
		return
	}
	if o.ClassName() != "Array" {
		if v := o.Get("length"); v == nil || goja.IsUndefined(v) || v.ToFloat() <= mostElements() {
			return
		}
		l.Throw(jsloop.Errorf("RangeError", "%s", message))
	}
	if v := o.Get("length"); v != nil && v.ToFloat() > mostElements() {
		l.Throw(jsloop.Errorf("RangeError", "%s", message))
	}
}
