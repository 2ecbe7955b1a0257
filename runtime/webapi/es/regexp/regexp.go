// Package regexp makes goja's RegExp run on package rx.
//
// The objects stay goja's own, so that everything which asks for their class
// still finds a regular expression; what they do is replaced: the constructor and
// every method of the prototype that matches. A compiled pattern hangs on its
// object under a symbol that nothing hands out. An expression goja made by itself
// (a literal in a script of the platform, in eval) has none and gets it at first
// use, from its source and flags.
//
// The passes over a Worker's script turn its literals into calls of
// __w2c_regexp(pattern, flags), so goja's parser, which refuses half of the
// grammar, never reads them.
//
// https://tc39.es/ecma262/#sec-regexp-regular-expression-objects
package regexp

import (
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/rx"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// compiled is a pattern with its flags, shared by all objects that have both.
type compiled struct {
	prog    *rx.Program
	source  goja.Value // as the source property shows it
	flags   string
	slot    *goja.Object // carries the compiled to an object's symbol
	global  bool
	sticky  bool
	unicode bool // u or v
	indices bool
}

// slot implements goja.DynamicObject: an object that is only a pointer.
type slot struct{ c *compiled }

func (*slot) Get(string) goja.Value       { return nil }
func (*slot) Set(string, goja.Value) bool { return false }
func (*slot) Has(string) bool             { return false }
func (*slot) Delete(string) bool          { return false }
func (*slot) Keys() []string              { return nil }

// class is RegExp in one VM.
type class struct {
	l       *jsloop.Loop
	vm      *goja.Runtime
	proto   *goja.Object
	ctor    *goja.Object
	sym     *goja.Symbol
	make    goja.Constructor // goja's own
	base    *goja.Object     // what objects are copied from
	exec    *goja.Object     // the original exec
	known   map[key]*compiled
	getters map[string]goja.Callable // goja's own
	texts
	last lastMatch
	regs []int32
	stop func() bool
}

type key struct{ pattern, flags string }

// maxKnown bounds the patterns kept; a Worker that makes them from requests
// compiles them again now and then.
const maxKnown = 500

// Install replaces RegExp in l's VM.
func Install(l *jsloop.Loop) error {
	vm := l.VM()
	native := vm.Get("RegExp").ToObject(vm)
	c := &class{
		l: l, vm: vm, proto: native.Get("prototype").ToObject(vm),
		sym: goja.NewSymbol("regexp"), known: map[key]*compiled{},
		getters: map[string]goja.Callable{},
	}
	var interrupted atomic.Bool
	l.OnInterrupt(func() { interrupted.Store(true) })
	c.stop = interrupted.Load
	c.make, _ = goja.AssertConstructor(native)
	c.texts.init()
	base, err := c.make(nil)
	if err != nil {
		return err
	}
	c.base = base
	if err := c.keepGetters(); err != nil {
		return err
	}
	for _, step := range []func() error{c.installConstructor, c.installMethods, c.installGetters, c.installLegacy} {
		if err := step(); err != nil {
			return err
		}
	}
	return globals.Value(vm.GlobalObject(), rx.Literal, globals.NewFunc(l, rx.Literal, 2, c.literal))
}

// keepGetters takes goja's getters before they are replaced: they tell what a
// literal says that goja compiled.
func (c *class) keepGetters() error {
	describe, _ := goja.AssertFunction(c.vm.Get("Object").ToObject(c.vm).Get("getOwnPropertyDescriptor"))
	for _, name := range []string{"source", "global", "ignoreCase", "multiline", "dotAll", "unicode", "sticky"} {
		d, err := describe(goja.Undefined(), c.proto, c.vm.ToValue(name))
		if err != nil {
			return err
		}
		c.getters[name], _ = goja.AssertFunction(d.ToObject(c.vm).Get("get"))
	}
	return nil
}

// constructor is JavaScript because a native of goja's cannot tell a call from a
// construction.
var constructor = jsloop.NewScript("es/regexp.js", `(function (native) {
  return function RegExp(pattern, flags) { return native.make(pattern, flags, new.target); };
})`)

// Precompile readies the script before the first isolate asks for it.
func Precompile() { constructor.Compile() }

func (c *class) installConstructor() error {
	v, err := constructor.Run(c.l, map[string]jsloop.Native{"make": c.construct})
	if err != nil {
		return err
	}
	f := v.(*goja.Object)
	c.ctor = f
	if err := f.DefineDataProperty("prototype", c.proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		return err
	}
	species := globals.NewFunc(c.l, "get [Symbol.species]", 0, func(call goja.FunctionCall) goja.Value { return call.This })
	if err := f.DefineAccessorPropertySymbol(goja.SymSpecies, species, nil, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		return err
	}
	if err := globals.Value(c.proto, "constructor", f); err != nil {
		return err
	}
	return globals.Value(c.vm.GlobalObject(), "RegExp", f)
}

// literal makes the object of a literal.
func (c *class) literal(call goja.FunctionCall) goja.Value {
	return c.object(c.compile(call.Argument(0), call.Argument(1).String()), nil)
}

// construct is RegExp(pattern, flags), with new and without; the third argument is
// new.target.
func (c *class) construct(call goja.FunctionCall) goja.Value {
	pattern, flags := call.Argument(0), call.Argument(1)
	newTarget, isNew := call.Argument(2).(*goja.Object)
	isPattern := c.isRegExp(pattern)
	if !isNew && isPattern && goja.IsUndefined(flags) {
		if o := pattern.(*goja.Object); o.Get("constructor") == goja.Value(c.ctor) {
			return o
		}
	}
	var k *compiled
	if own := c.of(pattern); own != nil {
		if k = own; !goja.IsUndefined(flags) {
			k = nil
			pattern = c.pattern(own)
		}
	} else if isPattern {
		o := pattern.(*goja.Object)
		pattern = get(o, "source")
		if goja.IsUndefined(flags) {
			flags = get(o, "flags")
		}
	}
	var proto *goja.Object
	if isNew && newTarget != c.ctor {
		proto, _ = get(newTarget, "prototype").(*goja.Object)
	}
	if k == nil {
		text := ""
		if goja.IsUndefined(pattern) {
			pattern = c.vm.ToValue("")
		}
		pattern = c.str(pattern)
		if !goja.IsUndefined(flags) {
			text = c.str(flags).String()
		}
		k = c.compile(pattern, text)
	}
	return c.object(k, proto)
}

// isRegExp is the specification's IsRegExp.
func (c *class) isRegExp(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	if m := o.GetSymbol(goja.SymMatch); m != nil && !goja.IsUndefined(m) {
		return m.ToBoolean()
	}
	return o.ClassName() == "RegExp"
}

// object makes an object for k; proto nil means RegExp.prototype.
func (c *class) object(k *compiled, proto *goja.Object) *goja.Object {
	o, err := c.make(nil, c.base)
	if err != nil {
		globals.Rethrow(c.l, err)
	}
	if err := o.DefineDataPropertySymbol(c.sym, k.slot, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		c.l.Throw(err)
	}
	if proto != nil {
		if err := o.SetPrototype(proto); err != nil {
			c.l.Throw(err)
		}
	}
	return o
}

// of is what v is compiled to, nil when v is no regular expression.
func (c *class) of(v goja.Value) *compiled {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "RegExp" {
		return nil
	}
	if s, ok := o.GetSymbol(c.sym).(*goja.Object); ok {
		return s.Export().(*slot).c
	}
	return c.adopt(o)
}

// adopt compiles what goja made.
func (c *class) adopt(o *goja.Object) *compiled {
	get := func(name string) goja.Value {
		v, err := c.getters[name](o)
		if err != nil {
			globals.Rethrow(c.l, err)
		}
		return v
	}
	var flags strings.Builder
	for _, f := range []struct{ flag, name string }{
		{"g", "global"}, {"i", "ignoreCase"}, {"m", "multiline"}, {"s", "dotAll"}, {"u", "unicode"}, {"y", "sticky"},
	} {
		if get(f.name).ToBoolean() {
			flags.WriteString(f.flag)
		}
	}
	k := c.compile(get("source"), flags.String())
	// An object that cannot be extended is looked at anew each time.
	_ = o.DefineDataPropertySymbol(c.sym, k.slot, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return k
}

// mustBe is of for methods that only work on regular expressions.
func (c *class) mustBe(v goja.Value, method string) (*goja.Object, *compiled) {
	k := c.of(v)
	if k == nil {
		c.l.ThrowType("Receiver is not a RegExp: %s", method)
	}
	return v.(*goja.Object), k
}

// compile throws a SyntaxError for what is not a pattern.
func (c *class) compile(pattern goja.Value, flags string) *compiled {
	units, id := c.patternUnits(pattern)
	k := c.known[key{id, flags}]
	if k != nil {
		return k
	}
	prog, err := rx.Compile(units(), flags)
	if err == rx.ErrFlags {
		c.l.Throw(jsloop.Errorf("SyntaxError", "Invalid flags supplied to RegExp constructor '%s'", flags))
	}
	if err != nil {
		if bad, ok := err.(*rx.SyntaxError); ok {
			bad.Flags = sorted(flags)
		}
		c.l.Throw(jsloop.Errorf("SyntaxError", "%s", err.Error()))
	}
	has := func(f string) bool { return strings.Contains(flags, f) }
	k = &compiled{
		prog: prog, flags: sorted(flags), source: c.escape(pattern),
		global: has("g"), sticky: has("y"), unicode: has("u") || has("v"), indices: has("d"),
	}
	k.slot = c.vm.NewDynamicObject(&slot{k})
	if len(c.known) >= maxKnown {
		clear(c.known)
	}
	c.known[key{strings.Clone(id), strings.Clone(flags)}] = k
	return k
}

const flagOrder = "dgimsuvy"

func sorted(flags string) string {
	if len(flags) < 2 {
		return flags
	}
	var b strings.Builder
	for i := range len(flagOrder) {
		if strings.IndexByte(flags, flagOrder[i]) >= 0 {
			b.WriteByte(flagOrder[i])
		}
	}
	return b.String()
}

// pattern is the text k was made from, or one that means the same.
func (c *class) pattern(k *compiled) goja.Value { return k.source }
