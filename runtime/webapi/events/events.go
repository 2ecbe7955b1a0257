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
	"time"

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

// Install defines the globals, each loaded at first use, and, for other classes,
// internals.events, internals.define and internals.shape.
func (Class) Install(l *jsloop.Loop) error {
	if _, err := core.Run(l, nil); err != nil {
		return err
	}
	load := globals.Once(l, script, map[string]jsloop.Native{
		// after(ms, f) calls f once ms milliseconds have passed.
		"after": func(c goja.FunctionCall) goja.Value {
			ms := min(max(c.Argument(0).ToInteger(), 0), int64(1<<31-1))
			f, ok := goja.AssertFunction(c.Argument(1))
			if !ok {
				return goja.Undefined()
			}
			l.After(time.Duration(ms)*time.Millisecond, func() {
				if _, err := l.Call(f, nil); err != nil {
					l.Log().Error("uncaught exception in timeout", "error", err.Error())
				}
			})
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
	if err := globals.Lazy(l, l.Internals(), load, "events"); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), load, "DOMException", "Event", "ExtendableEvent", "FetchEvent",
		"ScheduledEvent", "CustomEvent", "ErrorEvent", "PromiseRejectionEvent", "MessageEvent", "CloseEvent",
		"EventTarget", "AbortSignal", "AbortController", "MessagePort", "MessageChannel")
}

const reportsKey = "events:reportsExceptions"

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

// Abort aborts a signal that was made for Go; see internals.events.abort.
func Abort(l *jsloop.Loop, signal goja.Value, reason goja.Value) error {
	f, _ := goja.AssertFunction(l.Internals().Get("events").(*goja.Object).Get("abort"))
	_, err := l.Call(f, nil, signal, reason)
	return err
}

// Precompile readies the script before the first isolate asks for it.
func Precompile() { core.Compile() }
