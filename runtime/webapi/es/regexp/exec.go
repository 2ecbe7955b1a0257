package regexp

import (
	"errors"
	"math"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/rx"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// toLength is the specification's.
func toLength(v goja.Value) int {
	v = v.ToNumber()
	n := v.ToInteger()
	if n <= 0 {
		if f := v.ToFloat(); f > math.MaxInt32 {
			return math.MaxInt
		}
		return 0
	}
	return int(min(n, 1<<53-1))
}

// lastIndex reads and converts the property, which may run the script's code.
func (c *class) lastIndex(o *goja.Object) int {
	v := c.engine.RegExpLastIndex(o)
	if v == nil {
		v = get(o, "lastIndex")
	}
	return toLength(v)
}

func (c *class) setLastIndex(o *goja.Object, n int) {
	if c.engine.SetRegExpLastIndex(o, n) {
		return
	}
	if err := o.Set("lastIndex", n); err != nil {
		globals.Rethrow(c.l, err)
	}
}

// match runs k from one position. The registers are valid until the next match.
func (c *class) match(k *compiled, in rx.Input, at int, sticky bool) []int32 {
	regs, err := c.matcher.Match(k.prog, in, at, sticky)
	if errors.Is(err, rx.ErrMemory) {
		c.l.Throw(jsloop.Errorf("RangeError", "Maximum call stack size exceeded"))
	}
	return regs
}

// run is RegExpBuiltinExec without its result object: it reads and writes
// lastIndex, and remembers the match for RegExp.$1. nil means no match.
func (c *class) run(o *goja.Object, k *compiled, s goja.String, in rx.Input) []int32 {
	at := c.lastIndex(o)
	moves := k.global || k.sticky
	if !moves {
		at = 0
	}
	if at > in.Len() {
		if moves {
			c.setLastIndex(o, 0)
		}
		return nil
	}
	regs := c.match(k, in, at, k.sticky)
	if regs != nil {
		c.last.keep(s, regs)
	}
	switch {
	case regs == nil && moves:
		c.setLastIndex(o, 0)
	case regs != nil && moves:
		c.setLastIndex(o, int(regs[1]))
	}
	return regs
}

// result is the array that exec returns.
func (c *class) result(k *compiled, s goja.String, regs []int32) goja.Value {
	items := c.items[:0]
	for g := range k.prog.Groups {
		items = append(items, capture(s, regs, g))
	}
	c.items = items
	groups := goja.Undefined()
	if len(k.prog.Names) > 0 {
		groups = c.named(k, regs, func(g int) goja.Value { return items[g] })
	}
	a := c.engine.NewMatchArray(items, int(regs[0]), s, groups)
	clear(items) // not to hold long texts for good
	if k.indices {
		define(a, "indices", c.indices(k, regs))
	}
	return a
}

// indices is what the flag d adds.
func (c *class) indices(k *compiled, regs []int32) goja.Value {
	pairs := make([]goja.Value, k.prog.Groups)
	for g := range pairs {
		if pairs[g] = goja.Undefined(); regs[2*g] >= 0 && regs[2*g+1] >= 0 {
			pairs[g] = c.vm.NewArray(int(regs[2*g]), int(regs[2*g+1]))
		}
	}
	a := c.engine.NewValueArray(pairs)
	groups := goja.Undefined()
	if len(k.prog.Names) > 0 {
		groups = c.named(k, regs, func(g int) goja.Value { return pairs[g] })
	}
	define(a, "groups", groups)
	return a
}

func define(o *goja.Object, name string, v goja.Value) {
	_ = o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// named makes the groups object: of several groups with one name, the one that
// took part.
func (c *class) named(k *compiled, regs []int32, value func(g int) goja.Value) goja.Value {
	o := c.vm.CreateObject(nil)
	for _, name := range k.prog.Names {
		v := goja.Undefined()
		for _, g := range name.Groups {
			if regs[2*g] >= 0 && regs[2*g+1] >= 0 {
				v = value(g)
			}
		}
		_ = o.DefineDataProperty(name.Name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	return o
}

func capture(s goja.String, regs []int32, g int) goja.Value {
	if regs[2*g] < 0 || regs[2*g+1] < 0 {
		return goja.Undefined()
	}
	return s.Substring(int(regs[2*g]), int(regs[2*g+1]))
}

// str is the specification's ToString.
func (c *class) str(v goja.Value) goja.String {
	for range 3 {
		switch x := v.(type) {
		case goja.String:
			return x
		case *goja.Symbol:
			c.l.ThrowType("Cannot convert a Symbol value to a string")
		case *goja.Object:
			v = x.ToString()
		default:
			v = c.vm.ToValue(x.String())
		}
	}
	return c.vm.ToValue("").(goja.String)
}

func (c *class) execMethod(call goja.FunctionCall) goja.Value {
	o, k := c.mustBe(call.This, "exec")
	s := c.str(call.Argument(0))
	if regs := c.run(o, k, s, c.input(s)); regs != nil {
		return c.result(k, s, regs)
	}
	return goja.Null()
}

// execAny is RegExpExec: it calls the object's own exec, which the script may
// have replaced.
func (c *class) execAny(o *goja.Object, s goja.String) *goja.Object {
	exec := get(o, "exec")
	if exec == goja.Value(c.exec) {
		if k := c.of(o); k != nil {
			if regs := c.run(o, k, s, c.input(s)); regs != nil {
				return c.result(k, s, regs).(*goja.Object)
			}
			return nil
		}
	} else if f, ok := goja.AssertFunction(exec); ok {
		v, err := f(o, s)
		if err != nil {
			globals.Rethrow(c.l, err)
		}
		if r, ok := v.(*goja.Object); ok {
			return r
		}
		if !goja.IsNull(v) {
			c.l.ThrowType("object null is not a function")
		}
		return nil
	}
	_, k := c.mustBe(o, "exec")
	if regs := c.run(o, k, s, c.input(s)); regs != nil {
		return c.result(k, s, regs).(*goja.Object)
	}
	return nil
}

func (c *class) testMethod(call goja.FunctionCall) goja.Value {
	o := c.object1(call.This, "RegExp.prototype.test")
	s := c.str(call.Argument(0))
	if k := c.plain(o); k != nil {
		return c.vm.ToValue(c.run(o, k, s, c.input(s)) != nil)
	}
	return c.vm.ToValue(c.execAny(o, s) != nil)
}

func (c *class) object1(v goja.Value, method string) *goja.Object {
	o, ok := v.(*goja.Object)
	if !ok {
		c.l.ThrowType("%s requires that 'this' be an Object", method)
	}
	return o
}

// plain is what o is compiled to when nothing can see how a method goes about its
// work: o is as it was made and so are the things it inherits.
func (c *class) plain(o *goja.Object) *compiled {
	if !c.engine.IntactRegExp(o) {
		return nil
	}
	return c.of(o)
}

// advance is the position behind the character at at.
func advance(in rx.Input, at int, unicode bool) int {
	if unicode && in.Wide && at+1 < len(in.Units) &&
		in.Units[at]&0xFC00 == 0xD800 && in.Units[at+1]&0xFC00 == 0xDC00 {
		return at + 2
	}
	return at + 1
}
