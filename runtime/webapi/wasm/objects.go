package wasm

import (
	"fmt"
	"weak"

	"github.com/dop251/goja"
	"github.com/tetratelabs/wazero/api"
)

// memory, table_ and global are the Go halves of WebAssembly.Memory, Table and
// Global: where the thing lies in the engine (owner is a module's name there,
// field the name it exports it by), and its one JS object.

const pageSize = 65536

type memory struct {
	s            *store
	owner, field string
	limits       limits
	mem          api.Memory
	of           any // keeps the owner
	object       weak.Pointer[goja.Object]

	buffer goja.Value // the ArrayBuffer given out, nil when none
	array  goja.ArrayBuffer
	size   uint32
}

func (s *store) newMemory(l limits) *memory {
	e := &emitter{}
	e.export("m", kindMemory, e.memory(l))
	owner := s.name("m")
	mod := s.helper(owner, e)
	m := &memory{s: s, owner: owner, field: "m", limits: l, mem: mod.ExportedMemory("m")}
	closeWith(s, m, mod)
	return m
}

func (m *memory) toObject() *goja.Object { return m.s.object(&m.object, "memory", m) }

// value is the memory's buffer: a view of the engine's own bytes.
func (m *memory) value() goja.Value {
	if m.buffer != nil && m.mem.Size() != m.size {
		m.detach()
	}
	if m.buffer == nil {
		m.size = m.mem.Size()
		b, _ := m.mem.Read(0, m.size)
		m.array = m.s.l.VM().NewArrayBuffer(b)
		m.buffer = m.s.l.VM().ToValue(m.array)
		m.s.memories = append(m.s.memories, weak.Make(m))
	}
	return m.buffer
}

func (m *memory) detach() {
	m.array.Detach()
	m.buffer = nil
}

// grow adds pages and returns how many there were.
func (m *memory) grow(pages uint32) uint32 {
	before := m.mem.Size() / pageSize
	if m.limits.hasMax && uint64(before)+uint64(pages) > m.limits.max {
		m.s.throwRange("WebAssembly.Memory.grow(): Maximum memory size exceeded")
	}
	if _, ok := m.mem.Grow(pages); !ok {
		m.s.throwRange("WebAssembly.Memory.grow(): Unable to grow instance memory")
	}
	if m.buffer != nil { // also when it did not grow
		m.detach()
	}
	return before
}

// maxTable is how many elements V8 lets a table have.
const maxTable = 10_000_000

type table_ struct {
	s            *store
	owner, field string
	typ          tableType
	of           any
	object       weak.Pointer[goja.Object]
	operations   *tableOps
	holder       *holder
}

func (s *store) newTable(t tableType) *table_ {
	e := &emitter{}
	e.export("t", kindTable, e.table(t))
	e.tableOperations(t.ref)
	owner := s.name("t")
	mod := s.helper(owner, e)
	out := &table_{s: s, owner: owner, field: "t", typ: t, operations: newTableOps(s, mod)}
	if t.ref == externref {
		out.holder = &holder{table: out.operations}
		s.holders = append(s.holders, weak.Make(out.holder))
	}
	closeWith(s, out, mod)
	return out
}

func (t *table_) toObject() *goja.Object { return t.s.object(&t.object, "table", t) }

func (t *table_) ops() *tableOps {
	if t.operations == nil {
		t.operations = t.s.operationsOn(t.owner, t.field, t.typ)
		closeWith(t.s, t, t.operations.mod)
	}
	return t.operations
}

func (t *table_) at(index uint32, what string) uint32 {
	if n := t.ops().size(); index >= n {
		t.s.throwRange(fmt.Sprintf("WebAssembly.Table.%s(): invalid address %d in %s table of size %d", what, index, typeName(t.typ.ref), n))
	}
	return index
}

func (t *table_) get(index uint32) goja.Value {
	return t.s.fromWasm(t.typ.ref, t.ops().get(t.at(index, "get")))
}

// element is v as an element, for the method what whose argument n it is.
func (t *table_) element(v goja.Value, what string, n int) uint64 {
	if t.typ.ref == externref {
		return t.s.refs.put(v)
	}
	ref, ok := t.s.funcRef(v)
	if !ok {
		t.s.l.ThrowType("WebAssembly.%s: Argument %d is invalid%s: function-typed object must be null (if nullable) or a Wasm function object", what, n, forTable(what))
	}
	return ref
}

func forTable(what string) string {
	if what == "Table()" {
		return ""
	}
	return " for table"
}

func (t *table_) grow(n uint32, ref uint64) uint32 {
	before := t.ops().size()
	if uint64(before)+uint64(n) > maxTable || t.ops().grow(n, ref) < 0 {
		t.s.throwRange(fmt.Sprintf("WebAssembly.Table.grow(): failed to grow table by %d", n))
	}
	return before
}

type global struct {
	s            *store
	owner, field string
	typ          globalType
	g            api.Global
	of           any
	object       weak.Pointer[goja.Object]
	holder       *holder
	constant     goja.Value // the value of an immutable reference made by a script
}

func (s *store) newGlobal(t globalType, v goja.Value) *global {
	out := &global{s: s, field: "g", typ: t}
	var bits uint64
	isRef := t.typ == externref || t.typ == funcref
	if v != nil {
		bits = s.toWasm(t.typ, v)
	}
	if isRef && !t.mutable {
		out.constant = s.fromWasm(t.typ, bits)
	}
	e := &emitter{}
	e.export("g", kindGlobal, e.global(t, bits))
	out.owner = s.name("g")
	mod := s.helper(out.owner, e)
	out.g = mod.ExportedGlobal("g")
	if isRef && t.mutable {
		out.g.(api.MutableGlobal).Set(bits)
	}
	if t.typ == externref {
		out.holder = &holder{global: out.g}
		s.holders = append(s.holders, weak.Make(out.holder))
	}
	closeWith(s, out, mod)
	return out
}

func (g *global) toObject() *goja.Object { return g.s.object(&g.object, "global", g) }

func (g *global) value() goja.Value {
	if g.constant != nil {
		return g.constant
	}
	return g.s.fromWasm(g.typ.typ, g.g.Get())
}

func (g *global) set(v goja.Value) {
	m, ok := g.g.(api.MutableGlobal)
	if !ok || !g.typ.mutable {
		g.s.l.ThrowType("set WebAssembly.Global.value): Can't set the value of an immutable global.") // as V8 writes it
	}
	m.Set(g.s.toWasm(g.typ.typ, v))
}

// object is the JS object of a Go half, made when it is first asked for.
func (s *store) object(p *weak.Pointer[goja.Object], kind string, half any) *goja.Object {
	if o := p.Value(); o != nil {
		return o
	}
	o := s.js.call(s.l, s.js.wrap, s.l.VM().ToValue(kind), s.l.Wrap(half)).(*goja.Object)
	*p = weak.Make(o)
	return o
}

// adopt makes o, which a constructor of a script's made, the object of a half.
func adopt(half goja.Value, o *goja.Object) {
	p := weak.Make(o)
	switch h := handle[any](half).(type) {
	case *memory:
		h.object = p
	case *table_:
		h.object = p
	case *global:
		h.object = p
	}
}
