package wasm

import (
	"encoding/binary"
	"strconv"
)

// The engine cannot make a memory, a table or a global by itself, nor touch a
// table from outside, nor give a module imports under names of its own. Small
// modules, written here, do all of that in its place.

// emitter writes a module, section by section. Indices count as they do in the
// binary form: what is imported first comes first.
type emitter struct {
	types    []funcType
	imports  [][]byte
	funcs    []int // types of the functions defined here
	bodies   [][]byte
	tables   [][]byte
	memories [][]byte
	globals  [][]byte
	exports  [][]byte
	declared []uint32 // functions that ref.func may name
	count    [5]uint32
}

func leb(b []byte, v uint64) []byte { return binary.AppendUvarint(b, v) }

func name(b []byte, s string) []byte { return append(leb(b, uint64(len(s))), s...) }

func (l limits) append(b []byte) []byte {
	if !l.hasMax {
		return leb(append(b, 0), l.min)
	}
	return leb(leb(append(b, 1), l.min), l.max)
}

func (t tableType) append(b []byte) []byte { return t.limits.append(append(b, t.ref)) }

func (t globalType) append(b []byte) []byte {
	if t.mutable {
		return append(b, t.typ, 1)
	}
	return append(b, t.typ, 0)
}

func (e *emitter) typeOf(t funcType) int {
	for i, have := range e.types {
		if have == t {
			return i
		}
	}
	e.types = append(e.types, t)
	return len(e.types) - 1
}

func (e *emitter) next(k kind) uint32 {
	e.count[k]++
	return e.count[k] - 1
}

// imported adds an import with the type already in binary form and returns its index.
func (e *emitter) imported(module, field string, k kind, typ []byte) uint32 {
	b := append(name(name(nil, module), field), byte(k))
	e.imports = append(e.imports, append(b, typ...))
	return e.next(k)
}

func (e *emitter) importFunc(module, field string, t funcType) uint32 {
	return e.imported(module, field, kindFunc, leb(nil, uint64(e.typeOf(t))))
}

func (e *emitter) table(t tableType) uint32 {
	e.tables = append(e.tables, t.append(nil))
	return e.next(kindTable)
}

func (e *emitter) memory(l limits) uint32 {
	e.memories = append(e.memories, l.append(nil))
	return e.next(kindMemory)
}

// global adds a global whose first value is bits, which is how the engine
// hands numbers over; references begin as null.
func (e *emitter) global(t globalType, bits uint64) uint32 {
	b := t.append(nil)
	switch t.typ {
	case i32:
		b = sleb(append(b, 0x41), int64(int32(bits)))
	case i64:
		b = sleb(append(b, 0x42), int64(bits))
	case f32:
		b = binary.LittleEndian.AppendUint32(append(b, 0x43), uint32(bits))
	case f64:
		b = binary.LittleEndian.AppendUint64(append(b, 0x44), bits)
	default:
		b = append(b, 0xd0, t.typ)
	}
	e.globals = append(e.globals, append(b, 0x0b))
	return e.next(kindGlobal)
}

func sleb(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if (v == 0 && c&0x40 == 0) || (v == -1 && c&0x40 != 0) {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// function adds a function without locals; code ends without its end.
func (e *emitter) function(t funcType, code ...byte) uint32 {
	e.funcs = append(e.funcs, e.typeOf(t))
	e.bodies = append(e.bodies, append(append([]byte{0}, code...), 0x0b))
	return e.next(kindFunc)
}

func (e *emitter) export(field string, k kind, index uint32) {
	e.exports = append(e.exports, leb(append(name(nil, field), byte(k)), uint64(index)))
}

func (e *emitter) bytes() []byte {
	out := append([]byte(nil), magic...)
	section := func(id byte, items [][]byte) {
		if len(items) == 0 {
			return
		}
		b := leb(nil, uint64(len(items)))
		for _, i := range items {
			b = append(b, i...)
		}
		out = append(leb(append(out, id), uint64(len(b))), b...)
	}
	var types, funcs, bodies, elements [][]byte
	for _, t := range e.types {
		types = append(types, name(name([]byte{0x60}, t.params), t.results))
	}
	for i, t := range e.funcs {
		funcs = append(funcs, leb(nil, uint64(t)))
		bodies = append(bodies, name(nil, string(e.bodies[i])))
	}
	if len(e.declared) > 0 {
		b := leb([]byte{3, 0}, uint64(len(e.declared))) // declarative, of functions
		for _, f := range e.declared {
			b = leb(b, uint64(f))
		}
		elements = append(elements, b)
	}
	section(sectionType, types)
	section(sectionImport, e.imports)
	section(sectionFunction, funcs)
	section(sectionTable, e.tables)
	section(sectionMemory, e.memories)
	section(sectionGlobal, e.globals)
	section(sectionExport, e.exports)
	section(sectionElement, elements)
	section(sectionCode, bodies)
	return out
}

// tableOperations adds get, set, size and grow for table 0, whose elements are ref.
func (e *emitter) tableOperations(ref valType) {
	r := string([]byte{ref})
	i := string([]byte{i32})
	e.export("get", kindFunc, e.function(funcType{i, r}, 0x20, 0, 0x25, 0))
	e.export("set", kindFunc, e.function(funcType{i + r, ""}, 0x20, 0, 0x20, 1, 0x26, 0))
	e.export("size", kindFunc, e.function(funcType{"", i}, 0xfc, 16, 0))
	e.export("grow", kindFunc, e.function(funcType{r + i, i}, 0x20, 0, 0x20, 1, 0xfc, 15, 0))
}

// Names of the exports that withHidden adds; they begin with a byte that no
// compiler writes.
const hidden = "\x00w2c:"

// withHidden exports what holds references to JavaScript values, so that those
// no longer held can be told. A module without any stays as it is.
func withHidden(b []byte, m *layout) []byte {
	var more [][]byte
	for i, t := range m.tables {
		if t.ref == externref {
			more = append(more, leb(append(name(nil, hiddenName(kindTable, i)), byte(kindTable)), uint64(i)))
		}
	}
	for i, g := range m.globals {
		if g.typ == externref {
			more = append(more, leb(append(name(nil, hiddenName(kindGlobal, i)), byte(kindGlobal)), uint64(i)))
		}
	}
	if len(more) == 0 {
		return withoutEmpty(b)
	}
	body := leb(nil, uint64(len(m.exports)+len(more)))
	for _, e := range m.exports {
		body = leb(append(name(body, e.name), byte(e.kind)), uint64(e.index))
	}
	for _, e := range more {
		body = append(body, e...)
	}
	out := append([]byte(nil), b[:m.exportsAt]...)
	out = append(leb(append(out, sectionExport), uint64(len(body))), body...)
	return withoutEmpty(append(out, b[m.exportsEnd:]...))
}

// withoutEmpty takes custom sections without contents out: the engine reads none
// at the end of a module. What a script may ask of them is in the layout.
func withoutEmpty(b []byte) []byte {
	r := &reader{b: b, at: len(magic)}
	out, kept := []byte(nil), 0
	for r.at < len(b) && r.err == nil {
		start := r.at
		id, body := r.byte(), &reader{b: r.bytes(r.u32())}
		if id == sectionCustom && r.err == nil && body.name() != "name" && body.err == nil && body.at == len(body.b) {
			out, kept = append(out, b[kept:start]...), r.at
		}
	}
	return append(out, b[kept:]...)
}

func hiddenName(k kind, index int) string { return hidden + k.String() + strconv.Itoa(index) }
