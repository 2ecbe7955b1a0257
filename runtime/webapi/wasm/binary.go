package wasm

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// The parts of a module's binary form that JavaScript can see: what it imports,
// what it exports, and of which types. The engine validates everything else.
//
// Specification: https://webassembly.github.io/spec/core/binary/

type valType = byte

const (
	i32       valType = 0x7f
	i64       valType = 0x7e
	f32       valType = 0x7d
	f64       valType = 0x7c
	v128      valType = 0x7b
	funcref   valType = 0x70
	externref valType = 0x6f
)

type kind byte

const (
	kindFunc kind = iota
	kindTable
	kindMemory
	kindGlobal
	kindTag
)

func (k kind) String() string {
	return [...]string{"function", "table", "memory", "global", "tag"}[k]
}

// funcType is a signature; one letter a type, so that it is comparable.
type funcType struct{ params, results string }

type limits struct {
	min    uint64
	max    uint64
	hasMax bool
	shared bool
	wide   bool // 64-bit addresses
}

type tableType struct {
	limits
	ref valType
}

type globalType struct {
	typ     valType
	mutable bool
}

// entity is something imported or exported, with the type of its kind.
type entity struct {
	module, name string // module is empty for exports
	kind         kind
	index        uint32 // among those of its kind
}

type custom struct {
	name string
	data []byte
}

// layout is what a script may ask about a module.
type layout struct {
	types    []funcType
	funcs    []uint32 // types of all functions, imported ones first
	tables   []tableType
	memories []limits
	globals  []globalType
	tags     []uint32
	imports  []entity
	exports  []entity
	customs  []custom
	imported [5]uint32 // how many of a kind are imported
	// exportsAt is where the export section lies, or would have to lie.
	exportsAt, exportsEnd int
}

func (m *layout) funcType(index uint32) funcType { return m.types[m.funcs[index]] }

var (
	errTruncated = errors.New("the module ends too early")
	magic        = []byte{0, 'a', 's', 'm', 1, 0, 0, 0}
)

// reader reads the binary form. The first failure stays; what is read after it
// is zero.
type reader struct {
	b   []byte
	at  int
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
	r.at = len(r.b)
}

func (r *reader) byte() byte {
	if r.at >= len(r.b) {
		if r.err == nil {
			r.err = errTruncated
		}
		return 0
	}
	r.at++
	return r.b[r.at-1]
}

// leb reads an unsigned LEB128 number of at most bits bits.
func (r *reader) leb(bits uint) (v uint64) {
	for shift := uint(0); shift < bits; shift += 7 {
		b := r.byte()
		v |= uint64(b&0x7f) << shift
		if b&0x80 == 0 {
			return v
		}
	}
	r.fail("a number at byte %d is too long", r.at)
	return 0
}

func (r *reader) u32() uint32 { return uint32(r.leb(35)) }

// count is the length of a vector; each element takes at least one byte.
func (r *reader) count() int {
	n := r.u32()
	if int64(n) > int64(len(r.b)-r.at) {
		r.fail("a vector of %d elements does not fit", n)
		return 0
	}
	return int(n)
}

func (r *reader) bytes(n uint32) []byte {
	if int64(n) > int64(len(r.b)-r.at) {
		r.fail("%v", errTruncated)
		return nil
	}
	r.at += int(n)
	return r.b[r.at-int(n) : r.at]
}

func (r *reader) name() string {
	b := r.bytes(r.u32())
	if !utf8.Valid(b) {
		r.fail("a name is not UTF-8")
	}
	return string(b)
}

func (r *reader) valType() valType {
	t := r.byte()
	switch t {
	case i32, i64, f32, f64, v128, funcref, externref:
	default:
		r.fail("the value type 0x%x is not supported", t)
	}
	return t
}

func (r *reader) valTypes() string {
	n := r.count()
	out := make([]byte, n)
	for i := range out {
		out[i] = r.valType()
	}
	return string(out)
}

func (r *reader) limits() limits {
	flags := r.byte()
	if flags > 7 {
		r.fail("limits with the flags 0x%x are not supported", flags)
	}
	l := limits{hasMax: flags&1 != 0, shared: flags&2 != 0, wide: flags&4 != 0}
	l.min = r.leb(70)
	if l.hasMax {
		l.max = r.leb(70)
	}
	return l
}

func (r *reader) tableType() tableType {
	t := r.valType()
	if r.err == nil && t != funcref && t != externref {
		r.fail("tables of %s are not supported", typeName(t))
	}
	return tableType{ref: t, limits: r.limits()}
}

func (r *reader) globalType() globalType { return globalType{r.valType(), r.byte() == 1} }

