package kv

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// How workerd turns arguments into values. The functions run on the loop and
// may throw, since a script's toString and getters run in them.

// present is an argument or property that was given.
func present(v goja.Value) bool { return v != nil && !goja.IsUndefined(v) }

// str is the string a value converts to; symbols have none.
func (c *class) str(v goja.Value) goja.String {
	switch v := v.(type) {
	case goja.String:
		return v
	case *goja.Symbol:
		c.l.ThrowType("Cannot convert a Symbol value to a string")
	case *goja.Object:
		return c.str(v.ToString()) // a primitive, which may still be a number
	}
	return c.l.VM().ToValue(v.String()).(goja.String)
}

func given(v goja.Value) bool { return present(v) && !goja.IsNull(v) }

// integer is an optional int: what is no number is 0, fractions are cut off.
func integer(v goja.Value) (*int64, error) {
	if !present(v) {
		return nil, nil
	}
	f := math.Trunc(v.ToFloat())
	if math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	if f < math.MinInt32 || f > math.MaxInt32 {
		return nil, jsloop.Errorf("TypeError", "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).")
	}
	n := int64(f)
	return &n, nil
}

// utf8Of gives the UTF-8 of a string. A lone surrogate, which has none, becomes
// the three bytes of its code point, as in V8; ok is false then.
func utf8Of(v goja.String) (text string, ok bool) {
	s := v.String()
	if !strings.ContainsRune(s, utf8.RuneError) {
		return s, true
	}
	var b strings.Builder
	ok = true
	for i, n := 0, v.Length(); i < n; i++ {
		u := v.CharAt(i)
		switch {
		case u >= 0xd800 && u < 0xdc00 && i+1 < n && v.CharAt(i+1)&0xfc00 == 0xdc00:
			i++
			b.WriteRune(0x10000 + rune(u&0x3ff)<<10 + rune(v.CharAt(i)&0x3ff))
		case u >= 0xd800 && u < 0xe000:
			ok = false
			b.Write([]byte{0xe0 | byte(u>>12), 0x80 | byte(u>>6)&0x3f, 0x80 | byte(u)&0x3f})
		default:
			b.WriteRune(rune(u))
		}
	}
	return b.String(), ok
}

// keyOf reads a key and refuses what no key can be.
func keyOf(method string, m limits, v goja.String) (string, error) {
	key, ok := utf8Of(v)
	if err := m.checkName(method, key); err != nil {
		return "", err
	}
	if !ok {
		return "", failed(method, 400, "Could not URL-decode key name")
	}
	return key, nil
}

// getOptions is the second argument of get: a type, or an object with one.
type getOptions struct {
	typ      string // "" when it was not given
	cacheTTL *int64
}

func (c *class) getOptions(v goja.Value) getOptions {
	var o getOptions
	if !given(v) {
		return o
	}
	options, ok := v.(*goja.Object)
	if !ok {
		return getOptions{typ: c.str(v).String()}.explicit()
	}
	var err error
	if o.cacheTTL, err = integer(options.Get("cacheTtl")); err != nil {
		c.l.Throw(err)
	}
	if t := options.Get("type"); present(t) {
		o.typ = c.str(t).String()
		return o.explicit()
	}
	return o
}

// explicit keeps get(key, "") apart from get(key): the empty type is unknown.
func (o getOptions) explicit() getOptions {
	if o.typ == "" {
		o.typ = " "
	}
	return o
}

// array gives the elements of an Array as strings.
func (c *class) array(v goja.Value) ([]goja.String, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Array" {
		return nil, false
	}
	out := make([]goja.String, o.Get("length").ToInteger())
	for i := range out {
		e := o.Get(itoa(i))
		if e == nil {
			e = goja.Undefined()
		}
		out[i] = c.str(e)
	}
	return out, true
}
