package module

import (
	_ "embed"
	"errors"
	"maps"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed workers.js
var workersSource string

func workersFunction() string {
	return "function (native, internals) {\n\"use strict\";\n" + rpcSource + "\n" + workersSource + "}"
}

// Workers is workers.js as an ES module for Node.
func Workers() []byte {
	return []byte("// RPC and what the cloudflare: modules export, the same for every server that w2c converts\n// to; cloudflare-workers.ts gives it the event, the bindings and the exports.\nexport default " + workersFunction() + "\n")
}

var workersScript = jsloop.NewScriptFrom("w2c:workers.js", func() string { return "(" + workersFunction() + ")" })

// addCloudflare makes s.cloudflare, which loads workers.js.
func (s *state) addCloudflare(l *jsloop.Loop) {
	vm := l.VM()
	key := vm.NewObject()
	current := func() goja.Value {
		if store, ok := l.Current().Store.(*goja.Object); ok && store != nil {
			get, _ := goja.AssertFunction(store.Get("get"))
			if v, err := get(store, key); err == nil && !goja.IsUndefined(v) {
				return v
			}
		}
		return s.env
	}
	natives := map[string]jsloop.Native{
		"env": func(goja.FunctionCall) goja.Value { return current() },
		// within(env, f) calls f with env in the place of the bindings, also behind
		// its awaits.
		"within": func(c goja.FunctionCall) goja.Value {
			f, ok := goja.AssertFunction(c.Argument(1))
			if !ok {
				l.ThrowType("not a function")
			}
			before := l.Current().Store
			args := []goja.Value{}
			if before != nil {
				args = append(args, before)
			}
			store, err := vm.New(vm.Get("Map"), args...)
			if err != nil {
				globals.Rethrow(l, err)
			}
			set, _ := goja.AssertFunction(store.Get("set"))
			if _, err := set(store, key, c.Argument(0)); err != nil {
				globals.Rethrow(l, err)
			}
			l.Current().Store = store
			defer func() { l.Current().Store = before }()
			v, err := f(goja.Undefined())
			if err != nil {
				globals.Rethrow(l, err)
			}
			return v
		},
		"waitUntil": func(c goja.FunctionCall) goja.Value {
			if s.waitUntil == nil {
				l.Throw(errors.New("waitUntil() can only be called while an event is handled."))
			}
			s.waitUntil(c.Argument(0))
			return goja.Undefined()
		},
		"exports": func(goja.FunctionCall) goja.Value {
			if s.exports == nil {
				return vm.NewObject()
			}
			return s.exports
		},
		// context(props) is a new ctx of the running event.
		"context": func(c goja.FunctionCall) goja.Value {
			if s.context == nil {
				return vm.NewObject()
			}
			return s.context(c.Argument(0))
		},
		// Durable Objects come with their binding, and with them their state.
		"isState": func(c goja.FunctionCall) goja.Value {
			C, ok := vm.Get("DurableObjectState").(*goja.Object)
			return vm.ToValue(ok && vm.InstanceOf(c.Argument(0), C))
		},
	}
	maps.Copy(natives, s.rpcNatives(l))
	s.cloudflare = globals.Once(l, workersScript, natives)
}

// SetExports says what the Worker's main module exports.
func SetExports(l *jsloop.Loop, ns goja.Value) { stateOf(l).exports = ns }

// SetContext says how a ctx with given props is made.
func SetContext(l *jsloop.Loop, make func(props goja.Value) goja.Value) { stateOf(l).context = make }

// Exports is ctx.exports: the entrypoints of this Worker as stubs.
func Exports(l *jsloop.Loop) goja.Value {
	o, err := stateOf(l).cloudflare()
	if err != nil {
		l.Throw(err)
	}
	f, _ := goja.AssertFunction(o.Get("exports"))
	v, err := f(goja.Undefined())
	if err != nil {
		globals.Rethrow(l, err)
	}
	return v
}
