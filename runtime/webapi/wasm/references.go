package wasm

import (
	"strconv"

	"github.com/dop251/goja"
	"github.com/tetratelabs/wazero/api"
)

// references are the JavaScript values that wasm holds as externref. The engine
// passes numbers; which of them it still holds only a look into its tables and
// globals can tell, so that is done when the list has doubled and no wasm code
// is on the stack.
type references struct {
	values  map[uint64]goja.Value
	objects map[*goja.Object]uint64 // an object has one number
	next    uint64
	limit   int
}

const (
	refNull uint64 = iota
	refUndefined
	refFirst

	refsAtFirst = 4096
)

func (r *references) put(v goja.Value) uint64 {
	switch {
	case goja.IsNull(v):
		return refNull
	case v == nil || goja.IsUndefined(v):
		return refUndefined
	}
	o, isObject := v.(*goja.Object)
	if isObject {
		if n, ok := r.objects[o]; ok {
			return n
		}
	}
	if r.values == nil {
		r.values, r.objects = map[uint64]goja.Value{}, map[*goja.Object]uint64{}
		r.next, r.limit = refFirst, refsAtFirst
	}
	n := r.next
	r.next++
	r.values[n] = v
	if isObject {
		r.objects[o] = n
	}
	return n
}

func (r *references) get(n uint64) goja.Value {
	switch n {
	case refNull:
		return goja.Null()
	case refUndefined:
		return goja.Undefined()
	}
	if v, ok := r.values[n]; ok {
		return v
	}
	return goja.Undefined()
}

func (r *references) full() bool { return r.values != nil && len(r.values) >= r.limit }

// holder is a table or a global that may hold externrefs.
type holder struct {
	table  *tableOps
	global api.Global
}

// collect forgets the values that no table and no global holds.
func (s *store) collect() {
	live := map[uint64]bool{}
	kept := s.holders[:0]
	for _, p := range s.holders {
		h := p.Value()
		if h == nil {
			continue
		}
		kept = append(kept, p)
		if h.global != nil {
			live[h.global.Get()] = true
			continue
		}
		for i := range h.table.size() {
			live[h.table.get(i)] = true
		}
	}
	s.holders = kept
	for n, v := range s.refs.values {
		if live[n] {
			continue
		}
		delete(s.refs.values, n)
		if o, ok := v.(*goja.Object); ok {
			delete(s.refs.objects, o)
		}
	}
	s.refs.limit = max(refsAtFirst, 2*len(s.refs.values))
}

// tableOps are the operations on a table that the engine lacks.
type tableOps struct {
	s                        *store
	mod                      api.Module
	getF, setF, sizeF, growF api.Function
}

func newTableOps(s *store, mod api.Module) *tableOps {
	return &tableOps{s, mod, mod.ExportedFunction("get"), mod.ExportedFunction("set"), mod.ExportedFunction("size"), mod.ExportedFunction("grow")}
}

// operationsOn makes the operations for a table exported by owner.
func (s *store) operationsOn(owner, field string, t tableType) *tableOps {
	e := &emitter{}
	e.imported(owner, field, kindTable, tableType{limits{min: 0, max: t.max, hasMax: t.hasMax}, t.ref}.append(nil))
	e.tableOperations(t.ref)
	return newTableOps(s, s.helper(s.name("o"), e))
}

func (t *tableOps) run(f api.Function, args ...uint64) uint64 {
	stack := make([]uint64, max(1, len(args)))
	copy(stack, args)
	if err := f.CallWithStack(t.s.ctx, stack); err != nil {
		t.s.failed(err)
	}
	return stack[0]
}

func (t *tableOps) size() uint32                    { return uint32(t.run(t.sizeF)) }
func (t *tableOps) get(i uint32) uint64             { return t.run(t.getF, uint64(i)) }
func (t *tableOps) set(i uint32, ref uint64)        { t.run(t.setF, uint64(i), ref) }
func (t *tableOps) grow(n uint32, ref uint64) int32 { return int32(t.run(t.growF, ref, uint64(n))) }

func indexText(v goja.Value) string { return strconv.FormatInt(v.ToInteger(), 10) }
