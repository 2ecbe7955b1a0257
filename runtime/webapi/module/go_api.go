package module

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Define provides the host module name ("node:path"): exports is called at the
// first import, on the loop.
func Define(l *jsloop.Loop, name string, exports func() (goja.Value, error)) {
	stateOf(l).defined[name] = exports
}

// SetEnv says what "cloudflare:workers" exports as env.
func SetEnv(l *jsloop.Loop, env goja.Value) { stateOf(l).env = env }

// SetWaitUntil says what "cloudflare:workers" does in waitUntil(promise): f runs
// on the loop in the context of the caller.
func SetWaitUntil(l *jsloop.Loop, f func(promise goja.Value)) { stateOf(l).waitUntil = f }

// Fallback provides host modules whose names only f knows. f is asked at the
// import of a name that nobody defined; a later Fallback replaces the first.
func Fallback(l *jsloop.Loop, f func(name string) (exports func() (goja.Value, error), ok bool)) {
	stateOf(l).fallback = f
}
