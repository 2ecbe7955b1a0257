package wasm

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"sync"
	"weak"

	"github.com/dop251/goja"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// store is all WebAssembly of one isolate: one runtime of the engine, in which
// every instance, memory, table and global lives under a name of its own, so
// that any may be imported by any.
//
// What JavaScript can no longer reach must go, or a Worker that makes an
// instance a request would grow for ever. So the engine's side never holds the
// Go side: host functions find their instance through a weak pointer, and when
// an instance's Go half is collected its engine half is closed.
type store struct {
	l     *jsloop.Loop
	ctx   context.Context
	rt    wazero.Runtime
	seq   int
	refs  references
	code  map[*Module]wazero.CompiledModule
	types []funcType // of everything instantiated here, for looking into tables

	instances map[uintptr]weak.Pointer[instance] // by the address of the engine's half
	memories  []weak.Pointer[memory]             // those whose buffer a script holds
	functions map[uint64]weak.Pointer[goja.Object]
	lookups   *tableOps
	holders   []weak.Pointer[holder] // what may hold externrefs

	depth  int   // calls into wasm that have not returned
	parked error // what a JS function threw across wasm frames
	dead   error // why the isolate was interrupted inside wasm

	mu      sync.Mutex // the interrupt comes from another goroutine
	running map[api.Module]struct{}

	js scriptSide
}

// errParked takes the place of a JS exception while it crosses wasm frames.
var errParked = errors.New("a JavaScript exception")

func newStore(l *jsloop.Loop, js scriptSide) *store {
	s := &store{
		l: l, ctx: context.Background(), js: js,
		code:      map[*Module]wazero.CompiledModule{},
		instances: map[uintptr]weak.Pointer[instance]{},
		functions: map[uint64]weak.Pointer[goja.Object]{},
		running:   map[api.Module]struct{}{},
	}
	s.rt = newRuntime(s.ctx)
	l.OnInterrupt(s.interrupt)
	go func() {
		<-l.Done()
		_ = s.rt.Close(s.ctx)
	}()
	return s
}

// exitInterrupted is the exit code of modules that were told to stop.
const exitInterrupted = 0xFFFF_FF01

// interrupt stops wasm code that runs: the engine looks at loops and calls
// whether its module was closed. The isolate is thrown away afterwards.
func (s *store) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for m := range s.running {
		_ = m.CloseWithExitCode(s.ctx, exitInterrupted)
	}
}

func (s *store) name(prefix string) string {
	s.seq++
	return prefix + strconv.Itoa(s.seq)
}

// helper instantiates a module made by an emitter. It ends with the runtime,
// or when owner is collected.
func (s *store) helper(name string, e *emitter) api.Module {
	m, err := s.rt.InstantiateWithConfig(s.ctx, e.bytes(), wazero.NewModuleConfig().WithName(name).WithStartFunctions())
	if err != nil {
		panic(err) // one of ours
	}
	return m
}

// closeWith closes mods once owner cannot be reached any more.
func closeWith[T any](s *store, owner *T, mods ...api.Module) {
	runtime.AddCleanup(owner, func(mods []api.Module) {
		s.l.Post(func() {
			for _, m := range mods {
				_ = m.Close(s.ctx)
			}
		})
	}, mods)
}

// call enters wasm. The stack holds the arguments and then the results. It
// throws what the code throws.
func (s *store) call(f api.Function, stack []uint64) {
	s.depth++
	err := f.CallWithStack(s.ctx, stack)
	s.depth--
	if err != nil {
		s.failed(err)
	}
	s.settle()
}

// failed throws err, which came out of the engine, as the JS error it is.
func (s *store) failed(err error) {
	if parked := s.parked; parked != nil {
		s.parked = nil
		globals.Rethrow(s.l, parked)
	}
	var exit *sys.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == exitInterrupted {
		// The VM's own interrupt is set as well: any JS instruction takes it up.
		panic(s.l.VM().ToValue("interrupted"))
	}
	s.settle()
	s.throwTrap(err)
}

// settle does what is due whenever wasm hands over to JavaScript.
func (s *store) settle() {
	if len(s.memories) > 0 {
		s.detachGrown()
	}
}

// detachGrown detaches the buffers of memories that have grown, as the
// specification has it: scripts find out by the length 0.
func (s *store) detachGrown() {
	kept := s.memories[:0]
	for _, p := range s.memories {
		m := p.Value()
		if m == nil || m.buffer == nil {
			continue
		}
		if m.mem.Size() != m.size {
			m.detach()
			continue
		}
		kept = append(kept, p)
	}
	clear(s.memories[len(kept):])
	s.memories = kept
}

func (s *store) compiled(m *Module) (wazero.CompiledModule, error) {
	if c, ok := s.code[m]; ok {
		return c, nil
	}
	if err := m.Compile(); err != nil {
		return nil, err
	}
	c, err := s.rt.CompileModule(s.ctx, m.binary)
	if err != nil {
		return nil, err
	}
	s.code[m] = c
	s.know(m.layout.types)
	return c, nil
}

// know remembers signatures.
func (s *store) know(types []funcType) {
next:
	for _, t := range types {
		for _, have := range s.types {
			if have == t {
				continue next
			}
		}
		s.types = append(s.types, t)
	}
}

// isMemory tells whether v is the buffer of a memory.
func (s *store) isMemory(v goja.Value) bool {
	for _, p := range s.memories {
		if m := p.Value(); m != nil && m.buffer != nil && m.buffer.SameAs(v) {
			return true
		}
	}
	return false
}
