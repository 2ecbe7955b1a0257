package htmlrewriter

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/htmlrewriter/html"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

// The tokens that handlers get. A token is a goja DynamicObject: its properties
// are its own, as in workerd, and cost nothing until they are read.

var (
	errGone = jsloop.Errorf("TypeError", "This content token is no longer valid. Content tokens are only valid during the execution "+
		"of the relevant content handler.")
	errThis = jsloop.Errorf("TypeError", "Illegal invocation: function called with incorrect `this` reference. "+
		"See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.")
	errChanged = jsloop.Errorf("Error", "The attributes of this element have been modified during iteration. "+
		"You must create a new iterator after modifying attributes.")
	errText = jsloop.Errorf("TypeError", "Replacing content in HTML comments using a ReadableStream or Response object is not "+
		"implemented. You must provide a string.")
)

// token is the Go side of one. of is nil once its handler is done.
type token struct {
	c     *classes
	class *class
	of    any // *html.Element, *html.EndTag, …
	extra map[string]goja.Value
	names []string // keys of extra, in order

	iterators []*attributes // over an element's attributes, under way
}

// property is one of a token; set is nil for one that cannot be written.
type property struct {
	name string
	get  func(*token) goja.Value
	set  func(*token, goja.Value)
}

type class struct {
	name       string
	properties []property
	prototype  *goja.Object
}

func (c *class) find(name string) *property {
	for i := range c.properties {
		if c.properties[i].name == name {
			return &c.properties[i]
		}
	}
	return nil
}

// Get, Set, Has, Delete and Keys make token a goja.DynamicObject.
func (t *token) Get(name string) goja.Value {
	if p := t.class.find(name); p != nil {
		t.check()
		return p.get(t)
	}
	return t.extra[name]
}

func (t *token) Set(name string, v goja.Value) bool {
	if p := t.class.find(name); p != nil {
		if p.set == nil {
			return false
		}
		t.check()
		p.set(t, v)
		return true
	}
	if t.extra == nil {
		t.extra = map[string]goja.Value{}
	}
	if _, ok := t.extra[name]; !ok {
		t.names = append(t.names, name)
	}
	t.extra[name] = v
	return true
}

func (t *token) Has(name string) bool {
	_, ok := t.extra[name]
	return ok || t.class.find(name) != nil
}

func (t *token) Delete(name string) bool {
	if t.class.find(name) != nil {
		return false
	}
	if _, ok := t.extra[name]; ok {
		delete(t.extra, name)
		t.names = slices.DeleteFunc(t.names, func(n string) bool { return n == name })
	}
	return true
}

func (t *token) Keys() []string {
	keys := make([]string, 0, len(t.class.properties)+len(t.names))
	for _, p := range t.class.properties {
		keys = append(keys, p.name)
	}
	return append(keys, t.names...)
}

func (t *token) check() {
	if t.of == nil {
		t.c.l.Throw(errGone)
	}
}

// end makes the token useless: its handler is done.
func (t *token) end() {
	t.of = nil
	for _, it := range t.iterators {
		it.pairs, it.changed, it.gone = nil, false, true
	}
}

var tokenType = reflect.TypeFor[*token]()

// classes are the token classes of one VM.
type classes struct {
	l                                                            *jsloop.Loop
	element, endTag, chunk, comment, doctype, docEnd, attributes *class
	pump                                                         *pump // whose handler runs
}

// this is the token a method was called on.
func (c *classes) this(call goja.FunctionCall, of *class) *token {
	if o, ok := call.This.(*goja.Object); ok && o.ExportType() == tokenType {
		if t, ok := o.Export().(*token); ok && t.class == of {
			return t
		}
	}
	c.l.Throw(errThis)
	return nil
}

func (c *classes) object(class *class, of any) (*goja.Object, *token) {
	t := &token{c: c, class: class, of: of}
	o := c.l.VM().NewDynamicObject(t)
	_ = o.SetPrototype(class.prototype)
	return o, t
}

