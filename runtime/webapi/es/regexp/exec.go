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
func lastIndex(o *goja.Object) int {
	v := o.Get("lastIndex")
	if v == nil {
		return 0
	}
	return toLength(v)
}

func (c *class) setLastIndex(o *goja.Object, n int) {
	if err := o.Set("lastIndex", n); err != nil {
		globals.Rethrow(c.l, err)
	}
}

// match runs k from one position and remembers the result for RegExp.$1. The
// registers are valid until the next match.
func (c *class) match(k *compiled, s goja.String, in rx.Input, at int) []int32 {
	regs, err := k.prog.Match(in, at, k.sticky, c.regs, c.stop)
	switch {
	case errors.Is(err, rx.ErrMemory):
		c.l.Throw(jsloop.Errorf("RangeError", "Maximum call stack size exceeded"))
	case regs != nil:
		c.regs = regs
		c.last.keep(s, regs)
	}
	return regs
}

// run is RegExpBuiltinExec without its result object: it reads and writes
// lastIndex. nil means no match.
func (c *class) run(o *goja.Object, k *compiled, s goja.String, in rx.Input) []int32 {
	at := lastIndex(o)
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
	regs := c.match(k, s, in, at)
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
	items := make([]any, k.prog.Groups)
	for g := range items {
		items[g] = capture(s, regs, g)
	}
	a := c.vm.NewArray(items...)
	define(a, "index", c.vm.ToValue(int(regs[0])))
	define(a, "input", s)
	groups := goja.Undefined()
	if len(k.prog.Names) > 0 {
		groups = c.named(k, regs, func(g int) goja.Value { return items[g].(goja.Value) })
	}
	define(a, "groups", groups)
	if k.indices {
		pair := func(g int) goja.Value {
			if regs[2*g] < 0 || regs[2*g+1] < 0 {
				return goja.Undefined()
			}
			return c.vm.NewArray(int(regs[2*g]), int(regs[2*g+1]))
		}
		pairs := make([]any, k.prog.Groups)
		for g := range pairs {
			pairs[g] = pair(g)
		}
		indices := c.vm.NewArray(pairs...)
		groups := goja.Undefined()
		if len(k.prog.Names) > 0 {
			groups = c.named(k, regs, func(g int) goja.Value { return pairs[g].(goja.Value) })
		}
		define(indices, "groups", groups)
		define(a, "indices", indices)
	}
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
	if o.Get("exec") == goja.Value(c.exec) {
		if k := c.of(o); k != nil {
			return c.vm.ToValue(c.run(o, k, s, c.input(s)) != nil)
		}
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

// plain says whether o is as it was made and so are the things it inherits, so
// that nothing can see how a method goes about its work.
func (c *class) plain(o *goja.Object) *compiled {
	if o.Prototype() != c.proto || o.Get("exec") != goja.Value(c.exec) {
		return nil
	}
	k := c.of(o)
	if k == nil || len(o.GetOwnPropertyNames()) != 1 {
		return nil
	}
	return k
}

// advance is the position behind the character at at.
func advance(in rx.Input, at int, unicode bool) int {
	if unicode && in.Wide && at+1 < len(in.Units) &&
		in.Units[at]&0xFC00 == 0xD800 && in.Units[at+1]&0xFC00 == 0xDC00 {
		return at + 2
	}
	return at + 1
}
