package regexp

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/webapi/es/rx"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

func (c *class) installMethods() error {
	original, _ := goja.AssertFunction(c.proto.GetSymbol(goja.SymMatchAll))
	c.exec = globals.NewFunc(c.l, "exec", 1, c.execMethod)
	if err := globals.Value(c.proto, "exec", c.exec); err != nil {
		return err
	}
	for _, m := range []struct {
		name   string
		length int
		f      func(goja.FunctionCall) goja.Value
	}{
		{"test", 1, c.testMethod}, {"toString", 0, c.toString}, {"compile", 2, c.compileMethod},
	} {
		if err := globals.Func(c.l, c.proto, m.name, m.length, m.f); err != nil {
			return err
		}
	}
	text := c.vm.Get("String").ToObject(c.vm).Get("prototype").ToObject(c.vm)
	matchAll, _ := goja.AssertFunction(text.Get("matchAll"))
	if err := globals.Func(c.l, text, "matchAll", 1, func(call goja.FunctionCall) goja.Value {
		if k := c.of(call.Argument(0)); k != nil && !strings.Contains(c.flagsOf(call.Argument(0).(*goja.Object)), "g") {
			c.l.ThrowType("String.prototype.matchAll called with a non-global RegExp argument")
		}
		v, err := matchAll(call.This, call.Arguments...)
		if err != nil {
			globals.Rethrow(c.l, err)
		}
		return v
	}); err != nil {
		return err
	}
	for _, m := range []struct {
		symbol *goja.Symbol
		name   string
		length int
		f      func(goja.FunctionCall) goja.Value
	}{
		{goja.SymMatch, "match", 1, c.matchMethod},
		{goja.SymMatchAll, "matchAll", 1, c.matchAllMethod(original)},
		{goja.SymSearch, "search", 1, c.searchMethod},
		{goja.SymSplit, "split", 2, c.splitMethod},
		{goja.SymReplace, "replace", 2, c.replaceMethod},
	} {
		f := globals.NewFunc(c.l, "[Symbol."+m.name+"]", m.length, m.f)
		if err := c.proto.DefineDataPropertySymbol(m.symbol, f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return nil
}

func (c *class) toString(call goja.FunctionCall) goja.Value {
	o := c.object1(call.This, "RegExp.prototype.toString")
	var b builder
	b.text("/")
	source := c.input(c.str(get(o, "source")))
	b.part(source, 0, source.Len())
	b.text("/")
	flags := c.input(c.str(get(o, "flags")))
	b.part(flags, 0, flags.Len())
	return b.value(c.vm)
}

// compileMethod is annex B's RegExp.prototype.compile.
func (c *class) compileMethod(call goja.FunctionCall) goja.Value {
	o, _ := c.mustBe(call.This, "compile")
	pattern, flags := call.Argument(0), call.Argument(1)
	var k *compiled
	if own := c.of(pattern); own != nil {
		if !goja.IsUndefined(flags) {
			c.l.ThrowType("Invalid flags supplied to RegExp constructor")
		}
		k = own
	} else {
		if goja.IsUndefined(pattern) {
			pattern = c.vm.ToValue("")
		}
		text := c.str(pattern)
		f := ""
		if !goja.IsUndefined(flags) {
			f = c.str(flags).String()
		}
		k = c.compile(text, f)
	}
	c.engine.HoldRegExp(o, k)
	c.setLastIndex(o, 0)
	return o
}

// installGetters defines source, flags and one getter for each flag.
func (c *class) installGetters() error {
	define := func(name string, f func(goja.FunctionCall) goja.Value) error {
		return c.proto.DefineAccessorProperty(name, globals.NewFunc(c.l, "get "+name, 0, f), nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	if err := define("source", func(call goja.FunctionCall) goja.Value {
		if call.This == goja.Value(c.proto) {
			return c.vm.ToValue("(?:)")
		}
		_, k := c.mustBe(call.This, "source")
		return k.source
	}); err != nil {
		return err
	}
	for flag, name := range flagNames {
		if err := define(name, func(call goja.FunctionCall) goja.Value {
			if call.This == goja.Value(c.proto) {
				return goja.Undefined()
			}
			_, k := c.mustBe(call.This, name)
			return c.vm.ToValue(strings.ContainsRune(k.flags, flag))
		}); err != nil {
			return err
		}
	}
	return define("flags", func(call goja.FunctionCall) goja.Value {
		o := c.object1(call.This, "RegExp.prototype.flags getter")
		var b strings.Builder
		for _, f := range flagOrder {
			if v := o.Get(flagNames[f]); v != nil && v.ToBoolean() {
				b.WriteRune(f)
			}
		}
		return c.vm.ToValue(b.String())
	})
}

var flagNames = map[rune]string{
	'd': "hasIndices", 'g': "global", 'i': "ignoreCase", 'm': "multiline",
	's': "dotAll", 'u': "unicode", 'v': "unicodeSets", 'y': "sticky",
}

// flagsOf reads the flags property, as the methods of the prototype must.
func (c *class) flagsOf(o *goja.Object) string { return c.str(get(o, "flags")).String() }

func (c *class) matchMethod(call goja.FunctionCall) goja.Value {
	o := c.object1(call.This, "RegExp.prototype.@@match")
	s := c.str(call.Argument(0))
	if k := c.plain(o); k != nil {
		in := c.input(s)
		if !k.global {
			if regs := c.run(o, k, s, in); regs != nil {
				return c.result(k, s, regs)
			}
			return goja.Null()
		}
		c.setLastIndex(o, 0)
		var items []goja.Value
		c.each(k, s, in, func(regs []int32) {
			items = append(items, s.Substring(int(regs[0]), int(regs[1])))
		})
		return c.arrayOrNull(items)
	}
	flags := c.flagsOf(o)
	if !strings.Contains(flags, "g") {
		if r := c.execAny(o, s); r != nil {
			return r
		}
		return goja.Null()
	}
	var items []goja.Value
	c.eachSlow(o, s, flags, func(r *goja.Object) { items = append(items, c.str(get(r, "0"))) })
	return c.arrayOrNull(items)
}

func (c *class) arrayOrNull(items []goja.Value) goja.Value {
	if items == nil {
		return goja.Null()
	}
	return c.engine.NewValueArray(items)
}

func get(o *goja.Object, name string) goja.Value {
	if v := o.Get(name); v != nil {
		return v
	}
	return goja.Undefined()
}

// each finds all matches of a global expression.
func (c *class) each(k *compiled, s goja.String, in rx.Input, f func(regs []int32)) {
	for at := 0; at <= in.Len(); {
		regs := c.match(k, in, at, k.sticky)
		if regs == nil {
			return
		}
		c.last.keep(s, regs)
		f(regs)
		if at = int(regs[1]); regs[0] == regs[1] {
			at = advance(in, at, k.unicode)
		}
	}
}

// eachSlow does the same where the script can watch.
func (c *class) eachSlow(o *goja.Object, s goja.String, flags string, f func(r *goja.Object)) {
	unicode := strings.ContainsAny(flags, "uv")
	c.setLastIndex(o, 0)
	for {
		r := c.execAny(o, s)
		if r == nil {
			return
		}
		f(r)
		if c.str(get(r, "0")).Length() == 0 {
			c.setLastIndex(o, advance(c.input(s), c.lastIndex(o), unicode))
		}
	}
}

// matchAllMethod makes the copy to search with and leaves the iterating to goja's
// own method: a stand-in hands it the copy as if it had made it.
func (c *class) matchAllMethod(original goja.Callable) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		o := c.object1(call.This, "RegExp.prototype.@@matchAll")
		s := c.str(call.Argument(0))
		ctor := c.species(o)
		flags := c.str(get(o, "flags"))
		copied, err := c.vm.New(ctor, o, flags)
		if err != nil {
			globals.Rethrow(c.l, err)
		}
		at := c.lastIndex(o)
		if !c.engine.IntactRegExp(copied) {
			copied = c.searcher(copied)
		}
		maker := c.vm.NewObject()
		_ = maker.SetSymbol(goja.SymSpecies, c.vm.ToValue(func(goja.ConstructorCall) *goja.Object { return copied }))
		standIn := c.vm.NewObject()
		define(standIn, "constructor", maker)
		// goja knows u, which moves on by whole characters as v does.
		define(standIn, "flags", c.vm.ToValue(strings.Replace(flags.String(), "v", "u", 1)))
		define(standIn, "lastIndex", c.vm.ToValue(at))
		v, err := original(standIn, s)
		if err != nil {
			globals.Rethrow(c.l, err)
		}
		return v
	}
}

// searcher is what goja's iteration searches with in the place of o, because what
// o inherits was changed: goja calls its own matcher where exec is no function.
func (c *class) searcher(o *goja.Object) *goja.Object {
	s := c.vm.NewObject()
	define(s, "exec", c.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		if r := c.execAny(o, c.str(call.Argument(0))); r != nil {
			return r
		}
		return goja.Null()
	}))
	read := func(goja.FunctionCall) goja.Value { return get(o, "lastIndex") }
	write := func(call goja.FunctionCall) goja.Value {
		if err := o.Set("lastIndex", call.Argument(0)); err != nil {
			globals.Rethrow(c.l, err)
		}
		return goja.Undefined()
	}
	_ = s.DefineAccessorProperty("lastIndex", c.vm.ToValue(read), c.vm.ToValue(write), goja.FLAG_TRUE, goja.FLAG_FALSE)
	return s
}

