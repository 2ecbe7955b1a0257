package encoding

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"
	xencoding "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// decoder is the state of one TextDecoder between calls.
type decoder struct {
	fatal, ignoreBOM bool
	begun            bool // the byte order mark is behind us
	pending          []byte
	kind             string
	enc              xencoding.Encoding
	legacy           machine
}

// newDecoder(label, fatal, ignoreBOM) → [name, decode], or null for a label
// nobody knows. decode(bytes or undefined, stream) gives null for wrong data.
func newDecoder(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		name, enc, ok := lookup(call.Argument(0).String())
		if !ok {
			return goja.Null()
		}
		d := &decoder{kind: name, enc: enc, fatal: call.Argument(1).ToBoolean(), ignoreBOM: call.Argument(2).ToBoolean()}
		if enc != nil {
			d.legacy = newMachine(name, enc)
		}
		return l.VM().NewArray(name, func(call goja.FunctionCall) goja.Value {
			var b []byte
			if arg := call.Argument(0); !goja.IsUndefined(arg) {
				b, ok = jsloop.Bytes(arg)
				if !ok {
					l.ThrowType("Failed to execute 'decode' on 'TextDecoder': parameter 1 is not of type 'Array'.")
				}
			}
			text, ok := d.decode(b, call.Argument(1).ToBoolean())
			if !ok {
				return goja.Null()
			}
			return text(l.VM())
		})
	}
}

// lookup finds the encoding for a label. enc is nil for those decoded here.
func lookup(label string) (name string, enc xencoding.Encoding, ok bool) {
	label = strings.Trim(label, "\t\n\f\r ")
	if strings.IndexFunc(label, func(r rune) bool { return r <= ' ' || r >= 0x7F }) >= 0 {
		return "", nil, false // htmlindex would trim and fold more than the standard does
	}
	label = strings.ToLower(label)
	enc, err := htmlindex.Get(label)
	if err != nil {
		return "", nil, false
	}
	name, err = htmlindex.Name(enc)
	if err != nil || name == "replacement" {
		return "", nil, false
	}
	switch name {
	case "utf-8", "utf-16le", "utf-16be":
		return name, nil, true
	case "iso-8859-8":
		if label == "iso-8859-8-i" || label == "csiso88598i" || label == "logical" {
			name = "iso-8859-8-i"
		}
	case "iso-8859-8-i":
		enc = charmap.ISO8859_8I
	}
	return name, enc, true
}

// text makes the JS string; UTF-16 stays UTF-16 on the way.
type text = func(*goja.Runtime) goja.Value

func (d *decoder) decode(b []byte, stream bool) (text, bool) {
	if len(d.pending) > 0 {
		b = append(d.pending, b...)
		d.pending = nil
	}
	var out text
	var ok bool
	switch d.kind {
	case "utf-8":
		out, ok = d.utf8(b, stream)
	case "utf-16le":
		out, ok = d.utf16(b, stream, binary.LittleEndian)
	case "utf-16be":
		out, ok = d.utf16(b, stream, binary.BigEndian)
	default:
		out, ok = d.other(b, stream)
	}
	if !stream || !ok {
		d.pending, d.begun = nil, false
		if d.legacy != nil {
			d.legacy = newMachine(d.kind, d.enc)
		}
	}
	return out, ok
}

func (d *decoder) utf8(b []byte, stream bool) (text, bool) {
	if !d.begun {
		if stream && len(b) < 3 && strings.HasPrefix("\xEF\xBB\xBF", string(b)) {
			d.pending = append([]byte(nil), b...)
			return func(vm *goja.Runtime) goja.Value { return vm.ToValue("") }, true
		}
		d.begun = true
		if !d.ignoreBOM {
			b = withoutBOM(b)
		}
	}
	if stream {
		if n := incompleteTail(b); n > 0 {
			d.pending = append([]byte(nil), b[len(b)-n:]...)
			b = b[:len(b)-n]
		}
	}
	if d.fatal && !utf8.Valid(b) {
		return nil, false
	}
	s := jsloop.DecodeUTF8(b)
	return func(vm *goja.Runtime) goja.Value { return vm.ToValue(s) }, true
}

func (d *decoder) utf16(b []byte, stream bool, order binary.ByteOrder) (text, bool) {
	units := make([]uint16, 0, len(b)/2+1)
	for len(b) >= 2 {
		units = append(units, order.Uint16(b))
		b = b[2:]
	}
	if len(b) == 1 {
		if stream {
			d.pending = []byte{b[0]}
		} else if n := len(units); n == 0 || units[n-1]&0xFC00 != 0xD800 {
			units = append(units, 0xDC00) // half a unit is an error; with half a pair before it, the same one
		}
	}
	if n := len(units); stream && n > 0 && units[n-1] >= 0xD800 && units[n-1] < 0xDC00 {
		high := make([]byte, 2, 3)
		order.PutUint16(high, units[n-1])
		d.pending = append(high, d.pending...)
		units = units[:n-1]
	}
	if !d.begun && len(units) > 0 {
		d.begun = true
		if !d.ignoreBOM && units[0] == 0xFEFF {
			units = units[1:]
		}
	}
	for i := 0; i < len(units); i++ {
		u := rune(units[i])
		if !utf16.IsSurrogate(u) {
			continue
		}
		if i+1 < len(units) && utf16.DecodeRune(u, rune(units[i+1])) != utf8.RuneError {
			i++
			continue
		}
		if d.fatal {
			return nil, false
		}
		units[i] = utf8.RuneError
	}
	return func(*goja.Runtime) goja.Value { return goja.StringFromUTF16(units) }, true
}

func (d *decoder) other(b []byte, stream bool) (text, bool) {
	s, ok := runMachine(d.legacy, b, !stream, d.fatal)
	return func(vm *goja.Runtime) goja.Value { return vm.ToValue(s) }, ok
}
