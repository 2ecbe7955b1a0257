package regexp

import (
	"reflect"
	"strings"
	"unicode/utf16"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/rx"
)

// This file is strings without copies. goja has three kinds, two of which it
// does not export: ASCII as a Go string, UTF-16 units behind a mark, and text
// that came from Go and has not been looked at yet.

type texts struct {
	ascii, wide reflect.Type
	// imported is the last string from Go that is not ASCII, and its units: a
	// scanner matches the same text again and again.
	imported      goja.Value
	importedUnits []uint16
}

func (t *texts) init() {
	t.ascii = reflect.TypeOf(goja.StringFromUTF16([]uint16{'a'}))
	t.wide = reflect.TypeOf(goja.StringFromUTF16([]uint16{0x100}))
}

// input makes a string readable for package rx. It is valid as long as s is.
func (t *texts) input(s goja.String) rx.Input {
	switch reflect.TypeOf(s) {
	case t.ascii:
		return rx.Input{ASCII: s.String()}
	case t.wide:
		return rx.Input{Units: units(s), Wide: true}
	}
	text, n := s.String(), s.Length()
	if len(text) == n {
		return rx.Input{ASCII: text}
	}
	if t.imported != goja.Value(s) {
		t.imported, t.importedUnits = s, utf16.Encode([]rune(text))
		if len(t.importedUnits) != n { // not UTF-8: goja knows better
			t.importedUnits = make([]uint16, n)
			for i := range n {
				t.importedUnits[i] = s.CharAt(i)
			}
		}
	}
	return rx.Input{Units: t.importedUnits, Wide: true}
}

// units is the content of a string of goja's UTF-16 kind: a slice whose first
// element is a byte order mark.
func units(s goja.String) []uint16 {
	v := reflect.ValueOf(s)
	if v.Len() < 2 {
		return nil
	}
	return unsafe.Slice((*uint16)(v.UnsafePointer()), v.Len())[1:]
}

// patternUnits gives a pattern's units, and a text that identifies it.
func (t *texts) patternUnits(v goja.Value) (func() []uint16, string) {
	s := v.(goja.String)
	in := t.input(s)
	if !in.Wide {
		return func() []uint16 {
			out := make([]uint16, len(in.ASCII))
			for i := range out {
				out[i] = uint16(in.ASCII[i])
			}
			return out
		}, in.ASCII
	}
	id := "\xff" + unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(in.Units))), 2*len(in.Units))
	return func() []uint16 { return in.Units }, id
}

// escape is the specification's EscapeRegExpPattern: the text between two slashes.
func (c *class) escape(pattern goja.Value) goja.Value {
	s := pattern.(goja.String)
	in := c.input(s)
	if in.Len() == 0 {
		return c.vm.ToValue("(?:)")
	}
	if !in.Wide && !strings.ContainsAny(in.ASCII, "/\n\r") {
		return s
	}
	var b builder
	class := false
	for i := 0; i < in.Len(); i++ {
		u := at(in, i)
		switch {
		case u == '\\' && i+1 < in.Len():
			i++
			if next := at(in, i); !b.lineTerminator(next) {
				b.unit('\\')
				b.unit(next)
			}
			continue
		case u == '[':
			class = true
		case u == ']':
			class = false
		case u == '/' && !class:
			b.unit('\\')
		case b.lineTerminator(u):
			continue
		}
		b.unit(u)
	}
	return b.value(c.vm)
}

func at(in rx.Input, i int) uint16 {
	if in.Wide {
		return in.Units[i]
	}
	return uint16(in.ASCII[i])
}

// builder collects text, as bytes while it is ASCII.
type builder struct {
	bytes []byte
	units []uint16
	wide  bool
	over  bool         // more than a string may be; value throws
	args  []goja.Value // of replace's callback, from one call to the next
	room  int          // that the text will need, about
}

// lineTerminator writes u escaped if it is one.
func (b *builder) lineTerminator(u uint16) bool {
	switch u {
	case '\n':
		b.text(`\n`)
	case '\r':
		b.text(`\r`)
	case 0x2028:
		b.text(`\u2028`)
	case 0x2029:
		b.text(`\u2029`)
	default:
		return false
	}
	return true
}

func (b *builder) widen() {
	if b.wide {
		return
	}
	b.wide = true
	b.units = make([]uint16, len(b.bytes), 2*len(b.bytes)+16)
	for i, c := range b.bytes {
		b.units[i] = uint16(c)
	}
	b.bytes = nil
}

func (b *builder) unit(u uint16) {
	if u >= 128 {
		b.widen()
	}
	if b.wide {
		b.units = append(b.units, u)
	} else {
		b.bytes = append(b.bytes, byte(u))
	}
}

// text appends ASCII.
func (b *builder) text(s string) {
	if !b.wide {
		if b.bytes == nil && b.room > 0 {
			b.bytes = make([]byte, 0, max(b.room, len(s)))
		}
		b.bytes = append(b.bytes, s...)
		return
	}
	for i := range len(s) {
		b.units = append(b.units, uint16(s[i]))
	}
}

// part appends units from to to of in.
func (b *builder) part(in rx.Input, from, to int) {
	if size := len(b.bytes) + 2*len(b.units) + to - from; b.over || int64(size) > jsloop.Allocation() {
		b.over, b.bytes, b.units = true, nil, nil
		return
	}
	if !in.Wide {
		b.text(in.ASCII[from:to])
		return
	}
	if !b.wide {
		for _, u := range in.Units[from:to] {
			if u >= 128 {
				b.widen()
				break
			}
			b.bytes = append(b.bytes, byte(u))
			from++
		}
	}
	if b.wide {
		b.units = append(b.units, in.Units[from:to]...)
	}
}

func (b *builder) value(vm *goja.Runtime) goja.Value {
	if b.over {
		if e, err := vm.New(vm.Get("RangeError"), vm.ToValue("Invalid string length")); err == nil {
			panic(e)
		}
	}
	if b.wide {
		return goja.StringFromUTF16(b.units)
	}
	return vm.ToValue(string(b.bytes))
}

func (b *builder) len() int {
	if b.over {
		return 1
	}
	return len(b.bytes) + len(b.units)
}
