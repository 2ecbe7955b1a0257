package globals

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Scope is what workerd calls the global object in its error texts.
const Scope = "ServiceWorkerGlobalScope"

// WrongType throws workerd's TypeError for an argument of a method; n counts from 1.
func WrongType(l *jsloop.Loop, method, class string, n int, want string) {
	l.ThrowType("Failed to execute '%s' on '%s': parameter %d is not of type '%s'.", method, class, n, want)
}

// Callback returns argument n (from 0) of a function of the global scope, which
// must be a function.
func Callback(l *jsloop.Loop, call goja.FunctionCall, n int, method string) goja.Callable {
	f, ok := goja.AssertFunction(call.Argument(n))
	if !ok {
		WrongType(l, method, Scope, n+1, "function")
	}
	return f
}

// InHandler throws what workerd throws when top-level code does what only a
// handler may: set timers, make random values, talk to the outside.
func InHandler(l *jsloop.Loop) {
	if l.Current().ID == "" {
		l.Throw(jsloop.Errorf("Error", "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), "+
			"setting a timeout, and generating random values are not allowed within global scope. "+
			"To fix this error, perform this operation within a handler. "+
			"https://developers.cloudflare.com/workers/runtime-apis/handlers/"))
	}
}

// OnScope makes fn refuse to be a method of anything but the global object, as
// workerd's functions of the global scope do.
func OnScope(l *jsloop.Loop, fn jsloop.Native) jsloop.Native {
	global := l.VM().GlobalObject()
	return func(call goja.FunctionCall) goja.Value {
		if this := call.This; this != nil && this != global && !goja.IsUndefined(this) && !goja.IsNull(this) {
			l.ThrowType("Illegal invocation: function called with incorrect `this` reference. " +
				"See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.")
		}
		return fn(call)
	}
}

// Tag gives o the name that Object.prototype.toString shows.
func Tag(l *jsloop.Loop, o *goja.Object, tag string) error {
	return o.DefineDataPropertySymbol(goja.SymToStringTag, l.VM().ToValue(tag), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}
