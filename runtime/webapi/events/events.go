// Package events is the DOM's event machinery as Workers have it: Event,
// CustomEvent, EventTarget, AbortController, AbortSignal, DOMException and the
// small event classes. Texts and oddities are workerd's. The classes' scripts
// serve the Node hosts too (package js).
//
// Differences from Cloudflare: the events of exceptions name no file and line.
//
// Specs: https://dom.spec.whatwg.org/#events, https://webidl.spec.whatwg.org/#idl-DOMException
package events

import (
	_ "embed"
	"errors"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/events/js"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed core.js
var coreSource string

var core = jsloop.NewScript("w2c:events/core.js", coreSource)

var script = jsloop.NewScriptFrom("w2c:events.js", js.Function)

// Class is the entry for webapi.Classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "events" }

// Install defines the globals, each loaded at first use, the global scope's
// functions of an event target, and, for other classes, internals.events, internals.define and internals.shape.
func (Class) Install(l *jsloop.Loop) error {
	if _, err := core.Run(l, nil); err != nil {
		return err
	}
	once := globals.Once(l, script, map[string]jsloop.Native{
		// after(ms, f) calls f once ms milliseconds have passed, in the order of setTimeout.
		"after": func(c goja.FunctionCall) goja.Value {
			after, ok := goja.AssertFunction(l.Internals().Get("after"))
			if !ok {
				l.Throw(errors.New("timers are not installed"))
			}
			if _, err := after(goja.Undefined(), c.Arguments...); err != nil {
				globals.Rethrow(l, err)
			}
			return goja.Undefined()
		},
		// reportsExceptions says whether a listener's exception goes to the global
		// scope (SetFlags) or to who dispatched.
		"reportsExceptions": func(goja.FunctionCall) goja.Value {
			v := l.Internals().Get(reportsKey)
			return l.VM().ToValue(v == nil || v.ToBoolean())
		},
		"log": func(c goja.FunctionCall) goja.Value {
			l.Log().Error("uncaught exception", "error", jsloop.Describe(c.Argument(0)), "request_id", l.Current().ID)
			return goja.Undefined()
		},
	})
	load := func() (*goja.Object, error) {
		o, err := once()
		if err == nil {
			err = l.Internals().Set(loadedKey, true)
		}
		return o, err
	}
	if err := globals.Lazy(l, l.Internals(), load, "events"); err != nil {
		return err
	}
	scope := func() (*goja.Object, error) {
		o, err := load()
		if err != nil {
			return nil, err
		}
		return o.Get("scope").(*goja.Object), nil
	}
	listening := map[string]int{"addEventListener": 0, "removeEventListener": 0, "dispatchEvent": 0}
	if err := globals.LazyMethods(l, l.VM().GlobalObject(), scope, listening); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), load, "DOMException", "Event", "ExtendableEvent", "FetchEvent",
		"ScheduledEvent", "CustomEvent", "ErrorEvent", "PromiseRejectionEvent", "MessageEvent", "CloseEvent",
		"EventTarget", "AbortSignal", "AbortController", "MessagePort", "MessageChannel")
}

const (
	reportsKey = "events:reportsExceptions"
	loadedKey  = "events:loaded"
)

// SetFlags tells what the Worker's compatibility date and flags switch on.
func SetFlags(l *jsloop.Loop, on func(string) bool) {
	_ = l.Internals().Set(reportsKey, on("spec_compliant_dispatch_exceptions"))
}

// Report tells the global scope of an exception nobody caught, and the log unless
// somebody there prevented it.
func Report(l *jsloop.Loop, reason goja.Value) error {
	o, ok := l.Internals().Get("events").(*goja.Object)
	if !ok {
		return errors.New("events are not installed")
	}
	f, _ := goja.AssertFunction(o.Get("report"))
	_, err := l.Call(f, nil, reason)
	return err
}

// Rejected tells the global scope of a promise that was rejected and not handled,
// or handled late: kind is the event's type. It says whether a listener dealt with it.
func Rejected(l *jsloop.Loop, kind string, p *goja.Promise) (bool, error) {
	if l.Internals().Get(loadedKey) == nil {
		return false, nil // nobody can listen yet
	}
	vm := l.VM()
	f, _ := goja.AssertFunction(l.Internals().Get("events").(*goja.Object).Get("rejected"))
	args := []goja.Value{vm.ToValue(kind), vm.ToValue(p)}
	if kind == "unhandledrejection" { // the other event has no reason, as in workerd
		args = append(args, p.Result())
	}
	v, err := l.Call(f, nil, args...)
	return err == nil && v.ToBoolean(), err
}

// Abort aborts a signal that was made for Go; see internals.events.abort.
func Abort(l *jsloop.Loop, signal goja.Value, reason goja.Value) error {
	f, _ := goja.AssertFunction(l.Internals().Get("events").(*goja.Object).Get("abort"))
	_, err := l.Call(f, nil, signal, reason)
	return err
}

// Precompile readies the script before the first isolate asks for it.
func Precompile() { core.Compile() }