func (c *class) searchMethod(call goja.FunctionCall) goja.Value {
	o := c.object1(call.This, "RegExp.prototype.@@search")
	s := c.str(call.Argument(0))
	previous := get(o, "lastIndex")
	if !previous.SameAs(c.vm.ToValue(0)) {
		c.setLastIndex(o, 0)
	}
	r := c.execAny(o, s)
	if now := get(o, "lastIndex"); !now.SameAs(previous) {
		if err := o.Set("lastIndex", previous); err != nil {
			globals.Rethrow(c.l, err)
		}
	}
	if r == nil {
		return c.vm.ToValue(-1)
	}
	return get(r, "index")
}

// species is the constructor that split and matchAll make their copies with.
func (c *class) species(o *goja.Object) *goja.Object {
	ctor := get(o, "constructor")
	if goja.IsUndefined(ctor) {
		return c.ctor
	}
	co, ok := ctor.(*goja.Object)
	if !ok {
		c.l.ThrowType("The .constructor property is not an object")
	}
	s := co.GetSymbol(goja.SymSpecies)
	if s == nil || goja.IsUndefined(s) || goja.IsNull(s) {
		return c.ctor
	}
	so, ok := s.(*goja.Object)
	if !ok {
		c.l.ThrowType("object.constructor[Symbol.species] is not a constructor")
	}
	return so
}

