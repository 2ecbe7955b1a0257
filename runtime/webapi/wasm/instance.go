package wasm

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"weak"

	"github.com/dop251/goja"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

type goContext = context.Context

// instance is a WebAssembly.Instance. It holds the JS objects of what it
// imports and exports, by index, so that one thing is one object.
type instance struct {
	s         *store
	m         *Module
	name      string
	mod       api.Module
	callables []goja.Callable // imported functions that are JavaScript
	funcs     map[uint32]*function
	memory    *memory
	tables    []*table_
	globals   []*global
	holders   []*holder
	deps      []any // what the engine half needs to stay open
}

// instantiate makes an instance. what is the method that error texts name.
func (s *store) instantiate(m *Module, imports goja.Value, what string) *instance {
	code, err := s.compiled(m)
	if err != nil {
		s.throw("CompileError", what+": "+err.Error())
	}
	inst := &instance{
		s: s, m: m, name: s.name("i"), funcs: map[uint32]*function{},
		tables: make([]*table_, len(m.layout.tables)), globals: make([]*global, len(m.layout.globals)),
	}
	shims, helpers := inst.link(s.readImports(m, imports, what), what)
	ctx := s.ctx
	if len(shims) > 0 {
		ctx = experimental.WithImportResolver(ctx, func(name string) api.Module { return shims[name] })
	}
	s.depth++
	inst.mod, err = s.rt.InstantiateModule(ctx, code, wazero.NewModuleConfig().WithName(inst.name).WithStartFunctions())
	s.depth--
	if err != nil {
		for _, h := range helpers {
			_ = h.Close(s.ctx)
		}
		s.failedToStart(err, what)
	}
	s.mu.Lock()
	s.running[inst.mod] = struct{}{}
	s.mu.Unlock()
	address := reflect.ValueOf(inst.mod).Pointer()
	s.instances[address] = weak.Make(inst)
	inst.holdReferences()
	runtime.AddCleanup(inst, func(mods []api.Module) {
		s.l.Post(func() {
			delete(s.instances, address)
			s.mu.Lock()
			delete(s.running, mods[0])
			s.mu.Unlock()
			for _, mod := range mods {
				_ = mod.Close(s.ctx)
			}
		})
	}, append([]api.Module{inst.mod}, helpers...))
	s.settle()
	return inst
}

func (s *store) failedToStart(err error, what string) {
	if s.parked != nil {
		s.failed(err)
	}
	text := err.Error()
	switch {
	case strings.HasPrefix(text, "start "):
		s.failed(err)
	case strings.Contains(text, "out of bounds"):
		s.throw("RuntimeError", what+": "+text)
	}
	s.throw("LinkError", what+": "+text)
}

// readImports reads every import's value, in order, as the specification does
// before it looks at any.
func (s *store) readImports(m *Module, imports goja.Value, what string) []goja.Value {
	l := s.l
	list := m.layout.imports
	if len(list) == 0 {
		return nil
	}
	from, ok := imports.(*goja.Object)
	if !ok {
		l.ThrowType("%s: Imports argument must be present and must be an object", what)
	}
	values := make([]goja.Value, len(list))
	for i, e := range list {
		ns, ok := from.Get(e.module).(*goja.Object)
		if !ok {
			l.ThrowType("%s: Import #%d %q: module is not an object or function", what, i, e.module)
		}
		if values[i] = ns.Get(e.name); values[i] == nil {
			values[i] = goja.Undefined()
		}
	}
	return values
}

// A shim stands for one module that is imported from: it exports, under the
// names the instance asks for, what lies elsewhere under other names.
type shim struct {
	emitter
	host  wazero.HostModuleBuilder
	from  string // the host module's name
	n     int
	names map[string]bool
}

type linking struct {
	*instance
	what  string
	shims map[string]*shim
	order []string
}

// link resolves the imports and returns the shims, by the name of the module
// they stand for, and every helper module made.
func (inst *instance) link(values []goja.Value, what string) (map[string]api.Module, []api.Module) {
	k := &linking{instance: inst, what: what, shims: map[string]*shim{}}
	list := inst.m.layout.imports
	for i, e := range list { // V8 looks at memories before all else
		if e.kind == kindMemory {
			k.importMemory(i, e, values[i])
		}
	}
	for i, e := range list {
		switch e.kind {
		case kindFunc:
			k.importFunc(i, e, values[i])
		case kindTable:
			k.importTable(i, e, values[i])
		case kindGlobal:
			k.importGlobal(i, e, values[i])
		}
	}
	s := inst.s
	mods := map[string]api.Module{}
	var helpers []api.Module
	for _, name := range k.order {
		sh := k.shims[name]
		if sh.host != nil {
			h, err := sh.host.Instantiate(s.ctx)
			if err != nil {
				k.refuse("%v", err)
			}
			helpers = append(helpers, h)
		}
		mods[name] = s.helper(s.name("x"), &sh.emitter)
		helpers = append(helpers, mods[name])
	}
	return mods, helpers
}

