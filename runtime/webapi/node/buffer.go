package node

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// encodings maps what a Worker may write to the encodings that there are.
func encoding(name string) string {
	switch strings.ToLower(name) {
	case "", "utf8", "utf-8":
		return "utf8"
	case "ucs2", "ucs-2", "utf16le", "utf-16le":
		return "utf16le"
	case "latin1", "binary":
		return "latin1"
	case "ascii", "hex", "base64", "base64url":
		return strings.ToLower(name)
	}
	return ""
}

var bytesType = reflect.TypeFor[[]byte]()

// view is the bytes of a typed array, without a copy.
func view(l *jsloop.Loop, v goja.Value) []byte {
	if o, ok := v.(*goja.Object); ok && o.ExportType() == bytesType {
		if b, ok := o.Export().([]byte); ok {
			return b
		}
	}
	b, ok := jsloop.Bytes(v)
	if !ok {
		l.ThrowType("argument must be a buffer")
	}
	return b
}

// str is v as a string of UTF-16 units.
func str(v goja.Value) goja.String { return v.ToString().(goja.String) }

// encode makes the bytes of text; name is one of encoding's results.
func encode(text goja.Value, name string) []byte {
	s := str(text)
	switch name {
	case "utf16le":
		n := s.Length()
		b := make([]byte, 2*n)
		for i := range n {
			binary.LittleEndian.PutUint16(b[2*i:], s.CharAt(i))
		}
		return b
	case "latin1", "ascii":
		n := s.Length()
		b := make([]byte, n)
		for i := range n {
			b[i] = byte(s.CharAt(i))
		}
		return b
	case "hex":
		return decodeHex(s)
	case "base64", "base64url":
		return decodeBase64(s)
	}
	return []byte(s.String())
}

// decodeHex stops at the first pair that is not one.
func decodeHex(s goja.String) []byte {
	digit := func(c uint16) int {
		switch {
		case c >= '0' && c <= '9':
			return int(c - '0')
		case c >= 'a' && c <= 'f':
			return int(c-'a') + 10
		case c >= 'A' && c <= 'F':
			return int(c-'A') + 10
		}
		return -1
	}
	b := make([]byte, 0, s.Length()/2)
	for i := 0; i+1 < s.Length(); i += 2 {
		hi, lo := digit(s.CharAt(i)), digit(s.CharAt(i+1))
		if hi < 0 || lo < 0 {
			break
		}
		b = append(b, byte(hi<<4|lo))
	}
	return b
}

// decodeBase64 takes either alphabet, skips what belongs to neither and ends at "=".
func decodeBase64(s goja.String) []byte {
	clean := make([]byte, 0, s.Length())
	for i := range s.Length() {
		c := s.CharAt(i)
		if c == '=' {
			break
		}
		switch {
		case c == '-':
			c = '+'
		case c == '_':
			c = '/'
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
		default:
			continue
		}
		clean = append(clean, byte(c))
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	b := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(b, clean)
	return b[:n]
}

// decode makes text of bytes.
func decode(vm *goja.Runtime, b []byte, name string) goja.Value {
	switch name {
	case "utf16le":
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
		return goja.StringFromUTF16(units)
	case "latin1":
		r := make([]rune, len(b))
		for i, c := range b {
			r[i] = rune(c)
		}
		return vm.ToValue(string(r))
	case "ascii":
		c := make([]byte, len(b))
		for i := range b {
			c[i] = b[i] & 0x7f
		}
		return vm.ToValue(string(c))
	case "hex":
		return vm.ToValue(hex.EncodeToString(b))
	case "base64":
		return vm.ToValue(base64.StdEncoding.EncodeToString(b))
	case "base64url":
		return vm.ToValue(base64.RawURLEncoding.EncodeToString(b))
	}
	return vm.ToValue(jsloop.DecodeUTF8(b))
}

func byteLength(s goja.String, name string) int {
	switch name {
	case "utf16le":
		return 2 * s.Length()
	case "latin1", "ascii":
		return s.Length()
	case "hex":
		return s.Length() / 2
	case "base64", "base64url":
		n := s.Length()
		for n > 0 && s.CharAt(n-1) == '=' {
			n--
		}
		return n * 3 / 4
	}
	return len(s.String())
}

func bufferNatives(l *jsloop.Loop) map[string]jsloop.Native {
	vm := l.VM()
	name := func(v goja.Value) string { return encoding(v.String()) }
	return map[string]jsloop.Native{
		"encoding": func(c goja.FunctionCall) goja.Value { return vm.ToValue(name(c.Argument(0))) },
		"fromString": func(c goja.FunctionCall) goja.Value {
			return l.ArrayBuffer(encode(c.Argument(0), c.Argument(1).String()))
		},
		"byteLength": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(byteLength(str(c.Argument(0)), c.Argument(1).String()))
		},
		"toString": func(c goja.FunctionCall) goja.Value {
			b := view(l, c.Argument(0))
			return decode(vm, b[c.Argument(2).ToInteger():c.Argument(3).ToInteger()], c.Argument(1).String())
		},
		"write": func(c goja.FunctionCall) goja.Value { return vm.ToValue(write(l, c)) },
		"compare": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(bytes.Compare(view(l, c.Argument(0)), view(l, c.Argument(1))))
		},
		"indexOf": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(indexOf(view(l, c.Argument(0)), view(l, c.Argument(1)), c.Argument(2), c.Argument(3).ToBoolean(), int(c.Argument(4).ToInteger())))
		},
		"fill": func(c goja.FunctionCall) goja.Value {
			b, with := view(l, c.Argument(0)), view(l, c.Argument(1))
			for len(b) > 0 && len(with) > 0 {
				b = b[copy(b, with):]
			}
			return goja.Undefined()
		},
		"swap": func(c goja.FunctionCall) goja.Value {
			b, n := view(l, c.Argument(0)), int(c.Argument(1).ToInteger())
			for ; len(b) >= n; b = b[n:] {
				for i := range n / 2 {
					b[i], b[n-1-i] = b[n-1-i], b[i]
				}
			}
			return goja.Undefined()
		},
		"isUtf8": func(c goja.FunctionCall) goja.Value { return vm.ToValue(utf8.Valid(view(l, c.Argument(0)))) },
		"isAscii": func(c goja.FunctionCall) goja.Value {
			for _, b := range view(l, c.Argument(0)) {
				if b > 0x7f {
					return vm.ToValue(false)
				}
			}
			return vm.ToValue(true)
		},
		"readFloat": func(c goja.FunctionCall) goja.Value {
			b := view(l, c.Argument(0))[c.Argument(1).ToInteger():]
			order := byteOrder(c.Argument(3))
			if c.Argument(2).ToInteger() == 4 {
				return vm.ToValue(float64(math.Float32frombits(order.Uint32(b))))
			}
			return vm.ToValue(math.Float64frombits(order.Uint64(b)))
		},
		"writeFloat": func(c goja.FunctionCall) goja.Value {
			b := view(l, c.Argument(0))[c.Argument(1).ToInteger():]
			order, f := byteOrder(c.Argument(3)), c.Argument(4).ToFloat()
			if c.Argument(2).ToInteger() == 4 {
				order.PutUint32(b, math.Float32bits(float32(f)))
			} else {
				order.PutUint64(b, math.Float64bits(f))
			}
			return goja.Undefined()
		},
		"transcode": func(c goja.FunctionCall) goja.Value { return transcode(l, c) },
	}
}

