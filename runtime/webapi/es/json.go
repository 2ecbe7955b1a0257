package es

import (
	_ "embed"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed reviver.js
var reviverSource string

var reviver = jsloop.NewScript("es/reviver.js", reviverSource)

// JSON.parse is ours: goja's goes through encoding/json's tokens, takes three
// times as long, loses lone surrogates, and its errors read unlike V8's, which
// Workers hand to their clients.

func installJSON(l *jsloop.Loop) error {
	vm := l.VM()
	object := vm.Get("JSON").ToObject(vm)
	if err := installStringify(l, object); err != nil {
		return err
	}
	native, _ := goja.AssertFunction(object.Get("parse"))
	load := globals.Once(l, reviver, nil)
	return globals.Func(l, object, "parse", 2, func(call goja.FunctionCall) goja.Value {
		if _, symbol := call.Argument(0).(*goja.Symbol); symbol {
			l.ThrowType("Cannot convert a Symbol value to a string")
		}
		given := call.Argument(0).ToString()
		text, ok := utf8Text(given)
		var v goja.Value
		var err error
		if ok {
			v, err = parseJSON(l, text)
		} else {
			v, err = native(call.This, given)
		}
		if err != nil {
			globals.Rethrow(l, err)
		}
		if _, hasReviver := goja.AssertFunction(call.Argument(1)); !hasReviver {
			return v
		}
		parts, err := load()
		if err != nil {
			l.Throw(err)
		}
		revive, _ := goja.AssertFunction(parts.Get("revive"))
		if v, err = revive(goja.Undefined(), given, v, call.Argument(1)); err != nil {
			globals.Rethrow(l, err)
		}
		return v
	})
}

// utf8Text is v as UTF-8. It reports false when that would lose an unpaired
// surrogate that stands in the text unescaped.
func utf8Text(v goja.Value) (string, bool) {
	if s, ok := v.(goja.String); ok {
		text := s.String()
		if len(text) == s.Length() {
			return text, true // ASCII
		}
		return text, !strings.Contains(text, "\uFFFD") || wellFormed(s)
	}
	s := v.ToString()
	return s.String(), true
}

func wellFormed(s goja.String) bool {
	n := s.Length()
	for i := 0; i < n; i++ {
		c := s.CharAt(i)
		if c < 0xD800 || c > 0xDFFF {
			continue
		}
		if c > 0xDBFF || i+1 == n {
			return false
		}
		if next := s.CharAt(i + 1); next < 0xDC00 || next > 0xDFFF {
			return false
		}
		i++
	}
	return true
}

// maxJSONDepth keeps a hostile document from growing the Go stack without end.
const maxJSONDepth = 100_000

type jsonParser struct {
	vm    *goja.Runtime
	s     string
	i     int
	depth int
}

// engine is a VM that reads JSON itself, as the edited one of the hosts does
// (transform/overlay): what it cannot read is left to this parser, and so are the
// errors.
type engine interface {
	ParseJSON(text string) (goja.Value, bool)
	// DirectCall makes f callable from a native; what it throws passes through.
	DirectCall(f goja.Value) func(goja.FunctionCall) goja.Value
}

// directCall is nil where the VM cannot.
func directCall(vm *goja.Runtime, f goja.Value) func(goja.FunctionCall) goja.Value {
	if e, able := any(vm).(engine); able {
		return e.DirectCall(f)
	}
	return nil
}

func parseJSON(l *jsloop.Loop, text string) (goja.Value, error) {
	if e, able := any(l.VM()).(engine); able {
		if v, ok := e.ParseJSON(text); ok {
			return v, nil
		}
	}
	p := &jsonParser{vm: l.VM(), s: text}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	p.space()
	if p.i < len(p.s) {
		return nil, p.at(p.i, "Unexpected non-whitespace character after JSON at position")
	}
	return v, nil
}

func (p *jsonParser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

func (p *jsonParser) value() (goja.Value, error) {
	p.space()
	if p.i >= len(p.s) {
		return nil, p.unexpected()
	}
	switch c := p.s[p.i]; {
	case c == '"':
		return p.stringValue()
	case c == '{':
		return p.nested(p.object)
	case c == '[':
		return p.nested(p.array)
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case c == 't':
		return p.literal("true", p.vm.ToValue(true))
	case c == 'f':
		return p.literal("false", p.vm.ToValue(false))
	case c == 'n':
		return p.literal("null", goja.Null())
	default:
		return nil, p.unexpected()
	}
}

func (p *jsonParser) nested(read func() (goja.Value, error)) (goja.Value, error) {
	if p.depth++; p.depth > maxJSONDepth {
		return nil, jsloop.Errorf("RangeError", "Maximum call stack size exceeded")
	}
	v, err := read()
	p.depth--
	return v, err
}

func (p *jsonParser) literal(word string, v goja.Value) (goja.Value, error) {
	for k := 0; k < len(word); k++ {
		if p.i >= len(p.s) || p.s[p.i] != word[k] {
			return nil, p.unexpected()
		}
		p.i++
	}
	return v, nil
}

func (p *jsonParser) object() (goja.Value, error) {
	p.i++
	o := p.vm.NewObject()
	p.space()
	if p.i < len(p.s) && p.s[p.i] == '}' {
		p.i++
		return o, nil
	}
	missing := "Expected property name or '}' in JSON at position"
	for {
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return nil, p.at(p.i, missing)
		}
		missing = "Expected double-quoted property name in JSON at position"
		key, units, err := p.string()
		if err != nil {
			return nil, err
		}
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != ':' {
			return nil, p.at(p.i, "Expected ':' after property name in JSON at position")
		}
		p.i++
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		if err := p.set(o, key, units, v); err != nil {
			return nil, err
		}
		p.space()
		if p.i < len(p.s) {
			if p.s[p.i] == ',' {
				p.i++
				continue
			}
			if p.s[p.i] == '}' {
				p.i++
				return o, nil
			}
		}
		return nil, p.at(p.i, "Expected ',' or '}' after property value in JSON at position")
	}
}

func (p *jsonParser) set(o *goja.Object, key string, units []uint16, v goja.Value) error {
	if units != nil {
		key = string(utf16.Decode(units))
	}
	// Not Set: JSON makes own properties, whatever prototypes have setters for.
	return o.DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

func (p *jsonParser) array() (goja.Value, error) {
	p.i++
	p.space()
	if p.i < len(p.s) && p.s[p.i] == ']' {
		p.i++
		return p.vm.NewArray(), nil
	}
	var items []any
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		items = append(items, v)
		p.space()
		if p.i >= len(p.s) {
			return nil, p.at(p.i, "Expected ',' or ']' after array element in JSON at position")
		}
		switch p.s[p.i] {
		case ',':
			p.i++
		case ']':
			p.i++
			return p.vm.NewArray(items...), nil
		default:
			return nil, p.at(p.i, "Expected ',' or ']' after array element in JSON at position")
		}
	}
}
