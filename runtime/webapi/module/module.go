// Package module provides the host modules a Worker may import at run time:
// "cloudflare:workers" and whatever other rooms Define.
package module

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed module.js
var source string

var script = jsloop.NewScript("w2c:module.js", source)

// Class is the entry for webapi.Classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "module" }

type state struct {
	env        goja.Value
	waitUntil  func(goja.Value)
	exports    goja.Value
	context    func(props goja.Value) goja.Value
	cloudflare globals.Load
	host       Host
	kept       map[int64]map[int64]goja.Value // props of ctx.exports by event
	defined    map[string]func() (goja.Value, error)
	fallback   func(name string) (func() (goja.Value, error), bool)
}

const stateKey = "module:go"

// Install defines globalThis.__w2c_module, late: few Workers import host modules.
func (Class) Install(l *jsloop.Loop) error {
	vm := l.VM()
	s := &state{env: vm.NewObject(), defined: map[string]func() (goja.Value, error){}, kept: map[int64]map[int64]goja.Value{}}
	if err := l.Internals().Set(stateKey, l.Wrap(s)); err != nil {
		return err
	}
	s.addCloudflare(l)
	load := globals.Once(l, script, map[string]jsloop.Native{
		"defined": func(c goja.FunctionCall) goja.Value {
			exports, ok := s.defined[c.Argument(0).String()]
			if !ok && s.fallback != nil {
				exports, ok = s.fallback(c.Argument(0).String())
			}
			if !ok {
				return goja.Undefined()
			}
			return vm.ToValue(func(goja.FunctionCall) goja.Value {
				v, err := exports()
				if err != nil {
					l.Throw(err)
				}
				return v
			})
		},
		"cloudflare": func(goja.FunctionCall) goja.Value {
			o, err := s.cloudflare()
			if err != nil {
				l.Throw(err)
			}
			return o
		},
	})
	return globals.Lazy(l, vm.GlobalObject(), load, "__w2c_module")
}

func stateOf(l *jsloop.Loop) *state {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		l.ThrowType("host modules are not installed")
	}
	return s
}
