package gojahost

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/wasm"
)

// App is a converted Worker, ready to start isolates from: the script is
// compiled once and shared by all of them.
type App struct {
	Manifest manifest.Manifest
	program  *goja.Program
	wasm     []*wasm.Module
	kinds    map[string]bindings.Kind
}

// Load reads a Worker from the folder that convert wrote.
func Load(dir fs.FS) (*App, error) {
	f, err := dir.Open("manifest.json")
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("there is no manifest.json here: give the folder that w2c convert --server goja wrote with --dir")
		}
		return nil, fmt.Errorf("open manifest: %w", err)
	}
	m, err := manifest.Decode(f)
	_ = f.Close()
	if err != nil {
		return nil, err
	}
	a := &App{Manifest: m, kinds: map[string]bindings.Kind{}}
	for _, k := range bindings.Kinds {
		a.kinds[k.Name()] = k
	}
	for _, b := range m.Bindings {
		if a.kinds[b.Kind] == nil {
			return nil, fmt.Errorf("binding %q has kind %q, which this host does not know: convert again with the matching w2c", b.Name, b.Kind)
		}
	}
	if m.Script == "" { // a Worker of static assets only
		return a, nil
	}
	source, err := fs.ReadFile(dir, m.Script)
	if err != nil {
		return nil, fmt.Errorf("read the Worker's script: %w", err)
	}
	a.program, err = goja.Compile(m.Script, string(source), false)
	if err != nil {
		return nil, &StartError{Reason: "the Worker's script is not valid: " + err.Error()}
	}
	return a, a.loadModules(dir)
}

// loadModules reads the WebAssembly modules. Making their machine code takes
// long, so it begins at once and goes on beside the rest of the start.
func (a *App) loadModules(dir fs.FS) error {
	for _, m := range a.Manifest.Modules {
		if m.Type != "wasm" {
			return fmt.Errorf("module %q has the type %q, which this host does not know: convert again with the matching w2c", m.Name, m.Type)
		}
		b, err := fs.ReadFile(dir, m.Path)
		if err != nil {
			return fmt.Errorf("read module: %w", err)
		}
		module, err := wasm.Parse(m.Name, b)
		if err != nil {
			return fmt.Errorf("read module %s: %w", m.Name, err)
		}
		a.wasm = append(a.wasm, module)
		go func() { _ = module.Compile() }() // whoever makes an instance gets the error
	}
	return nil
}

// StartError says that the Worker itself failed to start; its author can mend it.
type StartError struct{ Reason string }

func (e *StartError) Error() string { return e.Reason }

// fronts wraps worker in whatever sees requests before it; the first binding is
// the outermost. n is how many there are.
func (a *App) fronts(o store.Opener, worker http.Handler) (front http.Handler, n int, err error) {
	for i := len(a.Manifest.Bindings) - 1; i >= 0; i-- {
		b := a.Manifest.Bindings[i]
		front, ok := a.kinds[b.Kind].(bindings.Front)
		if !ok {
			continue
		}
		h, err := front.Front(b, o, worker)
		if err != nil {
			return nil, 0, fmt.Errorf("start %s: %w", strings.TrimSpace(b.Kind+" "+b.Name), err)
		}
		worker = h
		n++
	}
	return worker, n, nil
}
