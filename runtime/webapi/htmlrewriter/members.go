package htmlrewriter

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/htmlrewriter/html"
)

// The members of each class, in workerd's order.

func elementOf(of any) *html.Element { return of.(*html.Element) }

func (c *classes) defineElement() {
	class := c.element
	class.properties = []property{
		{name: "namespaceURI", get: c.string(func(of any) string { return elementOf(of).Namespace().URI() })},
		{name: "removed", get: c.bool(func(of any) bool { return elementOf(of).Removed() })},
		{name: "attributes", get: c.iterate},
		{
			name: "tagName", get: c.string(func(of any) string { return elementOf(of).TagName() }),
			set: func(t *token, v goja.Value) { c.fail(elementOf(t.of).SetTagName(c.text(v))) },
		},
	}
	c.method(class, "getAttribute", func(t *token, call goja.FunctionCall) goja.Value {
		name := c.str(class, "getAttribute", call, 0)
		t.check()
		if v, ok := elementOf(t.of).Attribute(name); ok {
			return c.l.VM().ToValue(v)
		}
		return goja.Null()
	})
	c.method(class, "hasAttribute", func(t *token, call goja.FunctionCall) goja.Value {
		name := c.str(class, "hasAttribute", call, 0)
		t.check()
		_, ok := elementOf(t.of).Attribute(name)
		return c.l.VM().ToValue(ok)
	})
	c.method(class, "setAttribute", func(t *token, call goja.FunctionCall) goja.Value {
		name, value := c.str(class, "setAttribute", call, 0), c.str(class, "setAttribute", call, 1)
		t.check()
		c.fail(elementOf(t.of).SetAttribute(name, value))
		t.attributesChanged()
		return call.This
	})
	c.method(class, "removeAttribute", func(t *token, call goja.FunctionCall) goja.Value {
		name := c.str(class, "removeAttribute", call, 0)
		t.check()
		elementOf(t.of).RemoveAttribute(name)
		t.attributesChanged()
		return call.This
	})
	c.inserting(class, true, "before", func(of any, x html.Content) { elementOf(of).Before(x) })
	c.inserting(class, true, "after", func(of any, x html.Content) { elementOf(of).After(x) })
	c.inserting(class, true, "prepend", func(of any, x html.Content) { elementOf(of).Prepend(x) })
	c.inserting(class, true, "append", func(of any, x html.Content) { elementOf(of).Append(x) })
	c.inserting(class, true, "replace", func(of any, x html.Content) { elementOf(of).Replace(x) })
	c.acting(class, "remove", func(of any) { elementOf(of).Remove() })
	c.acting(class, "removeAndKeepContent", func(of any) { elementOf(of).RemoveAndKeepContent() })
	c.inserting(class, true, "setInnerContent", func(of any, x html.Content) { elementOf(of).SetInnerContent(x) })
	c.method(class, "onEndTag", func(t *token, call goja.FunctionCall) goja.Value {
		f, ok := goja.AssertFunction(call.Argument(0))
		if !ok {
			globals.WrongType(c.l, "onEndTag", class.name, 1, "function")
		}
		t.check()
		p := c.pump
		c.fail(elementOf(t.of).OnEndTag(func(e *html.EndTag) error { return p.call(f, c.l.VM().GlobalObject(), c.endTag, e) }))
		return goja.Undefined()
	})
}

// attributes is an iterator over an element's attributes.
type attributes struct {
	pairs   [][2]string
	changed bool // and must not go on
	gone    bool
}

func (t *token) attributesChanged() {
	for _, it := range t.iterators {
		it.changed = true
	}
}

func (c *classes) iterate(t *token) goja.Value {
	it := &attributes{}
	elementOf(t.of).Attributes(func(name, value string) bool {
		it.pairs = append(it.pairs, [2]string{name, value})
		return true
	})
	t.iterators = append(t.iterators, it)
	o, _ := c.object(c.attributes, it)
	return o
}

func (c *classes) defineAttributes() {
	c.method(c.attributes, "next", func(t *token, call goja.FunctionCall) goja.Value {
		it := t.of.(*attributes)
		switch {
		case it.changed:
			c.l.Throw(errChanged)
		case it.gone:
			c.l.Throw(errGone)
		}
		vm := c.l.VM()
		done, value := len(it.pairs) == 0, goja.Undefined()
		if !done {
			value = vm.NewArray(it.pairs[0][0], it.pairs[0][1])
			it.pairs = it.pairs[1:]
		}
		o := vm.NewObject()
		_ = o.Set("done", done)
		_ = o.Set("value", value)
		return o
	})
}

func (c *classes) defineEndTag() {
	class := c.endTag
	of := func(of any) *html.EndTag { return of.(*html.EndTag) }
	class.properties = []property{{
		name: "name", get: c.string(func(t any) string { return of(t).Name() }),
		set: func(t *token, v goja.Value) { of(t.of).SetName(c.text(v)) },
	}}
	c.inserting(class, true, "before", func(t any, x html.Content) { of(t).Before(x) })
	c.inserting(class, true, "after", func(t any, x html.Content) { of(t).After(x) })
	c.acting(class, "remove", func(t any) { of(t).Remove() })
}

func (c *classes) defineText() {
	class := c.chunk
	of := func(of any) *html.Text { return of.(*html.Text) }
	class.properties = []property{
		{name: "removed", get: c.bool(func(t any) bool { return of(t).Removed() })},
		{name: "lastInTextNode", get: c.bool(func(t any) bool { return of(t).Last })},
		{name: "text", get: c.string(func(t any) string { return of(t).Value })},
	}
	c.inserting(class, true, "before", func(t any, x html.Content) { of(t).Before(x) })
	c.inserting(class, true, "after", func(t any, x html.Content) { of(t).After(x) })
	c.inserting(class, true, "replace", func(t any, x html.Content) { of(t).Replace(x) })
	c.acting(class, "remove", func(t any) { of(t).Remove() })
}

func (c *classes) defineComment() {
	class := c.comment
	of := func(of any) *html.Comment { return of.(*html.Comment) }
	class.properties = []property{
		{name: "removed", get: c.bool(func(t any) bool { return of(t).Removed() })},
		{
			name: "text", get: c.string(func(t any) string { return of(t).Text() }),
			set: func(t *token, v goja.Value) { c.fail(of(t.of).SetText(c.text(v))) },
		},
	}
	c.inserting(class, false, "before", func(t any, x html.Content) { of(t).Before(x) })
	c.inserting(class, false, "after", func(t any, x html.Content) { of(t).After(x) })
	c.inserting(class, false, "replace", func(t any, x html.Content) { of(t).Replace(x) })
	c.acting(class, "remove", func(t any) { of(t).Remove() })
}

func (c *classes) defineDocument() {
	part := func(f func(*html.Doctype) *string) func(*token) goja.Value {
		return func(t *token) goja.Value {
			if s := f(t.of.(*html.Doctype)); s != nil {
				return c.l.VM().ToValue(*s)
			}
			return goja.Null()
		}
	}
	c.doctype.properties = []property{
		{name: "systemId", get: part(func(d *html.Doctype) *string { return d.SystemID })},
		{name: "publicId", get: part(func(d *html.Doctype) *string { return d.PublicID })},
		{name: "name", get: part(func(d *html.Doctype) *string { return d.Name })},
	}
	c.inserting(c.docEnd, false, "append", func(t any, x html.Content) { c.fail(t.(*html.DocumentEnd).Append(x)) })
}
