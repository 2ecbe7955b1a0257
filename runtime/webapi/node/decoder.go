package node

import (
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// decoder is the state of one StringDecoder: the bytes of a character whose
// end has not come yet.
type decoder struct {
	encoding string
	pending  []byte
}

// whole is how many bytes of b can be decoded now.
func (d *decoder) whole(b []byte) int {
	switch d.encoding {
	case "utf16le":
		return len(b) &^ 1 // half a pair as well: workerd
	case "base64", "base64url":
		return len(b) - len(b)%3
	case "utf8":
		for i := 1; i <= min(3, len(b)); i++ {
			c := b[len(b)-i]
			if !utf8.RuneStart(c) {
				continue
			}
			if c >= 0xc2 && c < 0xf5 && !utf8.FullRune(b[len(b)-i:]) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}

func (d *decoder) write(vm *goja.Runtime, b []byte) goja.Value {
	if len(d.pending) > 0 {
		b = append(d.pending, b...)
	}
	n := d.whole(b)
	d.pending = append([]byte(nil), b[n:]...)
	return decode(vm, b[:n], d.encoding)
}

// total is the length of the character that pending begins.
func (d *decoder) total() int {
	if len(d.pending) == 0 {
		return 0
	}
	switch d.encoding {
	case "utf16le":
		if len(d.pending) > 1 {
			return 4
		}
		return 2
	case "base64", "base64url":
		return 3
	}
	switch c := d.pending[0]; {
	case c >= 0xf0:
		return 4
	case c >= 0xe0:
		return 3
	}
	return 2
}

func decoderNatives(l *jsloop.Loop) map[string]jsloop.Native {
	vm := l.VM()
	of := func(c goja.FunctionCall) *decoder {
		d, ok := jsloop.Unwrap[*decoder](c.Argument(0))
		if !ok {
			l.ThrowType("Illegal invocation")
		}
		return d
	}
	return map[string]jsloop.Native{
		"encoding":   func(c goja.FunctionCall) goja.Value { return vm.ToValue(encoding(c.Argument(0).String())) },
		"newDecoder": func(c goja.FunctionCall) goja.Value { return l.Wrap(&decoder{encoding: c.Argument(0).String()}) },
		"decode":     func(c goja.FunctionCall) goja.Value { return of(c).write(vm, view(l, c.Argument(1))) },
		"end": func(c goja.FunctionCall) goja.Value {
			d := of(c)
			b := d.pending
			d.pending = nil
			if d.encoding == "utf16le" {
				b = b[:len(b)&^1]
			}
			return decode(vm, b, d.encoding)
		},
		"lastChar":  func(c goja.FunctionCall) goja.Value { return l.ArrayBuffer(append([]byte(nil), of(c).pending...)) },
		"lastNeed":  func(c goja.FunctionCall) goja.Value { d := of(c); return vm.ToValue(d.total() - len(d.pending)) },
		"lastTotal": func(c goja.FunctionCall) goja.Value { return vm.ToValue(of(c).total()) },
	}
}
