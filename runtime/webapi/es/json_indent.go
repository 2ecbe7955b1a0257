package es

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// JSON.stringify is goja's, but for its third argument: behind an empty array or
// object goja indents one step too far. So it writes without, and the white space
// comes in afterwards.

func installStringify(l *jsloop.Loop, object *goja.Object) error {
	native, _ := goja.AssertFunction(object.Get("stringify"))
	direct := directCall(l.VM(), object.Get("stringify"))
	return globals.Func(l, object, "stringify", 3, func(call goja.FunctionCall) goja.Value {
		args := call.Arguments
		step := ""
		if len(args) > 2 {
			step = indentStep(args[2])
			args = args[:2]
		}
		if direct != nil && step == "" {
			return direct(goja.FunctionCall{This: call.This, Arguments: args})
		}
		v, err := native(call.This, args...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		if step == "" || !goja.IsString(v) {
			return v
		}
		return l.VM().ToValue(indentJSON(v.String(), step))
	})
}

const maxIndent = 10

// indentStep is the specification's gap: up to ten spaces, or ten characters.
func indentStep(v goja.Value) string {
	if o, ok := v.(*goja.Object); ok {
		switch o.ClassName() {
		case "Number":
			v = o.ToNumber()
		case "String":
			v = o.ToString()
		}
	}
	if s, ok := v.(goja.String); ok {
		return s.Substring(0, min(s.Length(), maxIndent)).String()
	}
	if kind := v.ExportType(); kind == nil || kind.Kind().String() != "int64" && kind.Kind().String() != "float64" {
		return ""
	}
	return strings.Repeat(" ", int(max(0, min(v.ToInteger(), maxIndent))))
}

// indentJSON spreads compact JSON over lines.
func indentJSON(text, step string) string {
	var b strings.Builder
	b.Grow(2 * len(text))
	depth := 0
	line := func() {
		b.WriteByte('\n')
		for range depth {
			b.WriteString(step)
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			from := i
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			b.WriteString(text[from : i+1])
		case '{', '[':
			b.WriteByte(c)
			if i+1 < len(text) && (text[i+1] == '}' || text[i+1] == ']') {
				i++
				b.WriteByte(text[i])
				continue
			}
			depth++
			line()
		case '}', ']':
			depth--
			line()
			b.WriteByte(c)
		case ',':
			b.WriteByte(c)
			line()
		case ':':
			b.WriteString(": ")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
