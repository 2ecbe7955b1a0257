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
)

// App is a converted Worker, ready to start isolates from: the script is
// compiled once and shared by all of them.
type App struct {
	Manifest manifest.Manifest
	program  *goja.Program
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
	return a, nil
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
