// Package eventsource is EventSource for a goja VM: JS over fetch() and streams.
//
// Spec: https://html.spec.whatwg.org/multipage/server-sent-events.html and
// https://developers.cloudflare.com/workers/runtime-apis/eventsource/
package eventsource

import (
	_ "embed"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed eventsource.js
var source string

func function() string { return "function (native, internals) {\n\"use strict\";\n" + source + "}" }

// Module is the script as an ES module for Node.
func Module() []byte {
	return []byte("// EventSource, the same for every server that w2c converts to.\nexport default " + function() + "\n")
}

// The standard's own streams know whether they were read; goja's say so inside.
var script = jsloop.NewScriptFrom("w2c:eventsource.js", func() string {
	return "(function (native, internals) { return (" + function() + `)(native, {
  shape: internals.shape, badParam: internals.badParam, badCtor: internals.badCtor,
  get atTop() { return internals.atTop; },
  platformEvent: (...args) => internals.platformEvent(...args),
  isDisturbed: (stream) => internals.streams.stateOf(stream).disturbed,
}); })`
})

// Class is the entry for webapi.Classes; it needs events, url, streams and fetch.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "eventsource" }

// Install defines the global, late.
func (Class) Install(l *jsloop.Loop) error {
	return globals.Lazy(l, l.VM().GlobalObject(), globals.Once(l, script, nil), "EventSource")
}