// constant skips an initialiser.
func (r *reader) constant() {
	for r.err == nil {
		switch op := r.byte(); op {
		case 0x0b: // end
			return
		case 0x41, 0x42: // i32.const, i64.const
			r.leb(70)
		case 0x43:
			r.bytes(4)
		case 0x44:
			r.bytes(8)
		case 0x23, 0xd2: // global.get, ref.func
			r.u32()
		case 0xd0: // ref.null
			r.byte()
		case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // add, sub, mul
		case 0xfd:
			if r.u32() != 12 { // v128.const
				r.fail("an initialiser has an unknown instruction")
			}
			r.bytes(16)
		default:
			r.fail("an initialiser has the unknown instruction 0x%x", op)
		}
	}
}

const (
	sectionCustom = iota
	sectionType
	sectionImport
	sectionFunction
	sectionTable
	sectionMemory
	sectionGlobal
	sectionExport
	sectionStart
	sectionElement
	sectionCode
	sectionData
	sectionDataCount
	sectionTag
)

// parse reads the layout of a module.
func parse(b []byte) (*layout, error) {
	r := &reader{b: b}
	if string(r.bytes(8)) != string(magic) {
		return nil, errors.New("the file is not a WebAssembly module of version 1")
	}
	m := &layout{}
	for r.at < len(b) && r.err == nil {
		start := r.at
		id := r.byte()
		body := r.bytes(r.u32())
		if r.err != nil {
			break
		}
		if id != sectionCustom && m.exportsAt == 0 && (id == sectionExport || id == sectionStart || id == sectionElement ||
			id == sectionCode || id == sectionData || id == sectionDataCount) {
			m.exportsAt, m.exportsEnd = start, start
		}
		if id == sectionExport {
			m.exportsEnd = r.at
		}
		s := &reader{b: body}
		m.section(id, s)
		if s.err != nil {
			return nil, s.err
		}
	}
	if m.exportsAt == 0 {
		m.exportsAt, m.exportsEnd = len(b), len(b)
	}
	if r.err == nil {
		r.err = m.check()
	}
	return m, r.err
}

func (m *layout) section(id byte, r *reader) {
	if id == sectionCustom {
		name := r.name()
		m.customs = append(m.customs, custom{name, r.b[min(r.at, len(r.b)):]})
		return
	}
	var each func()
	switch id {
	case sectionType:
		each = func() {
			if form := r.byte(); form != 0x60 {
				r.fail("types of the form 0x%x (garbage collection) are not supported", form)
			}
			m.types = append(m.types, funcType{r.valTypes(), r.valTypes()})
		}
	case sectionImport:
		each = func() { m.importOne(r) }
	case sectionFunction:
		each = func() { m.funcs = append(m.funcs, r.u32()) }
	case sectionTable:
		each = func() { m.tables = append(m.tables, r.tableType()) }
	case sectionMemory:
		each = func() { m.memories = append(m.memories, r.limits()) }
	case sectionGlobal:
		each = func() {
			m.globals = append(m.globals, r.globalType())
			r.constant()
		}
	case sectionTag:
		each = func() {
			r.byte()
			m.tags = append(m.tags, r.u32())
		}
	case sectionExport:
		each = func() {
			m.exports = append(m.exports, entity{name: r.name(), kind: r.kind(), index: r.u32()})
		}
	default:
		return
	}
	for n := r.count(); n > 0 && r.err == nil; n-- {
		each()
	}
}

func (r *reader) kind() kind {
	k := kind(r.byte())
	if k > kindTag {
		r.fail("an import or export of the kind %d is not supported", byte(k))
		return kindFunc
	}
	return k
}

func (m *layout) importOne(r *reader) {
	e := entity{module: r.name(), name: r.name(), kind: r.kind()}
	e.index = m.imported[e.kind]
	m.imported[e.kind]++
	switch e.kind {
	case kindFunc:
		m.funcs = append(m.funcs, r.u32())
	case kindTable:
		m.tables = append(m.tables, r.tableType())
	case kindMemory:
		m.memories = append(m.memories, r.limits())
	case kindGlobal:
		m.globals = append(m.globals, r.globalType())
	case kindTag:
		r.byte()
		m.tags = append(m.tags, r.u32())
	}
	m.imports = append(m.imports, e)
}

// check holds the indices that this package uses against what there is; the
// engine's own validation comes later.
func (m *layout) check() error {
	for _, t := range m.funcs {
		if int(t) >= len(m.types) {
			return fmt.Errorf("a function has the type %d, and there are %d", t, len(m.types))
		}
	}
	have := [...]int{len(m.funcs), len(m.tables), len(m.memories), len(m.globals), len(m.tags)}
	for _, e := range m.exports {
		if int(e.index) >= have[e.kind] {
			return fmt.Errorf("the export %q names %s %d, and there are %d", e.name, e.kind, e.index, have[e.kind])
		}
	}
	return nil
}

func typeName(t valType) string {
	switch t {
	case i32:
		return "i32"
	case i64:
		return "i64"
	case f32:
		return "f32"
	case f64:
		return "f64"
	case v128:
		return "v128"
	case funcref:
		return "funcref"
	case externref:
		return "externref"
	}
	return "?"
}