// method defines class.prototype[name].
func (c *classes) method(class *class, name string, f func(t *token, call goja.FunctionCall) goja.Value) {
	fn := globals.NewFunc(c.l, name, 0, func(call goja.FunctionCall) goja.Value { return f(c.this(call, class), call) })
	_ = class.prototype.DefineDataProperty(name, fn, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// str is argument n (from 0) as workerd's strings are.
func (c *classes) str(class *class, method string, call goja.FunctionCall, n int) string {
	if n >= len(call.Arguments) {
		globals.WrongType(c.l, method, class.name, n+1, "string")
	}
	return c.text(call.Arguments[n])
}

func (c *classes) text(v goja.Value) string {
	if _, ok := v.(*goja.Symbol); ok {
		c.l.ThrowType("Cannot convert a Symbol value to a string")
	}
	if o, ok := v.(*goja.Object); ok {
		v = o.ToString()
	}
	s := v.String()
	if strings.ContainsRune(s, utf8.RuneError) {
		c.wellFormed(v)
	}
	return s
}

// wellFormed throws for half a surrogate pair, whose bytes are no UTF-8.
func (c *classes) wellFormed(v goja.Value) {
	s, ok := v.(goja.String)
	if !ok {
		return
	}
	at := 0
	for i := 0; i < s.Length(); i++ {
		r := rune(s.CharAt(i))
		if utf16.IsSurrogate(r) {
			if i+1 == s.Length() || utf16.DecodeRune(r, rune(s.CharAt(i+1))) == utf8.RuneError {
				c.l.Throw(parserError(fmt.Errorf("invalid utf-8 sequence of 1 bytes from index %d", at)))
			}
			i++
			at += 4
			continue
		}
		at += utf8.RuneLen(r)
	}
}

func (c *classes) fail(err error) {
	if err != nil {
		c.l.Throw(parserError(err))
	}
}

// content reads the arguments of before, after and the like. ok is false when
// there is nothing to insert.
func (c *classes) content(class *class, method string, call goja.FunctionCall, streaming bool) (html.Content, bool) {
	if len(call.Arguments) == 0 {
		globals.WrongType(c.l, method, class.name, 1, "string or JsReadableStream or Response")
	}
	var out html.Content
	v := call.Arguments[0]
	var stream goja.Value
	used := false
	isResponse := fetch.IsResponse(c.l, v)
	if isResponse {
		response := v.(*goja.Object)
		used = response.Get("bodyUsed").ToBoolean()
		stream = response.Get("body")
	} else if streams.IsStream(c.l, v) {
		stream = v
	} else {
		out.Text = c.text(v)
	}
	switch o := call.Argument(1).(type) {
	case *goja.Object:
		if h := o.Get("html"); h != nil {
			out.HTML = h.ToBoolean()
		}
	default:
		if !goja.IsUndefined(o) && !goja.IsNull(o) {
			globals.WrongType(c.l, method, class.name, 2, "ContentOptions")
		}
	}
	if stream == nil && !isResponse {
		return out, true
	}
	if !streaming {
		c.l.Throw(errText)
	}
	o, ok := stream.(*goja.Object)
	if !ok {
		return out, false // a Response without a body
	}
	out.Stream = c.pump.stream(o, used)
	return out, true
}

// inserting defines a method that inserts content and returns its token.
func (c *classes) inserting(class *class, streaming bool, name string, insert func(of any, x html.Content)) {
	c.method(class, name, func(t *token, call goja.FunctionCall) goja.Value {
		x, ok := c.content(class, name, call, streaming)
		t.check()
		if ok {
			insert(t.of, x)
		}
		return call.This
	})
}

// acting defines a method without arguments that returns its token.
func (c *classes) acting(class *class, name string, act func(of any)) {
	c.method(class, name, func(t *token, call goja.FunctionCall) goja.Value {
		t.check()
		act(t.of)
		return call.This
	})
}

func (c *classes) bool(f func(of any) bool) func(*token) goja.Value {
	return func(t *token) goja.Value { return c.l.VM().ToValue(f(t.of)) }
}

func (c *classes) string(f func(of any) string) func(*token) goja.Value {
	return func(t *token) goja.Value { return c.l.VM().ToValue(f(t.of)) }
}

// newClasses makes the classes on the prototypes the script gives.
func newClasses(l *jsloop.Loop, prototypes *goja.Object) (*classes, error) {
	c := &classes{l: l}
	for name, at := range map[string]**class{
		"Element": &c.element, "EndTag": &c.endTag, "Text": &c.chunk, "Comment": &c.comment,
		"Doctype": &c.doctype, "DocumentEnd": &c.docEnd, "AttributesIterator": &c.attributes,
	} {
		p, ok := prototypes.Get(name).(*goja.Object)
		if !ok {
			return nil, errors.New("no prototype " + name)
		}
		*at = &class{name: name, prototype: p}
	}
	c.defineElement()
	c.defineAttributes()
	c.defineEndTag()
	c.defineText()
	c.defineComment()
	c.defineDocument()
	return c, nil
}
