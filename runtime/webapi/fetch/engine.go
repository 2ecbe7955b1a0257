package fetch

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
)

// engine is what a VM can do that was edited while the host was built
// (transform/overlay): make and read instances of Body without running a script. With
// any other VM the classes do the same in JS.
type engine interface {
	// NewInstance makes an object of class with these private fields; nil when the
	// class is not made so.
	NewInstance(class, proto *goja.Object, fields ...goja.Value) *goja.Object
	// InstanceFields are v's private fields of class, to be read and written; nil when it has none.
	InstanceFields(v goja.Value, class *goja.Object) []goja.Value
	// Elements are those of an ordinary array without holes; false for anything else.
	Elements(v goja.Value) ([]goja.Value, bool)
}

// The private fields of Body (js/core.js), in their order.
const (
	fieldBody = iota
	fieldHeaders
	fieldA
	fieldB
	fieldMore
	bodyFields
)

// direct is how Go gets at instances of Body; nil where it cannot.
type direct struct {
	engine
	body                      *goja.Object // the class
	requestProto              *goja.Object
	responseProto             *goja.Object
	headers                   *goja.Object // the class, once it is there
	spent, textList, jsonList goja.Value   // the constants of core.js
}

// newDirect finds what direct needs among the exports of core.js.
func newDirect(vm *goja.Runtime, exports *goja.Object) *direct {
	e, able := any(vm).(engine)
	if !able {
		return nil
	}
	d := &direct{engine: e, spent: exports.Get("SPENT"), textList: exports.Get("CT_TEXT"), jsonList: exports.Get("CT_JSON")}
	d.body = exports.Get("Body").ToObject(vm)
	d.requestProto = exports.Get("Request").ToObject(vm).Get("prototype").ToObject(vm)
	d.responseProto = exports.Get("Response").ToObject(vm).Get("prototype").ToObject(vm)
	if d.NewInstance(d.body, d.requestProto, make([]goja.Value, bodyFields)...) == nil {
		return nil
	}
	return d
}

// request makes the Request for in; nil when the script has to.
func (d *direct) request(body, in, method, url goja.Value) *goja.Object {
	if d == nil {
		return nil
	}
	return d.NewInstance(d.body, d.requestProto, body, in, method, url, in)
}

// take is core.js's take for the answers that most are: text in memory and a list
// of headers that nobody looked at. Nil leaves the response as it is.
func (d *direct) take(v goja.Value) *Outgoing {
	if d == nil {
		return nil
	}
	f := d.InstanceFields(v, d.body)
	if len(f) != bodyFields || !goja.IsNull(f[fieldMore]) {
		return nil
	}
	text, ok := f[fieldBody].(goja.String)
	if !ok || goja.IsString(f[fieldA]) {
		return nil
	}
	o := &Outgoing{Status: int(f[fieldA].ToInteger()), hasBody: true, length: -1}
	switch h := f[fieldHeaders]; {
	case h == d.textList:
		o.Header = textHeader
	case h == d.jsonList:
		o.Header = jsonHeader
	case !d.list(h, &o.Header):
		return nil
	}
	o.text = jsg.Bytes(text)
	f[fieldBody] = d.spent
	return o
}

// list reads the headers of a response: null, a list, or a Headers object with one.
func (d *direct) list(h goja.Value, into *[]string) bool {
	if goja.IsNull(h) {
		return true
	}
	if d.headers != nil {
		if f := d.InstanceFields(h, d.headers); len(f) > 0 {
			h = f[0]
		}
	}
	items, ok := d.Elements(h)
	if !ok {
		return false
	}
	list := make([]string, len(items))
	for i, item := range items {
		if !goja.IsString(item) {
			return false
		}
		list[i] = item.String()
	}
	*into = list
	return true
}

// addDirect defines response(body, headers, status, more): a Response without the
// constructor's work; undefined where only the constructor can.
func (s *state) addDirect(natives map[string]jsloop.Native) {
	natives["response"] = func(c goja.FunctionCall) goja.Value {
		if s.direct == nil {
			return goja.Undefined()
		}
		return s.direct.NewInstance(s.direct.body, s.direct.responseProto, c.Argument(0), c.Argument(1), c.Argument(2), s.null, c.Argument(3))
	}
}
