// Package regexp makes goja's RegExp run on package rx.
//
// The objects stay goja's own, so that everything which asks for their class
// still finds a regular expression; what they do is replaced: the constructor and
// every method of the prototype that matches. An object holds its compiled pattern
// (engine.go). An expression goja made by itself (a literal in a script of the
// platform, in eval) has none and gets it at first use, from its source and flags.
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
	"unsafe"

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
	global  bool
	sticky  bool
	unicode bool // u or v
	indices bool
}

// class is RegExp in one VM.
type class struct {
	l       *jsloop.Loop
	vm      *goja.Runtime
	engine  engine
	proto   *goja.Object
	ctor    *goja.Object
	exec    *goja.Object // the original exec
	known   map[key]*compiled
	sites   [siteCount]site
	getters map[string]goja.Callable // goja's own
	texts
	last    lastMatch
	matcher rx.Matcher
	items   []goja.Value // of the array being made
	matches []int32      // of the replace being made; nil while it is
	args    []goja.Value // of its callback
}

// site is what a literal was compiled to the last time it was evaluated. Its
// strings are the script's constants, so that where they lie tells which literal
// it is; keeping them here keeps others from lying there.
type site struct {
	pattern, flags string
	k              *compiled
}

const siteCount = 256

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
		known: map[key]*compiled{}, getters: map[string]goja.Callable{},
	}
	var interrupted atomic.Bool
	l.OnInterrupt(func() { interrupted.Store(true) })
	c.matcher.Stop = interrupted.Load
	c.texts.init()
	var err error
	if c.engine, err = engineOf(l, native); err != nil {
		return err
	}
	if err := c.keepGetters(); err != nil {
		return err
	}
	for _, step := range []func() error{c.installConstructor, c.installMethods, c.installGetters, c.installLegacy} {
		if err := step(); err != nil {
			return err
		}
	}
	c.engine.GuardRegExp()
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
	pattern, flags := call.Argument(0).String(), call.Argument(1).String()
	at := unsafe.StringData(pattern)
	s := &c.sites[(uintptr(unsafe.Pointer(at))>>4^uintptr(unsafe.Pointer(at))>>12)%siteCount]
	if len(pattern) == 0 || unsafe.StringData(s.pattern) != at || len(s.pattern) != len(pattern) || s.flags != flags {
		*s = site{pattern, flags, c.compile(call.Argument(0), flags)}
	}
	return c.engine.NewHeldRegExp(c.proto, s.k)
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
	_, is := c.engine.HeldRegExp(o)
	return is
}

// object makes an object for k; proto nil means RegExp.prototype.
func (c *class) object(k *compiled, proto *goja.Object) *goja.Object {
	if proto == nil {
		proto = c.proto
	}
	return c.engine.NewHeldRegExp(proto, k)
}

// of is what v is compiled to, nil when v is no regular expression.
func (c *class) of(v goja.Value) *compiled {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	held, is := c.engine.HeldRegExp(o)
	if k, ok := held.(*compiled); ok {
		return k
	}
	if !is {
		return nil
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
	c.engine.HoldRegExp(o, k)
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