func (c *class) splitMethod(call goja.FunctionCall) goja.Value {
	o := c.object1(call.This, "RegExp.prototype.@@split")
	s := c.str(call.Argument(0))
	ctor := c.species(o)
	if ctor == c.ctor {
		if k := c.plain(o); k != nil {
			return c.splitPlain(k, s, limit(call.Argument(1)))
		}
	}
	flags := c.flagsOf(o)
	sticky := flags
	if !strings.Contains(flags, "y") {
		sticky += "y"
	}
	v, err := c.vm.New(ctor, o, c.vm.ToValue(sticky))
	if err != nil {
		globals.Rethrow(c.l, err)
	}
	return c.splitSlow(v, s, strings.ContainsAny(flags, "uv"), limit(call.Argument(1)))
}

func limit(v goja.Value) int {
	if goja.IsUndefined(v) {
		return 1<<32 - 1
	}
	return int(uint32(v.ToNumber().ToInteger()))
}

func (c *class) splitPlain(k *compiled, s goja.String, limit int) goja.Value {
	if limit == 0 {
		return c.vm.NewArray()
	}
	in := c.input(s)
	if in.Len() == 0 {
		if c.match(k, in, 0, false) != nil {
			return c.vm.NewArray()
		}
		return c.vm.NewArray(s)
	}
	var items []goja.Value
	from := 0
	for at := 0; at < in.Len(); {
		regs := c.match(k, in, at, false)
		if regs == nil || int(regs[0]) >= in.Len() {
			break
		}
		c.last.keep(s, regs)
		if int(regs[1]) == from {
			at = advance(in, max(at, int(regs[0])), k.unicode)
			continue
		}
		items = append(items, s.Substring(from, int(regs[0])))
		if len(items) == limit {
			return c.engine.NewValueArray(items)
		}
		from = int(regs[1])
		for g := 1; g < k.prog.Groups; g++ {
			items = append(items, capture(s, regs, g))
			if len(items) == limit {
				return c.engine.NewValueArray(items)
			}
		}
		at = from
	}
	return c.engine.NewValueArray(append(items, s.Substring(from, in.Len())))
}

func (c *class) splitSlow(o *goja.Object, s goja.String, unicode bool, limit int) goja.Value {
	if limit == 0 {
		return c.vm.NewArray()
	}
	in := c.input(s)
	if in.Len() == 0 {
		if c.execAny(o, s) != nil {
			return c.vm.NewArray()
		}
		return c.vm.NewArray(s)
	}
	var items []goja.Value
	from := 0
	for at := 0; at < in.Len(); {
		c.setLastIndex(o, at)
		r := c.execAny(o, s)
		if r == nil {
			at = advance(in, at, unicode)
			continue
		}
		end := min(c.lastIndex(o), in.Len())
		if end == from {
			at = advance(in, at, unicode)
			continue
		}
		items = append(items, s.Substring(from, at))
		if len(items) == limit {
			return c.engine.NewValueArray(items)
		}
		from = end
		n := toLength(get(r, "length"))
		for g := 1; g < n; g++ {
			items = append(items, get(r, c.vm.ToValue(g).String()))
			if len(items) == limit {
				return c.engine.NewValueArray(items)
			}
		}
		at = from
	}
	return c.engine.NewValueArray(append(items, s.Substring(from, in.Len())))
}
