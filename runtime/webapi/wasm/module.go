package wasm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Module is the binary of a WebAssembly.Module. All isolates of a process share
// it: machine code is made once.
type Module struct {
	// Name is shown in messages.
	Name   string
	layout *layout
	binary []byte // with the hidden exports
	once   sync.Once
	err    error
}

// machineCode is shared by all isolates of the process, and so is the engine
// that comes with it.
var machineCode = sync.OnceValue(wazero.NewCompilationCache)

// Parse reads a module and refuses what this engine cannot run: shared
// memories, 64-bit addresses, tags that cross the border, types of the garbage
// collection proposal.
func Parse(name string, b []byte) (*Module, error) {
	l, err := parse(b)
	if err != nil {
		return nil, err
	}
	if err := l.supported(); err != nil {
		return nil, err
	}
	return &Module{Name: name, layout: l, binary: withHidden(b, l)}, nil
}

func (m *layout) supported() error {
	for _, l := range m.memories {
		switch {
		case l.shared:
			return errors.New("shared memory (threads) is not available in a Worker")
		case l.wide:
			return errors.New("64-bit memories are not supported")
		}
	}
	if len(m.memories) > 1 {
		return errors.New("more than one memory is not supported")
	}
	for _, t := range m.tables {
		if t.wide {
			return errors.New("64-bit tables are not supported")
		}
	}
	for _, e := range append(m.imports[:len(m.imports):len(m.imports)], m.exports...) {
		if e.kind == kindTag {
			return fmt.Errorf("exceptions that cross into JavaScript are not supported (the tag %q)", e.name)
		}
	}
	for _, e := range m.imports {
		if g := kindGlobal; e.kind == g && m.globals[e.index] == (globalType{externref, false}) {
			return fmt.Errorf("the import %q of an immutable externref global is not supported", e.name)
		}
	}
	return nil
}

// features are what the engine runs beyond its own default, WebAssembly 2.0:
// all that V8 has enabled and that needs nothing from JavaScript.
const features = api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExtendedConst |
	experimental.CoreFeaturesExceptionHandling

// memoryPages bounds a memory: 128 MB, which is what an isolate has on Workers.
const memoryPages = 2048

func config(c wazero.RuntimeConfig) wazero.RuntimeConfig {
	return c.WithCoreFeatures(features).WithMemoryLimitPages(memoryPages)
}

// Check says whether b is a module that an isolate can run; the error is for
// the person who converts it.
func Check(b []byte) error {
	m, err := Parse("", b)
	if err != nil {
		return err
	}
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, config(wazero.NewRuntimeConfigInterpreter()))
	defer func() { _ = rt.Close(ctx) }()
	if _, err := rt.CompileModule(ctx, m.binary); err != nil {
		return fmt.Errorf("the engine refuses the module: %w", err)
	}
	return nil
}

// Compile makes the machine code ahead of the first instance. It takes about
// two seconds a megabyte, so hosts call it on a goroutine when they start; who
// needs the code earlier waits for it.
func (m *Module) Compile() error {
	m.once.Do(func() {
		ctx := context.Background()
		rt := newRuntime(ctx)
		defer func() { _ = rt.Close(ctx) }()
		_, m.err = rt.CompileModule(ctx, m.binary)
	})
	return m.err
}

func newRuntime(ctx context.Context) wazero.Runtime {
	return wazero.NewRuntimeWithConfig(ctx, config(wazero.NewRuntimeConfig()).WithCompilationCache(machineCode()).WithCloseOnContextDone(true))
}

// customSections returns the contents of the custom sections of one name.
func (m *Module) customSections(name string) [][]byte {
	var out [][]byte
	for _, c := range m.layout.customs {
		if c.name == name {
			out = append(out, bytes.Clone(c.data))
		}
	}
	return out
}