func (k *linking) shim(module string) *shim {
	sh := k.shims[module]
	if sh == nil {
		sh = &shim{from: k.s.name("h"), names: map[string]bool{}}
		k.shims[module] = sh
		k.order = append(k.order, module)
	}
	return sh
}

// provide exports what was imported or defined in the shim under e's name. A
// module may import a name twice; the engine asks for it once a kind.
func (k *linking) provide(i int, e entity, index func(*shim) uint32) {
	sh := k.shim(e.module)
	if sh.names[e.name] {
		k.refuse("Import #%d %q %q: the name is imported twice, which is not supported", i, e.module, e.name)
	}
	sh.names[e.name] = true
	sh.export(e.name, e.kind, index(sh))
}

func (k *linking) refuse(format string, args ...any) {
	k.s.throw("LinkError", k.what+": "+fmt.Sprintf(format, args...))
}

func (k *linking) importFunc(i int, e entity, v goja.Value) {
	f, ok := goja.AssertFunction(v)
	if !ok {
		k.refuse("Import #%d %q %q: function import requires a callable", i, e.module, e.name)
	}
	t := k.m.layout.funcType(e.index)
	if known := k.s.exported(v); known != nil && known.field != "" {
		if known.typ != t {
			k.refuse("Import #%d %q %q: imported function does not match the expected type", i, e.module, e.name)
		}
		k.deps = append(k.deps, known.inst)
		k.funcs[e.index] = known
		k.provide(i, e, func(sh *shim) uint32 { return sh.importFunc(known.inst.name, known.field, t) })
		return
	}
	k.provide(i, e, func(sh *shim) uint32 {
		if sh.host == nil {
			sh.host = k.s.rt.NewHostModuleBuilder(sh.from)
		}
		field := "f" + indexText(k.s.l.VM().ToValue(sh.n))
		sh.n++
		sh.host.NewFunctionBuilder().WithGoModuleFunction(hostFunction(weak.Make(k.instance), len(k.callables), t), []byte(t.params), []byte(t.results)).Export(field)
		k.callables = append(k.callables, f)
		return sh.importFunc(sh.from, field, t)
	})
}

func (k *linking) importMemory(i int, e entity, v goja.Value) {
	mem, ok := handleOf[*memory](k.s, v)
	if !ok {
		k.refuse("Import #%d %q %q: memory import must be a WebAssembly.Memory object", i, e.module, e.name)
	}
	want := k.m.layout.memories[e.index]
	if pages := uint64(mem.mem.Size()) / pageSize; pages < want.min {
		k.refuse("Import #%d %q %q: memory import has %d pages which is smaller than the declared initial of %d", i, e.module, e.name, pages, want.min)
	}
	if want.hasMax && !mem.limits.hasMax {
		// V8 prints this number, whatever the maximum.
		k.refuse("Import #%d %q %q: memory import has no maximum limit, expected at most 4294967295", i, e.module, e.name)
	}
	if want.hasMax && mem.limits.max > want.max {
		k.refuse("Import #%d %q %q: memory import has a larger maximum size %d than the module's declared maximum %d", i, e.module, e.name, mem.limits.max, want.max)
	}
	k.memory = mem
	k.deps = append(k.deps, mem)
	k.provide(i, e, func(sh *shim) uint32 {
		return sh.imported(mem.owner, mem.field, kindMemory, limits{min: 0, max: mem.limits.max, hasMax: mem.limits.hasMax}.append(nil))
	})
}

func (k *linking) importTable(i int, e entity, v goja.Value) {
	t, ok := handleOf[*table_](k.s, v)
	if !ok {
		k.refuse("Import #%d %q %q: table import requires a WebAssembly.Table", i, e.module, e.name)
	}
	want := k.m.layout.tables[e.index]
	if size := uint64(t.ops().size()); size < want.min {
		k.refuse("table import %d is smaller than initial %d, got %d", i, want.min, size)
	}
	if want.hasMax && !t.typ.hasMax {
		k.refuse("table import %d has no maximum length; required: %d", i, want.max)
	}
	if want.hasMax && t.typ.max > want.max {
		k.refuse("table import %d has a larger maximum size %d than the module's declared maximum %d", i, t.typ.max, want.max)
	}
	if t.typ.ref != want.ref {
		k.refuse("Import #%d %q %q: imported table does not match the expected type", i, e.module, e.name)
	}
	k.tables[e.index] = t
	k.deps = append(k.deps, t)
	k.provide(i, e, func(sh *shim) uint32 {
		return sh.imported(t.owner, t.field, kindTable, tableType{limits{min: 0, max: t.typ.max, hasMax: t.typ.hasMax}, t.typ.ref}.append(nil))
	})
}

