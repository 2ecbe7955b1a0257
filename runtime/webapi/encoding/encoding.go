// Package encoding is TextEncoder, TextDecoder, atob and btoa.
//
// Specification: https://encoding.spec.whatwg.org/ and
// https://infra.spec.whatwg.org/#forgiving-base64
package encoding

import (
	_ "embed"
	"encoding/base64"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the encoding classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "encoding" }

//go:embed encoding.js
var source string

var script = jsloop.NewScript("encoding/encoding.js", source)

// Install defines the globals in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	vm := l.VM()
	global := vm.GlobalObject()
	load := globals.Once(l, script, map[string]jsloop.Native{
		"encode": func(call goja.FunctionCall) goja.Value {
			return l.Uint8Array([]byte(call.Argument(0).String()))
		},
		"encodeInto": encodeInto(l),
		"decoder":    newDecoder(l),
		"utf8":       decodeUTF8(l),
	})
	if err := globals.Lazy(l, global, load, "TextEncoder", "TextDecoder"); err != nil {
		return err
	}
	if err := globals.Func(l, global, "atob", 0, globals.OnScope(l, atob(l))); err != nil {
		return err
	}
	return globals.Func(l, global, "btoa", 0, globals.OnScope(l, btoa(l)))
}

// encodeInto(text, bytes) → [read, written]: whole characters only.
func encodeInto(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		into, ok := jsloop.Bytes(call.Argument(1))
		if !ok {
			globals.WrongType(l, "encodeInto", "TextEncoder", 2, "Uint8Array")
		}
		read, written := 0, 0
		for _, r := range call.Argument(0).String() {
			encoded := string(r)
			if written+len(encoded) > len(into) {
				break
			}
			written += copy(into[written:], encoded)
			read++
			if r > 0xFFFF {
				read++
			}
		}
		return l.VM().NewArray(read, written)
	}
}

// decodeUTF8(bytes, ignoreBOM) is the whole of a non-fatal, non-streaming decode.
func decodeUTF8(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		b, ok := jsloop.Bytes(call.Argument(0))
		if !ok {
			return goja.Null()
		}
		if !call.Argument(1).ToBoolean() {
			b = withoutBOM(b)
		}
		return l.VM().ToValue(jsloop.DecodeUTF8(b))
	}
}

func withoutBOM(b []byte) []byte {
	if len(b) >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF {
		return b[3:]
	}
	return b
}

const badBase64 = "atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', alphanumeric ASCII, " +
	"and up to two terminal '=' signs when the input data length is divisible by 4 are allowed.)"

func atob(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) == 0 {
			globals.WrongType(l, "atob", globals.Scope, 1, "string")
		}
		b, ok := forgivingBase64(call.Argument(0).String())
		if !ok {
			l.Throw(jsloop.DOMError("InvalidCharacterError", badBase64))
		}
		return latin1(l.VM(), b)
	}
}

func forgivingBase64(s string) ([]byte, bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\f', '\r':
			return -1
		}
		return r
	}, s)
	if len(s)%4 == 0 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	return b, err == nil && len(s)%4 != 1
}

// latin1 is a string of the characters U+0000 to U+00FF that b names.
func latin1(vm *goja.Runtime, b []byte) goja.Value {
	for _, c := range b {
		if c >= 0x80 {
			units := make([]uint16, len(b))
			for i, c := range b {
				units[i] = uint16(c)
			}
			return goja.StringFromUTF16(units)
		}
	}
	return vm.ToValue(string(b))
}

func btoa(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) == 0 {
			globals.WrongType(l, "btoa", globals.Scope, 1, "JsString")
		}
		text := call.Argument(0).String()
		b := make([]byte, 0, len(text))
		for _, r := range text {
			if r > 0xFF {
				l.Throw(jsloop.DOMError("InvalidCharacterError", "btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range."))
			}
			b = append(b, byte(r))
		}
		return l.VM().ToValue(base64.StdEncoding.EncodeToString(b))
	}
}
