// Package events is the DOM's event machinery as Workers have it: Event,
// CustomEvent, EventTarget, AbortController, AbortSignal, DOMException and the
// small event classes. Texts and oddities (a throwing listener ends the dispatch,
// capture is refused) are workerd's.
//
// Specs: https://dom.spec.whatwg.org/#events, https://webidl.spec.whatwg.org/#idl-DOMException
package events

import (
	_ "embed"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed core.js
var coreSource string

var core = jsloop.NewScript("w2c:events/core.js", coreSource)

//go:embed events.js
var source string

var script = jsloop.NewScript("w2c:events.js", source)

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
	})
	if err := globals.Lazy(l, l.Internals(), load, "events"); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), load, "DOMException", "Event", "CustomEvent", "ErrorEvent",
		"PromiseRejectionEvent", "MessageEvent", "CloseEvent", "EventTarget", "AbortSignal", "AbortController")
}

// Abort aborts a signal that was made for Go; see internals.events.abort.
func Abort(l *jsloop.Loop, signal goja.Value, reason goja.Value) error {
	f, _ := goja.AssertFunction(l.Internals().Get("events").(*goja.Object).Get("abort"))
	_, err := l.Call(f, nil, signal, reason)
	return err
}

// Precompile readies the script before the first isolate asks for it.
func Precompile() { core.Compile() }