func (k *linking) importGlobal(i int, e entity, v goja.Value) {
	want := k.m.layout.globals[e.index]
	if g, ok := handleOf[*global](k.s, v); ok {
		switch {
		case g.typ.mutable != want.mutable:
			k.refuse("Import #%d %q %q: imported global does not match the expected mutability", i, e.module, e.name)
		case g.typ.typ != want.typ:
			k.refuse("Import #%d %q %q: imported global does not match the expected type", i, e.module, e.name)
		}
		k.globals[e.index] = g
		k.deps = append(k.deps, g)
		k.provide(i, e, func(sh *shim) uint32 { return sh.imported(g.owner, g.field, kindGlobal, g.typ.append(nil)) })
		return
	}
	if want.mutable {
		k.refuse("Import #%d %q %q: imported mutable global must be a WebAssembly.Global object", i, e.module, e.name)
	}
	var bits uint64
	_, isBig := bigInt(v)
	switch {
	case want.typ == i64 && isBig, want.typ != i64 && want.typ != v128 && isNumber(v):
		bits = k.s.toWasm(want.typ, v)
	case want.typ == funcref && goja.IsNull(v):
	default:
		k.refuse("Import #%d %q %q: global import must be a number, valid Wasm reference, or WebAssembly.Global object", i, e.module, e.name)
	}
	k.provide(i, e, func(sh *shim) uint32 { return sh.global(want, bits) })
}

func isNumber(v goja.Value) bool {
	if _, isObject := v.(*goja.Object); isObject {
		return false
	}
	switch v.Export().(type) {
	case int64, float64:
		return true
	}
	return false
}

// holdReferences registers the tables and globals that may hold JS values.
func (inst *instance) holdReferences() {
	s, l := inst.s, inst.m.layout
	add := func(h *holder) {
		inst.holders = append(inst.holders, h)
		s.holders = append(s.holders, weak.Make(h))
	}
	for i, t := range l.tables {
		if t.ref == externref {
			add(&holder{table: s.operationsOn(inst.name, hiddenName(kindTable, i), t)})
		}
	}
	for i, g := range l.globals {
		if g.typ == externref {
			add(&holder{global: inst.mod.ExportedGlobal(hiddenName(kindGlobal, i))})
		}
	}
}

// function is the exported function with an index, nil when it has no name.
func (inst *instance) function(index uint32) *function {
	if f := inst.funcs[index]; f != nil {
		return f
	}
	for _, e := range inst.m.layout.exports {
		if e.kind == kindFunc && e.index == index {
			f := &function{s: inst.s, inst: inst, field: e.name, index: index, typ: inst.m.layout.funcType(index), fn: inst.mod.ExportedFunction(e.name)}
			inst.funcs[index] = f
			return f
		}
	}
	return nil
}

// exports gives set every export, in order.
func (inst *instance) exports(set func(name string, v goja.Value)) {
	for _, e := range inst.m.layout.exports {
		var o *goja.Object
		switch e.kind {
		case kindFunc:
			o = inst.function(e.index).toObject()
		case kindMemory:
			if inst.memory == nil {
				inst.memory = &memory{s: inst.s, owner: inst.name, field: e.name, limits: inst.m.layout.memories[0], mem: inst.mod.ExportedMemory(e.name), of: inst}
			}
			o = inst.memory.toObject()
		case kindTable:
			if inst.tables[e.index] == nil {
				inst.tables[e.index] = &table_{s: inst.s, owner: inst.name, field: e.name, typ: inst.m.layout.tables[e.index], of: inst}
			}
			o = inst.tables[e.index].toObject()
		case kindGlobal:
			if inst.globals[e.index] == nil {
				inst.globals[e.index] = &global{s: inst.s, owner: inst.name, field: e.name, typ: inst.m.layout.globals[e.index], g: inst.mod.ExportedGlobal(e.name), of: inst}
			}
			o = inst.globals[e.index].toObject()
		}
		set(e.name, o)
	}
}

// handleOf is what a Memory, Table or Global object stands for.
func handleOf[T any](s *store, v goja.Value) (T, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		var none T
		return none, false
	}
	return jsloop.Unwrap[T](s.js.call(s.l, s.js.unbrand, o))
}