func byteOrder(little goja.Value) binary.ByteOrder {
	if little.ToBoolean() {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

// write(buffer, text, offset, length, encoding) writes whole characters only.
func write(l *jsloop.Loop, c goja.FunctionCall) int {
	b := view(l, c.Argument(0))
	from, n := c.Argument(2).ToInteger(), c.Argument(3).ToInteger()
	to, name := b[from:from+n], c.Argument(4).String()
	data := encode(c.Argument(1), name)
	if len(data) > len(to) {
		data = data[:len(to)]
		switch name {
		case "utf8":
			for len(data) > 0 && !utf8.Valid(data[max(0, len(data)-utf8.UTFMax):]) && !lastWhole(data) {
				data = data[:len(data)-1]
			}
		case "utf16le":
			data = data[:len(data)&^1]
		}
	}
	return copy(to, data)
}

// lastWhole says whether the last character of valid UTF-8 that was cut is whole.
func lastWhole(b []byte) bool {
	i := len(b) - 1
	for i > 0 && !utf8.RuneStart(b[i]) {
		i--
	}
	return utf8.FullRune(b[i:])
}

// indexOf finds needle at or after (forward), or at or before, the offset, as
// Buffer.prototype.indexOf counts it. step is 2 for utf16le.
func indexOf(b, needle []byte, at goja.Value, forward bool, step int) int {
	f := at.ToFloat()
	offset := 0
	switch {
	case goja.IsUndefined(at) || math.IsNaN(f):
		if !forward {
			offset = len(b)
		}
	case f > float64(len(b)):
		offset = len(b)
		if forward {
			if len(needle) == 0 {
				return len(b)
			}
			return -1
		}
	case f < -float64(len(b)):
		if !forward {
			return -1
		}
	case f < 0:
		offset = len(b) + int(f)
	default:
		offset = int(f)
	}
	if forward {
		if len(needle) == 0 {
			return offset
		}
		for {
			i := bytes.Index(b[offset:], needle)
			if i < 0 {
				return -1
			}
			if (offset+i)%step == 0 {
				return offset + i
			}
			offset += i + 1
		}
	}
	for end := min(offset+len(needle), len(b)); ; {
		i := bytes.LastIndex(b[:end], needle)
		if i < 0 || i%step == 0 {
			return i
		}
		end = i + len(needle) - 1
	}
}

// transcode(bytes, from, to) gives undefined for encodings it does not know. A
// character that to lacks becomes "?" in latin1 and ascii.
func transcode(l *jsloop.Loop, c goja.FunctionCall) goja.Value {
	from, to := encoding(c.Argument(1).String()), encoding(c.Argument(2).String())
	for _, e := range []string{from, to} {
		if e != "utf8" && e != "utf16le" && e != "latin1" && e != "ascii" {
			return goja.Undefined()
		}
	}
	b := view(l, c.Argument(0))
	if from == "ascii" {
		from = "latin1"
	}
	text := decode(l.VM(), b, from)
	if to != "latin1" && to != "ascii" {
		return l.ArrayBuffer(encode(text, to))
	}
	limit := rune(0xff)
	if to == "ascii" {
		limit = 0x7f
	}
	var out []byte
	for _, r := range text.String() {
		if r > limit {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return l.ArrayBuffer(out)
}
