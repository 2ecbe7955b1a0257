package node

import (
	"context"
	"maps"
	"slices"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// natives are the Go functions that modules in js/ stand on.
var natives = map[string]func(*jsloop.Loop) map[string]jsloop.Native{
	"async_hooks":      storeNatives,
	"buffer":           bufferNatives,
	"dns":              networkNatives,
	"internal/files":   fileNatives,
	"net":              networkNatives,
	"internal/inspect": typeNatives,
	"internal/types":   typeNatives,
	"process":          processNatives,
	"string_decoder":   decoderNatives,
	"timers":           timerNatives,
}

// storeNatives give async_hooks the store that the loop carries with the
// running code.
func storeNatives(l *jsloop.Loop) map[string]jsloop.Native {
	return map[string]jsloop.Native{
		// event() is a token of the running event, undefined for top-level code.
		"event": func(goja.FunctionCall) goja.Value {
			if l.Current() == l.Global() {
				return goja.Undefined()
			}
			return l.Wrap(l.Current())
		},
		// elsewhere(token) says whether another event runs than the token's.
		"elsewhere": func(c goja.FunctionCall) goja.Value {
			of, ok := jsloop.Unwrap[*jsloop.Context](c.Argument(0))
			return l.VM().ToValue(ok && of != l.Current())
		},
		"store": func(goja.FunctionCall) goja.Value {
			if v := l.Current().Store; v != nil {
				return v
			}
			return goja.Undefined()
		},
		"setStore": func(c goja.FunctionCall) goja.Value {
			l.Current().Store = nil // the common case, and the cheap one for the loop
			if v := c.Argument(0); !goja.IsUndefined(v) {
				l.Current().Store = v
			}
			return goja.Undefined()
		},
	}
}

// processNatives: exit(code) ends the event of the running code, as far as the
// host has said how.
func processNatives(l *jsloop.Loop) map[string]jsloop.Native {
	s := stateOf(l)
	return map[string]jsloop.Native{
		"env": func(goja.FunctionCall) goja.Value {
			o := l.VM().NewObject()
			if s.config.Env == nil || !s.config.Compat.On("nodejs_compat_populate_process_env") {
				return o
			}
			env := s.config.Env()
			for _, name := range slices.Sorted(maps.Keys(env)) {
				_ = o.Set(name, env[name])
			}
			return o
		},
		"exit": func(c goja.FunctionCall) goja.Value {
			err := jsloop.Errorf("Error", "The Node.js process.exit(%d) API was called. Canceling the request.", c.Argument(0).ToInteger())
			if s.config.Exit != nil {
				s.config.Exit(err)
			}
			l.Throw(err)
			return nil
		},
	}
}

// timerNatives are the platform's own timers, taken before globals could change.
func timerNatives(l *jsloop.Loop) map[string]jsloop.Native {
	s := stateOf(l)
	out := map[string]jsloop.Native{}
	for name, f := range s.timers {
		out[name] = func(c goja.FunctionCall) goja.Value {
			v, err := f(goja.Undefined(), c.Arguments...)
			if err != nil {
				panic(err)
			}
			return v
		}
	}
	return out
}

// fileNatives: area(make) gives the running event's own object, made at its
// first call and forgotten when the event ends.
func fileNatives(l *jsloop.Loop) map[string]jsloop.Native {
	areas := map[*jsloop.Context]goja.Value{}
	return map[string]jsloop.Native{
		"area": func(c goja.FunctionCall) goja.Value {
			of := l.Current()
			if v, ok := areas[of]; ok {
				return v
			}
			create, _ := goja.AssertFunction(c.Argument(0))
			v, err := create(goja.Undefined())
			if err != nil {
				globals.Rethrow(l, err)
			}
			areas[of] = v
			context.AfterFunc(of.Context(), func() { l.Post(func() { delete(areas, of) }) })
			return v
		},
	}
}
