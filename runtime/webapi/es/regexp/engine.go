package regexp

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// engine is what this package needs of goja. A goja that was edited while the
// host was built (transform/overlay) implements it; stock does the same with what
// goja exports, which takes detours.
type engine interface {
	// NewHeldRegExp makes an object for held, a *compiled.
	NewHeldRegExp(proto *goja.Object, held any) *goja.Object
	// HeldRegExp gives it back, nil when goja made the object.
	HeldRegExp(o *goja.Object) (held any, isRegExp bool)
	HoldRegExp(o *goja.Object, held any)
	// IntactRegExp tells whether o and its prototype are as they were made, from
	// GuardRegExp on: then nothing can see how a method goes about its work.
	IntactRegExp(o *goja.Object) bool
	GuardRegExp()
	RegExpLastIndex(o *goja.Object) goja.Value
	// SetRegExpLastIndex is false when nothing was written.
	SetRegExpLastIndex(o *goja.Object, n int) bool

	// NewMatchArray makes what exec returns; items may be used again.
	NewMatchArray(items []goja.Value, index int, input goja.String, groups goja.Value) *goja.Object
	// NewValueArray makes an array that keeps items.
	NewValueArray(items []goja.Value) *goja.Object
	NewASCII(text string) goja.String
	// DirectCall makes f callable from a native; what it throws passes through.
	DirectCall(f goja.Value) func(goja.FunctionCall) goja.Value
}

// stock is the engine as it is published. What an object is compiled to hangs on
// it under a symbol that nothing hands out.
type stock struct {
	l    *jsloop.Loop
	vm   *goja.Runtime
	sym  *goja.Symbol
	make goja.Constructor // goja's own
	base *goja.Object     // what objects are copied from
	exec goja.Value       // RegExp.prototype's
}

var _ engine = (*stock)(nil)

// engineOf is the engine of l's VM. It must be called before RegExp is replaced.
func engineOf(l *jsloop.Loop, native *goja.Object) (engine, error) {
	vm := l.VM()
	if e, ok := any(vm).(engine); ok {
		return e, nil
	}
	s := &stock{l: l, vm: vm, sym: goja.NewSymbol("regexp")}
	s.make, _ = goja.AssertConstructor(native)
	var err error
	s.base, err = s.make(nil)
	return s, err
}

// slot implements goja.DynamicObject: an object that is only a pointer.
type slot struct{ held any }

func (*slot) Get(string) goja.Value       { return nil }
func (*slot) Set(string, goja.Value) bool { return false }
func (*slot) Has(string) bool             { return false }
func (*slot) Delete(string) bool          { return false }
func (*slot) Keys() []string              { return nil }

func (s *stock) NewHeldRegExp(proto *goja.Object, held any) *goja.Object {
	o, err := s.make(nil, s.base)
	if err != nil {
		globals.Rethrow(s.l, err)
	}
	s.HoldRegExp(o, held)
	if o.Prototype() != proto {
		if err := o.SetPrototype(proto); err != nil {
			s.l.Throw(err)
		}
	}
	return o
}

func (s *stock) HeldRegExp(o *goja.Object) (held any, isRegExp bool) {
	if o.ClassName() != "RegExp" {
		return nil, false
	}
	if p, ok := o.GetSymbol(s.sym).(*goja.Object); ok {
		return p.Export().(*slot).held, true
	}
	return nil, true
}

// HoldRegExp leaves an object as it is that cannot be extended: it is looked at
// anew each time.
func (s *stock) HoldRegExp(o *goja.Object, held any) {
	_ = o.DefineDataPropertySymbol(s.sym, s.vm.NewDynamicObject(&slot{held}), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

func (s *stock) GuardRegExp() {
	s.exec = s.base.Prototype().Get("exec")
}

// IntactRegExp reads the flags, as the methods do that ask; a script that
// replaced one of the getters has been asked once more.
func (s *stock) IntactRegExp(o *goja.Object) bool {
	if o.Prototype() != s.base.Prototype() || o.Get("exec") != s.exec || len(o.GetOwnPropertyNames()) != 1 {
		return false
	}
	held, _ := s.HeldRegExp(o)
	k, ok := held.(*compiled)
	if !ok {
		return false
	}
	flags, ok := o.Get("flags").(goja.String)
	return ok && flags.String() == k.flags
}

func (s *stock) RegExpLastIndex(o *goja.Object) goja.Value { return o.Get("lastIndex") }

// SetRegExpLastIndex leaves it to those who can throw.
func (s *stock) SetRegExpLastIndex(*goja.Object, int) bool { return false }

func (s *stock) NewMatchArray(items []goja.Value, index int, input goja.String, groups goja.Value) *goja.Object {
	a := s.NewValueArray(items)
	define(a, "index", s.vm.ToValue(index))
	define(a, "input", input)
	define(a, "groups", groups)
	return a
}

func (s *stock) NewValueArray(items []goja.Value) *goja.Object {
	list := make([]any, len(items))
	for i, v := range items {
		list[i] = v
	}
	return s.vm.NewArray(list...)
}

func (s *stock) NewASCII(text string) goja.String { return s.vm.ToValue(text).(goja.String) }

func (s *stock) DirectCall(f goja.Value) func(goja.FunctionCall) goja.Value {
	call, ok := goja.AssertFunction(f)
	if !ok {
		return nil
	}
	return func(c goja.FunctionCall) goja.Value {
		v, err := call(c.This, c.Arguments...)
		if err != nil {
			globals.Rethrow(s.l, err)
		}
		return v
	}
}
